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
    "edge",
    "instant",
    "is_open_day",
    "minutes_of",
    "openings_on",
    "stretches",
    "stretches_of",
]

_MINUTE = timedelta(minutes=1)
_CLOCKS = tuple(f"{minutes // 60:02}:{minutes % 60:02}" for minutes in range(24 * 60 + 1))
_MINUTES = {time: minutes for minutes, time in enumerate(_CLOCKS[:-1])}
#: So many days are not worked out again: those of the business, and those of shifts that differ from them.
_REMEMBERED = 10_000


class Stretch(NamedTuple):
    """A stretch of opening hours on one day.

    :ivar opens: minutes after midnight on the wall clock; the grid of start times is counted from here.
    :ivar closes: minutes after midnight on the wall clock, at most 1440.
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
    """``"14:30"`` of minutes after midnight, 0 to 1440."""
    return _CLOCKS[minutes]


def instant(day: date, minutes: int, zone: ZoneInfo) -> datetime | None:
    """The moment when a clock on the wall shows this time.

    :param minutes: after midnight, 0 to 1440.
    :return: aware, in UTC; the first one when the clock shows it twice (clocks go back), None when it never
        does (clocks go forward).
    """
    wall = datetime.combine(day, time(), zone) + timedelta(minutes=minutes)
    moment = wall.astimezone(UTC)
    # In the same zone, what the clock shows is compared, not the moment.
    return moment if moment.astimezone(zone) == wall else None


def stretches(section: SalonBooking, day: date, zone: ZoneInfo) -> tuple[Stretch, ...]:
    """When the business is open on a day, in order; empty when it is closed."""
    return stretches_of(openings_on(section, day), day, zone)


def openings_on(section: SalonBooking, day: date) -> tuple[Opening, ...]:
    """The opening hours of a day as they stand in the definition; empty when it is closed."""
    if day in section.closed_dates:
        return ()
    special = section.special_days.get(day)
    return section.hours.on(day.weekday()) if special is None else special


@lru_cache(_REMEMBERED)
def stretches_of(openings: tuple[Opening, ...], day: date, zone: ZoneInfo) -> tuple[Stretch, ...]:
    """When somebody with these opening hours is open on a day, in order."""
    found = (
        Stretch(
            opening.opens,
            opening.closes,
            edge(day, opening.opens, zone),
            edge(day, opening.closes, zone),
        )
        for opening in sorted(openings, key=lambda opening: opening.opens)
    )
    return tuple(stretch for stretch in found if stretch.begin < stretch.end)


def is_open_day(section: SalonBooking, day: date) -> bool:
    """Whether the business opens at all on a day."""
    return bool(openings_on(section, day))


def edge(day: date, minutes: int, zone: ZoneInfo) -> datetime:
    """When a wall time at which something begins or ends comes; if it is skipped, when it is skipped.

    :param minutes: after midnight, 0 to 1440.
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
