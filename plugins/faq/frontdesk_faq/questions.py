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
#: Words of up to so many letters must have the same stem; longer ones may have a typo, and the longest two.
_EXACT_LENGTH = 4
_ONE_TYPO_LENGTH = 7
#: From here on it is the question; from the lower bound on it may have been meant.
_RECOGNISED = 0.8
_POSSIBLE = 0.45


@dataclass(frozen=True, slots=True)
class _Word:
    """A word as it was written, and its stem."""

    text: str
    stem: str


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
            (entry, words)
            for entry, asked in phrases.items()
            for phrase in asked
            if (words := self._words(phrase))
        ]

    def find(self, text: str) -> list[Match]:
        """The entries that a message may ask for, best first; each once."""
        said = self._words(text)
        best: dict[str, Match] = {}
        for entry, phrase in self._phrases:
            match = _compare(entry, phrase, said)
            if match.score >= _POSSIBLE and (entry not in best or best[entry].score < match.score):
                best[entry] = match
        return sorted(best.values(), key=lambda match: -match.score)

    def _words(self, text: str) -> tuple[_Word, ...]:
        words = _WORD.findall(normalize(text))
        telling = [word for word in words if word not in self._function_words] or words
        return tuple(_Word(word, self._stem(word)) for word in dict.fromkeys(telling))

    def _stem(self, word: str) -> str:
        russian, english = self._stemmers
        return str((english if word.isascii() else russian).stemWord(word))


def _compare(entry: str, phrase: tuple[_Word, ...], said: tuple[_Word, ...]) -> Match:
    heard = [position for word in phrase if (position := _heard(word, said)) is not None]
    if not heard:
        return Match(entry, 0.0, frozenset(), 0)
    words = frozenset(said[position].text for position in heard)
    return Match(entry, len(heard) / len(phrase) + 0.2 * len(words) / len(said), words, min(heard))


def _heard(wanted: _Word, said: tuple[_Word, ...]) -> int | None:
    """Where a word of a phrase is in a message: in another form, or with a typo."""
    for position, word in enumerate(said):
        if word.stem == wanted.stem:
            return position
    length = len(wanted.text)
    if length <= _EXACT_LENGTH:
        return None
    typos = 1 if length <= _ONE_TYPO_LENGTH else 2
    # Whole words are compared: stems are so short that different words are a letter apart.
    near = [(OSA.distance(wanted.text, word.text, score_cutoff=typos), at) for at, word in enumerate(said)]
    distance, position = min(near, default=(typos + 1, 0))
    return position if distance <= typos else None
