"""Weeks, months and runs of days as they were said."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

from frontdesk.understanding.when.days import DaySpan, Said, Weekday, monday_of, single

__all__ = [
    "Disputed",
    "Either",
    "FromTo",
    "InWeekOf",
    "MonthOf",
    "NthWeekday",
    "WeekOf",
    "WeekOfMonth",
    "Weekend",
]


#: A weekday is at most so many days from a date.
_HALF_WEEK = 3


@dataclass(frozen=True, slots=True)
class WeekOf(Said):
    """A week, Monday to Sunday.

    :ivar offset: 0 is the current one.
    :ivar weekday: one day of it.
    :ivar piece: ``start``, ``middle``, ``end`` or empty for all of it.
    """

    offset: int
    weekday: int | None = None
    piece: str = ""

    def days(self, today: date) -> tuple[DaySpan, ...]:
        """The week; of the current one, what is left."""
        monday = monday_of(today) + timedelta(weeks=self.offset)
        if self.weekday is not None:
            return (single(monday + timedelta(days=self.weekday)),)
        first = today if self.offset == 0 else monday
        last = monday + timedelta(days=6)
        if self.piece == "start":
            return (DaySpan(first, max(first, monday + timedelta(days=2))),)
        if self.piece == "middle":
            return (DaySpan(max(first, monday + timedelta(days=1)), max(first, monday + timedelta(days=3))),)
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
        saturday = monday_of(today) + timedelta(days=5, weeks=self.offset)
        first = max(saturday, today) if self.offset == 0 else saturday
        return (DaySpan(first, saturday + timedelta(days=1)),)


@dataclass(frozen=True, slots=True)
class MonthOf(Said):
    """A whole month, or a piece of it.

    :ivar month: 1 to 12, or None for one so many months on.
    :ivar piece: ``start``, ``middle``, ``end``, ``half 1``, ``half 2``, or empty for all of it.
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
        elif self.piece == "middle":
            first, last = first.replace(day=11), first.replace(day=20)
        elif self.piece == "half 1":
            last = first.replace(day=15)
        elif self.piece == "half 2":
            first = first.replace(day=16)
        elif self.piece == "end":
            first = first.replace(day=21)
        return (DaySpan(max(first, min(today, last)), last),)


@dataclass(frozen=True, slots=True)
class NthWeekday(Said):
    """The first Monday of December; the last one, where ``nth`` is -1."""

    nth: int
    weekday: int
    month: int

    def days(self, today: date) -> tuple[DaySpan, ...]:
        """The one day, this year or next."""
        for year in (today.year, today.year + 1):
            first = date(year, self.month, 1)
            if self.nth < 0:
                end = first.replace(day=calendar.monthrange(year, self.month)[1])
                found = end - timedelta(days=(end.weekday() - self.weekday) % 7)
            else:
                ahead = (self.weekday - first.weekday()) % 7
                found = first + timedelta(days=ahead + 7 * (self.nth - 1))
            if found >= today and found.month == self.month:
                return (single(found),)
        return ()


@dataclass(frozen=True, slots=True)
class InWeekOf(Said):
    """A weekday in the week of another day: "через месяц во вторник"."""

    weekday: int
    other: Said

    def days(self, today: date) -> tuple[DaySpan, ...]:
        """The one day."""
        first = self.other.days(today)[0].first
        return () if first is None else (single(monday_of(first) + timedelta(days=self.weekday)),)


@dataclass(frozen=True, slots=True)
class WeekOfMonth(Said):
    """The third week of January: the first one is that of the first day. -1 is the last."""

    nth: int
    month: int

    def days(self, today: date) -> tuple[DaySpan, ...]:
        """Its Monday to its Sunday, this year or next."""
        year = today.year + (self.month < today.month)
        if self.nth < 0:
            monday = monday_of(date(year, self.month, calendar.monthrange(year, self.month)[1]))
            return (DaySpan(monday, monday + timedelta(days=6)),)
        monday = monday_of(date(year, self.month, 1)) + timedelta(weeks=self.nth - 1)
        return (DaySpan(monday, monday + timedelta(days=6)),) if 1 <= self.nth <= 6 else ()


def _in_week(said: Said | None, offset: int) -> Said | None:
    return WeekOf(offset, said.weekday) if isinstance(said, Weekday) else said


@dataclass(frozen=True, slots=True)
class FromTo(Said):
    """From one day to another; None for an open end."""

    start: Said | None
    end: Said | None

    def in_week(self, offset: int) -> FromTo:
        """The same where it names weekdays, in a week: "Monday to Wednesday next week"."""
        return FromTo(_in_week(self.start, offset), _in_week(self.end, offset))

    def days(self, today: date) -> tuple[DaySpan, ...]:
        """The run of days; the end is counted from the start."""
        starts = self.start.days(today) if self.start else ()
        if self.start and not starts:
            return ()
        first = starts[0].first if starts else None
        # "From Thursday to Saturday": the Saturday after that Thursday.
        ends = self.end.days(today if isinstance(self.end, WeekOf) else first or today) if self.end else ()
        if self.end and not ends:
            return ()
        return (DaySpan(first, ends[0].last if ends else None),)


@dataclass(frozen=True, slots=True)
class Disputed(Said):
    """A weekday and a date: the date, where they agree; else both are possible ("Thursday the 25th", a
    Wednesday)."""

    weekday: int
    named: Said

    def days(self, today: date) -> tuple[DaySpan, ...]:
        """The date, and where it is on another day of the week, the nearest one that is on it."""
        found = self.named.days(today)
        if len(found) != 1 or found[0].first is None or found[0].first != found[0].last:
            return found
        day = found[0].first
        off = (self.weekday - day.weekday()) % 7
        nearest = day + timedelta(days=off if off <= _HALF_WEEK else off - 7)
        if nearest == day or nearest < today:
            return found
        return (found[0], single(nearest))


@dataclass(frozen=True, slots=True)
class Either(Said):
    """One of several days."""

    choices: tuple[Said, ...]

    def in_week(self, offset: int) -> Either:
        """The same where it names weekdays, in a week: "Monday or Tuesday next week"."""
        return Either(tuple(_in_week(choice, offset) or choice for choice in self.choices))

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
