"""Which language a message is written in."""

from __future__ import annotations

import re
from functools import lru_cache

from babel import Locale

from frontdesk.understanding.function_words import FUNCTION_WORDS, word_set
from frontdesk.understanding.normalize import normalize
from frontdesk.understanding.when.words import WORDS

__all__ = ["asks_to_speak", "detect_language", "language_of"]

#: "По-русски" is about "русский".
_STEM = 5
_LETTERS = re.compile(r"[^\W\d_]+")
_CYRILLIC = re.compile(r"[а-яіїєґў]")
_LATIN = re.compile(r"[a-z]")
_COMMON_ENGLISH = FUNCTION_WORDS | word_set(
    "thanks thank hey book cancel change move name sure good great bye"
)


def detect_language(text: str) -> str | None:
    """``ru`` or ``en``, by script and by common words; None where that cannot be told.

    A single name or a code in Latin letters tells nothing: people write them in any language.
    """
    return language_of(normalize(text))


def language_of(plain: str) -> str | None:
    """The same of a text that is normalized already."""
    if not _LATIN.search(plain):
        return "ru" if _CYRILLIC.search(plain) else None
    words = _LETTERS.findall(plain)
    cyrillic = sum([1 for word in words if _CYRILLIC.search(word)])
    latin = [word for word in words if _LATIN.search(word)]
    if cyrillic:
        return "ru" if cyrillic >= len(latin) or not any(map(_english, latin)) else "en"
    if any(map(_english, latin)) or sum([1 for word in latin if len(word) > 2]) >= 3:
        return "en"
    return None


def asks_to_speak(language: str, text: str) -> bool:
    """Whether a text names the very language that it is written in: "English, please", "можно по-русски?"."""
    return _own_name(language) in text.casefold()


@lru_cache
def _own_name(language: str) -> str:
    """What a language calls itself, without its ending."""
    return str(Locale.parse(language).get_display_name(language)).casefold()[:_STEM]


def _english(word: str) -> bool:
    return word in _COMMON_ENGLISH or (len(word) > 2 and word in WORDS)
