"""Words written as they sound: "адинацать", "фторник", "читверг"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

__all__ = ["by_sound", "sound_of"]

_SHORTEST = 6
#: Vowels that sound alike where they are not stressed, and consonants at the end of a syllable.
_ALIKE = str.maketrans("оеэыяюбдгзжвщ", "аиииииптксшфш", "ьъй")
_CLUSTERS = re.compile("[тд]ь?[сц]|тц|дц")
_DOUBLE = re.compile(r"(.)\1+")
#: "Сегодня" is the one word here in which a letter is not what it sounds like.
_TODAY = re.compile("^с[еиё]в[оа]")


def sound_of(word: str) -> str:
    """How a Russian word sounds, roughly: words with the same result are taken for one another."""
    folded = _CLUSTERS.sub("ц", _TODAY.sub("сего", word)).translate(_ALIKE)
    return _DOUBLE.sub(r"\1", folded)


def by_sound(words: Iterable[str]) -> Mapping[str, str]:
    """The words of some length by their sound; none where two sound alike."""
    found: dict[str, set[str]] = {}
    for word in words:
        if len(word) >= _SHORTEST and "а" <= word[0] <= "я":
            found.setdefault(sound_of(word), set()).add(word)
    return {sound: next(iter(alike)) for sound, alike in found.items() if len(alike) == 1}
