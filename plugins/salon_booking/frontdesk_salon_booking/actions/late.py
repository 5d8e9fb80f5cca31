"""Answer somebody who is late."""

from __future__ import annotations

from typing import TYPE_CHECKING

from frontdesk import Action, Choice, Done, Reply
from frontdesk_salon_booking.own_bookings import no_bookings, topic_of
from frontdesk_salon_booking.reception import Reception

if TYPE_CHECKING:
    from frontdesk import Turn

__all__ = ["Late"]


class Late(Action):
    """Says what is booked next, and leaves it to the customer whether it is moved or a person is told.

    Nothing is moved by itself: whether ten minutes can be waited for is up to the salon.
    """

    name = "late"

    def run(self, turn: Turn) -> Done:
        """Answer."""
        reception = Reception.of(turn)
        upcoming = reception.calendar.to_come(turn.customer.id)
        if not upcoming:
            return no_bookings(turn)
        booking = upcoming[0]
        text = turn.say("late.told", booking=reception.wording.short(booking))
        move = Choice(turn.say("late.move"), values={"code": booking.booking_code}, intent="move")
        # What has begun cannot be moved any more.
        choices = [move] if booking.start_ts > turn.now else []
        if "human" in turn.bot.abilities.intents:
            choices.append(Choice(turn.say("menu.human"), intent="human"))
        return Done(
            Reply(text, () if turn.aside else tuple(choices), template="late.told"), topic=topic_of(booking)
        )
