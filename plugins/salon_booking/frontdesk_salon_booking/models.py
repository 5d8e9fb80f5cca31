"""The plugin's tables."""

from __future__ import annotations

import enum

import peewee

from frontdesk.storage import Contact, Conversation, Digest, Moment, SealedText, TenantModel
from frontdesk_salon_booking.price import Price

__all__ = ["LIVE", "Booking", "BookingStatus", "Resource", "Segment"]


class BookingStatus(enum.StrEnum):
    """How far a booking has come."""

    #: Kept for a customer who is still making up their mind.
    HELD = "held"
    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"
    COMPLETED = "completed"
    #: The customer did not come.
    NO_SHOW = "no_show"


#: A booking of these takes its time away from everybody else; the database itself sees to that.
LIVE = (BookingStatus.HELD, BookingStatus.CONFIRMED)


class Resource(TenantModel):
    """What can serve one customer at a time; gives each chair the whole number that the constraint needs.

    :cvar staff: id of the staff member, empty for the one chair of a business that names none; ``*`` stands
        for the whole business, ``solarium#2`` for a unit of a resource, ``solarium#`` for all of its units.
    """

    staff = peewee.CharField(max_length=63)

    class Meta:
        table_name = "resources"
        indexes = ((("tenant", "staff"), True),)


class Booking(TenantModel):
    """A visit: one or more services in a row, under one code.

    :cvar booking_code: unique in the installation, but of use only to the contact that booked.
    :cvar contact: who booked; None when it was not booked in a chat.
    :cvar start_ts: when the first service begins; aware, UTC.
    :cvar end_ts: when the last one ends; aware, UTC.
    :cvar wall_start: what the customer was told, on the wall clock of ``zone``: ``2026-11-27T14:00``.
    :cvar price: of all services together as it was agreed; None where one of them has none. With
        ``price_from`` it is the least that it comes to.
    :cvar note: what staff wrote about it.
    :cvar message_key: the inbound message that made it; unique within the tenant, so that it books once.
        Below zero it stands for a line of an imported file.
    :cvar hold_until: until when it is kept for a customer who is still making up their mind; aware, UTC. None
        for what is not ``held``. What is held no longer is in nobody's way, and not there for anybody.
    :cvar version: grows with every change.
    :cvar cancelled_by: ``customer`` or ``business``; ``cancel_reason`` is why, where anybody said so.
    :cvar confirmed_at: when the customer last said that they are coming, for the time it has.
    :cvar agreed_at: when the customer last gave it another time themselves; None where they never did.
    :cvar remind_at: when to look next for reminders that are due; None for at once.
    :ivar segments: the services, in order, where they were read with it.
    """

    booking_code = peewee.CharField(max_length=6, unique=True)
    contact = peewee.ForeignKeyField(Contact, null=True, on_delete="SET NULL", backref="+")
    conversation = peewee.ForeignKeyField(Conversation, null=True, on_delete="SET NULL", backref="+")
    start_ts = Moment()
    end_ts = Moment()
    wall_start = peewee.CharField(max_length=16)
    zone = peewee.CharField(max_length=64)
    status = peewee.CharField(max_length=16)
    price = peewee.DecimalField(max_digits=12, decimal_places=2, null=True)
    price_from = peewee.BooleanField(default=False)
    currency = peewee.CharField(max_length=3, null=True)
    customer_name = SealedText(null=True)
    customer_phone = SealedText(null=True)
    customer_phone_digest = Digest("customer_phone", null=True)
    note = SealedText(null=True)
    message_key = peewee.BigIntegerField(null=True)
    version = peewee.IntegerField(default=1)
    created_at = Moment()
    updated_at = Moment()
    cancelled_at = Moment(null=True)
    cancelled_by = peewee.CharField(max_length=16, null=True)
    cancel_reason = SealedText(null=True)
    hold_until = Moment(null=True)
    confirmed_at = Moment(null=True)
    agreed_at = Moment(null=True)
    remind_at = Moment(null=True)

    segments: tuple[Segment, ...] = ()

    class Meta:
        table_name = "bookings"
        indexes = (
            (("tenant", "message_key"), True),
            (("tenant", "contact", "start_ts"), False),
            (("status", "end_ts"), False),
        )

    @property
    def first(self) -> Segment:
        """The first service of the visit."""
        return self.segments[0]

    @property
    def agreed(self) -> Price | None:
        """What it costs, as it was agreed."""
        return None if self.price is None else Price(self.price, at_least=self.price_from)


class Segment(TenantModel):
    """One service of a visit: who does it, and when. Or what it takes of the time of a room or a device.

    :cvar position: 0 for the first service of the visit; below zero for a unit that one of them takes
        (:func:`~frontdesk_salon_booking.units.position_of`), which stands as ``staff``.
    :cvar service: id in the bot definition; ``service_name`` is what it was called when it was booked.
    :cvar staff: id in the bot definition, empty for the one chair of a business that names none.
    :cvar start_ts: when it begins; aware, UTC.
    :cvar end_ts: when it ends; aware, UTC.
    :cvar busy_from: from when the resource is taken; aware, UTC.
    :cvar busy_to: until when the resource is taken, itself free again; aware, UTC.
    :cvar live: whether the booking takes its time away from others: the database keeps it in step with the
        booking's status.
    :cvar price: as it was agreed; with ``price_from`` it is the least that it comes to.
    :cvar category: id of the kind of services that it was of when it was booked; None for none.
    :cvar held_until: the booking's ``hold_until``, kept in step likewise: free times are found without it.
    :cvar class_key: of a group class, the same for all who take part; None for what has its time alone.
    :cvar places: how many there were in the class when it was booked; ``seat`` is which of them, from 1 on.
    :ivar units: keys of the units that it takes, where it is a service and was read with its booking.
    """

    booking = peewee.ForeignKeyField(Booking, on_delete="CASCADE", backref="+")
    position = peewee.SmallIntegerField()
    service = peewee.CharField(max_length=63)
    service_name = peewee.CharField(max_length=200)
    staff = peewee.CharField(max_length=63)
    resource = peewee.ForeignKeyField(Resource, backref="+")
    start_ts = Moment()
    end_ts = Moment()
    busy_from = Moment()
    busy_to = Moment()
    price = peewee.DecimalField(max_digits=12, decimal_places=2, null=True)
    price_from = peewee.BooleanField(default=False)
    category = peewee.CharField(max_length=63, null=True)
    live = peewee.BooleanField()
    held_until = Moment(null=True)
    class_key = peewee.BigIntegerField(null=True)
    places = peewee.SmallIntegerField(null=True)
    seat = peewee.SmallIntegerField(null=True)

    units: tuple[str, ...] = ()

    class Meta:
        table_name = "booking_segments"
        indexes = ((("booking", "position"), True),)

    @property
    def agreed(self) -> Price | None:
        """What it costs, as it was agreed."""
        return None if self.price is None else Price(self.price, at_least=self.price_from)

    @property
    def minutes(self) -> int:
        """How long it takes, as it was agreed."""
        return int((self.end_ts - self.start_ts).total_seconds()) // 60
