"""Russian in Latin letters ("zapishite na zavtra") and on the wrong keyboard layout ("pfdnhf")."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from frontdesk.understanding.function_words import FUNCTION_WORDS

__all__ = ["respell"]

Convert = Callable[[str], Iterator[str]]

_DIGRAPHS = (
    ("shch", "щ"), ("sch", "щ"), ("yo", "е"), ("jo", "е"), ("zh", "ж"), ("kh", "х"), ("ts", "ц"), ("ch", "ч"),
    ("sh", "ш"), ("yu", "ю"), ("ju", "ю"), ("ya", "я"), ("ja", "я"), ("iy", "ий"), ("yy", "ый"),
)  # fmt: skip
_LETTERS = dict(zip("abcdefghijklmnopqrstuvwxyz'", "абцдефгхижклмнопкрстувв" + "хызь", strict=True))
_KEYBOARD = dict(zip("qwertyuiop[]asdfghjkl;'zxcvbnm,.`", "йцукенгшщзхъфывапролджэячсмитьбюе", strict=True))
_SHORT_I = re.compile("ы$|(?<=[аеиоу])ы")
_WORD = re.compile(r"[a-z']+")
_TYPED = re.compile(r"[a-z;'\[\],.`]+")


def respell(text: str, knows: Callable[[str], bool]) -> str | None:
    """The text in Cyrillic where it was meant so, else None.

    Only when more of its words are known in Cyrillic than as they stand.

    :param text: normalized.
    :param knows: tells whether a word is one that the bot could be told.
    """
    words = [word for word in _WORD.findall(text) if len(word) > 2]
    if not words or sum(map(len, words)) * 2 < sum(map(str.isalpha, text)):
        return None
    most = sum(1 for word in words if word in FUNCTION_WORDS or knows(word))
    if most * 2 >= len(words):
        return None
    best = None
    for pattern, convert in ((_WORD, _transliterated), (_TYPED, _retyped)):
        tried = [word for word in pattern.findall(text) if len(word) > 3]
        found = sum(1 for word in tried if any(map(knows, convert(word))))
        if found > most:
            best, most = _convert(text, pattern, convert, knows), found
    return best


def _convert(text: str, pattern: re.Pattern[str], convert: Convert, knows: Callable[[str], bool]) -> str:
    return pattern.sub(lambda match: _known(convert(match[0]), knows), text)


def _known(spellings: Iterator[str], knows: Callable[[str], bool]) -> str:
    """The first spelling that is known; else the first."""
    tried = list(spellings)
    return next((spelling for spelling in tried if knows(spelling)), tried[0])


def _transliterated(word: str) -> Iterator[str]:
    for latin, cyrillic in _DIGRAPHS:
        word = word.replace(latin, cyrillic)
    plain = "".join(_LETTERS.get(letter, letter) for letter in word)
    yield plain
    # "y" is written for both ы and й, "c" for both ц and к, "e" for э.
    yield _SHORT_I.sub("й", plain)
    yield plain.replace("ц", "к")
    yield plain.replace("ы", "и")


def _retyped(word: str) -> Iterator[str]:
    yield "".join(_KEYBOARD.get(letter, letter) for letter in word)
