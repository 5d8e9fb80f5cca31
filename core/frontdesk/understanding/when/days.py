"""Days as they were said, and which days of the calendar they are, seen from a given today."""

from __future__ import annotations

import calendar
from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

__all__ = [
    "Date",
    "DayOfMonth",
    "DaySpan",
    "InDays",
    "InMonths",
    "Said",
    "Weekday",
    "calendar_day",
    "monday_of",
    "single",
]


@dataclass(frozen=True, slots=True)
class DaySpan:
    """One day or a run of days, both ends included; None for an open end."""

    first: date | None
    last: date | None

    @property
    def day(self) -> date | None:
        """The day, when it is just one."""
        return self.first if self.first == self.last else None


def single(day: date) -> DaySpan:
    """That day alone."""
    return DaySpan(day, day)


def monday_of(day: date) -> date:
    """The Monday of its week."""
    return day - timedelta(days=day.weekday())


def calendar_day(year: int, month: int, day: int) -> date | None:
    """That day, or None where the calendar has no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


class Said(ABC):
    """A day as it was said."""

    @abstractmethod
    def days(self, today: date) -> tuple[DaySpan, ...]:
        """All that it can mean, likeliest first; empty where the calendar has no such day."""


@dataclass(frozen=True, slots=True)
class InDays(Said):
    """So many days from now: "tomorrow", "через неделю"."""

    count: int
    weeks: bool = False

    def days(self, today: date) -> tuple[DaySpan, ...]:
        """The one day."""
        return (single(today + timedelta(days=self.count)),)


@dataclass(frozen=True, slots=True)
class InMonths(Said):
    """So many months from now."""

    count: int

    def days(self, today: date) -> tuple[DaySpan, ...]:
        """The same day of that month, or its last."""
        index = today.year * 12 + today.month - 1 + self.count
        year, month = index // 12, index % 12 + 1
        return (single(date(year, month, min(today.day, calendar.monthrange(year, month)[1]))),)


@dataclass(frozen=True, slots=True)
class Weekday(Said):
    """A day of the week.

    :ivar which: ``plain``, ``this``, ``next``, ``after next``.
    :ivar weeks: counted from that weekday, so many weeks on ("a week on Friday").
    """

    weekday: int
    which: str = "plain"
    weeks: int = 0

    def days(self, today: date) -> tuple[DaySpan, ...]:
        """The nearest one, and where "next" can mean another one, that too."""
        ahead = (self.weekday - today.weekday()) % 7
        nearest = today + timedelta(days=ahead or 7)
        if self.weeks:
            return (single(nearest + timedelta(weeks=self.weeks)),)
        if self.which == "plain":
            return (single(nearest), single(today)) if ahead == 0 else (single(nearest),)
        if self.which == "this":
            return (single(today + timedelta(days=ahead)),)
        following = monday_of(today) + timedelta(days=7 + self.weekday)
        if self.which == "after next":
            return (single(following), single(following + timedelta(days=7)))
        return (single(following),) if following == nearest else (single(following), single(nearest))


@dataclass(frozen=True, slots=True)
class Date(Said):
    """A day of the month.

    :ivar month: None for the next such day.
    :ivar year: None for the next such day.
    :ivar swapped: month and day could also be the other way round (``3/4``).
    """

    day: int
    month: int | None = None
    year: int | None = None
    swapped: bool = False

    def days(self, today: date) -> tuple[DaySpan, ...]:
        """The next such day, today included."""
        orders = [(self.day, self.month)]
        if self.swapped and self.month is not None:
            orders.append((self.month, self.day))
        found = [self._next(day, month, today) for day, month in orders]
        return tuple(single(day) for day in dict.fromkeys(found) if day is not None)

    def _next(self, day: int, month: int | None, today: date) -> date | None:
        if self.year is not None:
            return calendar_day(self.year, month or today.month, day)
        for candidate in self._coming(day, month, today):
            if candidate is not None and candidate >= today:
                return candidate
        return None

    @staticmethod
    def _coming(day: int, month: int | None, today: date) -> Iterator[date | None]:
        if month is None:
            for index in range(today.month - 1, today.month + 12):
                yield calendar_day(today.year + index // 12, index % 12 + 1, day)
            return
        leap_day = month == 2 and day == 29
        for year in range(today.year, today.year + (9 if leap_day else 2)):
            yield calendar_day(year, month, day)


@dataclass(frozen=True, slots=True)
class DayOfMonth(Said):
    """A day of this month, or of one so many months on."""

    day: int
    months: int

    def days(self, today: date) -> tuple[DaySpan, ...]:
        """The one day."""
        index = today.year * 12 + today.month - 1 + self.months
        found = calendar_day(index // 12, index % 12 + 1, self.day)
        return () if found is None else (single(found),)
