"""Days and hours that there are not: "the 31st of November", "at 25:00"."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date

from babel.dates import get_month_names

from frontdesk.intents import SlotKind

__all__ = ["impossible"]

_LANGUAGES = ("ru", "en")
#: So many letters tell one month from another; of a short form that is all there is.
_TELLING = 3


def _months() -> dict[str, int]:
    found: dict[str, int] = {}
    for language in _LANGUAGES:
        for context in ("format", "stand-alone"):
            names = get_month_names("wide", context, language)
            found |= {names[number][:_TELLING].lower(): number for number in range(1, 13)}
    return found


_MONTHS = _months()
_MONTH = rf"(?P<month>(?:{'|'.join(sorted(_MONTHS))})[^\W\d_]*)"
_NUMBER = r"(?P<day>\d{1,2})"
_WRITTEN = (
    re.compile(rf"(?<![\d:.,/])(?:{_NUMBER})(?:-?(?:го|е|ое|st|nd|rd|th))?(?: of)? {_MONTH}"),
    re.compile(rf"(?<!\w){_MONTH}(?: the)? (?:{_NUMBER})(?:st|nd|rd|th)?(?![\d:.])"),
)
_CLOCK = re.compile(r"(?<![\d:.,])(?P<hour>\d{1,2}):(?P<minute>\d{2})(?![\d:])")
_LAST_HOUR, _LAST_MINUTE = 24, 59


def impossible(text: str, today: date) -> frozenset[SlotKind]:
    """The kinds of values of which a text names one that does not exist.

    :param text: normalized.
    :param today: a 29th of February is one where the next February has it.
    """
    if not any(character.isdigit() for character in text):
        return frozenset()
    found: set[SlotKind] = set()
    if any(not 1 <= day <= _days_of(month, today) for day, month in _days(text)):
        found.add(SlotKind.DAY)
    if any(_no_time(int(match["hour"]), int(match["minute"])) for match in _CLOCK.finditer(text)):
        found.add(SlotKind.TIME)
    return frozenset(found)


def _days(text: str) -> Iterator[tuple[int, int]]:
    for pattern in _WRITTEN:
        for match in pattern.finditer(text):
            yield int(match["day"]), _MONTHS[match["month"][:_TELLING]]


def _days_of(month: int, today: date) -> int:
    year = today.year + (month < today.month)
    return monthrange(year, month)[1]


def _no_time(hour: int, minute: int) -> bool:
    return hour > _LAST_HOUR or minute > _LAST_MINUTE or (hour == _LAST_HOUR and minute > 0)
