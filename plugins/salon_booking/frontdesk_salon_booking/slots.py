"""Free times: which starts are free, and which of them to offer. Pure functions."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from frontdesk_salon_booking.hours import minutes_of

__all__ = ["Busy", "FreeSlot", "Start", "free_slots", "nearest", "spread"]

#: A stretch of time that is taken: from, to (aware, UTC), the second one excluded.
Busy = tuple[datetime, datetime]


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
) -> list[FreeSlot]:
    """The starts at which at least one of the staff is free.

    One pass over what is taken: each taken stretch rules out a run of starts, found by bisection.

    :param grid: in order, all of the same length.
    :param busy: what is taken, by staff id.
    :param before: so long before a start nobody else may be there. So it is with ``after`` its end.
    """
    everybody = tuple(staff)
    if not grid or not everybody:
        return []
    length = before + grid[0].end - grid[0].begin + after
    leaving, coming = _changes(grid, everybody, busy, before, length)
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


def _changes(
    grid: Sequence[Start],
    staff: Sequence[str],
    busy: Mapping[str, Iterable[Busy]],
    before: timedelta,
    length: timedelta,
) -> tuple[Mapping[int, Sequence[str]], Mapping[int, Sequence[str]]]:
    """Who cannot be had any more from a start on, and who can be had again, by the index of the start.

    Somebody whose bookings lie close together goes again before they are back, and comes back as often.

    :param before: so long before a start whoever is taken for it is busy already.
    :param length: how long they are busy in all.
    """
    leaving: dict[int, list[str]] = defaultdict(list)
    coming: dict[int, list[str]] = defaultdict(list)
    begins = [start.begin for start in grid]
    reach = length - before
    for member in staff:
        for taken_from, taken_to in busy.get(member, ()):
            first = bisect_right(begins, taken_from - reach)
            last = bisect_left(begins, taken_to + before, first)
            if first < last:
                leaving[first].append(member)
                coming[last].append(member)
    return leaving, coming


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
