"""Cancel a booking."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from frontdesk import Action, Choice, Conflict, Done, Form, Objection, Reply, Topic
from frontdesk_salon_booking.closures import is_closed_over
from frontdesk_salon_booking.events import BookingCancelled, BookingChanged
from frontdesk_salon_booking.forms import CODE, DAY, SERVICE, STAFF, TIME
from frontdesk_salon_booking.letters import lowered
from frontdesk_salon_booking.models import Booking, Segment
from frontdesk_salon_booking.notice import Notice, move_choice
from frontdesk_salon_booking.own_bookings import OwnBookings, changed_facts, topic_of
from frontdesk_salon_booking.reasons import reason_in
from frontdesk_salon_booking.reception import Reception

if TYPE_CHECKING:
    from frontdesk import Slot, Turn

__all__ = ["Cancel"]

_HINTS = ("service", "day", "time", "staff")


class Cancel(Action):
    """Cancels one of the customer's own bookings: the only one, the one with the code, or the chosen one."""

    name = "cancel"
    form = Form((CODE, SERVICE, DAY, TIME, STAFF), optional=frozenset(_HINTS))

    def prepare(self, turn: Turn) -> Done | Objection | None:
        """Find out which one is meant."""
        for name in _HINTS:
            if name in turn.reading.unclear:
                # What is said of the booking only helps to find it: it is not worth a question of its own.
                turn.values[name] = ""
        reason = reason_in(turn.message.text)
        if reason is not None:
            turn.values["reason"] = reason
        reception, own = self._own(turn)
        own.settle_service()
        early = own.prepare(turn.values)
        booking = own.named()
        if early is not None or booking is None:
            return early
        turn.facts = changed_facts(booking)
        return Notice(turn, reception).refusal(booking, "cancel")

    def ask(self, turn: Turn, slot: Slot) -> Reply:
        """The question which booking is meant."""
        return self._own(turn)[1].which(turn.values)

    def confirmation(self, turn: Turn) -> Reply | None:
        """The booking that is going to be cancelled, unless this very message named it."""
        reception, own = self._own(turn)
        booking = _booking(own)
        sure = self._named_now(turn) and not turn.unsure and not _by_one_tap(turn, reception, booking)
        if sure and reception.section.confirm != "always":
            return None
        kept = _kept(turn, booking)
        if kept:
            return self._confirm_part(turn, reception, booking, kept)
        details = reception.wording.details(booking)
        yes, no = Choice(turn.say("cancel.yes"), answer="yes"), Choice(turn.say("cancel.no"), answer="no")
        movable = Notice(turn, reception).allows(booking, "move")
        instead = (move_choice(turn, booking),) if movable else ()
        text = turn.say("cancel.confirm", details=details)
        return Reply(text, (yes, no, *instead), template="cancel.confirm")

    def refused(self, turn: Turn) -> Reply | None:
        """The booking stays."""
        reception, own = self._own(turn)
        booking = own.named()
        if booking is None:
            return None
        return Reply(
            turn.say("cancel.kept", booking=lowered(reception.wording.short(booking))), template="cancel.kept"
        )

    def run(self, turn: Turn) -> Done:
        """Cancel it."""
        reception, own = self._own(turn)
        booking = _booking(own)
        kept = _kept(turn, booking)
        if kept:
            return self._take_out(turn, reception, booking, kept)
        reason = turn.values.get("reason")
        booking = reception.calendar.cancel(booking, by="customer", cancel_reason=reason)
        turn.emit(BookingCancelled(turn.tenant.id, booking.id))
        text = turn.say("cancel.done", booking=lowered(reception.wording.short(booking)))
        # "Book me again, at three" is about the same.
        return Done(Reply(text, template="cancel.done"), topic=Topic({"service": booking.first.service}))

    def _confirm_part(
        self, turn: Turn, reception: Reception, booking: Booking, kept: Sequence[Segment]
    ) -> Reply:
        gone = [segment for segment in booking.segments if segment not in kept]
        text = turn.say(
            "cancel.confirm_part",
            services=reception.wording.some(booking, gone),
            left=reception.wording.some(booking, kept),
        )
        yes, no = (
            Choice(turn.say("cancel.yes_part"), answer="yes"),
            Choice(turn.say("cancel.no"), answer="no"),
        )
        return Reply(text, (yes, no), template="cancel.confirm_part")

    def _take_out(self, turn: Turn, reception: Reception, booking: Booking, kept: Sequence[Segment]) -> Done:
        """Take services out of a visit."""
        gone = [segment for segment in booking.segments if segment not in kept]
        services = reception.wording.some(booking, gone)
        left = reception.calendar.shorten(booking, kept, agreed_at=turn.now)
        turn.emit(BookingChanged(turn.tenant.id, left.id))
        text = turn.say("cancel.done_part", services=services, details=reception.wording.details(left))
        return Done(Reply(text, template="cancel.done_part"), topic=topic_of(left))

    def _named_now(self, turn: Turn) -> bool:
        """Whether this message says which one it is, and wants nothing else.

        A "yes" to a list of one names none: what is going to be cancelled is shown first.
        """
        named = turn.reading.slots.get("code") == turn.values["code"]
        agreed = turn.reading.answer == "yes" and turn.reading.chosen is not None
        return named and (not agreed or turn.message.choice is not None) and not self._else_wanted(turn)

    def _else_wanted(self, turn: Turn) -> bool:
        """Whether this message speaks of something else, such as moving: then nothing is lost by asking."""
        return bool(turn.reading.guesses) and turn.reading.guesses[0].intent != self.name

    def _own(self, turn: Turn) -> tuple[Reception, OwnBookings]:
        reception = Reception.of(turn)
        return reception, OwnBookings(turn, reception, self.name)


def _by_one_tap(turn: Turn, reception: Reception, booking: Booking) -> bool:
    """Whether a button under a reminder says it all, which is soon tapped by mistake.

    Of a visit that the business has closed over nothing is lost.
    """
    chosen = turn.reading.chosen
    tapped = chosen is not None and chosen.intent == Cancel.name
    return tapped and not is_closed_over(reception.availability, booking)


def _kept(turn: Turn, booking: Booking) -> Sequence[Segment]:
    """What is left of a visit of several services when one of them is named; nothing where all of it goes."""
    service = turn.values.get("service")
    kept = [segment for segment in booking.segments if segment.service != service]
    return kept if len(kept) < len(booking.segments) else []


def _booking(own: OwnBookings) -> Booking:
    booking = own.named()
    if booking is None:
        raise Conflict("the booking was changed while it was being cancelled")
    return booking
