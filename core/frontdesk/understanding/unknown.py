"""The words of a text that mean nothing to a bot: what an owner may want to teach it."""

from __future__ import annotations

from frontdesk.understanding.function_words import FUNCTION_WORDS
from frontdesk.understanding.lexicon import Lexicon
from frontdesk.understanding.normalize import normalize
from frontdesk.understanding.spelling import respell
from frontdesk.understanding.tokens import split_words

__all__ = ["unknown_words"]


def unknown_words(lexicon: Lexicon, text: str) -> tuple[str, ...]:
    """The words that are neither common nor known to the bot, each once, in their order."""
    normalized = normalize(text)
    words = split_words(respell(normalized, lexicon.knows) or normalized)
    strange = [
        word.text
        for word in words
        if word.text not in FUNCTION_WORDS and not word.text.isdigit() and not lexicon.knows(word.text)
    ]
    return tuple(dict.fromkeys(strange))
