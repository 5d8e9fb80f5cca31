"""Recognising a question: how much of a known phrase is in a message, whatever the word forms."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import OSA

from frontdesk.understanding import Stemmer, normalize

__all__ = ["Match", "Questions"]

_WORD = re.compile(r"[^\W_]+")
#: Words that are in every question and tell nothing about it.
_FUNCTION_WORDS = (
    "а без бы в вам вас ваш ваша ваше ваши вы для до же за и из или как к ко ли мне мой на не ну о об от по "
    "подскажите пожалуйста про расскажите с скажите со ты у это я "
    "a about an and are at by can could do does for from have i in is it me my of on or our please tell the "
    "there to us we what which with you your"
)
_MINE = frozenset(["my", "мой", "моя", "мое", "мою", "моего", "моей"])
#: Words that tell nothing without the small words around them: "where are you" is no "where's my phone".
_VAGUE = (
    "где куда когда как какой какая какие можно есть найти приходить "
    "where when how find get time open close available"
)
#: Words of up to so many letters must have the same stem; longer ones may have a typo, and the longest two.
_EXACT_LENGTH = 4
_ONE_TYPO_LENGTH = 7
#: From here on it is the question; from the lower bound on it may have been meant.
_RECOGNISED = 0.8
_POSSIBLE = 0.45
_REMEMBERED = 20_000


@dataclass(frozen=True, slots=True)
class Match:
    """An entry that a message may ask for.

    :ivar score: 0 to 1.2; the more of a known phrase is in the message and the less else, the higher.
    :ivar words: which words of the message it was recognised by.
    :ivar position: of the first of them in the message.
    :ivar owned: it is about something of the customer's own: "where's my phone".
    """

    entry: str
    score: float
    words: frozenset[str]
    position: int
    owned: bool = False

    @property
    def recognised(self) -> bool:
        """Whether it is the question, and not just close to it."""
        return self.score >= _RECOGNISED


class Questions:
    """The ways to ask for each entry, ready to be looked for. Immutable once made.

    :param phrases: by entry id.
    """

    def __init__(self, phrases: Mapping[str, Sequence[str]]) -> None:
        self._function_words = frozenset(_FUNCTION_WORDS.split())
        self._vague = frozenset(_VAGUE.split())
        self._stemmer = Stemmer()
        self._alike = lru_cache(maxsize=_REMEMBERED)(self._look_up)
        #: The entry of each phrase, and how many words the phrase has.
        self._phrases: list[tuple[str, int]] = []
        #: The phrases that count only with all their words.
        self._whole: set[int] = set()
        #: By word, the phrases it stands in; by stem, the words.
        self._places: dict[str, list[int]] = defaultdict(list)
        self._forms: dict[str, list[str]] = defaultdict(list)
        for entry, asked in phrases.items():
            for phrase in asked:
                self._add(entry, self._words(phrase))
        for word in self._places:
            self._forms[self._stemmer.stem(word)].append(word)

    def find(self, text: str) -> list[Match]:
        """The entries that a message may ask for, best first; each once.

        "How" alone, or "is there", gives none away.
        """
        vague = self._vague | self._function_words
        close = self._matches(text, _POSSIBLE)
        return [match for match in close if match.recognised or not match.words <= vague]

    def recognised(self, text: str) -> list[Match]:
        """The same, only those that it asks for without much doubt."""
        return self._matches(text, _RECOGNISED)

    def _matches(self, text: str, least: float) -> list[Match]:
        everything = _WORD.findall(normalize(text))
        said = tuple(dict.fromkeys(everything))
        telling = frozenset(self._words(text))
        best: dict[str, Match] = {}
        for phrase, positions in sorted(self._heard(said).items()):
            entry, length = self._phrases[phrase]
            of_phrase = len(positions) / length
            if of_phrase + 0.2 < least or (phrase in self._whole and of_phrase < 1):
                continue
            heard = frozenset([said[position] for position in positions])
            words = heard & telling
            score = of_phrase + 0.2 * (len(words) / len(telling))
            if words and score >= least and (entry not in best or best[entry].score < score):
                owned = any(
                    place and everything[place - 1] in _MINE
                    for place in range(len(everything))
                    if everything[place] in words
                )
                best[entry] = Match(entry, score, words, min(positions), owned)
        return sorted(best.values(), key=lambda match: -match.score)

    def _add(self, entry: str, words: Sequence[str]) -> None:
        if words:
            if self._vague.issuperset(set(words) - self._function_words):
                self._whole.add(len(self._phrases))
            for word in words:
                self._places[word].append(len(self._phrases))
            self._phrases.append((entry, len(words)))

    def _words(self, text: str) -> tuple[str, ...]:
        words = _WORD.findall(normalize(text))
        telling = [word for word in words if word not in self._function_words]
        if self._vague.issuperset(telling):
            telling = words
        return tuple(dict.fromkeys(telling))

    def _heard(self, said: Sequence[str]) -> dict[int, list[int]]:
        """By phrase, where its words are in a message: each in the place where it is most alike."""
        nearest: dict[str, tuple[int, int]] = {}
        for position, word in enumerate(said):
            for wanted, typos in self._alike(word):
                nearest[wanted] = min(nearest.get(wanted, (typos, position)), (typos, position))
        heard: dict[int, list[int]] = defaultdict(list)
        for wanted, (_, position) in nearest.items():
            for phrase in self._places[wanted]:
                heard[phrase].append(position)
        return heard

    def _look_up(self, word: str) -> tuple[tuple[str, int], ...]:
        """The words of phrases that a word can be, in another form or with typos, and with how many."""
        forms = self._forms.get(self._stemmer.stem(word), ())
        # Whole words are compared: stems are so short that different words are a letter apart.
        misspelt = (
            (wanted, typos)
            for wanted in self._places
            if wanted not in forms and (typos := _typos(wanted, word)) is not None
        )
        return (*((form, 0) for form in forms), *misspelt)


def _typos(wanted: str, word: str) -> int | None:
    """How many typos make a word of a phrase this one; None for too many."""
    if len(wanted) <= _EXACT_LENGTH:
        return None
    most = 1 if len(wanted) <= _ONE_TYPO_LENGTH else 2
    distance = OSA.distance(wanted, word, score_cutoff=most)
    return distance if distance <= most else None
