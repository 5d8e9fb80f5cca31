"""Two readings of one message: that of the rules, and what a model adds to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from frontdesk.readings import Guess, Reading

__all__ = ["merged"]


def merged(rules: Reading, model: Reading, *, below: float, source: str) -> Reading:
    """What the rules read, with what the model adds.

    What the rules are sure of stays. Where both name a value and it is not the same, both are possible: the
    customer is asked which.

    :param below: guesses of the rules with less confidence give way to the model's.
    :param source: what the result is called, where the model adds something.
    """
    slots, unclear = _values(rules, model)
    guesses = _guesses(rules, model, below)
    # Whoever says yes and no at once has to be asked again.
    contradicts = rules.answer == "yes" and model.answer == "no"
    # "No", "forget it" and "whatever" are taken from the model only where the rules understood nothing.
    bare = not (rules.slots or rules.unclear or rules.guesses or rules.answer or rules.chosen)
    together = replace(
        rules,
        guesses=guesses,
        slots=slots,
        unclear=unclear,
        also={**model.also, **rules.also},
        unmet=rules.unmet - slots.keys(),
        indifferent=rules.indifferent or (bare and model.indifferent),
        answer=None if contradicts else rules.answer or (model.answer if bare else None),
        chosen=rules.chosen or model.chosen,
        stop=rules.stop or (bare and model.stop),
        correction=rules.correction or model.correction,
        language=rules.language or model.language,
    )
    if together == replace(rules, language=together.language):
        return replace(together, small_talk=model.small_talk)
    return replace(together, doubtful=True, source=source, small_talk=model.small_talk)


def _guesses(rules: Reading, model: Reading, below: float) -> tuple[Guess, ...]:
    if not model.guesses:
        return rules.guesses
    sure = [guess for guess in rules.guesses if guess.confidence >= below]
    known = {guess.intent for guess in sure}
    added = [guess for guess in model.guesses if guess.intent not in known]
    return tuple(sorted((*added, *sure), key=lambda guess: -guess.confidence))


def _values(rules: Reading, model: Reading) -> tuple[dict[str, Any], dict[str, tuple[Any, ...]]]:
    slots, unclear = dict(rules.slots), dict(rules.unclear)
    for name, value in model.slots.items():
        if name in slots:
            if slots[name] == value or _narrows(slots[name], value):
                continue
            if _narrows(value, slots[name]):
                slots[name] = value
            else:
                unclear[name] = (slots.pop(name), value)
        elif name in unclear and value not in unclear[name]:
            unclear[name] = (*unclear[name], value)
        else:
            unclear.pop(name, None)
            slots[name] = value
    for name, values in model.unclear.items():
        if name not in slots and name not in unclear:
            unclear[name] = values
    return slots, unclear


def _narrows(value: Any, other: Any) -> bool:
    """Whether the first is one value where the second is a range."""
    return isinstance(other, Mapping) and not isinstance(value, Mapping)
