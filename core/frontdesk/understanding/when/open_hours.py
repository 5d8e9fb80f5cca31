"""Which half of the day was meant, seen from the hours in which the business is open."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, time, timedelta
from functools import cached_property
from itertools import product

from frontdesk.hours import HoursOn, Opening
from frontdesk.understanding.when.clock import Clock, Window
from frontdesk.understanding.when.days import DaySpan

__all__ = ["OpenHours"]

#: Where no day was said, that of any day in the week ahead may be meant.
_AHEAD = 7
#: Who is open around the clock does not ask whether 3 in the night was meant.
_NIGHT_ENDS = time(6)

Bounds = tuple[time | None, time | None]


class OpenHours:
    """The opening hours of the days that a phrase is about.

    :param hours: of the business.
    :param days: that were said. Without any, those of the week ahead count.
    :param today: in the business's time zone.
    """

    def __init__(self, hours: HoursOn, days: Sequence[DaySpan], today: date) -> None:
        self._hours, self._days, self._today = hours, days, today

    @cached_property
    def _openings(self) -> Sequence[Opening]:
        # Most hours that people say are settled without them.
        return [opening for day in _calendar(self._days, self._today) for opening in self._hours(day) or ()]

    def moments(self, clock: Clock) -> tuple[time, ...]:
        """What a clock can mean, likeliest first: the moments in which the business is open.

        When it is open at none of them, the likeliest one.
        """
        moments = clock.moments()
        if len(moments) == 1:
            return moments
        fitting = tuple(moment for moment in moments if self._starts(moment))
        daytime = tuple(moment for moment in fitting if moment >= _NIGHT_ENDS)
        return daytime or fitting or moments[:1]

    def bounds(self, window: Window) -> Bounds:
        """What a window can mean: as it is usually meant, unless only another reading is in open hours."""
        usual = window.bounds()
        if window.settled or self._fits(usual):
            return usual
        starts = window.start.moments() if window.start else (None,)
        ends = window.end.moments() if window.end else (None,)
        return next((bounds for bounds in product(starts, ends) if self._fits(bounds)), usual)

    def _fits(self, bounds: Bounds) -> bool:
        first, last = bounds
        if first is not None and last is not None and first >= last:
            return False
        return (first is None or self._starts(first)) and (last is None or self._ends(last))

    def _starts(self, moment: time) -> bool:
        minutes = _minutes(moment)
        return any(opening.opens <= minutes < opening.closes for opening in self._openings)

    def _ends(self, moment: time) -> bool:
        minutes = _minutes(moment) or 24 * 60
        return any(opening.opens < minutes <= opening.closes for opening in self._openings)


def _minutes(moment: time) -> int:
    return moment.hour * 60 + moment.minute


def _calendar(days: Sequence[DaySpan], today: date) -> Iterable[date]:
    """The days of the spans; of a long one, a week."""
    spans = days or (DaySpan(today, None),)
    for span in spans:
        first = span.first or today
        for count in range(_AHEAD):
            if (date.max - first).days < count or (
                span.last is not None and count > (span.last - first).days
            ):
                break
            yield first + timedelta(days=count)
