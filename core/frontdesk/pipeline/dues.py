"""What is due, also after the host's clock was set back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

__all__ = ["SKEW", "outside", "untimely"]

#: How far the clocks of hosts may be apart. What lies further ahead than that was written by a clock that has
#: been set back since.
SKEW = timedelta(seconds=60)


def outside(field: Any, now: Any, never: Any) -> Any:
    """The condition that a moment has come, or lies further ahead than anything is ever put off.

    The latter was written while the clock was ahead of itself. Waiting for it would take as long as the clock
    was wrong by.

    :param field: the column of the moment.
    :param never: the moment from which on none is believed.
    """
    return (field <= now) | (field > never)


def untimely(tried: Any, due: Any, never: Any) -> Any:
    """The condition that something was last tried, or was due at once, at a moment that has not come yet.

    For what may be put off for any time: its due moment alone tells nothing.

    :param tried: the column of the moment when it was tried; null when it never was.
    :param due: the column of the moment when it is due.
    :param never: :data:`SKEW` from now.
    """
    return (tried > never) | (tried.is_null() & (due > never))
