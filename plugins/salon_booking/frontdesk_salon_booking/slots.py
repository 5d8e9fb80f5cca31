"""Free times: which starts are free, and which of them to offer. Pure functions."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import reduce
from operator import or_
from types import MappingProxyType
from typing import NamedTuple, overload

from frontdesk_salon_booking.hours import minutes_of

__all__ = ["Busy", "FreeSlot", "Start", "free_slots", "nearest", "spread"]

#: A stretch of time that is taken: from, to (aware, UTC), the second one excluded.
Busy = tuple[datetime, datetime]
_NOBODY: Mapping[str, Iterable[Busy]] = MappingProxyType({})
_ALL_ALIKE: Mapping[str, timedelta] = MappingProxyType({})


class Start(NamedTuple):
    """A moment at which something could begin.

    :ivar day: on the business's wall.
    :ivar time: ``"14:00"`` on the business's wall.
    :ivar begin: the same moment; aware, UTC.
    :ivar end: when it would be over; aware, UTC.
    """

    day: date
    time: str
    begin: datetime
    end: datetime


class FreeStaff(Sequence[str]):
    """Those of the staff who are free at one start, in the order of the definition.

    Worked out when it is asked for: of a month of free times, a few are told.

    :param masks: for each of the staff, the starts at which they are free, as bits.
    :param index: of the start.
    """

    __slots__ = ("_everybody", "_index", "_masks")

    def __init__(self, everybody: Sequence[str], masks: Sequence[int], index: int) -> None:
        self._everybody = everybody
        self._masks = masks
        self._index = index

    def __iter__(self) -> Iterator[str]:
        index = self._index
        return (
            member for member, mask in zip(self._everybody, self._masks, strict=True) if mask >> index & 1
        )

    def __len__(self) -> int:
        return sum(mask >> self._index & 1 for mask in self._masks)

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[str]: ...
    def __getitem__(self, place: int | slice) -> str | Sequence[str]:
        return tuple(self)[place]

    def __eq__(self, other: object) -> bool:
        return tuple(self) == tuple(other) if isinstance(other, Sequence) else NotImplemented

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return repr(tuple(self))


class FreeSlot(NamedTuple):
    """A start with those who are free for the whole length of it, in the order of the definition."""

    start: Start
    staff: Sequence[str]

    @property
    def day(self) -> date:
        """The day on the business's wall."""
        return self.start.day

    @property
    def time(self) -> str:
        """``"14:00"`` on the business's wall."""
        return self.start.time


def free_slots(
    grid: Sequence[Start],
    staff: Sequence[str],
    busy: Mapping[str, Iterable[Busy]],
    before: timedelta = timedelta(),
    after: timedelta = timedelta(),
    *,
    off: Mapping[str, Iterable[Busy]] = _NOBODY,
    needs: Sequence[Sequence[str]] = (),
    lengths: Mapping[str, timedelta] = _ALL_ALIKE,
    closes: Sequence[datetime] = (),
) -> list[FreeSlot]:
    """The starts at which at least one of the staff is free, and one unit of each resource that is needed.

    One pass over what is taken: each taken stretch rules out a run of starts, found by bisection.

    :param grid: in order, all of the same length.
    :param busy: what is taken, by staff id and by unit.
    :param before: so long before a start nobody else may be there. So it is with ``after`` its end.
    :param off: when they are not at work, by staff id; what comes ``before`` and ``after`` may lie in it.
    :param needs: for each resource that is needed, the keys of its units.
    :param lengths: how long it takes those whom it takes longer than the grid says, by staff id.
    :param closes: for each start, by when it is to be over; for those who take longer.
    """
    everybody = tuple(staff)
    if not grid or not everybody:
        return []
    length = grid[0].end - grid[0].begin
    each_takes = [lengths.get(member, length) for member in everybody]
    looks = {takes: _Look(grid, (before, takes, after), busy, needs) for takes in dict.fromkeys(each_takes)}
    for takes, look in looks.items():
        if takes > length:
            look.end_by(closes)
    masks = [
        looks[takes].mask(busy.get(member, ()), off.get(member, ()))
        for member, takes in zip(everybody, each_takes, strict=True)
    ]
    anybody = reduce(or_, masks)
    return [
        FreeSlot(start, FreeStaff(everybody, masks, index))
        for index, start in enumerate(grid)
        if anybody >> index & 1
    ]


