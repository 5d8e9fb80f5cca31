"""Note that a customer is coming."""

from __future__ import annotations

from typing import TYPE_CHECKING

from frontdesk import Action, Conflict, Done, Form, Objection, Reply
from frontdesk_salon_booking.forms import CODE
from frontdesk_salon_booking.letters import lowered
from frontdesk_salon_booking.models import Booking
from frontdesk_salon_booking.own_bookings import OwnBookings, topic_of
from frontdesk_salon_booking.reception import Reception

if TYPE_CHECKING:
    from frontdesk import Slot, Turn

__all__ = ["Coming"]


class Coming(Action):
    """Notes at one of the customer's own bookings that they are coming."""

    name = "coming"
    form = Form((CODE,))

    def prepare(self, turn: Turn) -> Done | Objection | None:
        """Find out which one is meant."""
        return self._own(turn).prepare(turn.values)

    def ask(self, turn: Turn, slot: Slot) -> Reply:
        """The question which booking is meant."""
        return self._own(turn).which(turn.values)

    def run(self, turn: Turn) -> Done:
        """Note it. The booking stays as it is: its version does not change."""
        booking = self._own(turn).named()
        if booking is None:
            raise Conflict("the booking was changed while the customer said that they are coming")
        turn.scope.update(Booking, Booking.id == booking.id, confirmed_at=turn.now)
        text = turn.say("coming.done", booking=lowered(Reception.of(turn).wording.short(booking)))
        return Done(Reply(text, template="coming.done"), topic=topic_of(booking))

    def _own(self, turn: Turn) -> OwnBookings:
        return OwnBookings(turn, Reception.of(turn), self.name)
