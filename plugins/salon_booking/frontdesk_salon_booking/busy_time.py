"""Time that is taken in other calendars."""

from __future__ import annotations

import peewee

from frontdesk.storage import Moment, TenantModel
from frontdesk_salon_booking.models import Resource

__all__ = ["BusyReading", "BusyStretch"]


class BusyReading(TenantModel):
    """A calendar outside frontdesk, and how reading it went.

    :cvar source: full name of what reads it, ``plugin.source``.
    :cvar calendar: which of the source's calendars it is.
    :cvar staff: id in the bot definition of the one whose time it takes, empty for the one unnamed chair.
    :cvar next_at: when to read it next. So it is written before it is read: a process that dies over it does
        not keep the others from it for ever.
    :cvar tried_at: when it was last tried; ``read_at`` is when that went well, None as long as it never has.
    :cvar failures: how many tries in a row have failed.
    :cvar problem: a word for why the last one has, ``detail`` the same for people; None where it has not.
    """

    source = peewee.CharField(max_length=127)
    calendar = peewee.CharField(max_length=64)
    staff = peewee.CharField(max_length=63)
    next_at = Moment()
    tried_at = Moment(null=True)
    read_at = Moment(null=True)
    failures = peewee.IntegerField(default=0)
    problem = peewee.CharField(max_length=32, null=True)
    detail = peewee.CharField(max_length=500, null=True)

    class Meta:
        table_name = "busy_readings"
        indexes = ((("tenant", "source", "calendar"), True),)


class BusyStretch(TenantModel):
    """A stretch of time that is taken in such a calendar. Those of one calendar do not touch each other.

    :cvar start_ts: when it begins; aware, UTC.
    :cvar end_ts: when it is over; aware, UTC.
    """

    reading = peewee.ForeignKeyField(BusyReading, on_delete="CASCADE", backref="+")
    staff = peewee.CharField(max_length=63)
    resource = peewee.ForeignKeyField(Resource, backref="+")
    start_ts = Moment()
    end_ts = Moment()

    class Meta:
        table_name = "busy_times"
