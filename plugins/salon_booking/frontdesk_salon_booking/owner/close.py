"""Closing the business for a while."""

from __future__ import annotations

from typing import TYPE_CHECKING

from frontdesk import Form
from frontdesk_salon_booking.forms import DAY, STAFF, TIME
from frontdesk_salon_booking.owner.closing import BACK, UNTIL, Closing
from frontdesk_salon_booking.reception import Reception

if TYPE_CHECKING:
    from frontdesk import Turn

__all__ = ["Close"]


class Close(Closing):
    """ "Closed tomorrow": nobody is booked then. Of somebody who is named, only their time is closed."""

    name = "close"
    form = Form((DAY, UNTIL, TIME, STAFF, BACK), optional=frozenset({"until", "time", "staff", "back"}))

    def staff(self, turn: Turn) -> str | None:
        """Id of whose time it is; None for everybody's."""
        member = Reception.of(turn).section.member(str(turn.values.get("staff")))
        return None if member is None else member.id
