"""Make a booking."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from frontdesk import Action, Choice, Done, Form, Objection, Reply, Result
from frontdesk_salon_booking.actions.prices import Prices
from frontdesk_salon_booking.allowance import allowance_used_up
from frontdesk_salon_booking.as_before import AsBefore
from frontdesk_salon_booking.calendar import Booker
from frontdesk_salon_booking.events import BookingCreated
from frontdesk_salon_booking.forms import ANY, AS_BEFORE, CATEGORY, DAY, NAME, PHONE, SERVICE, STAFF, TIME
from frontdesk_salon_booking.holds import Holds
from frontdesk_salon_booking.models import Booking
from frontdesk_salon_booking.notice import Notice
from frontdesk_salon_booking.objections import objection, refused
from frontdesk_salon_booking.own_bookings import topic_of
from frontdesk_salon_booking.places import with_places
from frontdesk_salon_booking.price_questions import asks_about_another
from frontdesk_salon_booking.pricing import Pricing
from frontdesk_salon_booking.reception import Reception
from frontdesk_salon_booking.restating import heard, left_to_choose, next_time, restated, without_impossible
from frontdesk_salon_booking.staffing import (
    another_staff,
    ask_staff,
    staff_objection,
    which_staff,
    who_may_do_it,
)
from frontdesk_salon_booking.timetable import Refusal
from frontdesk_salon_booking.visit_links import with_calendar_link
from frontdesk_salon_booking.visits import Visit, ways_of
from frontdesk_salon_booking.which_service import settle_category, which_service
from frontdesk_salon_booking.wishes import Wish

if TYPE_CHECKING:
    from frontdesk import Slot, Turn

__all__ = ["Book"]

#: No list shows more.
_MOST_CHOICES = 10


class Book(Action):
    """Books a service at a day and time, by somebody in particular or by whoever is free."""

    name = "book"
    form = Form(
        (SERVICE, DAY, TIME, STAFF, NAME, PHONE, AS_BEFORE, CATEGORY),
        optional=frozenset({"staff", "phone", "as_before", "category"}),
        repeats=frozenset({"service"}),
    )

    def prepare(self, turn: Turn) -> Done | Objection | None:
        """Object to what cannot be had, fill in what is known already."""
        reception = Reception.of(turn)
        enough = allowance_used_up(turn, reception)
        if enough is not None:
            return enough
        if asks_about_another(turn):
            return Prices().run(turn)
        AsBefore(turn, reception).take_over()
        settle_category(turn, reception)
        wish = _wish(turn, reception)
        if wish.service is None:
            turn.values.pop("service", None)
        if turn.reading.unclear:
            reception.settle(turn.values, turn.reading.unclear, wish.service)
            wish = _wish(turn, reception)
        holds = Holds(turn, reception)
        holds.look_at(wish.visit)
        if _books_at_once(turn, reception, wish):
            reception.calendar.lock(_visit(wish))
        another = another_staff(turn, reception, wish)
        if another is not None:
            return another
        wish = _wish(turn, reception)
        refusal = staff_objection(turn, reception, wish) or objection(reception, wish)
        if refusal is not None:
            return refusal
        if "name" in turn.reading.uncertain and turn.values.get("name"):
            if wish.visit is not None:
                holds.keep(wish.visit)
            return _check_name(turn, str(turn.values["name"]))
        if reception.section.ask_name != "always" and not turn.values.get("name"):
            known = None if turn.reading.company else turn.customer.name
            if known or reception.section.ask_name == "never":
                turn.values["name"] = known or ""
        return ask_staff(turn, reception, wish)

    def ask(self, turn: Turn, slot: Slot) -> Reply:
        """The question for a slot."""
        before = AsBefore(turn, Reception.of(turn))
        question = restated(self._question(turn, slot, before), before.words())
        return without_impossible(turn, question)

    def _question(self, turn: Turn, slot: Slot, before: AsBefore) -> Reply:
        reception = Reception.of(turn)
        wish = _wish(turn, reception)
        unclear = turn.reading.unclear.get(slot.name, ())
        if slot.name in ("day", "time"):
            proposal = None if unclear or turn.stage == "next" else before.proposal(wish)
            if proposal is not None:
                return proposal
        match slot.name:
            case "service":
                return which_service(turn, reception, unclear)
            case "category":
                # Which of two it is follows from the service.
                return which_service(turn, reception, ())
            case "day":
                return restated(reception.ask_day(wish, unclear), heard(turn, reception, wish))
            case "time":
                following = next_time(turn, reception, wish)
                return following or restated(reception.ask_time(wish, unclear), heard(turn, reception, wish))
            case "staff":
                return which_staff(turn, reception, wish, unclear)
            case _:
                return self._ask_name(turn, reception)

    def prefer(self, turn: Turn, slot: Slot) -> Mapping[str, Any]:
        """The first free time; whoever is free then."""
        reception = Reception.of(turn)
        if slot.name in ("day", "time"):
            return reception.earliest(_wish(turn, reception))
        return {"staff": ANY} if slot.name == "staff" else {}

    def confirmation(self, turn: Turn) -> Reply | None:
        """What is going to be booked, where the bot wants to be sure."""
        reception = Reception.of(turn)
        # Who gives their name has just read what it is for. A message books once: what comes next is asked.
        agreed = (not turn.unsure or turn.taken == {"name"}) and turn.stage != "next"
        # So has who says yes to the visit before, which was told with all that it was.
        agreed = agreed or AsBefore(turn, reception).accepted
        visit = _visit(_wish(turn, reception))
        able = who_may_do_it(reception, visit)
        # What it costs is told before it is booked, unless they do not mind with whom.
        depends = turn.values.get("staff") != ANY and Pricing.depends(ways_of(visit.parts, able))
        if reception.section.confirm != "always" and agreed and not depends:
            return None
        Holds(turn, reception).keep(visit)
        details = reception.wording.plan(visit, able)
        yes, no = Choice(turn.say("book.yes"), answer="yes"), Choice(turn.say("book.no"), answer="no")
        reply = Reply(turn.say("book.confirm", details=details), (yes, no), template="book.confirm")
        reply = with_places(turn, reception, visit, reply)
        return without_impossible(turn, reply)

    def run(self, turn: Turn) -> Result:
        """Book it, or say why that is not possible any more."""
        reception = Reception.of(turn)
        visit = _visit(_wish(turn, reception))
        booker = Booker(
            contact_id=turn.customer.id,
            name=turn.values.get("name") or None,
            phone=turn.values.get("phone") or turn.customer.phone,
            conversation_id=turn.conversation_id,
            message_key=turn.message_key,
        )
        booking = reception.calendar.book(visit, booker, reception.wording.names(visit))
        if isinstance(booking, Refusal):
            return refused(reception, visit, booking)
        Holds(turn, reception).forget()
        turn.emit(BookingCreated(turn.tenant.id, booking.id))
        along = Wish.read(turn.values, reception.section).along_with(turn.further, reception.section)
        left = turn.further[len(along.further) :]
        details, code = reception.wording.details(booking), reception.wording.code(booking)
        told = Notice(turn, reception).with_terms(turn.say("book.done", details=details, code=code))
        text = with_calendar_link(turn, booking, told)
        return Done(
            Reply(text, template="book.done"),
            topic=topic_of(booking, turn.values.get("name")),
            carry=_carried(turn, reception, booking, left[0]) if left else {},
            also_done=len(turn.further) - len(left),
        )

    def closed(self, turn: Turn) -> None:
        """Nothing is kept for what the customer does not want any more."""
        Holds(turn, Reception.of(turn)).closed(moves=False)

    def _ask_name(self, turn: Turn, reception: Reception) -> Reply:
        known = turn.customer.name
        if turn.reading.company:
            known = None
        before = "" if known or turn.reading.company else _name_before(turn, reception)
        key = f"book.ask_name{'_again' if before else '_guest' if turn.reading.company else ''}"
        choices: tuple[Choice, ...] = ()
        if known or before:
            name = known or before
            choices = (Choice(name, values={"name": name}, answer="yes" if before else None),)
        visit = _visit(_wish(turn, reception))
        what = reception.wording.visit(
            reception.wording.what(visit.parts), visit.day, visit.time, visit.staff or ""
        )
        text = turn.say(key, visit=what, name=before)
        Holds(turn, reception).keep(visit)
        several = turn.reading.also or turn.reading.further or turn.reading.addition
        wish = _wish(turn, reception)
        together = several and turn.further
        words = heard(turn, reception, wish) if together else left_to_choose(turn, reception, wish)
        question = with_places(turn, reception, visit, Reply(text, choices, template=key))
        return restated(question, words)


def _name_before(turn: Turn, reception: Reception) -> str:
    """In whose name this customer booked before: most often it is so again. Empty where they never did."""
    visit = reception.calendar.last_visit(turn.customer.id)
    return (turn.scope.reveal(visit, Booking.customer_name) or "") if visit is not None else ""


def _carried(
    turn: Turn, reception: Reception, booking: Booking, following: Mapping[str, Any]
) -> dict[str, Any]:
    """What holds for the next of several requests: the same person, right after this, the same master.

    The same service again is for somebody else, at the same time if anybody is free.
    """
    day, begin = reception.wording.wall(booking)
    carried: dict[str, Any] = {"name": turn.values.get("name"), "day": day.isoformat()}
    if following.get("day", carried["day"]) == carried["day"]:
        carried["time"] = {"from": reception.wording.wall_end(booking), "to": None}
    service = reception.section.service(str(following.get("service")))
    if service is not None and service.id == booking.first.service:
        return {"day": day.isoformat(), "time": {"from": begin, "to": None}}
    staff = turn.values.get("staff")
    if service is not None and staff in reception.section.who_does(service):
        carried["staff"] = staff
    return carried


def _books_at_once(turn: Turn, reception: Reception, wish: Wish) -> bool:
    """Whether a wish is booked in this turn if it can be had, without another question."""
    section = reception.section
    if (
        turn.unsure
        or turn.stage == "next"
        or turn.reading.unclear
        or section.confirm == "always"
        or section.ask_staff
        or (wish.service is not None and wish.service.differs and wish.staff is None)
    ):
        return False
    known = section.ask_name == "never" or (section.ask_name != "always" and turn.customer.name)
    return bool(wish.service and wish.day and wish.time and (known or turn.values.get("name")))


def _wish(turn: Turn, reception: Reception) -> Wish:
    """What is wanted in one visit: what was asked for together, or was done together before."""
    wish = Wish.read(turn.values, reception.section).along_with(turn.further, reception.section)
    return wish if wish.further else replace(wish, further=AsBefore(turn, reception).further)


def _check_name(turn: Turn, name: str) -> Objection:
    """Nobody is booked in a name that may be none without another word."""
    text, key = turn.say("book.check_name", name=name), "book.check_name"
    yes = Choice(turn.say("book.check_name_yes"), values={"name": name}, answer="yes")
    return Objection(Reply(text, (yes,), template=key), "name", frozenset({"name"}))


def _visit(wish: Wish) -> Visit:
    visit = wish.visit
    if visit is None:
        raise AssertionError("a form is only run when all its slots are filled")
    return visit
