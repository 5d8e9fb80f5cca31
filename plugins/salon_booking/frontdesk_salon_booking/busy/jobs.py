"""Reads the calendars outside frontdesk that are due."""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from frontdesk import BotInvalid, BusyCalendar, BusyTime, BusyWanted, CalendarUnread, Job
from frontdesk_salon_booking.busy.keeping import keep, merged
from frontdesk_salon_booking.busy.schedule import Schedule
from frontdesk_salon_booking.busy_time import BusyReading
from frontdesk_salon_booking.config import SalonBooking
from frontdesk_salon_booking.days import end_of

if TYPE_CHECKING:
    from frontdesk import Desk

__all__ = ["READ_BUSY"]

log = logging.getLogger(__name__)

_PERIOD = 60.0
#: One thread of the workers is busy with it for so long at most, in seconds, before the next round begins:
#: customers need the others.
_AT_MOST = 45.0
_PAST = timedelta(days=1)
#: Beyond the last day that can be booked: a night that begins on it, and what becomes bookable meanwhile.
_BEYOND = timedelta(days=2)
#: More of it in the days ahead is no person's calendar.
_MOST = 20_000


def _read_all(desk: Desk, *_ids: int | str) -> None:
    """Read what is due, one calendar after the other, as long as there is time."""
    if not desk.plugins.busy:
        return
    schedule = Schedule(desk)
    schedule.enter()
    begun = time.monotonic()
    while time.monotonic() - begun < _AT_MOST:
        reading = schedule.take()
        if reading is None:
            return
        _read(desk, schedule, reading)


def _read(desk: Desk, schedule: Schedule, reading: BusyReading) -> None:
    result = "read"
    try:
        wanted = _wanted(desk, reading)
        times = _ask(desk, reading.source, wanted)
        with desk.storage.write():
            if times is None:
                result = "unchanged"
            else:
                found = merged(times, wanted.since, wanted.until)
                if len(found) > _MOST:
                    raise CalendarUnread("too_large", f"It has more than {_MOST} entries in the days ahead.")
                keep(desk.storage.scope(reading.tenant), reading, found, desk.clock.now())
            schedule.done(reading)
    except CalendarUnread as error:
        result = error.code
        log.warning("a calendar of %s could not be read: %s", reading.tenant, error.code)
        schedule.failed(reading, error)
    desk.metrics.inc("busy_calendars_read_total", source=reading.source, result=result)


def _ask(desk: Desk, full_name: str, wanted: BusyWanted) -> Sequence[BusyTime] | None:
    """What a source says.

    :raises CalendarUnread: it cannot read the calendar, for whatever reason.
    """
    plugin = full_name.partition(".")[0]
    source = desk.plugins.busy.get(full_name)
    if source is None:
        raise CalendarUnread("no_source", f"There is no source '{full_name}' any more; install its plugin.")
    try:
        times = source.read(desk, wanted)
        if times is None and not wanted.known:
            raise CalendarUnread(
                "broken", f"The source '{full_name}' says 'unchanged' of what it never read."
            )
        return times
    except CalendarUnread:
        raise
    except Exception as error:
        # What the error says may hold the address, which is a secret.
        log.error("busy source %s raised %s", full_name, type(error).__name__)
        desk.metrics.inc("plugin_errors_total", plugin=plugin)
        detail = f"The plugin '{plugin}' failed ({type(error).__name__}); tell whoever runs frontdesk."
        raise CalendarUnread("broken", detail) from error


def _wanted(desk: Desk, reading: BusyReading) -> BusyWanted:
    tenant = desk.tenants.recall(reading.tenant)
    if tenant is None:
        raise CalendarUnread("no_business", "The business is gone.")
    try:
        bot, now = desk.bots.for_tenant(tenant), desk.clock.now()
    except BotInvalid:
        detail = "The bot of this business has mistakes; 'frontdesk check' tells which."
        raise CalendarUnread("no_business", detail) from None
    last_day = now.astimezone(bot.zone).date() + timedelta(days=bot.section(SalonBooking).horizon_days)
    return BusyWanted(
        calendar=BusyCalendar(reading.tenant, reading.calendar, reading.staff),
        since=now - _PAST,
        until=end_of(last_day, bot.zone) + _BEYOND,
        zone=bot.zone.key,
        known=reading.read_at is not None,
    )


READ_BUSY = Job("busy", _read_all, every=_PERIOD)
