"""When which of the staff is free."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from itertools import chain, groupby, islice

from frontdesk_salon_booking.config import Service
from frontdesk_salon_booking.diary import Diary
from frontdesk_salon_booking.models import Booking
from frontdesk_salon_booking.runs import run_at
from frontdesk_salon_booking.slots import FreeSlot, Start, free_slots
from frontdesk_salon_booking.timetable import Refusal, Timetable
from frontdesk_salon_booking.visits import Part, Parts, Stage, Visit, minutes_of_all, reach

__all__ = ["Availability"]

#: So many days are looked through at first; then twice as many each time.
_TOGETHER = timedelta(days=3)


class Availability:
    """The free times of one tenant.

    :param diary: what is booked.
    :param besides: a booking that does not count: the one that is being moved.
    """

    def __init__(self, diary: Diary, timetable: Timetable, besides: Booking | None = None) -> None:
        self._diary = diary
        self._besides = besides
        self.timetable = timetable

    def staff_for(self, service: Service, wanted: str | None = None) -> tuple[str, ...]:
        """Ids of those who may do it: all who do, or only the one that is wanted.

        Empty when that one does not do it.
        """
        return self.able_for(Part(service, wanted))

    def able_for(self, part: Part) -> tuple[str, ...]:
        """The same, without those who shall not."""
        able = self.timetable.section.who_does(part.service)
        if part.staff is None and not part.without:
            return able
        return tuple(member for member in able if part.staff in (None, member) and member not in part.without)

    def able(self, parts: Parts) -> tuple[tuple[str, ...], ...]:
        """For each part, ids of those who may do it."""
        return tuple(self.able_for(part) for part in parts)

    def free(self, parts: Parts, first: date, last: date) -> list[FreeSlot]:
        """The free times on some days, in order. One query, whatever the number of days.

        :param first: the first day, on the business's wall; what lies before today is left out.
        :param last: the last day; what lies behind the horizon is left out.
        """
        return self._free(parts, self.timetable.starts(minutes_of_all(parts), first, last))

    def days(
        self, parts: Parts, first: date, last: date, wanted: Callable[[str], bool] | None = None
    ) -> Iterator[list[FreeSlot]]:
        """The same, day by day, as far as they are asked for; days without a free time are left out.

        :param wanted: which times of day will do; all of them without it.
        """
        minutes = minutes_of_all(parts)
        day, last = max(first, self.timetable.today), min(last, self.timetable.last_day)
        together = _TOGETHER
        while all(self.able(parts)) and day <= last:
            following = day + together
            until = min(last, following - timedelta(days=1))
            grid = self.timetable.starts(minutes, day, until, wanted)
            for _, slots in groupby(self._free(parts, grid), lambda slot: slot.start.day):
                yield list(slots)
            day, together = following, 2 * together

    def near(self, visit: Visit, last: date, most: int) -> list[FreeSlot]:
        """The free times that :func:`~frontdesk_salon_booking.slots.nearest` has to choose from.

        All of the nearest days, until there are enough; of the days after them those at the same hour.

        :param last: the last day.
        :param most: so many will be offered.
        """
        free: list[FreeSlot] = []
        for slots in self.days(visit.parts, visit.day, last):
            free += slots
            if len(free) > most:
                later = slots[0].day + timedelta(days=1)
                same_hour = self.days(visit.parts, later, last, lambda time: time == visit.time)
                return [*free, *chain.from_iterable(islice(same_hour, most))]
        return free

    def look(self, visit: Visit) -> FreeSlot | Refusal:
        """The free time that is wanted, with those who can do the first service then, or why not."""
        start = self.timetable.start(minutes_of_all(visit.parts), visit.day, visit.time)
        if isinstance(start, Refusal):
            return start
        free = self._free(visit.parts, [start])
        if free:
            return free[0]
        able, closes = self.able(visit.parts), self.timetable.closes(start)
        # Even if nobody else came: the buffers between two services take time, too.
        late = all(able) and run_at(start.begin, visit.parts, able, {}, closes) is None
        return Refusal.ENDS_LATE if late else Refusal.TAKEN

    def stages(self, visit: Visit, start: Start, keep: Sequence[str] = ()) -> tuple[Stage, ...] | None:
        """Who does what when, of a visit that begins at a start; None where it is not free.

        :param keep: for each service, id of the one who does it if they can.
        """
        return self._run(visit.parts, self.able(visit.parts), start, keep=keep)

    def _free(self, parts: Parts, grid: Sequence[Start]) -> list[FreeSlot]:
        able = self.able(parts)
        if not grid or not all(able):
            return []
        if len(parts) == 1:
            [(service, _, _)], [staff] = parts, able
            since, until = reach(parts, grid[0].begin, grid[-1].end)
            before, after = timedelta(minutes=service.buffer_before), timedelta(minutes=service.buffer_after)
            busy = self._diary.taken(staff, since, until, self._besides)
            return free_slots(grid, staff, busy, before, after)
        found = ((start, self._run(parts, able, start, grid)) for start in grid)
        return [FreeSlot(start, (stages[0].staff,)) for start, stages in found if stages]

    def _run(
        self,
        parts: Parts,
        able: Sequence[tuple[str, ...]],
        start: Start,
        grid: Sequence[Start] = (),
        keep: Sequence[str] = (),
    ) -> tuple[Stage, ...] | None:
        """The stages of a visit from a start on.

        :param grid: the starts that are looked at with it: what is taken is read once for all of them.
        """
        since, until = reach(parts, (grid or (start,))[0].begin, (grid or (start,))[-1].end)
        everybody = tuple(dict.fromkeys(chain.from_iterable(able)))
        busy = self._diary.taken(everybody, since, until, self._besides)
        return run_at(start.begin, parts, able, busy, self.timetable.closes(start), keep=keep)
