"""Time that staff has taken out of the calendar: somebody is away, or the business is closed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

import peewee

from frontdesk.storage import Conversation, Moment, SealedText, TenantModel
from frontdesk_salon_booking.models import Resource
from frontdesk_salon_booking.slots import Busy
from frontdesk_salon_booking.time_off import TimeOff
from frontdesk_salon_booking.units import pool_of, unit_of

__all__ = ["Block"]


class Block(TenantModel):
    """A stretch of time in which somebody is not booked, or nobody is.

    What is removed is kept, so that it can be told why there was no time.

    :cvar staff: id in the bot definition, or the key of a unit or of all units of a resource; None closes the
        whole business.
    :cvar resource: theirs, or that of the whole business: whoever looks at a chair finds it there.
    :cvar start_ts: when it begins; aware, UTC.
    :cvar end_ts: when it is over; aware, UTC.
    :cvar wall_start: the same on the wall clock of ``zone``: ``2026-11-27T14:00``. So is ``wall_end``.
    :cvar note: what staff wrote about it; customers are not told.
    :cvar version: grows when it is removed.
    :cvar removed_at: None while it holds.
    :cvar made_by: ``admin`` for the admin routes, ``owner`` for a message from a registered number; so
        ``removed_by``. None where that was not yet written down.
    :cvar conversation: of the owner who closed it by message, and is told what becomes of it.
    :cvar tell_at: from when on the customers are to be told that it was made, or removed; None when they are,
        or nobody is to.
    :cvar report_at: when the owner is to be told whom the bot could not reach; None when that is done.
    """

    staff = peewee.CharField(max_length=63, null=True)
    resource = peewee.ForeignKeyField(Resource, backref="+")
    start_ts = Moment()
    end_ts = Moment()
    wall_start = peewee.CharField(max_length=16)
    wall_end = peewee.CharField(max_length=16)
    zone = peewee.CharField(max_length=64)
    note = SealedText(null=True)
    version = peewee.IntegerField(default=1)
    created_at = Moment()
    updated_at = Moment()
    removed_at = Moment(null=True)
    made_by = peewee.CharField(max_length=16, null=True)
    removed_by = peewee.CharField(max_length=16, null=True)
    conversation = peewee.ForeignKeyField(Conversation, null=True, on_delete="SET NULL", backref="+")
    tell_at = Moment(null=True)
    report_at = Moment(null=True)

    class Meta:
        table_name = "calendar_blocks"

    def takes(self, chairs: Collection[str]) -> Sequence[str]:
        """Those whose time it takes, of these; of a closure there is nobody in particular.

        :param chairs: ids of staff and keys of units.
        """
        if self.staff is None:
            return ()
        if self.staff in chairs:
            return (self.staff,)
        is_pool = unit_of(self.staff) is not None
        return [chair for chair in chairs if pool_of(chair) == self.staff] if is_pool else ()

    @property
    def busy(self) -> Busy:
        """The stretch in real time."""
        return self.start_ts, self.end_ts

    @property
    def time_off(self) -> TimeOff:
        """The stretch on the wall."""
        return TimeOff(datetime.fromisoformat(self.wall_start), datetime.fromisoformat(self.wall_end))
