"""What a phrase says about day and hour."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import time, timedelta
from typing import Any

from frontdesk.understanding.when.days import DaySpan

__all__ = ["TimeSpan", "When"]


@dataclass(frozen=True, slots=True)
class TimeSpan:
    """A moment, or a window of moments, both ends included; None for an open end."""

    first: time | None
    last: time | None

    @property
    def moment(self) -> time | None:
        """The moment, when it is just one."""
        return self.first if self.first == self.last else None


def _day_json(span: DaySpan) -> Any:
    if span.day is not None:
        return span.day.isoformat()
    return {"from": span.first and span.first.isoformat(), "to": span.last and span.last.isoformat()}


def _clock_json(moment: time | None) -> str | None:
    return None if moment is None else moment.isoformat("minutes")


def _time_json(span: TimeSpan) -> Any:
    if span.moment is not None:
        return _clock_json(span.moment)
    return {"from": _clock_json(span.first), "to": _clock_json(span.last)}


@dataclass(frozen=True, slots=True)
class When:
    """The days and hours that a phrase can mean, in the tenant's time zone.

    :ivar days: the candidates, likeliest first; empty when no day was said. More than one: ask.
    :ivar times: the same for the time of day.
    :ivar part: the part of the day that the window in ``times`` stands for (``evening``), or None.
    :ivar shift: so much later (or earlier, negative) than what was said before: "на час позже"; else None.
    :ivar others: the same hours in the other half of the day, where the words alone leave it open.
    :ivar impossible_day: the words of a day that no calendar has ("31 ноября"), or None. Such a day is not in
        ``days``.
    :ivar impossible_time: the same of an hour that no clock shows ("25:00").
    :ivar certain: False where it was read in a language that the grammar does not know.
    :ivar spans: where in the normalized text it stands, as (start, end).
    """

    days: tuple[DaySpan, ...] = ()
    times: tuple[TimeSpan, ...] = ()
    part: str | None = None
    shift: timedelta | None = None
    others: tuple[TimeSpan, ...] = ()
    impossible_day: str | None = field(default=None, repr=False)
    impossible_time: str | None = field(default=None, repr=False)
    certain: bool = True
    spans: tuple[tuple[int, int], ...] = ()

    @property
    def empty(self) -> bool:
        """True when the phrase says nothing about time."""
        impossible = self.impossible_day or self.impossible_time
        return not (self.days or self.times or self.shift or impossible)

    @property
    def ambiguous(self) -> bool:
        """True when more than one day or more than one hour can be meant."""
        return len(self.days) > 1 or len(self.times) > 1

    def day_value(self) -> Any:
        """The likeliest day as a value of a ``DAY`` slot, or None."""
        return _day_json(self.days[0]) if self.days else None

    def time_value(self) -> Any:
        """The likeliest time as a value of a ``TIME`` slot, or None."""
        return _time_json(self.times[0]) if self.times else None

    def day_values(self) -> tuple[Any, ...]:
        """All days as values of a ``DAY`` slot, likeliest first."""
        return tuple(_day_json(span) for span in self.days)

    def time_values(self) -> tuple[Any, ...]:
        """All times as values of a ``TIME`` slot, likeliest first."""
        return tuple(_time_json(span) for span in self.times)

    def other_time_values(self) -> tuple[Any, ...]:
        """The times of the other half of the day as values of a ``TIME`` slot."""
        return tuple(_time_json(span) for span in self.others)
