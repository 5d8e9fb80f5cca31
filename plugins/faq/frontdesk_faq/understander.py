"""Reading questions out of messages."""

from __future__ import annotations

from dataclasses import replace

from frontdesk import Guess, Reading, Understander, Utterance
from frontdesk_faq.config import Faq
from frontdesk_faq.questions import Match

__all__ = ["FaqUnderstander"]

#: Two questions so close to each other, recognised by the same words, are asked about.
_TOO_CLOSE = 0.05


class FaqUnderstander(Understander):
    """Recognises the questions of the ``faq:`` section, whatever else the message says."""

    name = "faq"

    def read(self, utterance: Utterance, so_far: Reading | None) -> Reading | None:
        """What was read so far, with the question added."""
        if "faq" not in utterance.bot.plugins:
            return None
        recognised = [
            match
            for match in utterance.bot.section(Faq).questions.recognised(utterance.text)
            if not match.owned
        ]
        if not recognised:
            return None
        reading = so_far or Reading(source=self.name)
        best = recognised[0]
        others = [guess for guess in reading.guesses if guess.intent != "faq"]
        guesses = sorted((*others, Guess("faq", _confidence(best))), key=lambda guess: -guess.confidence)
        rivals = tuple([match.entry for match in recognised if _rivals(match, best)])
        slots, unclear = dict(reading.slots), dict(reading.unclear)
        if len(rivals) > 1:
            slots.pop("question", None)
            unclear["question"] = rivals
        else:
            unclear.pop("question", None)
            slots["question"] = best.entry
        return replace(
            reading,
            guesses=tuple(guesses),
            slots=slots,
            unclear=unclear,
            source=reading.source if others else self.name,
            reasons=(*reading.reasons, f"question {best.entry!r}: {best.score:.2f}"),
        )


def _confidence(match: Match) -> float:
    return min(0.95, 0.75 * match.score)


def _rivals(match: Match, best: Match) -> bool:
    return best.score - match.score < _TOO_CLOSE and bool(match.words & best.words)
