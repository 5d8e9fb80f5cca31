"""How many bookings a customer may have ahead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from frontdesk import Choice, Done, Reply
from frontdesk_salon_booking.calendar import Calendar
from frontdesk_salon_booking.own_bookings import topic_of
from frontdesk_salon_booking.person import person_choice

if TYPE_CHECKING:
    from frontdesk import Turn
    from frontdesk_salon_booking.reception import Reception

__all__ = ["allowance_used_up"]


def allowance_used_up(turn: Turn, reception: Reception) -> Done | None:
    """What is booked already, where no more may be; None where the customer may book.

    From here to the end of the transaction the contact is locked: of two messages at once, the second one
    waits and sees what the first one has booked. Before any chair is locked: so nobody waits in a ring.

    :raises OutsideTransaction: outside the outermost write transaction.
    """
    most = reception.section.max_upcoming
    if most is None:
        return None
    turn.scope.lock(f"bookings of contact {turn.customer.id}")
    # Read anew: what this turn may know already was read before the lock.
    ahead = Calendar(turn.scope, reception.timetable, turn.bot.currency).upcoming(turn.customer.id)
    if len(ahead) < most:
        return None
    say, wording = turn.say, reception.wording
    person = person_choice(turn)
    items = "\n".join(map(wording.short, ahead))
    ways = say("limits.ways_person" if person else "limits.ways")
    text = say("limits.upcoming", items=items, ways=ways)
    choices = (
        Choice(say("late.move"), intent="move"),
        Choice(say("limits.cancel"), intent="cancel"),
        *person,
    )
    topic = topic_of(ahead[0]) if len(ahead) == 1 else None
    return Done(Reply(text, () if turn.aside else choices, template="limits.upcoming"), topic=topic)
