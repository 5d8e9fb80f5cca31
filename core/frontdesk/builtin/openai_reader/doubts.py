"""Whether the rules are sure enough of what they read to do without a model."""

from __future__ import annotations

from frontdesk.readings import Reading, Utterance

__all__ = ["is_unsure"]

#: A greeting or thanks takes no more words: of a longer message, the rest was not read.
_COURTEOUS = 5


def is_unsure(reading: Reading | None, utterance: Utterance, below: float) -> bool:
    """Whether a model is worth asking: nothing was read, nothing that fits the open question, or only with
    little confidence.

    :param reading: what was read without a model, or None.
    :param below: what was read with less confidence than this counts as unsure.
    """
    if reading is None or reading.empty:
        return True
    if reading.stop or reading.chosen or reading.answer or reading.indifferent or reading.dropped:
        return False
    if reading.unmet:
        # Something was named that is on no list: a model may know what else it is called.
        return True
    sure = _is_explained(reading, utterance, below)
    if utterance.asked is not None or utterance.confirming or utterance.values:
        return not (sure or reading.slots or reading.unclear)
    return not sure


def _is_explained(reading: Reading, utterance: Utterance, below: float) -> bool:
    """Whether an intent was found that all the rest can belong to."""
    intents = utterance.bot.abilities.intents
    found = [intents[guess.intent] for guess in reading.guesses if guess.confidence >= below]
    if any(not intent.courtesy for intent in found):
        return True
    alone = not (reading.slots or reading.unclear) and len(utterance.text.split()) <= _COURTEOUS
    return bool(found) and alone
