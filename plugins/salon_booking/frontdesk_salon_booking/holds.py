"""Keeping a time for a customer who is asked the last questions about it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from frontdesk_salon_booking.calendar import Booker
from frontdesk_salon_booking.hold import Hold, wish_of
from frontdesk_salon_booking.models import Booking
from frontdesk_salon_booking.timetable import Refusal
from frontdesk_salon_booking.visits import Visit

if TYPE_CHECKING:
    from frontdesk import Turn
    from frontdesk_salon_booking.reception import Reception

__all__ = ["Holds"]

#: Who goes on talking about it has it kept so many times as long; then others get a chance.
_LONGEST = 6


class Holds:
    """What is kept for the customer of one turn: one time at most, and for nobody else.

    Like a receptionist's pencil: written in when all of day, hour and person is settled and only the name or
    a "yes" is missing, rubbed out when something else is wanted.

    :param reception: of the turn.
    """

    def __init__(self, turn: Turn, reception: Reception) -> None:
        self._turn = turn
        self._reception = reception
        self._minutes = timedelta(minutes=reception.section.hold_minutes)

    def look_at(self, visit: Visit | None, moving: Booking | None = None) -> None:
        """The customer wants this: give back what is kept for anything else, and let nobody come in between
        from the first look at it until it is kept.

        :param visit: None while something of it is open.
        :param moving: the booking that is to be moved there.
        """
        hold = self._reception.hold
        # First the lock: whoever clears away what is kept no longer has it, too, and waits for nobody's rows.
        if visit is not None and self._minutes:
            self._reception.calendar.lock(visit, moving)
        if hold is not None and (visit is None or not hold.is_for(visit, moving)):
            self.let_go()

    def keep(self, visit: Visit, moving: Booking | None = None) -> None:
        """Keep it: the customer is asked something, and knows which time it is about.

        :param moving: the booking that is to be moved there.
        """
        if not self._minutes or self._goes_on(visit, moving):
            return
        turn, reception = self._turn, self._reception
        booker = Booker(turn.customer.id, conversation_id=turn.conversation_id)
        until = turn.now + self._minutes
        names = reception.wording.names(visit)
        held = reception.calendar.keep(visit, booker, names, until, moving=moving)
        if isinstance(held, Refusal):
            # Not by what anybody booked, as that was looked at under the lock: it is said when they agree.
            return
        moved = None if moving is None else moving.id
        self._remember(Hold(held.id, wish_of(visit), moved, turn.now, until))

    def let_go(self) -> None:
        """Give back what is kept."""
        self._reception.calendar.let_go()
        self.forget()

    def closed(self, *, moves: bool) -> None:
        """A form is closed: give back what was kept for it, and not what is kept for another.

        :param moves: it was about moving a booking.
        """
        hold = self._reception.hold
        if hold is not None and moves is (hold.moving is not None):
            self.let_go()

    def forget(self) -> None:
        """Nothing is kept any more: it is booked, or given back."""
        Hold.forget(self._turn)
        self._reception.hold = None

    def _goes_on(self, visit: Visit, moving: Booking | None) -> bool:
        """Whether it is kept already, and is for long enough or longer from now on."""
        hold, now = self._reception.hold, self._turn.now
        if hold is None or not hold.is_for(visit, moving) or hold.until <= now:
            return False
        until = min(now + self._minutes, hold.since + _LONGEST * self._minutes)
        if until <= hold.until:
            return True
        if not self._reception.calendar.keep_on(hold.booking, until):
            return False
        self._remember(replace(hold, until=until))
        return True

    def _remember(self, hold: Hold) -> None:
        hold.remember(self._turn)
        self._reception.hold = hold
