"""Recognising a question: how much of a known phrase is in a message, whatever the word forms."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import snowballstemmer
from rapidfuzz.distance import OSA

from frontdesk.understanding import normalize

__all__ = ["Match", "Questions"]

_WORD = re.compile(r"[^\W_]+")
#: Words that are in every question and tell nothing about it.
_FUNCTION_WORDS = (
    "а без бы в вам вас ваш ваша ваше ваши вы для до же за и из или как к ко ли мне мой на не ну о об от по "
    "подскажите пожалуйста про расскажите с скажите со ты у это я "
    "a about an and are at by can could do does for from have i in is it me my of on or our please tell the "
    "there to us we what which with you your"
)
#: Stems of up to so many letters must be the same; longer ones may have a typo, and the longest two.
_EXACT_LENGTH = 4
_ONE_TYPO_LENGTH = 8
#: From here on it is the question; from the lower bound on it may have been meant.
_RECOGNISED = 0.8
_POSSIBLE = 0.45


@dataclass(frozen=True, slots=True)
class Match:
    """An entry that a message may ask for.

    :ivar score: 0 to 1.2; the more of a known phrase is in the message and the less else, the higher.
    :ivar words: which words of the message it was recognised by.
    :ivar position: of the first of them in the message.
    """

    entry: str
    score: float
    words: frozenset[str]
    position: int

    @property
    def recognised(self) -> bool:
        """Whether it is the question, and not just close to it."""
        return self.score >= _RECOGNISED


class Questions:
    """The ways to ask for each entry.

    :param phrases: by entry id.
    """

    def __init__(self, phrases: Mapping[str, Sequence[str]]) -> None:
        self._stemmers = tuple(snowballstemmer.stemmer(name) for name in ("russian", "english"))
        self._function_words = frozenset(_FUNCTION_WORDS.split())
        self._phrases = [
            (entry, frozenset(stems))
            for entry, asked in phrases.items()
            for phrase in asked
            if (stems := self._stems(phrase))
        ]

    def find(self, text: str) -> list[Match]:
        """The entries that a message may ask for, best first; each once."""
        said = self._stems(text)
        best: dict[str, Match] = {}
        for entry, stems in self._phrases:
            match = _compare(entry, stems, said)
            if match.score >= _POSSIBLE and (entry not in best or best[entry].score < match.score):
                best[entry] = match
        return sorted(best.values(), key=lambda match: -match.score)

    def _stems(self, text: str) -> tuple[str, ...]:
        words = _WORD.findall(normalize(text))
        telling = [word for word in words if word not in self._function_words] or words
        return tuple(dict.fromkeys(self._stem(word) for word in telling))

    def _stem(self, word: str) -> str:
        russian, english = self._stemmers
        return str((english if word.isascii() else russian).stemWord(word))


def _compare(entry: str, phrase: frozenset[str], said: tuple[str, ...]) -> Match:
    heard = [word for stem in phrase if (word := _heard(stem, said))]
    if not heard:
        return Match(entry, 0.0, frozenset(), 0)
    words = frozenset(heard)
    score = len(heard) / len(phrase) + 0.2 * len(words) / len(said)
    return Match(entry, score, words, min(said.index(word) for word in words))


def _heard(stem: str, said: tuple[str, ...]) -> str | None:
    if stem in said:
        return stem
    if len(stem) <= _EXACT_LENGTH:
        return None
    typos = 1 if len(stem) <= _ONE_TYPO_LENGTH else 2
    similar = ((OSA.distance(stem, word, score_cutoff=typos), word) for word in said)
    distance, word = min(similar, default=(typos + 1, ""))
    return word if distance <= typos else None
