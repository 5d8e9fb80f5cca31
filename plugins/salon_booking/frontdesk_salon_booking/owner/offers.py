"""What is offered to customers whose visit cannot take place: a receptionist's first two thoughts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from itertools import chain, islice
from typing import Any

from frontdesk_salon_booking.availability import Availability
from frontdesk_salon_booking.block import Block
from frontdesk_salon_booking.calendar import Calendar
from frontdesk_salon_booking.models import Booking
from frontdesk_salon_booking.salon import Salon
from frontdesk_salon_booking.slots import FreeSlot, nearest
from frontdesk_salon_booking.timetable import Refusal, Timetable
from frontdesk_salon_booking.visits import Visit, parts_of, visit_of
from frontdesk_salon_booking.wording import Wording

__all__ = ["Offer", "Offers"]

#: So many stand on buttons beside the one to cancel.
_MOST = 2
_LOOKAHEAD = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Offer:
    """Another time for a visit.

    :ivar staff: id of who does it; empty for the one unnamed chair.
    :ivar same_time: it is the time that was booked, by somebody else.
    """

    slot: FreeSlot
    staff: str
    same_time: bool = False

    def values(self, booking: Booking) -> Mapping[str, Any]:
        """What moving the booking there needs to know."""
        values = {
            "code": booking.booking_code,
            "day": self.slot.day.isoformat(),
            "time": self.slot.time,
        }
        # Whoever had it keeps it; only somebody else has to be named.
        another = bool(self.staff) and len(booking.segments) == 1 and self.staff != booking.first.staff
        return values | ({"staff": self.staff} if another else {})


class Offers:
    """Finds other times, a different one for each customer as far as there are any."""

    def __init__(self, salon: Salon, block: Block) -> None:
        self._salon = salon
        self._block = block
        self.timetable = Timetable(salon.section, salon.bot.zone, salon.now)
        self._calendar = Calendar(salon.scope, self.timetable, salon.bot.currency)
        self._given: set[tuple[object, str]] = set()

    def for_booking(self, booking: Booking) -> list[Offer]:
        """At most two: somebody else at the same time, the same master at another, or the nearest of all."""
        found: dict[tuple[object, str], Offer] = {}
        for offer in self._all(booking):
            key = (offer.slot.start.begin, offer.staff)
            if key not in self._given:
                found.setdefault(key, offer)
            if len(found) == _MOST:
                break
        self._given |= found.keys()
        return list(found.values())

    def _all(self, booking: Booking) -> Iterator[Offer]:
        parts = parts_of(booking, self._salon.section)
        availability = self._calendar.availability(besides=booking)
        day, time = Wording.wall(booking)
        booked = [segment.staff for segment in booking.segments]
        same = tuple(part._replace(staff=staff) for part, staff in zip(parts, booked, strict=True))
        others = tuple(part._replace(without=(self._block.staff or "",)) for part in parts)
        if self._block.staff is not None:
            yield from islice(self._then(availability, visit_of(others, day, time)), 1)
        known = all(self._salon.section.member(staff) for staff in booked if staff)
        kept = self._near(availability, visit_of(same, day, time)) if known else iter(())
        yield from chain(kept, self._near(availability, visit_of(others, day, time)))

    def _then(self, availability: Availability, visit: Visit) -> Iterator[Offer]:
        """By somebody else at the same time."""
        found = availability.look(visit)
        if not isinstance(found, Refusal):
            yield Offer(found, found.staff[0], same_time=True)

    def _near(self, availability: Availability, visit: Visit) -> Iterator[Offer]:
        """The nearest times: enough of them for several customers."""
        last = max(visit.day, self._salon.today) + _LOOKAHEAD
        most = _MOST + len(self._given)
        for slot in nearest(availability.near(visit, last, most), visit.day, visit.time, most):
            yield Offer(slot, slot.staff[0])
