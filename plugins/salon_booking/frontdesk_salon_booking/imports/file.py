"""Bookings in a calendar file (iCalendar, RFC 5545), as other calendars give them away."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from icalendar import Calendar
from icalendar.error import BrokenCalendarProperty

from frontdesk_salon_booking.imports.rows import LONGEST_NAME, LONGEST_NOTE, MOST_ROWS, Row, Unfit, bad_file

__all__ = ["calendar_rows", "is_calendar"]

_MARK = "BEGIN:VCALENDAR"
_ENTRY = re.compile(r"^BEGIN:VEVENT\s*$", flags=re.MULTILINE | re.IGNORECASE)
#: ``Anna: Haircut (Olga)``, as feeds write it; who does it and who comes may be absent.
_TITLE = re.compile(r"(?:(?P<staff>[^:]+):\s+)?(?P<service>.+?)(?:\s+\((?P<name>[^()]*)\))?")


def is_calendar(text: str) -> bool:
    """Whether it is a calendar file."""
    return text.lstrip()[: len(_MARK)].upper() == _MARK


def calendar_rows(text: str) -> Iterator[Row | Unfit]:
    """The entries of a calendar file.

    :raises HttpProblem: 422, it cannot be read.
    """
    if len(_ENTRY.findall(text)) > MOST_ROWS:
        raise bad_file(f"There are more than {MOST_ROWS} entries; send them in several files.")
    try:
        events = Calendar.from_ical(text).walk("VEVENT")
    except (ValueError, KeyError, IndexError, TypeError, AttributeError):
        # The message of the error may hold what a line says.
        raise bad_file("It begins as a calendar file (RFC 5545) and is none; export it anew.") from None
    for number, event in enumerate(events, 1):
        yield _row(number, event)


def _row(number: int, event: Any) -> Row | Unfit:
    if str(event.get("status", "")).upper() == "CANCELLED":
        return Unfit(number, "cancelled", "It is cancelled.", skipped=True)
    if "RRULE" in event or "RDATE" in event:
        return Unfit(number, "repeats", "It repeats; enter each visit as an entry of its own.")
    start = _moment(event, "dtstart")
    if not isinstance(start, datetime):
        return Unfit(number, "bad_start", "It has no beginning with a time of day.")
    title = _TITLE.fullmatch(" ".join(str(event.get("summary", "")).split()))
    if title is None:
        return Unfit(number, "unknown_service", "It has no title that names a service.")
    identity = str(event.get("uid", "")) or f"{start.isoformat()}\0{title[0]}"
    return Row(
        number,
        key=f"calendar\0{identity}\0{_moment(event, 'recurrence-id')}",
        start=start.replace(second=0, microsecond=0),
        service=title["service"],
        staff=title["staff"] or "",
        name=(title["name"] or "").strip()[:LONGEST_NAME] or None,
        note=str(event.get("description", ""))[:LONGEST_NOTE].strip() or None,
    )


def _moment(event: Any, name: str) -> Any:
    """The value of a property that holds a time, or None where it holds anything else."""
    try:
        return getattr(event.get(name), "dt", None)
    except BrokenCalendarProperty:
        return None
