"""Saying what was understood, before the next question: nobody has to wonder whether they were heard."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from frontdesk import Reply
from frontdesk_salon_booking.wishes import Wish
from frontdesk_salon_booking.wording import lowered

if TYPE_CHECKING:
    from frontdesk import Turn
    from frontdesk_salon_booking.reception import Reception

__all__ = ["heard", "next_time", "no_such", "restated"]


def heard(turn: Turn, reception: Reception, wish: Wish) -> str:
    """What this message told that a question for a day or a time does not show by itself; empty for nothing.

    Of several services in one message, all are named: none of them is forgotten.
    """
    nonsense = no_such(turn)
    if nonsense:
        return nonsense
    if wish.service is None:
        return ""
    name = reception.wording.name(wish.service.name)
    if turn.further and (turn.reading.also.get("service") or turn.reading.further or turn.reading.addition):
        return turn.say("book.first", service=lowered(name), others=_others(turn, reception))
    said = [lowered(name)] if "service" in turn.taken else []
    if "staff" in turn.taken and wish.staff:
        said.append(turn.say("book.with_staff", staff=reception.wording.staff(wish.staff)))
    return turn.say("book.heard", what=", ".join(said)) if said else ""


def no_such(turn: Turn) -> str:
    """What to say about a day or a time that does not exist; empty where nobody named one."""
    for slot in ("day", "time"):
        if slot in turn.reading.unmet:
            return turn.say(f"book.no_such_{slot}")
    return ""


def next_time(turn: Turn, reception: Reception, wish: Wish) -> Reply | None:
    """The question for the time of the next of several services, right after the one before.

    :return: None where there is no time to propose.
    """
    if turn.stage != "next" or wish.service is None or not wish.day:
        return None
    question = reception.ask_time(wish)
    if not question.choices:
        return None
    # A "yes" takes what is proposed.
    proposed = replace(question.choices[0], answer="yes")
    service = lowered(reception.wording.name(wish.service.name))
    text = turn.say("book.next", service=service, time=proposed.title)
    return replace(question, text=text, choices=(proposed, *question.choices[1:]), template="book.next")


def restated(reply: Reply, words: str) -> Reply:
    """The question with what was understood before it."""
    return replace(reply, text=f"{words} {reply.text}") if words else reply


def _others(turn: Turn, reception: Reception) -> str:
    names = [_name(values, reception) for values in turn.further]
    return turn.speech.join([lowered(name) for name in names if name])


def _name(values: Mapping[str, object], reception: Reception) -> str:
    service = reception.section.service(str(values.get("service")))
    return reception.wording.name(service.name) if service else ""
