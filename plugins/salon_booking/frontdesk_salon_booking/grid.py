"""The times of a day at which something may begin, as far as opening hours go. Pure functions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from frontdesk import Opening
from frontdesk_salon_booking.hours import clock, instant, stretches_of
from frontdesk_salon_booking.slots import Start

__all__ = ["starts_on"]

#: So many days are not worked out again: a salon that plans two months ahead has some hundred, and businesses
#: with the same opening hours share theirs.
_REMEMBERED = 1_000
_MIDNIGHT = 24 * 60


@lru_cache(_REMEMBERED)
def starts_on(
    openings: tuple[Opening, ...], slot_minutes: int, minutes: int, day: date, zone: ZoneInfo
) -> Mapping[str, Start]:
    """Every start of a day by its time on the wall, in order.

    Counted on the wall clock from opening time. Times that the clock skips are left out; of those that it
    shows twice there is the first. What begins ends by closing.

    :param openings: all that the day has a part of, in order: from before midnight, and past the next one.
    :param minutes: how long it takes.
    """
    length = timedelta(minutes=minutes)
    found: dict[str, Start] = {}
    for stretch in stretches_of(openings, day, zone):
        for wall in range(stretch.opens, min(stretch.closes, _MIDNIGHT), slot_minutes):
            if wall < 0:
                # It opened on the day before, to which this time belongs.
                continue
            begin = stretch.moment(wall) if stretch.even else instant(day, wall, zone)
            if begin is not None and (end := begin + length) <= stretch.end:
                found[clock(wall)] = Start(day, clock(wall), begin, end)
    return found
