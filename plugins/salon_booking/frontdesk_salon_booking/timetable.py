"""Which times a business offers at all, whoever is free. Pure: no database."""

from __future__ import annotations

import enum
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from operator import attrgetter
from zoneinfo import ZoneInfo

from frontdesk import Opening
from frontdesk_salon_booking.config import SalonBooking, StaffMember
from frontdesk_salon_booking.grid import starts_on
from frontdesk_salon_booking.hours import (
    Stretch,
    in_order,
    instant,
    is_open_day,
    minutes_of,
    stretches_of,
    wall_openings,
)
from frontdesk_salon_booking.shifts import Absences, absences, left_of_the_night, works_on
from frontdesk_salon_booking.slots import Start
from frontdesk_salon_booking.time_off import TimeOff

__all__ = ["CHAIR", "Refusal", "Timetable"]

#: Stands for the one chair of a business that names no staff.
CHAIR = ""
_NOBODY = StaffMember(id="chair", name="")

#: So long after a visit began staff may still enter it: who walks in is served first and written down later.
_ENTERED_LATE = timedelta(hours=12)


class Refusal(enum.StrEnum):
    """Why a time cannot be had. Each has a text, ``booking.refused_<value>``."""

    PAST = "past"
    #: Sooner than the business wants to be told (``lead_minutes``).
    TOO_SOON = "too_soon"
    #: Later than it plans ahead (``horizon_days``).
    TOO_FAR = "too_far"
    CLOSED_DAY = "closed_day"
    CLOSED_TIME = "closed_time"
    #: It would not be over by closing time.
    ENDS_LATE = "ends_late"
    #: Appointments begin at other minutes.
    OFF_GRID = "off_grid"
    #: The clocks go forward over it.
    SKIPPED = "skipped"
    #: Whoever could do it does not work on that day.
    AWAY = "away"
    #: Whoever could do it works on that day, but not then, or not for so long.
    OFF_SHIFT = "off_shift"
    #: Somebody else has it.
    TAKEN = "taken"


