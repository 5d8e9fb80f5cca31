"""The words that give away Russian and English."""

from __future__ import annotations

import re

from frontdesk.understanding.function_words import FUNCTION_WORDS, word_set
from frontdesk.understanding.when.words import WORDS

__all__ = ["CYRILLIC", "LATIN", "LETTERS", "is_english", "is_russian"]

#: A word.
LETTERS = re.compile(r"[^\W\d_]+")
CYRILLIC = re.compile(r"[а-яіїєґў]")
LATIN = re.compile(r"[a-z]")
_COMMON_ENGLISH = FUNCTION_WORDS | word_set(
    "thanks thank hey book cancel change move name sure good great bye"
)


def is_english(word: str) -> bool:
    """Whether it is one of the words that every English message has."""
    return word in _COMMON_ENGLISH or (len(word) > 2 and word in WORDS)


def is_russian(word: str) -> bool:
    """The same of Russian."""
    return bool(CYRILLIC.search(word)) and (word in FUNCTION_WORDS or (len(word) > 2 and word in WORDS))
