"""Somebody of the staff is ill, or off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from frontdesk import Choice, Done, Form, Objection, Reply
from frontdesk_salon_booking.forms import DAY, STAFF, TIME
from frontdesk_salon_booking.owner.closing import BACK, UNTIL, Closing
from frontdesk_salon_booking.reception import Reception

if TYPE_CHECKING:
    from frontdesk import Slot, Turn

__all__ = ["Away"]

#: The value of ``staff`` where there is one chair that nobody in particular works at.
_CHAIR = "chair"


class Away(Closing):
    """ "Masha is ill until Wednesday": she is not booked then."""

    name = "staff_away"
    form = Form(
        (STAFF, DAY, UNTIL, TIME, BACK),
        optional=frozenset({"until", "time", "back"}),
        repeats=frozenset({"staff"}),
    )

    def prepare(self, turn: Turn) -> Done | Objection | None:
        """Who it is: nobody is presumed."""
        reception = Reception.of(turn)
        if not reception.section.staff:
            turn.values["staff"] = _CHAIR
        elif "staff" in turn.values and reception.section.member(str(turn.values["staff"])) is None:
            del turn.values["staff"]
        if "staff" not in turn.values:
            self._settle(turn)
            return None if turn.customer.staff else Done()
        return super().prepare(turn)

    def ask(self, turn: Turn, slot: Slot) -> Reply:
        """The question for a slot."""
        if slot.name != "staff":
            return super().ask(turn, slot)
        reception = Reception.of(turn)
        choices = tuple(
            Choice(reception.wording.staff(member.id), {"staff": member.id})
            for member in reception.section.staff[:10]
        )
        return Reply(turn.say("owner.ask_staff"), choices, turn.say("core.choose"), "owner.ask_staff")

    def staff(self, turn: Turn) -> str | None:
        """Id of whose time it is; None for everybody's."""
        staff = str(turn.values.get("staff"))
        return None if staff == _CHAIR else staff
