"""What is taken in a calendar file (iCalendar, RFC 5545)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import recurring_ical_events
from icalendar import Calendar, vRecur

from frontdesk import BusyTime, CalendarUnread

__all__ = ["busy_times"]

_MARK = b"BEGIN:VCALENDAR"
_BOM = b"\xef\xbb\xbf"
#: Entries of all years; and entries that repeat, each of which has to be followed from its first day on.
_MOST, _MOST_SERIES = 20_000, 500
#: What calendars of people offer. What repeats by the second would take a program all day.
_FREQUENCIES = frozenset({"DAILY", "WEEKLY", "MONTHLY", "YEARLY"})
_BY_CLOCK = ("BYSECOND", "BYMINUTE", "BYHOUR")
#: Further back nobody's series begins, and following one takes its time.
_EARLIEST = date(1990, 1, 1)
_DAY = timedelta(days=1)
#: What the library raises over what is no calendar, beside errors of its own, which are of these.
_BROKEN = (ValueError, ArithmeticError, LookupError, TypeError, AttributeError, RecursionError)
#: A whole day lasts so long at most, wherever it is.
_AROUND = timedelta(days=2)


def busy_times(
    content: bytes, since: datetime, until: datetime, zone: str, is_own: Callable[[Sequence[str]], set[str]]
) -> list[BusyTime]:
    """The stretches that a calendar says are taken. What is marked as free or cancelled in it is not.

    :param since: from when on; aware.
    :param until: until when; aware.
    :param zone: IANA name of the zone of times that name none, where the file names none either.
    :param is_own: which of these ids are those of bookings that frontdesk has given to calendars itself: they
        take their time already, and what another calendar remembers of them may be out of date.
    :raises CalendarUnread: it is no calendar, or more than that.
    """
    calendar = _parsed(content)
    wall = ZoneInfo(zone)
    _leave_out(calendar, since - _AROUND, until + _AROUND, wall)
    try:
        found = recurring_ical_events.of(calendar, components=["VEVENT"], skip_bad_series=True)
        events = [event for event in found.between(since - _AROUND, until + _AROUND) if _takes_time(event)]
    except _BROKEN:
        raise CalendarUnread("not_a_calendar", "It has entries that no calendar could show.") from None
    own = is_own([str(event.get("UID", "")) for event in events])
    times = [_stretch(event, wall) for event in events if str(event.get("UID", "")) not in own]
    return [each for each in (*times, *_free_busy(calendar, wall)) if each is not None]


def _parsed(content: bytes) -> Any:
    content = content.removeprefix(_BOM).lstrip()
    if content[: len(_MARK)].upper() != _MARK:
        raise CalendarUnread(
            "not_a_calendar", "What is there is no calendar file; share it as an iCal (.ics) address."
        )
    if content.count(b"BEGIN:VEVENT") > _MOST:
        raise CalendarUnread(
            "too_large", f"It has more than {_MOST} entries; share a calendar with less in it."
        )
    try:
        return Calendar.from_ical(content)
    except _BROKEN:
        # The message of the error may hold what a line says.
        raise CalendarUnread(
            "not_a_calendar", "It begins as a calendar file (RFC 5545) and is none."
        ) from None


def _leave_out(calendar: Any, since: datetime, until: datetime, wall: ZoneInfo) -> None:
    """Take out of a calendar what need not be looked at: most of what is in one has long been over.

    :raises CalendarUnread: too much in it repeats.
    """
    kept, series = [], 0
    for each in calendar.subcomponents:
        if each.name == "VEVENT":
            repeats = "RRULE" in each or "RDATE" in each
            if repeats and not _can_be_followed(each):
                continue
            series += repeats
            if not repeats and "RECURRENCE-ID" not in each:
                stretch = _stretch(each, wall)
                if stretch is None or stretch.end <= since or stretch.begin >= until:
                    continue
        kept.append(each)
    if series > _MOST_SERIES:
        raise CalendarUnread(
            "too_large", f"More than {_MOST_SERIES} entries repeat; share a calendar with fewer."
        )
    calendar.subcomponents = kept


def _can_be_followed(event: Any) -> bool:
    rules = event.get("RRULE", [])
    for rule in rules if isinstance(rules, list) else [rules]:
        if not isinstance(rule, vRecur) or any(part in rule for part in _BY_CLOCK):
            return False
        if not _FREQUENCIES.issuperset(rule.get("FREQ", ())):
            return False
    start = _moment(event, "DTSTART")
    return start is not None and (start.date() if isinstance(start, datetime) else start) >= _EARLIEST


def _takes_time(event: Any) -> bool:
    return (
        str(event.get("STATUS", "")).upper() != "CANCELLED"
        and str(event.get("TRANSP", "")).upper() != "TRANSPARENT"
        # Outlook writes free time as an entry of its own.
        and str(event.get("X-MICROSOFT-CDO-BUSYSTATUS", "")).upper() != "FREE"
    )


def _stretch(event: Any, wall: ZoneInfo) -> BusyTime | None:
    """When an entry begins and ends, or None where it does not say, or takes no time."""
    start, end, duration = (_moment(event, name) for name in ("DTSTART", "DTEND", "DURATION"))
    if not isinstance(start, date):
        return None
    if end is None:
        # RFC 5545, 3.6.1: a day that names no end lasts that day, a time of day no time at all.
        lasts = duration if isinstance(duration, timedelta) else timedelta()
        end = start + (lasts if isinstance(start, datetime) else max(lasts, _DAY))
    if not isinstance(end, date):
        return None
    begin, until = _aware(start, wall), _aware(end, wall)
    return BusyTime(begin, until) if begin < until else None


def _free_busy(calendar: Any, wall: ZoneInfo) -> Iterator[BusyTime]:
    """The stretches of a calendar that tells nothing else (RFC 5545, 3.6.4)."""
    for component in calendar.walk("VFREEBUSY"):
        given = component.get("FREEBUSY", [])
        for each in given if isinstance(given, list) else [given]:
            kind = str(each.params.get("FBTYPE", "BUSY")).upper()
            start, end = getattr(each, "start", None), getattr(each, "end", None)
            if kind != "FREE" and isinstance(start, datetime) and isinstance(end, datetime):
                begin, until = _aware(start, wall), _aware(end, wall)
                if begin < until:
                    yield BusyTime(begin, until)


def _moment(event: Any, name: str) -> Any:
    """The value of a property that holds a time, or None where it holds anything else."""
    try:
        return getattr(event.get(name), "dt", None)
    except ValueError:
        return None


def _aware(moment: date, wall: ZoneInfo) -> datetime:
    if not isinstance(moment, datetime):
        return datetime.combine(moment, time(), wall)
    return moment if moment.tzinfo else moment.replace(tzinfo=wall)
