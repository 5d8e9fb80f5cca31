"""What is taken in a calendar file (iCalendar, RFC 5545).

This file is a program, too, and runs as one (:mod:`~frontdesk_salon_booking.busy.aside`): what stands in a
calendar that somebody has given the address of may keep whoever follows it busy until the end of days, and
customers wait for the process that answers them. It imports nothing of frontdesk, so as to start fast.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import recurring_ical_events
from icalendar import Calendar, vRecur

try:
    import resource
except ImportError:  # Windows knows no such limits; the one of time that others keep is left.
    resource = None  # type: ignore[assignment]

__all__ = ["Unreadable", "entries", "limited", "main"]

#: What :func:`main` ends with where the calendar cannot be read.
EXIT_UNREADABLE = 3

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
#: A whole day lasts so long at most, wherever it is.
_AROUND = timedelta(days=2)
#: What the library raises over what is no calendar, beside errors of its own, which are of these.
_BROKEN = (ValueError, ArithmeticError, LookupError, TypeError, AttributeError, RecursionError)
#: Seconds of the processor, and bytes of memory, that a calendar may cost.
_MOST_SECONDS, _MOST_BYTES = 20, 1_000_000_000

#: From when to when, aware, and the id of the entry.
Entry = tuple[datetime, datetime, str]


class Unreadable(Exception):
    """It is no calendar, or more than that.

    :param code: a word for it; ``detail`` the same for people.
    """

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail


def entries(content: bytes, since: datetime, until: datetime, zone: str) -> list[Entry]:
    """What a calendar says is taken. What is marked as free or cancelled in it is not.

    :param since: from when on; aware. What lies outside may be among it all the same.
    :param until: until when; aware.
    :param zone: IANA name of the zone of times that name none, where the file names none either.
    :raises Unreadable: it is no calendar, or more than that.
    """
    calendar = _parsed(content)
    wall = ZoneInfo(zone)
    _leave_out(calendar, since - _AROUND, until + _AROUND, wall)
    try:
        found = recurring_ical_events.of(calendar, components=["VEVENT"], skip_bad_series=True)
        events = [event for event in found.between(since - _AROUND, until + _AROUND) if _takes_time(event)]
        stretches = [(_stretch(event, wall), str(event.get("UID", ""))) for event in events]
    except _BROKEN:
        raise Unreadable("not_a_calendar", "It has entries that no calendar could show.") from None
    times = [(*stretch, uid) for stretch, uid in stretches if stretch is not None]
    return [*times, *_free_busy(calendar, wall)]


def _parsed(content: bytes) -> Any:
    content = content.removeprefix(_BOM).lstrip()
    if content[: len(_MARK)].upper() != _MARK:
        detail = "What is there is no calendar file; share it as an iCal (.ics) address."
        raise Unreadable("not_a_calendar", detail)
    if content.count(b"BEGIN:VEVENT") > _MOST:
        raise Unreadable("too_large", f"It has more than {_MOST} entries; share a calendar with less in it.")
    try:
        return Calendar.from_ical(content)
    except _BROKEN:
        # The message of the error may hold what a line says.
        raise Unreadable("not_a_calendar", "It begins as a calendar file (RFC 5545) and is none.") from None


def _leave_out(calendar: Any, since: datetime, until: datetime, wall: ZoneInfo) -> None:
    """Take out of a calendar what need not be looked at: most of what is in one has long been over.

    :raises Unreadable: too much in it repeats.
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
                if stretch is None or stretch[1] <= since or stretch[0] >= until:
                    continue
        kept.append(each)
    if series > _MOST_SERIES:
        detail = f"More than {_MOST_SERIES} entries repeat; share a calendar with fewer."
        raise Unreadable("too_large", detail)
    calendar.subcomponents = kept


def _can_be_followed(event: Any) -> bool:
    rules = event.get("RRULE", [])
    for rule in rules if isinstance(rules, list) else [rules]:
        if not isinstance(rule, vRecur) or any(part in rule for part in _BY_CLOCK):
            return False
        # Every 0 days is for ever on the first one.
        if not _FREQUENCIES.issuperset(rule.get("FREQ", ())) or 0 in rule.get("INTERVAL", ()):
            return False
    start = _moment(event, "DTSTART")
    return isinstance(start, date) and (start.date() if isinstance(start, datetime) else start) >= _EARLIEST


def _takes_time(event: Any) -> bool:
    return (
        str(event.get("STATUS", "")).upper() != "CANCELLED"
        and str(event.get("TRANSP", "")).upper() != "TRANSPARENT"
        # Outlook writes free time as an entry of its own.
        and str(event.get("X-MICROSOFT-CDO-BUSYSTATUS", "")).upper() != "FREE"
    )


def _stretch(event: Any, wall: ZoneInfo) -> tuple[datetime, datetime] | None:
    """When an entry begins and ends, or None where it does not say, or takes no time."""
    start, end, duration = (_moment(event, name) for name in ("DTSTART", "DTEND", "DURATION"))
    if not isinstance(start, date):
        return None
    try:
        if end is None:
            # RFC 5545, 3.6.1: a day that names no end lasts that day, a time of day no time at all.
            lasts = duration if isinstance(duration, timedelta) else timedelta()
            end = start + (lasts if isinstance(start, datetime) else max(lasts, _DAY))
        return _span(start, end, wall)
    except OverflowError:
        return None


def _free_busy(calendar: Any, wall: ZoneInfo) -> Iterator[Entry]:
    """The stretches of a calendar that tells nothing else (RFC 5545, 3.6.4)."""
    for component in calendar.walk("VFREEBUSY"):
        given = component.get("FREEBUSY", [])
        for each in given if isinstance(given, list) else [given]:
            start, end = getattr(each, "start", None), getattr(each, "end", None)
            if isinstance(start, datetime) and str(each.params.get("FBTYPE", "BUSY")).upper() != "FREE":
                span = _span(start, end, wall)
                if span is not None:
                    yield (*span, "")


def _span(start: date, end: Any, wall: ZoneInfo) -> tuple[datetime, datetime] | None:
    if not isinstance(end, date):
        return None
    begin, until = _aware(start, wall), _aware(end, wall)
    return (begin, until) if begin < until else None


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


def limited() -> None:
    """Let this process take no more than a calendar may cost."""
    if resource is not None:
        resource.setrlimit(resource.RLIMIT_CPU, (_MOST_SECONDS, _MOST_SECONDS))
        resource.setrlimit(resource.RLIMIT_AS, (_MOST_BYTES, _MOST_BYTES))


def main() -> int:
    """Read ``{since, until, zone}`` and, behind a line break, a calendar; write its entries, all as JSON."""
    limited()
    head, _, content = sys.stdin.buffer.read().partition(b"\n")
    wanted = json.loads(head)
    since, until = (datetime.fromisoformat(wanted[name]) for name in ("since", "until"))
    try:
        found = entries(content, since, until, wanted["zone"])
    except Unreadable as error:
        json.dump({"code": error.code, "detail": error.detail}, sys.stdout)
        return EXIT_UNREADABLE
    json.dump([(begin.isoformat(), end.isoformat(), uid) for begin, end, uid in found], sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
