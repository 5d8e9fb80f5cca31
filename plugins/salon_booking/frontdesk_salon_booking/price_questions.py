"""One more question for a price: "and with Maria?", after "how much is a haircut with Anna?"."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from frontdesk import Turn

__all__ = ["asks_about_another"]

#: A wish to book that is said in words is surer than one that is only guessed from a name.
_SAID = 0.75
#: "And with Maria?", "what about Maria?". Who says more asks for more.
_FEW_WORDS = 3


def asks_about_another(turn: Turn) -> bool:
    """Whether a message opens a booking with nothing but a name, as a question about what was talked of."""
    reading, text = turn.reading, (turn.message.text or "").rstrip()
    return (
        turn.stage == "open"
        and reading.chosen is None
        and reading.slots.keys() == {"staff"}
        and bool(turn.values.get("service"))
        and text.endswith("?")
        and len(text.split()) <= _FEW_WORDS
        and all(guess.confidence < _SAID for guess in reading.guesses)
    )
