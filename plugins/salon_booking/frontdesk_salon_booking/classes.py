"""Group classes: customers who share a time of one of the staff, each on a seat of their own; pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2b
from typing import NamedTuple

__all__ = ["Classes", "GroupClass", "Sitting", "class_key", "classes_of"]

#: From when to when; aware, UTC.
_Span = tuple[datetime, datetime]


class Sitting(NamedTuple):
    """What a participant of a class takes of somebody's time, or of that of a room.

    :ivar chair: id of the one who gives it, or key of a unit.
    :ivar key: of the class.
    """

    chair: str
    busy_from: datetime
    busy_to: datetime
    key: int
    seat: int


@dataclass(slots=True)
class GroupClass:
    """A class that somebody has booked a place in.

    :ivar seats: those that are taken, from 1 on.
    :ivar units: keys of the rooms and devices that it takes.
    :ivar spans: when it takes the time of each of its chairs.
    """

    seats: set[int] = field(default_factory=set)
    units: tuple[str, ...] = ()
    spans: dict[str, set[_Span]] = field(default_factory=dict)

    def free_seat(self, places: int) -> int | None:
        """The first seat that nobody has; None when it is full."""
        return next((seat for seat in range(1, places + 1) if seat not in self.seats), None)

    def left(self, places: int) -> int:
        """How many places are left."""
        return max(places - len(self.seats), 0)

    def besides(self, chair: str, busy: Iterable[_Span]) -> Sequence[_Span]:
        """What is taken of one of its chairs by others."""
        own = self.spans.get(chair, set())
        return [span for span in busy if span not in own]


#: Classes by their keys.
Classes = Mapping[int, GroupClass]


def class_key(service: str, staff: str, begin: datetime) -> int:
    """One number for a class: the same for all who take part, another for every other class.

    :param service: id in the bot definition; so is ``staff``.
    :param begin: aware.
    :return: from 0 on, below 2 to the 63rd.
    """
    written = f"{service}\n{staff}\n{int(begin.timestamp())}".encode()
    return int.from_bytes(blake2b(written, digest_size=8).digest()) >> 1


def classes_of(sittings: Iterable[Sitting], units: Sequence[str] = ()) -> Classes:
    """The classes that participants have booked.

    :param units: keys of the units that may be among the chairs.
    """
    found: dict[int, GroupClass] = {}
    for sitting in sittings:
        group = found.setdefault(sitting.key, GroupClass())
        group.seats.add(sitting.seat)
        group.spans.setdefault(sitting.chair, set()).add((sitting.busy_from, sitting.busy_to))
    for group in found.values():
        group.units = tuple(unit for unit in units if unit in group.spans)
    return found