class Timetable:
    """The times of one business, seen from one moment.

    :param zone: of the business; its days and times of day are meant.
    :param now: aware.
    :param by_staff: for the business itself, which may book at any minute, until the last moment, and enter
        who walked in some hours later.
    :ivar today: the day it is at the business.
    :ivar last_day: the last day that can be booked.
    """

    def __init__(
        self, section: SalonBooking, zone: ZoneInfo, now: datetime, *, by_staff: bool = False
    ) -> None:
        self.section = section
        self.zone = zone
        self.now = now.astimezone(UTC)
        self.today = now.astimezone(zone).date()
        self.last_day = self.today + timedelta(days=section.horizon_days - 1)
        self._by_staff = by_staff
        self._not_past = self.now - _ENTERED_LATE if by_staff else self.now
        self._starts: dict[tuple[date, int], Mapping[str, Start]] = {}
        self._absences: dict[tuple[Sequence[str], datetime, datetime], Absences] = {}

    @property
    def earliest(self) -> datetime:
        """The first moment that can still be booked; aware, UTC."""
        return self.now + timedelta(minutes=0 if self._by_staff else self.section.lead_minutes)

    def starts(
        self, minutes: int, first: date, last: date, wanted: Callable[[str], bool] | None = None
    ) -> list[Start]:
        """The grid: every start on some days, whether free or not, in order.

        :param minutes: how long it takes.
        :param first: the first day; what lies before today is left out.
        :param last: the last day; what lies behind the horizon is left out.
        :param wanted: which times of day will do; all of them without it.
        """
        found: list[Start] = []
        begin_day, end_day = max(first, self.today), min(last, self.last_day)
        for offset in range((end_day - begin_day).days + 1):
            found += self._on(begin_day + timedelta(days=offset), minutes).values()
        found = found[bisect_left(found, self.earliest, key=attrgetter("begin")) :]
        if wanted is None:
            return found
        will_do = {time: wanted(time) for time in {start.time for start in found}}
        return [start for start in found if will_do[start.time]]

    def open_days(self, first: date) -> Iterator[date]:
        """The days that can be booked, from one on."""
        days = (first + timedelta(days=offset) for offset in range((self.last_day - first).days + 1))
        return (day for day in days if self.why_not_day(day) is None)

    def why_not_day(self, day: date) -> Refusal | None:
        """Why nothing can be booked on a day at all; None when something may."""
        if day < self._not_past.astimezone(self.zone).date():
            return Refusal.PAST
        if day > self.last_day:
            return Refusal.TOO_FAR
        return None if is_open_day(self.section, day) else Refusal.CLOSED_DAY

    def start(self, minutes: int, day: date, time: str) -> Start | Refusal:
        """The start at a time, whether free or not, or why there is none.

        :param minutes: how long it takes.
        :param time: on the business's wall, ``"14:00"``.
        """
        refusal = self.why_not_day(day)
        if refusal is not None:
            return refusal
        start = self._on(day, minutes).get(time)
        if start is None:
            refusal = self._why_none(minutes, day, time)
            begin = instant(day, minutes_of(time), self.zone)
            if refusal is not Refusal.OFF_GRID or not self._by_staff or begin is None:
                return refusal
            start = Start(day, time, begin, begin + timedelta(minutes=minutes))
        return self._too_early(start.begin) or start

    def closes(self, start: Start) -> datetime:
        """When the business closes after a start, for a break too; aware, UTC."""
        return _closes(start, self._stretches(start.day))

    def closings(self, grid: Sequence[Start]) -> list[datetime]:
        """The same for each of some starts."""
        days = {day: self._stretches(day) for day in dict.fromkeys(start.day for start in grid)}
        return [_closes(start, days[start.day]) for start in grid]

    def absences(self, staff: tuple[str, ...], since: datetime, until: datetime) -> Absences:
        """When those of the staff are not at work in a stretch of time, as the definition tells.

        :param staff: ids.
        :param since: aware.
        :param until: aware.
        """
        asked = staff, since, until
        if asked not in self._absences:
            self._absences[asked] = absences(self.section, staff, since, until, self.zone)
        return self._absences[asked]

    def works_on(self, staff: str, day: date, also: Iterable[TimeOff] = ()) -> tuple[Opening, ...]:
        """When somebody is at work on a day, on the wall; the unnamed chair is whenever it is open.

        :param staff: an id.
        :param also: time off that is not in the definition.
        :return: the shifts that begin on the day; where none do, what is left of the night before.
        """
        member = self.section.member(staff) or _NOBODY
        own = works_on(self.section, member, day, also)
        return own or left_of_the_night(works_on(self.section, member, day - timedelta(days=1), also))

    def usual_on(self, day: date) -> tuple[Opening, ...]:
        """The opening hours that any day of its weekday has, if nothing is different from usual.

        :return: as in :meth:`works_on`.
        """
        before = in_order(self.section.hours.on((day - timedelta(days=1)).weekday()))
        return in_order(self.section.hours.on(day.weekday())) or left_of_the_night(before)

    def _on(self, day: date, minutes: int) -> Mapping[str, Start]:
        known = self._starts.get((day, minutes))
        if known is None:
            openings = wall_openings(self.section, day)
            known = starts_on(openings, self.section.slot_minutes, minutes, day, self.zone)
            self._starts[day, minutes] = known
        return known

    def _stretches(self, day: date) -> Sequence[Stretch]:
        return stretches_of(wall_openings(self.section, day), day, self.zone)

    def _too_early(self, begin: datetime) -> Refusal | None:
        if begin < self._not_past:
            return Refusal.PAST
        return Refusal.TOO_SOON if begin < self.earliest and not self._by_staff else None

    def _why_none(self, minutes: int, day: date, time: str) -> Refusal:
        """Why a time is not on the grid of its day."""
        begin = instant(day, minutes_of(time), self.zone)
        if begin is None:
            return Refusal.SKIPPED
        too_early = self._too_early(begin)
        if too_early is not None:
            return too_early
        for stretch in self._stretches(day):
            if stretch.begin <= begin < stretch.end:
                late = begin + timedelta(minutes=minutes) > stretch.end
                return Refusal.ENDS_LATE if late else Refusal.OFF_GRID
        return Refusal.CLOSED_TIME


def _closes(start: Start, open_hours: Sequence[Stretch]) -> datetime:
    return max((each.end for each in open_hours if each.begin <= start.begin), default=start.end)
