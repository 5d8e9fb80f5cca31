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
    "Either",
    "FromTo",
    "InDays",
    "InMonths",
    "InWeekOf",
    "MonthOf",
    "NthWeekday",
    "Said",
    "WeekOf",
    "WeekOfMonth",
    "Weekday",
    "Weekend",
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


def _one(day: date) -> DaySpan:
    return DaySpan(day, day)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _day(year: int, month: int, day: int) -> date | None:
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
        return (_one(today + timedelta(days=self.count)),)


@dataclass(frozen=True, slots=True)
class InMonths(Said):
    """So many months from now."""

    count: int

    def days(self, today: date) -> tuple[DaySpan, ...]:
        """The same day of that month, or its last."""
        index = today.year * 12 + today.month - 1 + self.count
        year, month = index // 12, index % 12 + 1
        return (_one(date(year, month, min(today.day, calendar.monthrange(year, month)[1]))),)


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
            return (_one(nearest + timedelta(weeks=self.weeks)),)
        if self.which == "plain":
            return (_one(nearest), _one(today)) if ahead == 0 else (_one(nearest),)
        if self.which == "this":
            return (_one(today + timedelta(days=ahead)),)
        following = _monday(today) + timedelta(days=7 + self.weekday)
        if self.which == "after next":
            return (_one(following), _one(following + timedelta(days=7)))
        return (_one(following),) if following == nearest else (_one(following), _one(nearest))


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
        return tuple(_one(day) for day in dict.fromkeys(found) if day is not None)

    def _next(self, day: int, month: int | None, today: date) -> date | None:
        if self.year is not None:
            return _day(self.year, month or today.month, day)
        for candidate in self._coming(day, month, today):
            if candidate is not None and candidate >= today:
                return candidate
        return None

    @staticmethod
    def _coming(day: int, month: int | None, today: date) -> Iterator[date | None]:
        for step in range(13):
            index = today.month - 1 + step
            if month is None or index % 12 + 1 == month:
                yield _day(today.year + index // 12, index % 12 + 1, day)
        if month == 2 and day == 29:
            for year in range(today.year + 1, today.year + 9):
                yield _day(year, 2, 29)


@dataclass(frozen=True, slots=True)
class DayOfMonth(Said):
    """A day of this month, or of one so many months on."""

    day: int
    months: int

    def days(self, today: date) -> tuple[DaySpan, ...]:
        """The one day."""
        index = today.year * 12 + today.month - 1 + self.months
        found = _day(index // 12, index % 12 + 1, self.day)
        return () if found is None else (_one(found),)


@dataclass(frozen=True, slots=True)
class WeekOf(Said):
    """A week, Monday to Sunday.

    :ivar offset: 0 is the current one.
    :ivar weekday: one day of it.
    :ivar piece: ``start``, ``end`` or empty for all of it.
    """

    offset: int
    weekday: int | None = None
    piece: str = ""

    def days(self, today: date) -> tuple[DaySpan, ...]:
        """The week; of the current one, what is left."""
        monday = _monday(today) + timedelta(weeks=self.offset)
        if self.weekday is not None:
            return (_one(monday + timedelta(days=self.weekday)),)
        first = today if self.offset == 0 else monday
        last = monday + timedelta(days=6)
        if self.piece == "start":
            return (DaySpan(first, max(first, monday + timedelta(days=2))),)
        if self.piece == "end":
            return (DaySpan(max(first, monday + timedelta(days=3)), last),)
        return (DaySpan(first, last),)


@dataclass(frozen=True, slots=True)
class Weekend(Said):
    """Saturday and Sunday.

    :ivar offset: 0 is the coming one.
    """

    offset: int = 0

    def days(self, today: date) -> tuple[DaySpan, ...]:
        """Both days; on a Sunday, the weekend that is just going on."""
        saturday = _monday(today) + timedelta(days=5, weeks=self.offset)
        first = max(saturday, today) if self.offset == 0 else saturday
        return (DaySpan(first, saturday + timedelta(days=1)),)


@dataclass(frozen=True, slots=True)
class MonthOf(Said):
    """A whole month, or a piece of it.

    :ivar month: 1 to 12, or None for one so many months on.
    :ivar piece: ``start``, ``end`` or empty for all of it.
    """

    month: int | None = None
    offset: int = 0
    piece: str = ""

    def days(self, today: date) -> tuple[DaySpan, ...]:
        """The month; of the current one, what is left."""
        index = today.year * 12 + today.month - 1 + self.offset
        if self.month is not None:
            index = today.year * 12 + self.month - 1 + (12 if self.month < today.month else 0)
        year, month = index // 12, index % 12 + 1
        first, last = date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])
        if self.piece == "start":
            last = first.replace(day=10)
        elif self.piece == "end":
            first = first.replace(day=21)
        return (DaySpan(max(first, min(today, last)), last),)


@dataclass(frozen=True, slots=True)
class NthWeekday(Said):
    """The first Monday of December."""

    nth: int
    weekday: int
    month: int

    def days(self, today: date) -> tuple[DaySpan, ...]:
        """The one day, this year or next."""
        for year in (today.year, today.year + 1):
            first = date(year, self.month, 1)
            ahead = (self.weekday - first.weekday()) % 7
            found = first + timedelta(days=ahead + 7 * (self.nth - 1))
            if found >= today and found.month == self.month:
                return (_one(found),)
        return ()


@dataclass(frozen=True, slots=True)
class InWeekOf(Said):
    """A weekday in the week of another day: "через месяц во вторник"."""

    weekday: int
    other: Said

    def days(self, today: date) -> tuple[DaySpan, ...]:
        """The one day."""
        first = self.other.days(today)[0].first
        return () if first is None else (_one(_monday(first) + timedelta(days=self.weekday)),)


@dataclass(frozen=True, slots=True)
class WeekOfMonth(Said):
    """The third week of January: the first one is that of the first day."""

    nth: int
    month: int

    def days(self, today: date) -> tuple[DaySpan, ...]:
        """Its Monday to its Sunday, this year or next."""
        year = today.year + (self.month < today.month)
        monday = _monday(date(year, self.month, 1)) + timedelta(weeks=self.nth - 1)
        return (DaySpan(monday, monday + timedelta(days=6)),) if 1 <= self.nth <= 6 else ()


@dataclass(frozen=True, slots=True)
class FromTo(Said):
    """From one day to another; None for an open end."""

    start: Said | None
    end: Said | None

    def days(self, today: date) -> tuple[DaySpan, ...]:
        """The run of days; the end is counted from the start."""
        starts = self.start.days(today) if self.start else ()
        if self.start and not starts:
            return ()
        first = starts[0].first if starts else None
        # "From Thursday to Saturday": the Saturday after that Thursday.
        ends = self.end.days(first or today) if self.end else ()
        if self.end and not ends:
            return ()
        return (DaySpan(first, ends[0].last if ends else None),)


@dataclass(frozen=True, slots=True)
class Either(Said):
    """One of several days."""

    choices: tuple[Said, ...]

    def days(self, today: date) -> tuple[DaySpan, ...]:
        """Days in a row as one run, others one by one."""
        found = [choice.days(today)[0] for choice in self.choices if choice.days(today)]
        firsts = sorted(span.first for span in found if span.first is not None)
        if (
            firsts
            and firsts[-1] - firsts[0] == timedelta(days=len(firsts) - 1)
            and len(set(firsts)) == len(found)
        ):
            return (DaySpan(firsts[0], firsts[-1]),)
        return tuple(dict.fromkeys(found))
