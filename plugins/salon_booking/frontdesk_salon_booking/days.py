"""Days of a business as stretches of real time. Pure functions."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

__all__ = ["begin_of", "end_of", "wall_of"]


def begin_of(day: date, zone: ZoneInfo) -> datetime:
    """The first moment of a day; aware, UTC. Where the clocks go forward at midnight, the moment they do.

    :raises OverflowError: the day is at the very end of the calendar.
    """
    # Of a time that is skipped, PEP 495 takes the offset before it: that is the moment of the change.
    return datetime.combine(day, time(), zone).astimezone(UTC)


def end_of(day: date, zone: ZoneInfo) -> datetime:
    """The first moment that is not of the day any more; aware, UTC.

    :raises OverflowError: the day is at the very end of the calendar.
    """
    return begin_of(day + timedelta(days=1), zone)


def wall_of(start: datetime, zone: ZoneInfo) -> tuple[date, str]:
    """Day and time of day on a business's wall.

    :param start: with an offset; without one it is on that wall already.
    :return: the time as ``"14:00"``.
    :raises ValueError: there is no such time on the wall that could be booked; says why.
    """
    if start.tzinfo is not None:
        try:
            start = start.astimezone(zone)
        except OverflowError:
            raise ValueError("is beyond the calendar") from None
        if start.fold:
            raise ValueError(
                "is shown by the clock for the second time that day; only the first time can be booked"
            )
    return start.date(), f"{start:%H:%M}"
