"""How many places of a group class are left, in what the customer reads before it is booked."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from frontdesk import Reply
from frontdesk_salon_booking.reception import Reception
from frontdesk_salon_booking.visits import Visit

if TYPE_CHECKING:
    from frontdesk import Turn

__all__ = ["with_places"]


def with_places(turn: Turn, reception: Reception, visit: Visit, question: Reply) -> Reply:
    """The question, after how many places are left where it is about a group class."""
    left = reception.availability.places_left(visit)
    if not left:
        return question
    return replace(question, text=f"{turn.say('book.places_left', count=left)} {question.text}")
