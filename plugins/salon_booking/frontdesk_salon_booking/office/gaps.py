"""What is left of a stretch of time when some of it is taken. Pure functions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

__all__ = ["Span", "gaps"]

#: From when to when; both aware, UTC.
Span = tuple[datetime, datetime]


def gaps(stretches: Iterable[Span], taken: Iterable[Span]) -> Iterator[Span]:
    """The parts of the stretches that nothing takes, in order.

    :param stretches: in order, one behind the other.
    :param taken: in any order; they may overlap each other and the edges of the stretches.
    """
    in_order = sorted(taken)
    for begin, end in stretches:
        free_from = begin
        for taken_from, taken_to in in_order:
            if free_from < min(taken_from, end):
                yield free_from, min(taken_from, end)
            free_from = max(free_from, taken_to)
        if free_from < end:
            yield free_from, end
