"""When which of the staff is free."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import chain, groupby, islice
from typing import NamedTuple

from frontdesk import Opening
from frontdesk_salon_booking.block import Block
from frontdesk_salon_booking.classes import Classes, class_key, classes_of
from frontdesk_salon_booking.config import Service
from frontdesk_salon_booking.diary import Diary, Taken
from frontdesk_salon_booking.models import Booking
from frontdesk_salon_booking.runs import run_at
from frontdesk_salon_booking.slots import FreeSlot, Start, free_slots
from frontdesk_salon_booking.timetable import CHAIR, Refusal, Timetable
from frontdesk_salon_booking.units import unit_of
from frontdesk_salon_booking.visits import Part, Parts, Stage, Visit, minutes_of_all, reach

__all__ = ["Availability"]

_DAY = timedelta(days=1)
#: So many days are looked through at first; then twice as many each time.
_TOGETHER = timedelta(days=3)


class _Seen(NamedTuple):
    """What is in the way, by staff id.

    :ivar busy: nothing of theirs may lie in it, what comes before and after neither. So it is with units.
    :ivar off: outside their shifts.
    :ivar booked: whether bookings are among it, and units that are out of order.
    :ivar classes: what of it are group classes that can be joined.
    """

    busy: Taken
    off: Taken
    booked: bool
    classes: Classes


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

    def needs(self, parts: Parts) -> tuple[tuple[tuple[str, ...], ...], ...]:
        """For each part, the units of each resource that it needs; empty where none needs any."""
        section = self.timetable.section
        found = tuple(section.units_for(part.service) for part in parts) if section.resources else ()
        return found if any(found) else ()

    def chairs(self, parts: Parts) -> tuple[str, ...]:
        """All whose time can be taken: the ids of those who may do a part, then the units that they need."""
        members = chain.from_iterable(self.able(parts))
        return tuple(dict.fromkeys(chain(members, *chain.from_iterable(self.needs(parts)))))

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
        return free[0] if free else self._why_not(visit, start)

    def stages(self, visit: Visit, start: Start, keep: Sequence[str] = ()) -> tuple[Stage, ...] | None:
        """Who does what when, of a visit that begins at a start; None where it is not free.

        :param keep: for each service, id of the one who does it if they can.
        """
        able = self.able(visit.parts)
        seen = self._seen(visit.parts, start, start)
        return self._run(visit.parts, able, start, seen, keep)

    def places_left(self, visit: Visit) -> int | None:
        """How many places a group class has; None for what is none, or cannot be had for another reason."""
        service = visit.service
        start = self.timetable.start(minutes_of_all(visit.parts), visit.day, visit.time)
        if service.places == 1 or visit.further or isinstance(start, Refusal):
            return None
        seen, found = self._seen(visit.parts, start, start), self.stages(visit, start)
        if found:
            group = seen.classes.get(class_key(service.id, found[0].staff, found[0].begin))
            return service.places if group is None else group.left(service.places)
        keys = (class_key(service.id, member, start.begin) for member in self.able_for(visit.parts[0]))
        return 0 if any(key in seen.classes for key in keys) else None

    def lacks_units(self, visit: Visit) -> bool:
        """Whether a time cannot be had for want of a room or a device, and not of somebody who does it."""
        start = self.timetable.start(minutes_of_all(visit.parts), visit.day, visit.time)
        if isinstance(start, Refusal) or not self.needs(visit.parts):
            return False
        able, seen = self.able(visit.parts), self._seen(visit.parts, start, start)
        return self._run(visit.parts, able, start, seen._replace(booked=False)) is not None

    def works_on(self, staff: str, day: date) -> tuple[Opening, ...]:
        """When somebody is at work on a day, on the wall and in order; empty when they are not at all.

        :param staff: an id; the unnamed chair is there whenever the business is open.
        """
        also = [block.time_off for block in (*self.blocks_on(staff, day), *self.blocks_on(staff, day - _DAY))]
        return self.timetable.works_on(staff, day, also)

    def blocks_on(self, staff: str, day: date) -> Sequence[Block]:
        """What staff has taken out of the calendar of somebody on a day or in the night after it."""

        def during(block: Block) -> bool:
            begin, end = block.time_off.minutes_on(day)
            return begin < end

        return [each for each in self._diary.blocks() if each.staff in (None, staff) and during(each)]

    def open_on(self, day: date) -> tuple[Opening, ...]:
        """When the business is open on a day, on the wall and in order; empty when it is closed."""
        # The chair that nobody has is there whenever it is open.
        return self.works_on(CHAIR, day)

    def why_not_day(self, day: date) -> Refusal | None:
        """Why nothing can be booked on a day at all; None when something may."""
        refusal = self.timetable.why_not_day(day)
        return Refusal.CLOSED_DAY if refusal is None and not self.open_on(day) else refusal

    def open_days(self, first: date) -> Iterator[date]:
        """The days that can be booked, from one on."""
        return (day for day in self.timetable.open_days(first) if self.why_not_day(day) is None)

    def at_work(self, parts: Parts, day: date) -> bool:
        """Whether somebody who may do it is at work on a day, for each of the services."""
        return all(any(self.works_on(member, day) for member in able) for able in self.able(parts))

    def _why_not(self, visit: Visit, start: Start) -> Refusal:
        """Why a start of the timetable is not free."""
        parts, able, closes = visit.parts, self.able(visit.parts), self.timetable.closes(start)
        if not all(able):
            return Refusal.TAKEN
        closures = [block.busy for block in self._diary.blocks() if block.staff is None]
        if any(begins <= start.begin < ends for begins, ends in closures):
            return Refusal.CLOSED_TIME if self.open_on(start.day) else Refusal.CLOSED_DAY
        # Even if nobody else came: the buffers between two services take time, too.
        off = dict.fromkeys(chain.from_iterable(able), closures)
        if run_at(start.begin, parts, able, {}, closes, off=off) is None:
            return Refusal.ENDS_LATE
        if self._run(parts, able, start, self._seen(parts, start, start, booked=False)):
            return Refusal.TAKEN
        return Refusal.OFF_SHIFT if self.at_work(parts, start.day) else Refusal.AWAY

    def _free(self, parts: Parts, grid: Sequence[Start]) -> list[FreeSlot]:
        able = self.able(parts)
        if not grid or not all(able):
            return []
        seen = self._seen(parts, grid[0], grid[-1])
        if len(parts) == 1 and parts[0].service.places == 1:
            [(service, _, _)], [staff] = parts, able
            before, after = timedelta(minutes=service.buffer_before), timedelta(minutes=service.buffer_after)
            needs = self.needs(parts)
            lengths = {each: timedelta(minutes=service.by(each).minutes) for each in staff if service.differs}
            return free_slots(
                grid,
                staff,
                seen.busy,
                before,
                after,
                off=seen.off,
                needs=needs[0] if needs else (),
                lengths=lengths,
                closes=self.timetable.closings(grid) if lengths else (),
            )
        found = ((start, self._run(parts, able, start, seen)) for start in grid)
        return [FreeSlot(start, (stages[0].staff,)) for start, stages in found if stages]

    def _run(
        self,
        parts: Parts,
        able: Sequence[tuple[str, ...]],
        start: Start,
        seen: _Seen,
        keep: Sequence[str] = (),
    ) -> tuple[Stage, ...] | None:
        """The stages of a visit from a start on."""
        closes = self.timetable.closes(start)
        needs = self.needs(parts) if seen.booked else ()
        return run_at(
            start.begin,
            parts,
            able,
            seen.busy,
            closes,
            keep=keep,
            off=seen.off,
            needs=needs,
            classes=seen.classes,
        )

    def _seen(self, parts: Parts, first: Start, last: Start, *, booked: bool = True) -> _Seen:
        """What is in the way of a visit that begins at one of the starts from the first to the last.

        :param booked: False leaves out bookings.
        """
        since, until = reach(parts, first.begin, last.end)
        staff = self.chairs(parts)
        busy = self._diary.taken(staff, since, until, self._besides) if booked else {}
        off, away = self.timetable.absences(staff, since, until)
        blocks = self._diary.blocked(staff, since, until, self._besides)
        if blocks or away:
            times = {member: [*away.get(member, ())] for member in staff}
            for block in blocks:
                for member in block.takes(times):
                    times[member].append(block.busy)
            busy = {member: (*busy.get(member, ()), *times[member]) for member in staff}
            # What comes before and after may lie in a closure, as it may outside opening hours.
            closures = [block.busy for block in blocks if block.staff is None]
            off = {member: (*off.get(member, ()), *closures) for member in staff} if closures else off
        return _Seen(busy, off, booked, self._classes(parts, since, until) if booked else {})

    def _classes(self, parts: Parts, since: datetime, until: datetime) -> Classes:
        """The classes that a visit may join."""
        if all(part.service.places == 1 for part in parts):
            return {}
        chairs = self.chairs(parts)
        sittings = self._diary.sittings(chairs, since, until, self._besides)
        return classes_of(sittings, [chair for chair in chairs if unit_of(chair)])
