"""Move a booking to another time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from frontdesk import Action, Choice, Conflict, Done, Form, Objection, Reply, Result
from frontdesk_salon_booking import facts
from frontdesk_salon_booking.events import BookingMoved
from frontdesk_salon_booking.forms import CODE, DAY, SERVICE, STAFF, TIME
from frontdesk_salon_booking.holds import Holds
from frontdesk_salon_booking.letters import lowered
from frontdesk_salon_booking.models import Booking
from frontdesk_salon_booking.move_terms import MoveTerms
from frontdesk_salon_booking.notice import Notice
from frontdesk_salon_booking.objections import objection, refused, same_time
from frontdesk_salon_booking.own_bookings import OwnBookings, changed_facts, topic_of
from frontdesk_salon_booking.reception import Reception
from frontdesk_salon_booking.restating import restated, without_impossible
from frontdesk_salon_booking.staffing import another_staff, staff_objection, which_staff
from frontdesk_salon_booking.timetable import Refusal
from frontdesk_salon_booking.visit_links import with_calendar_link
from frontdesk_salon_booking.visits import Visit, parts_of
from frontdesk_salon_booking.wishes import Wish

if TYPE_CHECKING:
    from frontdesk import Slot, Turn

__all__ = ["Move"]


class Move(Action):
    """Gives one of the customer's own bookings another day or time; whoever does it stays, if free."""

    name = "move"
    form = Form((CODE, DAY, TIME, STAFF, SERVICE), optional=frozenset({"staff", "service"}))

    def prepare(self, turn: Turn) -> Done | Objection | None:
        """Find out which booking is meant, then object to what cannot be had."""
        if "service" in turn.reading.unclear:
            # Which service it is follows from the booking.
            turn.values["service"] = ""
        own = self._own(turn)
        own.settle_service()
        early = own.prepare(self._hints(turn))
        booking = own.named()
        if early is not None or booking is None:
            return early
        late = Notice(turn, Reception.of(turn)).refusal(booking, "move")
        if late is not None:
            return late
        reception, wish = self._wish(turn, booking)
        day, time = reception.wording.wall(booking)
        turn.facts = {**changed_facts(booking), **turn.facts}
        another = another_staff(turn, reception, replace(wish, day=wish.day or day, time=wish.time or time))
        if another is not None:
            return another
        wish = self._wish(turn, booking)[1]
        self._keep(turn, wish, day, time)
        reception.settle(turn.values, turn.reading.unclear, wish.service)
        wish = self._wish(turn, booking)[1]
        Holds(turn, Reception.of(turn)).look_at(wish.visit, booking)
        stays = wish.staff in (None, booking.first.staff) and booking.first.staff not in wish.without
        if stays and (wish.day, wish.time) == (day, time):
            return same_time(reception, wish)
        return staff_objection(turn, reception, wish) or objection(reception, wish)

    def ask(self, turn: Turn, slot: Slot) -> Reply:
        """The question for a slot."""
        own = self._own(turn)
        booking = own.named()
        if slot.name == "code" or booking is None:
            return own.which(self._hints(turn))
        reception, wish = self._wish(turn, booking)
        unclear = turn.reading.unclear.get(slot.name, ())
        if slot.name == "staff":
            return which_staff(turn, reception, wish, unclear)
        # Once the customer knows which booking it is about, the question is enough.
        known = (
            "" if turn.stage == "on" and "code" not in turn.taken else self._moving(turn, reception, booking)
        )
        asked = reception.ask_day(wish, unclear) if slot.name == "day" else reception.ask_time(wish, unclear)
        return without_impossible(turn, restated(asked, known))

    def prefer(self, turn: Turn, slot: Slot) -> Mapping[str, Any]:
        """The first free time."""
        booking = self._own(turn).named()
        if booking is None or slot.name not in ("day", "time"):
            return {}
        reception, wish = self._wish(turn, booking)
        return reception.earliest(wish)

    def confirmation(self, turn: Turn) -> Reply | None:
        """From when to when, unless one message has said it all."""
        booking, visit, reception = self._visit(turn)
        said_all = {"day", "time"} <= turn.reading.slots.keys()
        terms = MoveTerms.of(reception, booking, visit)
        others = terms.by_others(booking)
        unasked = others and "staff" not in turn.reading.slots
        agreed = said_all and not (turn.unsure or terms.differs or unasked or _names_a_part(turn, booking))
        if reception.section.confirm != "always" and agreed:
            return None
        wording = reception.wording
        before = wording.when(*wording.wall(booking), facts.booked(booking))
        after = wording.when(visit.day, visit.time, *facts.agreed(visit.day, visit.time))
        if others:
            before = wording.by(before, *(segment.staff for segment in booking.segments))
            after = wording.by(after, *terms.staff)
        if terms.differs:
            before, after = terms.told(reception, booking, before, after)
        Holds(turn, Reception.of(turn)).keep(visit, booking)
        text = turn.say(
            "move.confirm", service=reception.wording.service(booking), before=before, after=after
        )
        yes, no = Choice(turn.say("move.yes"), answer="yes"), Choice(turn.say("move.no"), answer="no")
        return Reply(text, (yes, no), template="move.confirm")

    def run(self, turn: Turn) -> Result:
        """Move it, or say why that is not possible any more."""
        booking, visit, reception = self._visit(turn)
        moved = reception.calendar.move(booking, visit, agreed_at=turn.now)
        if isinstance(moved, Refusal):
            return refused(reception, visit, moved)
        Holds(turn, Reception.of(turn)).forget()
        turn.emit(BookingMoved(turn.tenant.id, moved.id))
        details, code = reception.wording.details(moved), reception.wording.code(moved)
        text = with_calendar_link(turn, moved, turn.say("move.done", details=details, code=code))
        return Done(Reply(text, template="move.done"), topic=topic_of(moved))

    def closed(self, turn: Turn) -> None:
        """Nothing is kept for what the customer does not want any more."""
        Holds(turn, Reception.of(turn)).closed(moves=True)

    @staticmethod
    def _keep(turn: Turn, wish: Wish, day: date, time: str) -> None:
        """What is not said stays as it is: "to three" is on the same day, "to Sunday" at the same hour."""
        values, unclear = turn.values, turn.reading.unclear
        another = turn.reading.dropped
        elsewhere = wish.first is not None or "day" in unclear or "day" in another
        later = wish.time is not None or "time" in values or "time" in unclear or "time" in another
        by_another = bool(wish.staff or wish.without)
        if (later or by_another) and not elsewhere:
            values["day"] = day.isoformat()
        if (wish.day or (by_another and not elsewhere)) and not later:
            values["time"] = time

    def _moving(self, turn: Turn, reception: Reception, booking: Booking) -> str:
        return turn.say("move.moving", booking=lowered(reception.wording.short(booking)))

    def _own(self, turn: Turn) -> OwnBookings:
        return OwnBookings(turn, Reception.of(turn), self.name)

    def _hints(self, turn: Turn) -> dict[str, object]:
        return {"service": turn.values.get("service")}

    def _wish(self, turn: Turn, booking: Booking) -> tuple[Reception, Wish]:
        reception = Reception.of(turn).moving(booking)
        wish = Wish.read(turn.values, reception.section)
        first, *further = parts_of(booking, reception.section)
        return reception, replace(wish, service=first.service, further=tuple(further))

    def _visit(self, turn: Turn) -> tuple[Booking, Visit, Reception]:
        booking = self._own(turn).named()
        if booking is None:
            raise Conflict("the booking was changed while it was being moved")
        reception, wish = self._wish(turn, booking)
        visit = wish.visit
        if visit is None:
            raise AssertionError("a form is only run when all its slots are filled")
        return booking, visit, reception


def _names_a_part(turn: Turn, booking: Booking) -> bool:
    """Whether the message names one service of a visit of several: all of it moves, which is told first."""
    named = "service" in turn.reading.slots or "service" in turn.reading.unclear
    return named and len(booking.segments) > 1
