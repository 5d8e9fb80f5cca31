"""How opening hours are written in a bot definition: per weekday, and for single days."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property
from typing import Annotated

from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema

from frontdesk import Opening, Section

__all__ = ["DayHours", "WeekHours"]

_OPENING = re.compile(r"([01]\d|2[0-4]):([0-5]\d)\s*[-–—]\s*([01]\d|2[0-4]):([0-5]\d)")
_OPENING_SCHEMA = {
    "type": "string",
    "pattern": r"^\d\d:\d\d\s*[-–—]\s*\d\d:\d\d$",
    "examples": ["09:00-21:00"],
}
_DAY_SCHEMA = {
    "anyOf": [_OPENING_SCHEMA, {"type": "array", "items": _OPENING_SCHEMA}, {"type": "null"}],
    "description": 'Opening hours: "09:00-21:00", several such in a list, or null for a day off.',
}


def _read_opening(value: object) -> Opening:
    if isinstance(value, Opening):
        return value
    match = _OPENING.fullmatch(value.strip()) if isinstance(value, str) else None
    if match is None:
        raise ValueError(
            f'{value!r} is not opening hours; write "09:00-21:00", a list of such, or null for a day off'
        )
    opens_hour, opens_minute, closes_hour, closes_minute = (int(part) for part in match.groups())
    opening = Opening(opens_hour * 60 + opens_minute, closes_hour * 60 + closes_minute)
    if max(opening.opens, opening.closes) > 24 * 60:
        raise ValueError(f"{value!r} goes past the end of the day; the latest closing time is 24:00")
    return opening


def _read_day(value: object) -> tuple[Opening, ...]:
    if value is None:
        return ()
    if isinstance(value, Sequence) and not isinstance(value, str):
        return tuple(_read_opening(item) for item in value)
    return (_read_opening(value),)


def _write_day(openings: tuple[Opening, ...]) -> list[str]:
    return [str(opening) for opening in openings]


#: The stretches of one day, in the order in which they were written; empty on a day off.
DayHours = Annotated[
    tuple[Opening, ...],
    BeforeValidator(_read_day),
    PlainSerializer(_write_day),
    WithJsonSchema(_DAY_SCHEMA),
]


class WeekHours(Section):
    """Hours per weekday, in the business's own time zone. A weekday that is left out is a day off."""

    mon: DayHours = ()
    tue: DayHours = ()
    wed: DayHours = ()
    thu: DayHours = ()
    fri: DayHours = ()
    sat: DayHours = ()
    sun: DayHours = ()

    def on(self, weekday: int) -> tuple[Opening, ...]:
        """The stretches of a weekday.

        :param weekday: 0 is Monday, as in :meth:`datetime.date.weekday`.
        """
        return self._week[weekday]

    @cached_property
    def _week(self) -> tuple[tuple[Opening, ...], ...]:
        return (self.mon, self.tue, self.wed, self.thu, self.fri, self.sat, self.sun)
