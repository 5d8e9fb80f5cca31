"""Saying what was understood, before the next question: nobody has to wonder whether they were heard."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from frontdesk import Reply
from frontdesk_salon_booking.letters import lowered
from frontdesk_salon_booking.wishes import Wish

if TYPE_CHECKING:
    from frontdesk import Turn
    from frontdesk_salon_booking.reception import Reception

__all__ = ["heard", "left_to_choose", "next_time", "restated", "without_impossible"]

_IMPOSSIBLE = {"day": "booking.no_such_day", "time": "booking.no_such_time"}


def heard(turn: Turn, reception: Reception, wish: Wish) -> str:
    """What this message told that a question for a day or a time does not show by itself; empty for nothing.

    Of several services in one message, all are named: none of them is forgotten.
    """
    if wish.service is None:
        return ""
    name = reception.wording.name(wish.service.name)
    told = turn.reading.also.get("service") or turn.reading.further or turn.reading.addition
    if any(values.get("service") == wish.service.id for values in turn.further):
        return turn.say("book.one_by_one", service=lowered(name))
    if wish.further and told:
        others = reception.wording.what(wish.further)
        return turn.say("book.in_a_row", service=lowered(name), others=others)
    if turn.further and told:
        return turn.say("book.first", service=lowered(name), others=_others(turn, reception))
    said = [lowered(name)] if "service" in turn.taken else []
    if "staff" in turn.taken and wish.staff:
        said.append(turn.say("book.with_staff", staff=reception.wording.staff(wish.staff), count=1))
    if others := _others_left(turn, reception, wish):
        said.append(others)
    return turn.say("book.heard", what=", ".join(said)) if said else ""


def left_to_choose(turn: Turn, reception: Reception, wish: Wish) -> str:
    """Who can do it, where this message says who shall not; empty for nothing."""
    others = _others_left(turn, reception, wish)
    return turn.say("book.heard", what=others) if others else ""


def next_time(turn: Turn, reception: Reception, wish: Wish) -> Reply | None:
    """The question for the time of the next of several services, right after the one before.

    :return: None where there is no time to propose.
    """
    if turn.stage != "next" or wish.service is None or not wish.day:
        return None
    question = reception.ask_time(wish)
    if not question.choices:
        return None
    service = lowered(reception.wording.name(wish.service.name))
    if not turn.values.get("time"):
        # It is on a day of its own, of which nothing is known yet.
        return restated(question, turn.say("book.next_day", service=service))
    # A "yes" takes what is proposed.
    proposed = replace(question.choices[0], answer="yes")
    # Whose name is not known yet is somebody else.
    key = "book.next" if turn.values.get("name") else "book.next_person"
    text = turn.say(key, service=service, time=proposed.title)
    return replace(question, text=text, choices=(proposed, *question.choices[1:]), template=key)


def restated(reply: Reply, words: str) -> Reply:
    """The question with what was understood before it."""
    return replace(reply, text=f"{words} {reply.text}") if words else reply


def without_impossible(turn: Turn, reply: Reply) -> Reply:
    """The question, after saying so where the day or the hour that was named does not exist."""
    told = [turn.say(key) for slot, key in _IMPOSSIBLE.items() if slot in turn.reading.unmet]
    return restated(reply, " ".join(told))


def _others_left(turn: Turn, reception: Reception, wish: Wish) -> str:
    if "staff" not in turn.taken or not wish.without:
        return ""
    able = [reception.wording.staff(each) for each in reception.availability.able_for(wish.parts[0])]
    return turn.say("book.with_staff", staff=turn.speech.join(able, "or"), count=1)


def _others(turn: Turn, reception: Reception) -> str:
    names = [_name(values, reception) for values in turn.further]
    return turn.speech.join([lowered(name) for name in names if name])


def _name(values: Mapping[str, object], reception: Reception) -> str:
    service = reception.section.service(str(values.get("service")))
    return reception.wording.name(service.name) if service else ""
