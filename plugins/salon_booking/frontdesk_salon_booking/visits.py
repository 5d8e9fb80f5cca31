"""What a customer wants to come for: one or more services in a row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from frontdesk_salon_booking.config import SalonBooking, Service
from frontdesk_salon_booking.models import Booking, Segment
from frontdesk_salon_booking.price import Price, total

__all__ = [
    "Part",
    "Parts",
    "Stage",
    "Visit",
    "minutes_of_all",
    "parts_of",
    "price_of",
    "reach",
    "visit_of",
    "ways_of",
]


class Part(NamedTuple):
    """One service of a visit.

    :ivar staff: id of the one who shall do it; None for whoever is free.
    :ivar without: ids of those who shall not.
    """

    service: Service
    staff: str | None = None
    without: tuple[str, ...] = ()

    @property
    def ways(self) -> Sequence[Service]:
        """The service as whoever may do it does it; once where all do it alike."""
        return self.service.ways(self.without) if self.staff is None else [self.service.by(self.staff)]

    @property
    def shortest(self) -> int:
        """How many minutes it takes whoever is fastest."""
        return min(way.minutes for way in self.ways)

    @property
    def longest(self) -> int:
        """How many minutes it takes whoever is slowest."""
        return max(way.minutes for way in self.ways)


#: The services of a visit, in the order in which they are done; at least one.
Parts = tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Visit:
    """What is wanted, and when.

    :ivar service: the first service, or the only one.
    :ivar time: on the business's wall, ``"14:00"``.
    :ivar staff: id of the one who shall do the first service; None for whoever is free.
    :ivar further: what is done after it, without a pause.
    :ivar without: ids of those who shall not do the first service.
    """

    service: Service
    day: date
    time: str
    staff: str | None = None
    further: Parts = ()
    without: tuple[str, ...] = ()

    @property
    def parts(self) -> Parts:
        """All services."""
        return (Part(self.service, self.staff, self.without), *self.further)


class Stage(NamedTuple):
    """A service that somebody does at a time that is free.

    :ivar service: as they do it.
    :ivar staff: id in the bot definition, empty for the one unnamed chair.
    :ivar begin: aware, UTC; so are ``end``, and ``busy_from`` and ``busy_to``, between which the chair is
        taken: the service with the buffers before and after it.
    :ivar units: keys of the rooms and devices that it takes for just as long.
    :ivar seat: in a group class, from 1 on.
    """

    service: Service
    staff: str
    begin: datetime
    end: datetime
    busy_from: datetime
    busy_to: datetime
    units: tuple[str, ...] = ()
    seat: int | None = None

    @classmethod
    def at(cls, service: Service, staff: str, begin: datetime) -> Stage:
        """The service by somebody from a moment on."""
        service = service.by(staff)
        end = begin + timedelta(minutes=service.minutes)
        before, after = timedelta(minutes=service.buffer_before), timedelta(minutes=service.buffer_after)
        return cls(service, staff, begin, end, begin - before, end + after)


def visit_of(parts: Parts, day: date, time: str) -> Visit:
    """A visit with these services."""
    first, *further = parts
    return Visit(first.service, day, time, first.staff, tuple(further), first.without)


def parts_of(booking: Booking, section: SalonBooking) -> Parts:
    """The services of a booking, by whoever is free, for as long and at the price that was agreed.

    Where one of them takes others longer or costs more with them, that holds if they do it.
    """
    return tuple(Part(_as_booked(each, section.service(each.service))) for each in booking.segments)


def _as_booked(segment: Segment, offered: Service | None) -> Service:
    """The service as it was booked; who does it is looked up as it is now.

    :param offered: what the definition says today; None where it is not offered any more.
    """
    minutes = segment.minutes
    if offered is None:
        return Service(
            id=segment.service,
            name=segment.service_name,
            minutes=minutes,
            price=segment.agreed,
            category=segment.category,
        )
    now = offered.by(segment.staff)
    if (now.minutes, now.price) == (minutes, segment.agreed):
        return offered
    return offered.agreed(segment.staff, minutes, segment.agreed)


def minutes_of_all(parts: Parts) -> int:
    """How many minutes it takes at least, one right after the other, by those who are fastest."""
    return sum(part.shortest for part in parts)


def ways_of(parts: Parts, able: Sequence[Sequence[str]]) -> list[list[Service]]:
    """For each part, the service as each of those does it who may.

    :param able: for each part, their ids.
    """
    return [[part.service.by(each) for each in members] for part, members in zip(parts, able, strict=True)]


def price_of(stages: Iterable[Stage]) -> Price | None:
    """What services cost together with those who do them; None where the price of one is not told."""
    return total(stage.service.price for stage in stages)


def reach(parts: Parts, begin: datetime, end: datetime) -> tuple[datetime, datetime]:
    """From when to when bookings can be in the way of a visit; aware, UTC.

    :param begin: of the visit.
    :param end: of the visit, done without a pause by those who are fastest.
    """
    end += timedelta(minutes=sum(part.longest - part.shortest for part in parts))
    buffers = sum(part.service.buffer_before + part.service.buffer_after for part in parts)
    if not buffers:
        return begin, end
    earliest, minutes = 0, 0
    for part in parts:
        # Who comes for a later service may have to begin to prepare before the visit does.
        earliest = min(earliest, minutes - part.service.buffer_before)
        minutes += part.shortest
    # Between two services by the same person there is time for the buffers of both.
    return begin + timedelta(minutes=earliest), end + timedelta(minutes=buffers)
