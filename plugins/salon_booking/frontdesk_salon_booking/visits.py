"""What a customer wants to come for: one or more services in a row."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

from frontdesk_salon_booking.config import SalonBooking, Service
from frontdesk_salon_booking.models import Booking, Segment

__all__ = ["Part", "Parts", "Stage", "Visit", "minutes_of_all", "parts_of", "price_of", "reach", "visit_of"]


class Part(NamedTuple):
    """One service of a visit.

    :ivar staff: id of the one who shall do it; None for whoever is free.
    :ivar without: ids of those who shall not.
    """

    service: Service
    staff: str | None = None
    without: tuple[str, ...] = ()


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
        end = begin + timedelta(minutes=service.minutes)
        before, after = timedelta(minutes=service.buffer_before), timedelta(minutes=service.buffer_after)
        return cls(service, staff, begin, end, begin - before, end + after)


def visit_of(parts: Parts, day: date, time: str) -> Visit:
    """A visit with these services."""
    first, *further = parts
    return Visit(first.service, day, time, first.staff, tuple(further), first.without)


def parts_of(booking: Booking, section: SalonBooking) -> Parts:
    """The services of a booking, by whoever is free, for as long and at the price that was agreed."""
    return tuple(Part(_as_booked(each, section.service(each.service))) for each in booking.segments)


def _as_booked(segment: Segment, offered: Service | None) -> Service:
    """The service as it was booked; who does it is looked up as it is now.

    :param offered: what the definition says today; None where it is not offered any more.
    """
    minutes = int((segment.end_ts - segment.start_ts).total_seconds()) // 60
    if offered is None:
        return Service(id=segment.service, name=segment.service_name, minutes=minutes, price=segment.price)
    if (offered.minutes, offered.price) == (minutes, segment.price):
        return offered
    return offered.model_copy(update={"minutes": minutes, "price": segment.price})


def minutes_of_all(parts: Parts) -> int:
    """How long it takes at least, one right after the other."""
    return sum(part.service.minutes for part in parts)


def price_of(priced: Iterable[Service | Segment]) -> Decimal | None:
    """What services cost together; None where the price of one is not told."""
    prices = [each.price for each in priced]
    known = [price for price in prices if price is not None]
    return sum(known, Decimal()) if len(known) == len(prices) else None


def reach(parts: Parts, begin: datetime, end: datetime) -> tuple[datetime, datetime]:
    """From when to when bookings can be in the way of a visit; aware, UTC.

    :param begin: of the visit.
    :param end: of the visit, done without a pause.
    """
    buffers = sum(part.service.buffer_before + part.service.buffer_after for part in parts)
    if not buffers:
        return begin, end
    earliest, minutes = 0, 0
    for part in parts:
        # Who comes for a later service may have to begin to prepare before the visit does.
        earliest = min(earliest, minutes - part.service.buffer_before)
        minutes += part.service.minutes
    # Between two services by the same person there is time for the buffers of both.
    return begin + timedelta(minutes=earliest), end + timedelta(minutes=buffers)
