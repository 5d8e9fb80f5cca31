"""What is kept of how a reply came about. Plain JSON, without anything that the customer wrote freely."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import fields
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from frontdesk.dialogue import Decision, State
    from frontdesk.messages import Reply
    from frontdesk.pipeline.performance import Performance
    from frontdesk.readings import Reading
    from frontdesk.spoken import Spoken
    from frontdesk.turns import Turn

__all__ = ["VEIL", "why_of"]

#: What stands for a value that was given and is nobody's business.
VEIL = "…"
#: So many digits are a phone number, or might be; a day has eight, with dashes.
_NUMBER = re.compile(r"\+?\d(?:[\s().-]*\d){8,}")
_DIGITS = re.compile(r"\+?\d{7,}")
_LARGE = 10**6
#: Shorter names are left in reasons: they are in half of all words.
_TELLING = 3


def why_of(
    turn: Turn,
    reading: Reading,
    *,
    before: State,
    decisions: Iterable[Decision],
    performance: Performance,
    reply: Reply | None,
    after: State,
    spoken: Spoken,
) -> dict[str, Any]:
    """How a turn came about: what was read, decided, done and said, and where the facts come from.

    :param reading: as the policy had it; actions change the turn's.
    :param before: where the conversation stood; ``after`` where it stands now.

    Made for every message, so it only gathers; :func:`frontdesk.explain` puts it into words.
    """
    bot, form = turn.bot, after.form
    hidden = bot.abilities.untraced
    return {
        "bot": [bot.id, bot.revision],
        "language": turn.language,
        "reading": _read(reading, hidden),
        "before": _stood(before),
        "policy": [_decided(decision) for decision in decisions],
        "decision": performance.steps,
        "actions": performance.ran,
        "owners": _owners(turn, reading, performance),
        "template": reply.template if reply else "",
        "texts": [[each.key, each.language, each.origin] for each in spoken.phrases(reply)] if reply else [],
        "sources": [[each.kind, each.name, each.key] for each in spoken.sources(reply)] if reply else [],
        "asks": form.asked if form else None,
        "confirming": form.confirming if form else False,
        "form": _veiled(form.values, hidden) if form else None,
    }


def _read(reading: Reading, hidden: Collection[str]) -> dict[str, Any]:
    return {
        "source": reading.source,
        "language": reading.language,
        "guesses": [[guess.intent, round(guess.confidence, 3)] for guess in reading.guesses],
        "slots": _veiled(reading.slots, hidden),
        "unclear": _veiled(reading.unclear, hidden),
        "also": _veiled(reading.also, hidden),
        "further": [_veiled(each, hidden) for each in reading.further],
        "addition": reading.addition,
        "unmet": sorted(reading.unmet),
        "dropped": sorted(reading.dropped),
        "indifferent": reading.indifferent,
        "undecided": reading.undecided,
        "answer": reading.answer,
        "chosen": reading.chosen.id if reading.chosen else None,
        "stop": reading.stop,
        "correction": reading.correction,
        "speak": reading.speak,
        "reasons": [_discreet(reason, reading, hidden) for reason in reading.reasons],
        "doubtful": reading.doubtful,
        "model_call": reading.model_call,
    }


def _stood(before: State) -> dict[str, Any] | None:
    """What was open when the message came."""
    form = before.form
    if form is None:
        return None
    return {"form": form.action, "asked": form.asked, "confirming": form.confirming}


def _decided(decision: Decision) -> dict[str, Any]:
    """A decision of the policy; of values that it takes over only the names."""
    told: dict[str, Any] = {"do": _words(type(decision).__name__)}
    for each in fields(decision):
        value = getattr(decision, each.name)
        if value:
            told[each.name] = sorted(value) if isinstance(value, Mapping | frozenset) else value
    return told


def _words(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def _owners(turn: Turn, reading: Reading, performance: Performance) -> dict[str, dict[str, str]]:
    """Which plugins the intents and the actions are of, by their names."""
    abilities = turn.bot.abilities
    intents = [guess.intent for guess in reading.guesses if guess.intent in abilities.intents]
    # A step is a word and, mostly, the action that it is of: "ask book.time".
    acting = [step.partition(" ")[2].partition(".")[0] for step in performance.steps]
    actions = [name for name in (*acting, *performance.ran) if name in abilities.actions]
    readers = [reading.source] if reading.source in abilities.understanders else []
    return {
        "intents": {name: abilities.owner(abilities.intents[name]) for name in intents},
        "actions": {name: abilities.owner(abilities.actions[name]) for name in actions},
        "understanders": {name: abilities.owner(abilities.understanders[name]) for name in readers},
    }


def _veiled(values: Mapping[str, Any], hidden: Collection[str]) -> dict[str, Any]:
    return {name: VEIL if name in hidden else _plain(value) for name, value in values.items()}


def _plain(value: Any) -> Any:
    """The value, in so far as it is one that a form knows: an id, a day, a time, a code, a small number."""
    if isinstance(value, str):
        # No id, day, time or code has a space in it, or so many digits in a row.
        return VEIL if " " in value or _DIGITS.fullmatch(value) else value
    if isinstance(value, Mapping):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return VEIL if isinstance(value, int) and abs(value) >= _LARGE else value


def _discreet(reason: str, reading: Reading, hidden: Collection[str]) -> str:
    """What a reader gives as its reason, without what it may have quoted."""
    for name in hidden:
        value = reading.slots.get(name)
        if isinstance(value, str) and len(value) >= _TELLING:
            reason = reason.replace(value, VEIL)
    return _NUMBER.sub(VEIL, reason)
