"""What an owner closes: from which day and hour to which. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Literal

from frontdesk_salon_booking.blocks.bodies import BlockBody
from frontdesk_salon_booking.config import SalonBooking
from frontdesk_salon_booking.hours import openings_on

__all__ = ["Period", "Reach", "reach_of", "settle_days"]

_DAY = timedelta(days=1)
_MIDNIGHT = 24 * 60
_DAYS = (
    r"(?:the\s+)?(?:next\s+|следующ\w+\s+)?"
    r"(?:понедельник|вторник|сред[ыу]|четверг|пятниц|суббот|воскрес|завтра|послезавтра|"
    r"(?:mon|tues?|wed|wednes|thurs?|fri|satur|sat|sun)(?:day)?(?!\w)|tomorrow|"
    r"\d{1,2}\.\d{1,2}|\d{1,2}(?:st|nd|rd|th)|\d{1,2}(?:-?го)?\s+[^\W\d]{3,}|"
    r"(?:jan|feb|mar|apr|may|june?|july?|aug|sep|oct|nov|dec)\w*\s+\d)"
)
#: "Until Wednesday", as against "until two o'clock".
_UNTIL_DAY = re.compile(rf"(?<!\w)(?:до|until|till|til)\s+{_DAYS}", re.IGNORECASE)
_THROUGH_DAY = re.compile(rf"(?<!\w)(?:по|through|thru)\s+{_DAYS}(?!м)", re.IGNORECASE)
#: Minutes and hours after a number are no month.
_CLOCK = re.compile(r"\d{1,2}\s+(?:час|утра|дня|вечера|ночи|минут|hour|minute)", re.IGNORECASE)
_INCLUDED = re.compile(r"включительно|inclusive|including", re.IGNORECASE)

#: "Until the end of the week" begins today, and not with its last days.
_TO_THE_END = re.compile(r"(?<!\w)(?:до|until|till|til)\s+(?:the\s+)?(?:конца|end)(?!\w)", re.IGNORECASE)

#: How far it goes: that day and no other, before it, with it, or from today to its end.
Reach = Literal["on", "until", "through", "to the end"]


@dataclass(frozen=True, slots=True)
class Period:
    """Some days, or hours of them, on the business's wall.

    :ivar first: the first day, ``last`` the last one.
    :ivar since: ``"15:00"`` where the first day is not closed from its beginning; ``until`` the same of the
        end of the last.
    """

    first: date
    last: date
    since: str | None = None
    until: str | None = None

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> Period | None:
        """The one that a form holds; None where it does not hold a day."""
        day, until, clock = values.get("day"), values.get("until"), values.get("time")
        if not isinstance(day, str):
            return None
        first = date.fromisoformat(day)
        last = date.fromisoformat(until) if isinstance(until, str) else first
        window = clock if isinstance(clock, Mapping) else {"from": clock, "to": None}
        return cls(first, max(first, last), window.get("from"), window.get("to"))

    @property
    def days(self) -> int:
        """How many days it touches."""
        return (self.last - self.first).days + 1

    def body(self, section: SalonBooking, staff: str | None) -> BlockBody:
        """The block that closes it.

        A day is what the business calls one: its night belongs to the evening before.

        :param staff: id of whose time it is; None for everybody's.
        """
        begin = _at(self.first, self.since) if self.since else _morning(section, self.first)
        end = _at(self.last, self.until) if self.until else _night(section, self.last)
        if self.until and end <= begin:
            end += _DAY
        body = {"staff": staff, "from": _written(begin), "to": _written(end)}
        return BlockBody.model_validate(body)


def reach_of(text: str) -> Reach:
    """How the day that a message names is meant: "until Wednesday", who is back on that day."""
    found = _UNTIL_DAY.search(text)
    if found is not None and not _CLOCK.search(found[0]):
        return "through" if _INCLUDED.search(text) else "until"
    if _TO_THE_END.search(text):
        return "to the end"
    return "through" if _THROUGH_DAY.search(text) else "on"


def settle_days(said: Any, today: date, reach: Reach = "on") -> tuple[date, date] | None:
    """The first and the last day that a message names; None where it names none.

    :param said: a day, or a range of days.
    """
    if isinstance(said, str):
        last = date.fromisoformat(said)
        first = last if reach == "on" else min(today, last)
    elif isinstance(said, Mapping) and (said.get("from") or said.get("to")):
        begins = said.get("from") if reach != "to the end" else None
        first = date.fromisoformat(begins) if begins else today
        last = date.fromisoformat(said["to"]) if said.get("to") else first
    else:
        return None
    if reach == "until" and last > first:
        last -= _DAY
    # What has passed of a run of days is not closed any more.
    first = max(first, min(today, last))
    return first, max(first, last)


def _at(day: date, clock: str) -> datetime:
    return datetime.combine(day, time.fromisoformat(clock))


def _morning(section: SalonBooking, day: date) -> datetime:
    """When a day begins: at midnight, or when the night before is over."""
    left = [each.closes - _MIDNIGHT for each in openings_on(section, day - _DAY)]
    return datetime.combine(day, time()) + timedelta(minutes=max([0, *left]))


def _night(section: SalonBooking, day: date) -> datetime:
    """When a day is over: at midnight, or when its night is."""
    closes = [each.closes for each in openings_on(section, day)]
    return datetime.combine(day, time()) + timedelta(minutes=max([_MIDNIGHT, *closes]))


def _written(moment: datetime) -> str:
    return moment.isoformat(timespec="minutes")
