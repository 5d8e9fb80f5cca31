"""What a move changes of what was agreed: who does it, and what it costs."""

from __future__ import annotations

from typing import NamedTuple

from frontdesk_salon_booking import facts
from frontdesk_salon_booking.models import Booking
from frontdesk_salon_booking.price import Price
from frontdesk_salon_booking.reception import Reception
from frontdesk_salon_booking.timetable import Refusal
from frontdesk_salon_booking.visits import Visit, price_of

__all__ = ["MoveTerms"]


class MoveTerms(NamedTuple):
    """How a booking would be after a move, as things stand now.

    :ivar staff: ids of who would do the services, in their order; nothing where nobody can.
    :ivar price: what it would cost.
    :ivar differs: whether that is another price than the one that was agreed.
    """

    staff: tuple[str, ...]
    price: Price | None
    differs: bool

    @classmethod
    def of(cls, reception: Reception, booking: Booking, visit: Visit) -> MoveTerms:
        """Look them up.

        :param reception: for the booking that is being moved.
        """
        found = reception.availability.look(visit)
        if isinstance(found, Refusal):
            return cls((), booking.agreed, differs=False)
        keep = [segment.staff for segment in booking.segments]
        stages = reception.availability.stages(visit, found.start, keep)
        if not stages:
            return cls((), booking.agreed, differs=False)
        price = price_of(stages)
        return cls(tuple(stage.staff for stage in stages), price, price != booking.agreed)

    def by_others(self, booking: Booking) -> bool:
        """Whether somebody else would do one of the services."""
        return bool(self.staff) and self.staff != tuple(segment.staff for segment in booking.segments)

    def told(self, reception: Reception, booking: Booking, before: str, after: str) -> tuple[str, str]:
        """Day and time with the price, before and after the move."""
        pricing, speech = reception.wording.pricing, reception.speech
        had = speech.cite(pricing.told(booking.agreed), facts.booked(booking))
        offers = [facts.offered(segment.service) for segment in booking.segments]
        gets = speech.cite(pricing.told(self.price), *offers)
        return ", ".join(filter(None, (before, had))), ", ".join(filter(None, (after, gets)))
