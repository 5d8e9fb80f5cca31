"""Russian in Latin letters ("zapishite na zavtra") and on the wrong keyboard layout ("pfdnhf")."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from frontdesk.understanding.function_words import FUNCTION_WORDS

__all__ = ["respell"]

Convert = Callable[[str], tuple[str, ...]]

_DIGRAPHS = (
    ("shch", "щ"), ("sch", "щ"), ("yo", "е"), ("jo", "е"), ("zh", "ж"), ("kh", "х"), ("ts", "ц"), ("ch", "ч"),
    ("sh", "ш"), ("yu", "ю"), ("ju", "ю"), ("ya", "я"), ("ja", "я"), ("iy", "ий"), ("yy", "ый"),
)  # fmt: skip
_LETTERS = dict(zip("abcdefghijklmnopqrstuvwxyz'", "абцдефгхижклмнопкрстувв" + "хызь", strict=True))
_KEYBOARD = dict(zip("qwertyuiop[]asdfghjkl;'zxcvbnm,.`", "йцукенгшщзхъфывапролджэячсмитьбюе", strict=True))
_SHORT_I = re.compile("ы$|(?<=[аеиоу])ы")
_WORD = re.compile(r"[a-z']+")
_TYPED = re.compile(r"[a-z;'\[\],.`]+")
_REMEMBERED = 5_000


def respell(text: str, knows: Callable[[str], bool]) -> str | None:
    """The text in Cyrillic where it was meant so, else None.

    Only when more of its words are known in Cyrillic than as they stand.

    :param text: normalized.
    :param knows: tells whether a word is one that the bot could be told.
    """
    latin = _WORD.findall(text)
    words = [word for word in latin if len(word) > 2]
    if not words or sum(map(len, latin)) * 2 < sum(map(str.isalpha, text)):
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


def _known(spellings: tuple[str, ...], knows: Callable[[str], bool]) -> str:
    """The first spelling that is known; else the first."""
    return next((spelling for spelling in spellings if knows(spelling)), spellings[0])


@lru_cache(maxsize=_REMEMBERED)
def _transliterated(word: str) -> tuple[str, ...]:
    for latin, cyrillic in _DIGRAPHS:
        word = word.replace(latin, cyrillic)
    plain = "".join(_LETTERS.get(letter, letter) for letter in word)
    # "y" is written for both ы and й, "c" for both ц and к, "e" for э.
    tried = (plain, _SHORT_I.sub("й", plain), plain.replace("ц", "к"), plain.replace("ы", "и"))
    return tuple(dict.fromkeys(tried))


@lru_cache(maxsize=_REMEMBERED)
def _retyped(word: str) -> tuple[str, ...]:
    return ("".join([_KEYBOARD.get(letter, letter) for letter in word]),)
