"""Going on with what was talked of last, after the form of it is closed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from frontdesk.dialogue.filling import given, unclear
from frontdesk.dialogue.wishes import asks, undoes
from frontdesk.intents import SlotKind

if TYPE_CHECKING:
    from frontdesk.dialogue.state import OpenForm
    from frontdesk.dialogue.wishes import Repertoire
    from frontdesk.intents import Intent
    from frontdesk.readings import Reading
    from frontdesk.topics import Topic

__all__ = ["changed_by", "says_it_again", "spoken_of", "taken_over", "undone_by"]

#: From here on a message says itself what it wants: "book me another one" is no change.
_EXPLICIT = 0.7
#: So sure is what words say, and not only a value.
_SAID = 0.85


def changed_by(topic: Topic | None, reading: Reading, repertoire: Repertoire) -> str | None:
    """The intent that changes what was done last, where the message only tells what to change.

    "Can we make it 3?" after a booking; not "and a manicure at 3", nor "book me another one".

    :return: its name, or None where the message is about something else.
    """
    if topic is None or not topic.changes:
        return None
    first, *others = topic.changes
    # What is seldom changed has to be corrected: "Kate, not Katherine". "Thanks, Kate" changes nothing.
    names = (first, *others) if reading.correction else (first,)
    changed = (_changed(topic, name, reading, repertoire) for name in names)
    return next((name for name in changed if name is not None), None)


def _changed(topic: Topic, name: str, reading: Reading, repertoire: Repertoire) -> str | None:
    intent = _changing(topic, name, reading, repertoire)
    if intent is None:
        return None
    told = _told(intent, reading, repertoire)
    news = {
        slot for slot in told if slot not in topic.values and not _holds(told[slot], topic.facts.get(slot))
    }
    # "Anything earlier?", "with somebody else": another one, whichever.
    form = repertoire.actions[intent.action].form
    dropped = reading.dropped & {
        slot.name for slot in form.slots if slot.people or slot.kind in (SlotKind.DAY, SlotKind.TIME)
    }
    return intent.name if news or dropped else None


def undone_by(topic: Topic | None, reading: Reading, repertoire: Repertoire) -> str | None:
    """The intent that undoes what was done last, or a part of it, where that is not wanted any more.

    "No manicure after all", after a booking.

    :return: its name, or None where the message says otherwise what it wants.
    """
    if topic is None or not topic.changes or not reading.removal:
        return None
    undoing = [intent.name for intent in repertoire.intents.values() if intent.title and undoes(intent)]
    says_itself = any(guess.confidence >= _SAID and guess.intent not in undoing for guess in reading.guesses)
    return undoing[0] if undoing and not says_itself else None


def says_it_again(topic: Topic | None, reading: Reading, repertoire: Repertoire) -> bool:
    """Whether a message only repeats what was done: "see you tomorrow at 2 then"."""
    if topic is None or not topic.changes:
        return False
    intent = _changing(topic, topic.changes[0], reading, repertoire)
    if intent is None or any(guess.intent == intent.name for guess in reading.guesses):
        return False
    told = _told(intent, reading, repertoire)
    return bool(told) and all(_holds(value, topic.facts.get(name)) for name, value in told.items())


def spoken_of(form: OpenForm | None, topic: Topic | None) -> dict[str, Any]:
    """What a conversation is about: the values of the open form, or else what was talked of last."""
    if form is not None:
        return dict(form.values)
    return {} if topic is None else {**topic.facts, **topic.values}


def taken_over(
    topic: Topic | None, intent: str, reading: Reading, repertoire: Repertoire
) -> Mapping[str, Any]:
    """The values that a form begins with, because they were talked of last."""
    if topic is None:
        return {}
    wanted = repertoire.intents[intent]
    values = topic.values
    if topic.changes and intent not in topic.changes:
        form = repertoire.actions[wanted.action].form
        # A new one is only about the one before where it is said to come beside it.
        values = topic.follows if reading.addition and form.repeats & reading.slots.keys() else {}
    elif topic.changes and _contradicts(topic, wanted, reading, repertoire):
        return {}
    names = {slot.name for slot in repertoire.actions[wanted.action].form.slots} - reading.unclear.keys()
    return {name: value for name, value in values.items() if name in names}


def _changing(topic: Topic, name: str, reading: Reading, repertoire: Repertoire) -> Intent | None:
    """The intent of this name, which changes what was done last, where the message may be about that."""
    if reading.chosen is not None:
        return None
    intent = repertoire.intents.get(name)
    if intent is None or intent.action not in repertoire.actions or _elsewhere(intent, reading, repertoire):
        return None
    return None if _contradicts(topic, intent, reading, repertoire) else intent


def _elsewhere(intent: Intent, reading: Reading, repertoire: Repertoire) -> bool:
    """Whether the message names another wish, or gives away by itself what it wants; a question apart."""
    for guess in reading.guesses:
        other = repertoire.intents.get(guess.intent)
        if other is None or other.name == intent.name or other.courtesy or asks(other):
            continue
        if other.from_slots and _only_a_name(intent, reading):
            continue
        if not other.from_slots or guess.confidence >= _EXPLICIT or _only_for(other, intent, reading):
            return True
    return False


def _only_a_name(intent: Intent, reading: Reading) -> bool:
    """Whether all it tells is another name: "book it for Kate, not Katherine" books nothing new."""
    names = {slot.name for slot in intent.slots if slot.kind is SlotKind.NAME}
    return reading.correction and bool(names) and reading.slots.keys() == names


def _only_for(other: Intent, intent: Intent, reading: Reading) -> bool:
    """Whether it picks something of which only the other wish knows: "the same again", of a new booking."""
    known = {slot.name for slot in intent.slots}
    return any(
        slot.kind is SlotKind.OPTION
        and not slot.people
        and slot.name in reading.slots
        and slot.name not in known
        for slot in other.slots
    )


def _told(intent: Intent, reading: Reading, repertoire: Repertoire) -> dict[str, Any]:
    form = repertoire.actions[intent.action].form
    return {**given(form, reading), **unclear(form, reading)}


def _contradicts(topic: Topic, intent: Intent, reading: Reading, repertoire: Repertoire) -> bool:
    """Whether the message tells of something else than what was talked of: "the manicure", after a haircut.

    What a form does not have to be told only tells which one is meant.
    """
    told = _told(intent, reading, repertoire)
    hints = repertoire.actions[intent.action].form.optional & topic.facts.keys() & told.keys()
    return any(not _rules_out(told[name]) and told[name] != topic.facts[name] for name in hints)


def _holds(told: Any, fact: Any) -> bool:
    """Whether it is so already: "not Anna", of a booking with Maria."""
    return fact not in told["not"] if _rules_out(told) else bool(told == fact)


def _rules_out(told: Any) -> bool:
    return isinstance(told, Mapping) and "not" in told
