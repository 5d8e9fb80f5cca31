"""Somebody whom the customer brings along, after a booking of their own: "and my friend at the same time"."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from frontdesk.intents import SlotKind
from frontdesk.readings import Guess, Reading, Utterance
from frontdesk.understanding.lexicon import Lexicon
from frontdesk.understanding.people import brings_somebody

__all__ = ["with_company"]

_SURE = 0.8
_TAKEN_OVER = (SlotKind.OPTION, SlotKind.DAY, SlotKind.TIME)


def with_company(reading: Reading, text: str, lexicon: Lexicon, utterance: Utterance) -> Reading:
    """The reading as a request for somebody else: the same as was arranged last, as far as it says no other.

    :param text: normalized.
    """
    if utterance.values or not utterance.about or not brings_somebody(text):
        return reading
    intent = next((each for each in lexicon.intents.values() if each.from_slots), None)
    if intent is None or any(guess.intent != intent.name for guess in reading.guesses):
        return reading
    same: dict[str, Any] = {
        slot.name: utterance.about[slot.name]
        for slot in intent.slots
        if slot.kind in _TAKEN_OVER and not slot.people and slot.name in utterance.about
    }
    if not any(slot.kind is SlotKind.DAY and slot.name in same for slot in intent.slots):
        return reading
    told = {**same, **reading.slots}
    return replace(
        reading, guesses=(Guess(intent.name, _SURE),), slots=told, addition=False, answer=None, company=True
    )
