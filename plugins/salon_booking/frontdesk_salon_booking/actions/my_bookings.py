"""Tell customers what they have booked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from frontdesk import Action, Done, Reply
from frontdesk_salon_booking.own_bookings import no_bookings
from frontdesk_salon_booking.reception import Reception

if TYPE_CHECKING:
    from frontdesk import Turn

__all__ = ["MyBookings"]


class MyBookings(Action):
    """Lists the customer's own upcoming bookings with their codes."""

    name = "my_bookings"

    def run(self, turn: Turn) -> Done:
        """List them."""
        reception = Reception.of(turn)
        upcoming = reception.calendar.to_come(turn.customer.id)
        if not upcoming:
            return no_bookings(turn)
        if len(upcoming) == 1:
            details = reception.wording.details(upcoming[0])
            text = turn.say("my_bookings.one", details=details, code=reception.wording.code(upcoming[0]))
            return Done(Reply(text, template="my_bookings.one"))
        items = [
            turn.say(
                "my_bookings.item",
                booking=reception.wording.short(booking),
                code=reception.wording.code(booking),
            )
            for booking in upcoming
        ]
        text = turn.say("my_bookings.several", items="\n".join(items))
        return Done(Reply(text, template="my_bookings.several"))
