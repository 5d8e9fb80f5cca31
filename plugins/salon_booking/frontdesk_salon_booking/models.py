"""The plugin's tables."""

from __future__ import annotations

import enum

import peewee

from frontdesk.storage import Contact, Conversation, Digest, Moment, SealedText, TenantModel

__all__ = ["IS_LIVE", "LIVE", "Booking", "BookingStatus", "Resource"]


class BookingStatus(enum.StrEnum):
    """How far a booking has come."""

    #: Kept for a customer who is still making up their mind.
    HELD = "held"
    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"
    COMPLETED = "completed"


#: A booking of these takes its time away from everybody else; the database's own constraint says the same.
LIVE = (BookingStatus.HELD, BookingStatus.CONFIRMED)


class Resource(TenantModel):
    """What can serve one customer at a time; gives each chair the whole number that the constraint needs.

    :cvar staff: id of the staff member, empty for the one chair of a business that names none.
    """

    staff = peewee.CharField(max_length=63)

    class Meta:
        table_name = "resources"
        indexes = ((("tenant", "staff"), True),)


class Booking(TenantModel):
    """An appointment.

    :cvar booking_code: unique in the installation, but of use only to the contact that booked.
    :cvar contact: who booked; None when it was not booked in a chat.
    :cvar service: id in the bot definition; ``service_name`` is what it was called when it was booked.
    :cvar staff: id in the bot definition, empty for the one chair of a business that names none.
    :cvar start_ts: when it begins; aware, UTC.
    :cvar end_ts: when it ends; aware, UTC.
    :cvar busy_from: from when the resource is taken; aware, UTC.
    :cvar busy_to: until when the resource is taken, itself free again; aware, UTC.
    :cvar wall_start: what the customer was told, on the wall clock of ``zone``: ``2026-11-27T14:00``.
    :cvar message_key: the inbound message that made it; unique within the tenant, so that it books once.
    :cvar version: grows with every change.
    :cvar cancelled_by: ``customer`` or ``business``.
    """

    booking_code = peewee.CharField(max_length=6, unique=True)
    contact = peewee.ForeignKeyField(Contact, null=True, on_delete="SET NULL", backref="+")
    conversation = peewee.ForeignKeyField(Conversation, null=True, on_delete="SET NULL", backref="+")
    service = peewee.CharField(max_length=63)
    service_name = peewee.CharField(max_length=200)
    staff = peewee.CharField(max_length=63)
    resource = peewee.ForeignKeyField(Resource, backref="+")
    start_ts = Moment()
    end_ts = Moment()
    busy_from = Moment()
    busy_to = Moment()
    wall_start = peewee.CharField(max_length=16)
    zone = peewee.CharField(max_length=64)
    status = peewee.CharField(max_length=16)
    price = peewee.DecimalField(max_digits=12, decimal_places=2, null=True)
    currency = peewee.CharField(max_length=3, null=True)
    customer_name = SealedText(null=True)
    customer_phone = SealedText(null=True)
    customer_phone_digest = Digest("customer_phone", null=True)
    message_key = peewee.BigIntegerField(null=True)
    version = peewee.IntegerField(default=1)
    created_at = Moment()
    updated_at = Moment()
    cancelled_at = Moment(null=True)
    cancelled_by = peewee.CharField(max_length=16, null=True)

    class Meta:
        table_name = "bookings"
        indexes = (
            (("tenant", "message_key"), True),
            (("tenant", "contact", "start_ts"), False),
            (("tenant", "busy_to"), False),
            (("status", "end_ts"), False),
        )


#: The same as a condition. The words stand in the statement itself: only then SQLite sees that it may use the
#: index that holds nothing but live bookings.
IS_LIVE = Booking.status.in_([peewee.SQL(f"'{status}'") for status in LIVE])
