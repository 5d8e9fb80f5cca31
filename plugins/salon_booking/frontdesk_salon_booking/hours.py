"""Opening hours on the wall clock, as stretches of real time. Pure functions."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from frontdesk import Opening
from frontdesk_salon_booking.config import SalonBooking

__all__ = [
    "Stretch",
    "clock",
    "day_openings",
    "edge",
    "in_order",
    "instant",
    "is_open_day",
    "minutes_of",
    "openings_on",
    "stretches",
    "stretches_of",
    "wall_openings",
]

_MINUTE = timedelta(minutes=1)
_DAY = timedelta(days=1)
#: Minutes after the midnight before.
_MIDNIGHT = 24 * 60
_CLOCKS = tuple(f"{minutes // 60:02}:{minutes % 60:02}" for minutes in range(_MIDNIGHT + 1))
_MINUTES = {time: minutes for minutes, time in enumerate(_CLOCKS[:-1])}
#: So many days are not worked out again: those of the business, and those of shifts that differ from them.
_REMEMBERED = 10_000


class Stretch(NamedTuple):
    """A stretch of opening hours on one day.

    :ivar opens: minutes after midnight on the wall clock; the grid of start times is counted from here. Less
        than 0 when it opened on the day before.
    :ivar closes: minutes after midnight on the wall clock; more than 1440 when it closes on the day after.
    :ivar begin: the moment it opens; aware, UTC.
    :ivar end: the moment it closes; aware, UTC.
    """

    opens: int
    closes: int
    begin: datetime
    end: datetime

    @property
    def even(self) -> bool:
        """Whether the clocks are left alone in it, so that real time and wall time go the same way."""
        return self.end - self.begin == timedelta(minutes=self.closes - self.opens)

    def moment(self, minutes: int) -> datetime:
        """When the clock shows a time within it, if it is :attr:`even`; aware, UTC."""
        return self.begin + timedelta(minutes=minutes - self.opens)


def minutes_of(clock_time: str) -> int:
    """Minutes after midnight of ``"14:30"``.

    :raises ValueError: when it is not a time of day.
    """
    minutes = _MINUTES.get(clock_time)
    if minutes is not None:
        return minutes
    moment = time.fromisoformat(clock_time)
    return moment.hour * 60 + moment.minute


def clock(minutes: int) -> str:
    """``"14:30"`` of minutes after midnight, 0 to 1440; of the day after, when there are more."""
    return _CLOCKS[minutes if minutes <= _MIDNIGHT else minutes - _MIDNIGHT]


def instant(day: date, minutes: int, zone: ZoneInfo) -> datetime | None:
    """The moment when a clock on the wall shows this time.

    :param minutes: after midnight; of the day before or after, when they are less than 0 or more than 1440.
    :return: aware, in UTC; the first one when the clock shows it twice (clocks go back), None when it never
        does (clocks go forward).
    """
    wall = datetime.combine(day, time(), zone) + timedelta(minutes=minutes)
    moment = wall.astimezone(UTC)
    # In the same zone, what the clock shows is compared, not the moment.
    return moment if moment.astimezone(zone) == wall else None


def stretches(section: SalonBooking, day: date, zone: ZoneInfo) -> tuple[Stretch, ...]:
    """When the business is open on a day, in order; empty when it is closed.

    What opens the day before and closes on this one comes first; it begins before midnight.
    """
    openings = openings_on(section, day - _DAY), openings_on(section, day)
    return stretches_of(_around(*openings, after=()), day, zone)


def openings_on(section: SalonBooking, day: date) -> tuple[Opening, ...]:
    """The opening hours that begin on a day, in order; empty when none do.

    :return: what closes after midnight does so at more than 1440 minutes.
    """
    if day in section.closed_dates:
        return ()
    special = section.special_days.get(day)
    return in_order(section.hours.on(day.weekday()) if special is None else special)


def wall_openings(section: SalonBooking, day: date) -> tuple[Opening, ...]:
    """All opening hours that a day has a part of, in order, each whole.

    :return: what opened on the day before did so at less than 0 minutes; what closes on the day after does so
        at more than 1440. So does what closes at 24:00, where it opens again at 00:00.
    """
    openings = openings_on(section, day - _DAY), openings_on(section, day)
    return _around(*openings, after=openings_on(section, day + _DAY))


def day_openings(section: SalonBooking, day: date) -> tuple[Opening, ...]:
    """The part of the opening hours that lies within a day, in order: from 0 to 1440 minutes."""
    return tuple(
        Opening(max(each.opens, 0), min(each.closes, _MIDNIGHT)) for each in wall_openings(section, day)
    )


@lru_cache(_REMEMBERED)
def in_order(openings: tuple[Opening, ...]) -> tuple[Opening, ...]:
    """Opening hours as they are written, in order: what closes before it opens does so on the day after."""
    after = (
        Opening(each.opens, each.closes + (_MIDNIGHT if each.closes <= each.opens else 0))
        for each in openings
    )
    return tuple(sorted(after, key=lambda opening: opening.opens))


@lru_cache(_REMEMBERED)
def _around(
    before: tuple[Opening, ...], openings: tuple[Opening, ...], *, after: tuple[Opening, ...]
) -> tuple[Opening, ...]:
    late = [
        Opening(each.opens - _MIDNIGHT, each.closes - _MIDNIGHT) for each in before if each.closes > _MIDNIGHT
    ]
    # Where it closes at 24:00 and opens at 00:00, it does not close at all.
    goes_on = next((each.closes for each in after if each.opens == 0), 0)
    own = [
        Opening(each.opens, _MIDNIGHT + goes_on) if each.closes == _MIDNIGHT else each for each in openings
    ]
    return (*late, *own)


@lru_cache(_REMEMBERED)
def stretches_of(openings: tuple[Opening, ...], day: date, zone: ZoneInfo) -> tuple[Stretch, ...]:
    """When somebody with these opening hours is open on a day, in order.

    :param openings: in order; what closes on the day after does so at more than 1440 minutes.
    """
    found = (
        Stretch(
            opening.opens,
            opening.closes,
            edge(day, opening.opens, zone),
            edge(day, opening.closes, zone),
        )
        for opening in openings
    )
    return tuple(stretch for stretch in found if stretch.begin < stretch.end)


def is_open_day(section: SalonBooking, day: date) -> bool:
    """Whether the business is open at all on a day."""
    return bool(wall_openings(section, day))


def edge(day: date, minutes: int, zone: ZoneInfo) -> datetime:
    """When a wall time at which something begins or ends comes; if it is skipped, when it is skipped.

    :param minutes: after midnight; of the day before or after, when they are less than 0 or more than 1440.
    :return: aware, in UTC.
    """
    moment = instant(day, minutes, zone)
    if moment is not None:
        return moment
    return _first_after_gap(datetime.combine(day, time(), zone) + timedelta(minutes=minutes))


def _first_after_gap(wall: datetime) -> datetime:
    # Within a gap, fold=1 reads the wall time by the offset after it, fold=0 by the one before (PEP 495): the
    # clocks are changed between the two moments.
    before = wall.replace(fold=1).astimezone(UTC)
    after = wall.replace(fold=0).astimezone(UTC)
    offset = after.astimezone(wall.tzinfo).utcoffset()
    while after - before > _MINUTE:
        middle = before + (after - before) // _MINUTE // 2 * _MINUTE
        if middle.astimezone(wall.tzinfo).utcoffset() == offset:
            after = middle
        else:
            before = middle
    return after
