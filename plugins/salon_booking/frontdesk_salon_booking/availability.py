"""When which of the staff is free, as the database has it now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from frontdesk.storage import Scope
from frontdesk_salon_booking.config import Service
from frontdesk_salon_booking.models import LIVE, Booking
from frontdesk_salon_booking.slots import Busy, FreeSlot, Start, free_slots
from frontdesk_salon_booking.timetable import Refusal, Timetable

__all__ = ["Availability", "Visit"]


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

    :param scope: the tenant's part of the database.
    :param besides: a booking that does not count: the one that is being moved.
    """

    def __init__(self, scope: Scope, timetable: Timetable, besides: Booking | None = None) -> None:
        self._scope = scope
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
        grid = list(self.timetable.starts(service.minutes, first, last))
        return self._free(grid, self.staff_for(service, staff))

    def look(self, visit: Visit) -> FreeSlot | Refusal:
        """The free time that is wanted, or why it cannot be had."""
        refusal = self.timetable.why_not(visit.service.minutes, visit.day, visit.time)
        if refusal is not None:
            return refusal
        free = self.free(visit.service, visit.day, visit.day, visit.staff)
        return next((slot for slot in free if slot.time == visit.time), Refusal.TAKEN)

    def _free(self, grid: Sequence[Start], staff: Sequence[str]) -> list[FreeSlot]:
        if not grid or not staff:
            return []
        taken = self._scope.select(Booking, Booking.staff, Booking.busy_from, Booking.busy_to).where(
            Booking.status.in_(LIVE),
            Booking.busy_from < grid[-1].end,
            Booking.busy_to > grid[0].begin,
        )
        if self._besides is not None:
            taken = taken.where(Booking.id != self._besides.id)
        busy: dict[str, list[Busy]] = {}
        for row in self._scope.rows(taken):
            busy.setdefault(row.staff, []).append((row.busy_from, row.busy_to))
        return free_slots(grid, staff, busy)