class _Look:
    """The starts that would do as far as resources go, for those whom it takes the same time, as bits.

    :param takes: how long it takes, with what comes before and after it.
    """

    def __init__(
        self,
        grid: Sequence[Start],
        takes: tuple[timedelta, timedelta, timedelta],
        busy: Mapping[str, Iterable[Busy]],
        needs: Sequence[Sequence[str]],
    ) -> None:
        before, self._length, after = takes
        self._grid = grid
        self._booked = _Spans(grid, before, self._length + after)
        self._away = _Spans(grid, timedelta(), self._length)
        self._open = (1 << len(grid)) - 1
        for units in needs:
            free = (self._open & ~self._booked.mask(busy.get(unit, ())) for unit in units)
            self._open &= reduce(or_, free, 0)

    def end_by(self, closes: Sequence[datetime]) -> None:
        """Leave out what would not be over by closing time.

        :param closes: of each start.
        """
        for index, (start, closing) in enumerate(zip(self._grid, closes, strict=True)):
            if start.begin + self._length > closing:
                self._open &= ~(1 << index)

    def mask(self, booked: Iterable[Busy], off: Iterable[Busy]) -> int:
        """The starts at which somebody is free who is booked or not at work then."""
        return self._open & ~(self._booked.mask(booked) | self._away.mask(off))


class _Spans:
    """The starts that what is taken comes into the way of, as bits, the first start the lowest.

    :param grid: in order.
    :param before: so long before a start it is in the way.
    :param after: so long after a start it is in the way.
    """

    def __init__(self, grid: Sequence[Start], before: timedelta, after: timedelta) -> None:
        self._begins = [start.begin for start in grid]
        self._before = before
        self._after = after
        # The same hours are taken of many people, and on many days of none.
        self._known: dict[Busy, int] = {}

    def mask(self, taken: Iterable[Busy]) -> int:
        """All of them together."""
        known, mask = self._known, 0
        for stretch in taken:
            span = known.get(stretch)
            if span is None:
                span = known[stretch] = self._span(*stretch)
            mask |= span
        return mask

    def _span(self, taken_from: datetime, taken_to: datetime) -> int:
        first = bisect_right(self._begins, taken_from - self._after)
        last = bisect_left(self._begins, taken_to + self._before, first)
        return (1 << last) - (1 << first)


def nearest(free: Sequence[FreeSlot], day: date, time: str, limit: int = 3) -> list[FreeSlot]:
    """What a receptionist offers instead of a wish that cannot be had, in order of time.

    The nearest before and after on the same day, then the same hour on the days after it; what is still
    missing is filled up with what is nearest to the wish.

    :param free: what is free on that day and some days after it.
    """
    wished = minutes_of(time)
    same_day = [slot for slot in free if slot.day == day]
    before = [slot for slot in same_day if minutes_of(slot.time) < wished]
    after = [slot for slot in same_day if minutes_of(slot.time) > wished]
    later = [slot for slot in free if slot.day > day]
    same_hour = [slot for slot in later if slot.time == time]

    def distance(slot: FreeSlot) -> tuple[int, int]:
        return (slot.day - day).days, abs(minutes_of(slot.time) - wished)

    ranked = [*before[-1:], *after[:1], *same_hour, *sorted((*same_day, *later), key=distance)]
    offered = list(dict.fromkeys(slot for slot in ranked if (slot.day, slot.time) != (day, time)))[:limit]
    return sorted(offered, key=lambda slot: slot.start.begin)


def spread(free: Sequence[FreeSlot], limit: int) -> list[FreeSlot]:
    """At most so many of the free times, spread evenly; whole hours where there are enough of them.

    :param limit: at least 2.
    """
    if len(free) <= limit:
        return list(free)
    whole_hours = [slot for slot in free if slot.time.endswith(":00")]
    chosen = whole_hours if len(whole_hours) >= limit // 2 else free
    if len(chosen) <= limit:
        return list(chosen)
    return [chosen[round(index * (len(chosen) - 1) / (limit - 1))] for index in range(limit)]
