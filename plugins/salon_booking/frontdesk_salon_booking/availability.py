"""When which of the staff is free."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain, groupby, islice

from frontdesk_salon_booking.config import Service
from frontdesk_salon_booking.diary import Diary
from frontdesk_salon_booking.models import Booking
from frontdesk_salon_booking.slots import FreeSlot, Start, free_slots
from frontdesk_salon_booking.timetable import Refusal, Timetable

__all__ = ["Availability", "Visit"]

#: So many days are looked through at first; then twice as many each time.
_TOGETHER = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Visit:
    """What is wanted.

    :ivar time: on the business's wall, ``"14:00"``.
    :ivar staff: id of the one who shall do it; None for whoever is free.
    """

    service: Service
    day: date
    time: str
    staff: str | None = None


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
        able = self.timetable.section.who_does(service)
        return able if wanted is None else tuple(member for member in able if member == wanted)

    def free(self, service: Service, first: date, last: date, staff: str | None = None) -> list[FreeSlot]:
        """The free times on some days, in order. One query, whatever the number of days.

        :param first: the first day, on the business's wall; what lies before today is left out.
        :param last: the last day; what lies behind the horizon is left out.
        """
        grid = self.timetable.starts(service.minutes, first, last)
        return self._free(grid, self.staff_for(service, staff))

    def days(
        self,
        service: Service,
        first: date,
        last: date,
        staff: str | None = None,
        wanted: Callable[[str], bool] | None = None,
    ) -> Iterator[list[FreeSlot]]:
        """The same, day by day, as far as they are asked for; days without a free time are left out.

        :param wanted: which times of day will do; all of them without it.
        """
        able = self.staff_for(service, staff)
        day, last = max(first, self.timetable.today), min(last, self.timetable.last_day)
        together = _TOGETHER
        while able and day <= last:
            following = day + together
            until = min(last, following - timedelta(days=1))
            grid = self.timetable.starts(service.minutes, day, until, wanted)
            for _, slots in groupby(self._free(grid, able), lambda slot: slot.start.day):
                yield list(slots)
            day, together = following, 2 * together

    def near(self, visit: Visit, last: date, most: int) -> list[FreeSlot]:
        """The free times that :func:`~frontdesk_salon_booking.slots.nearest` has to choose from.

        All of the nearest days, until there are enough; of the days after them those at the same hour.

        :param last: the last day.
        :param most: so many will be offered.
        """
        free: list[FreeSlot] = []
        for slots in self.days(visit.service, visit.day, last, visit.staff):
            free += slots
            if len(free) > most:
                later = slots[0].day + timedelta(days=1)
                same_hour = self.days(
                    visit.service, later, last, visit.staff, lambda time: time == visit.time
                )
                return [*free, *chain.from_iterable(islice(same_hour, most))]
        return free

    def look(self, visit: Visit) -> FreeSlot | Refusal:
        """The free time that is wanted, or why it cannot be had."""
        start = self.timetable.start(visit.service.minutes, visit.day, visit.time)
        if isinstance(start, Refusal):
            return start
        free = self._free([start], self.staff_for(visit.service, visit.staff))
        return free[0] if free else Refusal.TAKEN

    def _free(self, grid: Sequence[Start], staff: tuple[str, ...]) -> list[FreeSlot]:
        if not grid or not staff:
            return []
        return free_slots(grid, staff, self._diary.taken(staff, grid[0].begin, grid[-1].end, self._besides))
