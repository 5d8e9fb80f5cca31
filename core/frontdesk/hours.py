"""When a business is open."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

__all__ = ["HoursOn", "Opening"]


@dataclass(frozen=True, slots=True)
class Opening:
    """One stretch of opening hours, on the wall clock of the business's time zone.

    :ivar opens: minutes after midnight.
    :ivar closes: minutes after midnight; 1440 is the end of the day (``24:00``).
    """

    opens: int
    closes: int

    def __str__(self) -> str:
        return f"{self.opens // 60:02}:{self.opens % 60:02}-{self.closes // 60:02}:{self.closes % 60:02}"


#: When a business is open on a day: its stretches, none where it is closed, None where nobody can tell.
HoursOn = Callable[[date], Sequence[Opening] | None]
