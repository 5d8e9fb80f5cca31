"""An hour as it was said, before it is known which half of the day was meant."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import time
from types import MappingProxyType

__all__ = ["PARTS", "Clock", "Window"]

#: What the parts of the day mean to a front desk: first and last moment, None for open.
PARTS: Mapping[str, tuple[time | None, time | None]] = MappingProxyType(
    {
        "early": (time(8), time(11)),
        "morning": (time(8), time(12)),
        "day": (time(12), time(17)),
        "lunch": (time(12), time(14)),
        "afternoon": (time(12), time(18)),
        "evening": (time(17), time(22)),
        "night": (time(21), None),
    }
)


@dataclass(frozen=True, slots=True)
class Clock:
    """An hour and a minute as said.

    :ivar half: ``am``, ``pm``, or the name of a part of the day that was said with it; empty when open.
    :ivar sure: True where the figures alone say which half it is (``07:30``, ``19:30``).
    :ivar lasting: True where it can also tell how long: "на 2 часа".
    """

    hour: int
    minute: int = 0
    half: str = ""
    sure: bool = False
    lasting: bool = False

    @property
    def settled(self) -> bool:
        """True when only one moment of the day can be meant."""
        return self.sure or bool(self.half) or self.hour > 12 or self.hour == 0

    def within(self, part: str) -> Clock:
        """The same hour, in that part of the day, unless it is settled already."""
        return self if self.settled else replace(self, half=part)

    def moment(self) -> time:
        """The moment it most likely means: a bare 1 to 7 is in the afternoon."""
        return time(self._hour() % 24, self.minute)

    def moments(self) -> tuple[time, ...]:
        """All moments it can mean, likeliest first."""
        likely = self.moment()
        if self.settled:
            return (likely,)
        return (likely, time((likely.hour + 12) % 24, self.minute))

    def shifted(self, minutes: int) -> Clock:
        """So many minutes later."""
        total = self.hour * 60 + self.minute + minutes
        return replace(self, hour=total // 60 % 24, minute=total % 60)

    def _hour(self) -> int:
        if self.hour > 12 or self.sure:
            return self.hour
        if self.half in ("am", "morning"):
            return 0 if self.half == "am" and self.hour == 12 else self.hour
        if self.half in ("pm", "day", "afternoon", "lunch"):
            return (
                self.hour + 12 if self.hour < (12 if self.half in ("pm", "afternoon") else 8) else self.hour
            )
        if self.half == "evening":
            return self.hour + 12 if self.hour < 12 else 24
        if self.half == "night":
            return self.hour + 12 if 5 < self.hour < 12 else self.hour % 12
        return self.hour + 12 if 0 < self.hour < 8 else self.hour


@dataclass(frozen=True, slots=True)
class Window:
    """Hours from one clock to another; None for an open end."""

    start: Clock | None
    end: Clock | None

    @property
    def settled(self) -> bool:
        """True when both of its ends are."""
        return all(end is None or end.settled for end in (self.start, self.end))

    def within(self, part: str) -> Window:
        """The same window, in that part of the day."""
        return Window(self.start and self.start.within(part), self.end and self.end.within(part))

    def bounds(self) -> tuple[time | None, time | None]:
        """The moments it most likely runs between."""
        if self.start is None or self.end is None:
            return (
                None if self.start is None else self.start.moment(),
                None if self.end is None else self.end.moment(),
            )
        start, end = self.start, self.end
        if end.half and not start.settled:
            # "from 5 to 6 pm" names the half once; "from 11 to 1 pm" crosses noon.
            same = start.within(end.half)
            start = same if same.moment() < end.moment() else start
        first, last = start.moment(), end.moment()
        if last <= first and not end.settled and end.hour < 12:
            last = last.replace(hour=(last.hour + 12) % 24)
        if last <= first and not start.settled and first.hour >= 12:
            first = time(first.hour - 12, first.minute)
        return first, last
