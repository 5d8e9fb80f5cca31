"""Leaving what is open for another wish, such as moving instead of cancelling; or doing that afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from frontdesk.dialogue.decisions import Open
from frontdesk.dialogue.filling import settled
from frontdesk.dialogue.resolving import CERTAIN
from frontdesk.dialogue.talked_of import taken_over
from frontdesk.dialogue.wishes import about_what_is_arranged, undoes
from frontdesk.intents import SlotKind
from frontdesk.topics import Topic

if TYPE_CHECKING:
    from frontdesk.dialogue.state import OpenForm, State
    from frontdesk.dialogue.wishes import Repertoire, Wishes
    from frontdesk.readings import Reading

__all__ = ["put_off", "turned_to", "undoes_another"]


def turned_to(
    open_form: OpenForm,
    said: Mapping[str, object],
    wishes: Wishes,
    reading: Reading,
    repertoire: Repertoire,
) -> Open | None:
    """Something else to be done with what is arranged: "move it to four", asked whether to cancel.

    What is open is dropped: both cannot be done with the same booking. A day or an hour only tells which one
    is to be undone; beside the word for another wish, it belongs to that. While a new day is looked for,
    "I can't make it on Friday" speaks of that day, so what undoes has to name the very booking, or nothing.

    :param said: the values for the open form that the message holds.
    :return: None where the message goes on with what is open.
    """
    current = repertoire.intents.get(open_form.intent)
    if current is None or wishes.own or not about_what_is_arranged(current):
        return None
    codes = _codes(open_form, repertoire)
    for guess in (*wishes.incomplete, *wishes.complete):
        other = repertoire.intents[guess.intent]
        if guess.confidence < CERTAIN or not about_what_is_arranged(other):
            continue
        other_one = any(said.get(name, value) != value for name, value in codes.items())
        if not undoes(current) and (_tells_more(said, codes, reading) or other_one):
            continue
        # Where the message names another booking, nothing of this one holds.
        this = Topic({} if other_one else codes, open_form.facts, changes=(other.name,))
        return Open(other.name, doubtful=True, given=taken_over(this, other.name, reading, repertoire))
    return None


def put_off(
    state: State, open_form: OpenForm, wishes: Wishes, reading: Reading, repertoire: Repertoire
) -> Open | None:
    """What is wanted besides while something that is arranged is changed.

    "And a haircut with Anna on Friday", while the manicure is moved, waits until that is done; its day and
    its hour are its own.

    :return: None where the message speaks of what is open.
    """
    current = repertoire.intents.get(open_form.intent)
    if current is None or wishes.own or reading.removal or not about_what_is_arranged(current):
        return None
    for intent in repertoire.intents.values():
        if not intent.from_slots or intent.action not in repertoire.actions:
            continue
        named = repertoire.actions[intent.action].form.repeats & open_form.facts.keys()
        another = any(_is_another(name, open_form, reading) for name in named)
        asked_for = any(each.intent == intent.name and each.confidence >= CERTAIN for each in reading.guesses)
        if another and (reading.addition or asked_for):
            known = taken_over(state.topic, intent.name, reading, repertoire)
            return Open(intent.name, doubtful=True, waits=True, given=known)
    return None


def undoes_another(
    open_form: OpenForm,
    said: Mapping[str, object],
    wishes: Wishes,
    reading: Reading,
    repertoire: Repertoire,
) -> bool:
    """Whether something is to be undone that is not what is being arranged: "cancel the manicure", while a
    haircut is being booked.

    :param said: the values for the open form that the message holds, also those that are unclear.
    """
    if reading.correction or not wishes.incomplete:
        return False
    first = wishes.incomplete[0]
    if first.confidence < CERTAIN or not undoes(repertoire.intents[first.intent]):
        return False
    things = repertoire.actions[open_form.action].form.repeats & open_form.values.keys() & said.keys()
    return any(_is_other_than(open_form.values[name], name, reading) for name in things)


def _is_other_than(value: object, name: str, reading: Reading) -> bool:
    return value not in ((reading.slots[name],) if name in reading.slots else reading.unclear.get(name, ()))


def _is_another(name: str, open_form: OpenForm, reading: Reading) -> bool:
    """Whether something else is named than what is being changed."""
    said = name in reading.slots or bool(reading.unclear.get(name))
    return said and _is_other_than(open_form.facts[name], name, reading)


def _tells_more(said: Mapping[str, object], codes: Mapping[str, Any], reading: Reading) -> bool:
    """Whether it holds something for the open form, and does not say of which booking it speaks."""
    return codes.keys().isdisjoint(said) if said else reading.indifferent or bool(reading.dropped)


def _codes(open_form: OpenForm, repertoire: Repertoire) -> dict[str, Any]:
    """Which booking the open form is about, by slot name, as far as that is known."""
    form = repertoire.actions[open_form.action].form
    names = [slot.name for slot in form.slots if slot.kind is SlotKind.CODE]
    return {name: open_form.values[name] for name in names if settled(open_form.values.get(name))}
