"""Rooms, chairs and devices that services need, unit by unit. Pure functions.

In the calendar a unit is a chair like that of one of the staff: a row of its own in the table of resources,
and segments that take its time. So what keeps two customers out of one chair keeps them out of one room. The
segments of units stand below those of the visit, at positions below zero.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

__all__ = [
    "Stay",
    "Use",
    "choose",
    "place_of",
    "pool_key",
    "pool_of",
    "position_of",
    "unit_key",
    "unit_of",
    "uses",
]

#: Ids in a definition have none.
_MARK = "#"
#: No service needs more.
_MOST_NEEDS = 100


#: From when to when; aware, UTC.
_Span = tuple[datetime, datetime]


class Stay(NamedTuple):
    """A service of a visit, as far as its units go.

    :ivar begin: aware, UTC; so are ``busy_from`` and ``busy_to``, between which they are taken.
    :ivar units: keys of those that it has.
    """

    begin: datetime
    busy_from: datetime
    busy_to: datetime
    units: Sequence[str]


class Use(NamedTuple):
    """A stretch of time that a unit is taken by a service.

    :ivar place: of the service in its visit, from 0 on.
    :ivar busy_from: aware, UTC; so is ``busy_to``.
    """

    place: int
    unit: str
    busy_from: datetime
    busy_to: datetime


def unit_key(resource: str, number: int) -> str:
    """What stands in the calendar for a unit, where the id of one of the staff stands for them.

    :param resource: an id of the definition.
    :param number: from 1 on.
    """
    return f"{resource}{_MARK}{number}"


def pool_key(resource: str) -> str:
    """The same for all units of a resource together."""
    return f"{resource}{_MARK}"


def pool_of(key: str) -> str:
    """What is to be locked for a key: all units that could stand in for it; of the staff it is themselves."""
    resource, mark, _ = key.partition(_MARK)
    return resource + mark


def unit_of(key: str) -> tuple[str, int | None] | None:
    """The id of the resource, and the number of the unit, if it is not all of them; None for the staff."""
    resource, mark, number = key.partition(_MARK)
    return (resource, int(number) if number else None) if mark else None


def position_of(place: int, index: int) -> int:
    """Where the segment of a unit stands in its booking: below zero.

    :param place: of the service in its visit, from 0 on.
    :param index: of the unit among those that the service has.
    """
    return -(1 + place * _MOST_NEEDS + index)


def place_of(position: int) -> int:
    """The place of the service that the segment of a unit belongs to."""
    return (-position - 1) // _MOST_NEEDS


def choose(
    stretch: _Span, needs: Sequence[Sequence[str]], busy: Mapping[str, Iterable[_Span]], before: Iterable[str]
) -> tuple[str, ...] | None:
    """A free unit of each resource that is needed; None where one of them has none.

    :param stretch: from when to when they are needed.
    :param needs: for each resource, the keys of its units.
    :param busy: what is taken, by key.
    :param before: units that the visit has already: nobody likes to change rooms.
    """
    begin, end = stretch
    chosen: list[str] = []
    for units in needs:
        free = [
            unit for unit in units if not any(since < end and to > begin for since, to in busy.get(unit, ()))
        ]
        if not free:
            return None
        chosen.append(next((unit for unit in before if unit in free), free[0]))
    return tuple(chosen)


def uses(stays: Sequence[Stay]) -> Iterator[Use]:
    """What a visit takes of the time of units, without overlaps.

    A customer who has a room for two services in a row has it all the time, also while it is tidied up
    between them: the services share that time, at the moment at which the later one begins.
    """
    by_unit: dict[str, list[list[int]]] = {}
    for place, stay in enumerate(stays):
        for unit in stay.units:
            runs = by_unit.setdefault(unit, [])
            if runs and max(stays[each].busy_to for each in runs[-1]) > stay.busy_from:
                runs[-1].append(place)
            else:
                runs.append([place])
    for unit, runs in by_unit.items():
        for run in runs:
            since = min(stays[place].busy_from for place in run)
            ends = [stays[place].begin for place in run[1:]]
            for place, end in zip(run, [*ends, max(stays[place].busy_to for place in run)], strict=True):
                yield Use(place, unit, since, end)
                since = end
