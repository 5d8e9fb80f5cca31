"""Russian in Latin letters ("zapishite na zavtra") and on the wrong keyboard layout ("pfdnhf")."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

__all__ = ["respell"]

_DIGRAPHS = (
    ("shch", "щ"), ("sch", "щ"), ("yo", "е"), ("jo", "е"), ("zh", "ж"), ("kh", "х"), ("ts", "ц"), ("ch", "ч"),
    ("sh", "ш"), ("yu", "ю"), ("ju", "ю"), ("ya", "я"), ("ja", "я"), ("iy", "ий"), ("yy", "ый"),
)  # fmt: skip
_LETTERS = dict(zip("abcdefghijklmnopqrstuvwxyz'", "абцдефгхижклмнопкрстувв" + "хызь", strict=True))
_KEYBOARD = dict(zip("qwertyuiop[]asdfghjkl;'zxcvbnm,.`", "йцукенгшщзхъфывапролджэячсмитьбюе", strict=True))
_WORD = re.compile(r"[a-z']+")
_TYPED = re.compile(r"[a-z;'\[\],.`]+")


def respell(text: str, knows: Callable[[str], bool]) -> str | None:
    """The text in Cyrillic where it was meant so, else None.

    Only when more of its words are known in Cyrillic than as they stand.

    :param text: normalized.
    :param knows: tells whether a word is one that the bot could be told.
    """
    words = _WORD.findall(text)
    if not words or sum(map(len, words)) * 2 < sum(1 for letter in text if letter.isalpha()):
        return None
    plain = sum(1 for word in words if knows(word))
    best, most = None, plain
    for pattern, convert in ((_WORD, _transliterated), (_TYPED, _retyped)):
        found = sum(1 for word in pattern.findall(text) if len(word) > 1 and any(map(knows, convert(word))))
        if found > most:
            best, most = pattern.sub(lambda match, c=convert: _known(c(match[0]), knows), text), found  # type: ignore[misc]
    return best


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
    yield re.sub("ы$|(?<=[аеиоу])ы", "й", plain)
    yield plain.replace("ц", "к")
    yield plain.replace("ы", "и")


def _retyped(word: str) -> Iterator[str]:
    yield "".join(_KEYBOARD.get(letter, letter) for letter in word)
