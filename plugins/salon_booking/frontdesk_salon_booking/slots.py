"""Free times: which starts are free, and which of them to offer. Pure functions."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import NamedTuple

from frontdesk_salon_booking.hours import minutes_of

__all__ = ["Busy", "FreeSlot", "Start", "free_slots", "nearest", "spread"]

#: A stretch of time that is taken: from, to (aware, UTC), the second one excluded.
Busy = tuple[datetime, datetime]
_NOBODY: Mapping[str, Iterable[Busy]] = MappingProxyType({})


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


class FreeSlot(NamedTuple):
    """A start with those who are free for the whole length of it, in the order of the definition."""

    start: Start
    staff: tuple[str, ...]

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
) -> list[FreeSlot]:
    """The starts at which at least one of the staff is free.

    One pass over what is taken: each taken stretch rules out a run of starts, found by bisection.

    :param grid: in order, all of the same length.
    :param busy: what is taken, by staff id.
    :param before: so long before a start nobody else may be there. So it is with ``after`` its end.
    :param off: when they are not at work, by staff id; what comes ``before`` and ``after`` may lie in it.
    """
    everybody = tuple(staff)
    if not grid or not everybody:
        return []
    length = grid[0].end - grid[0].begin
    changes = _Changes([start.begin for start in grid])
    for member in everybody:
        changes.rule_out(member, busy.get(member, ()), before, length + after)
        changes.rule_out(member, off.get(member, ()), timedelta(), length)
    leaving, coming = changes.leaving, changes.coming
    free: list[FreeSlot] = []
    away: dict[str, int] = {}
    members = everybody
    for index, start in enumerate(grid):
        if index in leaving or index in coming:
            for member in leaving.get(index, ()):
                away[member] = away.get(member, 0) + 1
            for member in coming.get(index, ()):
                away[member] -= 1
            members = tuple([each for each in everybody if not away.get(each)])
        if members:
            free.append(FreeSlot(start, members))
    return free


class _Changes:
    """Who cannot be had any more from a start on, and who can be had again, by the index of the start.

    Somebody whose bookings lie close together goes again before they are back, and comes back as often.

    :param begins: of the starts, in order.
    """

    def __init__(self, begins: Sequence[datetime]) -> None:
        self._begins = begins
        self.leaving: dict[int, list[str]] = defaultdict(list)
        self.coming: dict[int, list[str]] = defaultdict(list)

    def rule_out(self, member: str, taken: Iterable[Busy], before: timedelta, after: timedelta) -> None:
        """Rule somebody out for the starts that what is taken comes into the way of.

        :param before: so long before a start it is in the way.
        :param after: so long after a start it is in the way.
        """
        begins = self._begins
        for taken_from, taken_to in taken:
            first = bisect_right(begins, taken_from - after)
            last = bisect_left(begins, taken_to + before, first)
            if first < last:
                self.leaving[first].append(member)
                self.coming[last].append(member)


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
