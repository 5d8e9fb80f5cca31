"""What is due, also after the host's clock was set back."""

from __future__ import annotations

from typing import Any

__all__ = ["outside"]


def outside(field: Any, now: Any, never: Any) -> Any:
    """The condition that a moment has come, or lies further ahead than anything is ever put off.

    The latter was written while the clock was ahead of itself. Waiting for it would take as long as the clock
    was wrong by.

    :param field: the column of the moment.
    :param never: the moment from which on none is believed.
    """
    return (field <= now) | (field > never)
