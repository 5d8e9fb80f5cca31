"""Put a booking under another name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from frontdesk import Action, Conflict, Done, Form, Objection, Reply
from frontdesk_salon_booking.forms import CODE, NAME
from frontdesk_salon_booking.letters import lowered
from frontdesk_salon_booking.own_bookings import OwnBookings, topic_of
from frontdesk_salon_booking.reception import Reception

if TYPE_CHECKING:
    from frontdesk import Slot, Turn

__all__ = ["Rename"]


class Rename(Action):
    """Corrects the name that one of the customer's own bookings stands under."""

    name = "rename"
    form = Form((CODE, NAME), optional=frozenset({"name"}))

    def prepare(self, turn: Turn) -> Done | Objection | None:
        """Find out which one is meant, then ask for the name."""
        own = self._own(turn)
        early = own.prepare({})
        if early is not None or own.named() is None or turn.values.get("name"):
            return early
        return Objection(Reply(turn.say("rename.ask_name"), template="rename.ask_name"), "name")

    def ask(self, turn: Turn, slot: Slot) -> Reply:
        """The question which booking is meant."""
        return self._own(turn).which({})

    def run(self, turn: Turn) -> Done:
        """Write the name down."""
        reception, booking = Reception.of(turn), self._own(turn).named()
        if booking is None:
            raise Conflict("the booking was changed while its name was being corrected")
        name = str(turn.values["name"])
        renamed = reception.calendar.annotate(booking, customer_name=name)
        what = lowered(reception.wording.short(renamed))
        text = turn.say("rename.done", booking=what, name=name)
        return Done(Reply(text, template="rename.done"), topic=topic_of(renamed, name))

    def _own(self, turn: Turn) -> OwnBookings:
        return OwnBookings(turn, Reception.of(turn), self.name)
