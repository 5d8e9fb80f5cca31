"""Who shall do it: the question, and what to say when the one who is wanted does not do it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from frontdesk import Choice, Objection, Reply
from frontdesk_salon_booking.forms import ANY
from frontdesk_salon_booking.price_list import PriceList
from frontdesk_salon_booking.pricing import Pricing
from frontdesk_salon_booking.timetable import Refusal
from frontdesk_salon_booking.visits import Visit
from frontdesk_salon_booking.wishes import Wish

if TYPE_CHECKING:
    from frontdesk import Turn
    from frontdesk_salon_booking.reception import Reception

__all__ = ["another_staff", "ask_staff", "staff_objection", "which_staff", "who_may_do_it"]

_MOST_NAMES = 9


def staff_objection(turn: Turn, reception: Reception, wish: Wish) -> Objection | None:
    """The one who is wanted does not do it; None where that is not so."""
    if "staff" in turn.reading.unmet and wish.staff is None and "staff" not in turn.values:
        return _nobody_of_that_name(turn, reception, wish)
    if wish.without:
        return _nobody_else(turn, reception, wish)
    if wish.service is None or wish.staff is None:
        return None
    if reception.availability.staff_for(wish.service, wish.staff):
        return None
    able = reception.availability.staff_for(wish.service)
    names = turn.speech.join(reception.wording.staff(member) for member in able)
    text = turn.say(
        "book.other_staff", service=reception.wording.name(wish.service.name), staff=names, count=len(able)
    )
    reply = _reply(turn, reception, text, "book.other_staff", able)
    return Objection(reply, "staff", frozenset({"staff"}))


def _nobody_else(turn: Turn, reception: Reception, wish: Wish) -> Objection | None:
    """Who is not wanted is the only one who does one of the services; None where that is not so."""
    for part in wish.parts:
        if not reception.availability.able_for(part):
            able = reception.availability.staff_for(part.service)
            names = turn.speech.join([reception.wording.staff(member) for member in able])
            service = reception.wording.name(part.service.name)
            text = turn.say("book.nobody_else", service=service, staff=names, count=len(able))
            reply = _reply(turn, reception, text, "book.nobody_else", able)
            return Objection(reply, "staff", frozenset({"staff"}))
    return None


def _nobody_of_that_name(turn: Turn, reception: Reception, wish: Wish) -> Objection | None:
    everybody = tuple(member.id for member in reception.section.staff)
    able = reception.availability.staff_for(wish.service) if wish.service else everybody
    if not reception.section.staff:
        return None
    names = turn.speech.join([reception.wording.staff(member) for member in able])
    text = turn.say("book.unknown_staff", staff=names, count=len(able))
    return Objection(_reply(turn, reception, text, "book.unknown_staff", able), "staff")


def ask_staff(turn: Turn, reception: Reception, wish: Wish) -> Objection | None:
    """Ask who shall do it, once everything else is known: where the business wants that asked, or it matters.

    What it costs is told before it is booked: where that depends on who does it, the customer chooses.
    """
    if wish.service is None or wish.day is None or wish.time is None or turn.values.get("staff"):
        return None
    matters = wish.service.differs and not wish.further
    if not reception.section.ask_staff and not matters:
        return None
    found = reception.availability.look(Visit(wish.service, wish.day, wish.time))
    if isinstance(found, Refusal) or len(found.staff) < 2:
        return None
    if matters and Pricing.depends([[wish.service.by(each) for each in found.staff]]):
        items = PriceList(turn, reception).by_staff(wish.service, found.staff[:_MOST_NAMES])
        text = turn.say("book.ask_staff_prices", items=items)
        return Objection(_reply(turn, reception, text, "book.ask_staff_prices", found.staff), "staff")
    if not reception.section.ask_staff:
        return None
    text = turn.say("book.ask_staff")
    return Objection(_reply(turn, reception, text, "book.ask_staff", found.staff), "staff")


def who_may_do_it(reception: Reception, visit: Visit) -> Sequence[Sequence[str]]:
    """For each service, ids of those who may do it; where it matters who does, of those who are free then."""
    able = reception.availability.able(visit.parts)
    if not any(part.service.differs for part in visit.parts):
        return able
    found = reception.availability.look(visit)
    if isinstance(found, Refusal):
        return able
    if not visit.further:
        return [tuple(found.staff)]
    stages = reception.availability.stages(visit, found.start) if visit.staff else None
    return [(stage.staff,) for stage in stages] if stages else able


def another_staff(turn: Turn, reception: Reception, wish: Wish) -> Objection | None:
    """Somebody else than the one who was named is wanted: take the only other one, or ask who it shall be."""
    before = turn.about.get("staff")
    if "staff" not in turn.reading.dropped or turn.values.get("staff") or wish.service is None:
        return None
    able = [member for member in reception.availability.staff_for(wish.service) if member != before]
    if wish.day and wish.time:
        found = reception.availability.look(Visit(wish.service, wish.day, wish.time))
        if not isinstance(found, Refusal):
            able = [member for member in able if member in found.staff] or able
    if len(able) == 1:
        turn.values["staff"] = able[0]
        return None
    if not able:
        turn.values["staff"] = before or ANY
        service = reception.wording.name(wish.service.name)
        text = turn.say(
            "book.nobody_else", service=service, staff=reception.wording.staff(str(before)), count=1
        )
        return Objection(_reply(turn, reception, text, "book.nobody_else", [str(before)]), "staff")
    return Objection(_reply(turn, reception, turn.say("book.ask_staff"), "book.ask_staff", able), "staff")


def which_staff(turn: Turn, reception: Reception, wish: Wish, unclear: Sequence[str]) -> Reply:
    """The question who of several is meant.

    :param unclear: ids of those who may be meant.
    """
    able = reception.availability.staff_for(wish.service) if wish.service else tuple(unclear)
    meant = [member for member in unclear if member in able]
    return _reply(turn, reception, turn.say("book.ask_staff"), "book.ask_staff", meant or able)


def _reply(turn: Turn, reception: Reception, text: str, key: str, staff: Sequence[str]) -> Reply:
    named = [Choice(reception.wording.staff(member), values={"staff": member}) for member in staff]
    anybody = Choice(turn.say("book.any_staff"), values={"staff": ANY})
    choices = (*named[:_MOST_NAMES], anybody) if len(named) > 1 else tuple(named)
    return Reply(text, choices, turn.say("booking.list_staff"), key)
