"""Trigger stems: the words that give an intent away."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz.distance import OSA

from frontdesk.intents import Intent
from frontdesk.understanding.function_words import FUNCTION_WORDS, NEGATIONS, word_set
from frontdesk.understanding.normalize import normalize
from frontdesk.understanding.tokens import Word

__all__ = ["EXACT", "FUZZY", "Fired", "TriggerIndex"]

#: How sure a trigger makes of an intent: as it stands, and with a typo.
EXACT, FUZZY = 0.9, 0.65
#: Between two stems of one trigger at most so many other words.
_GAP = 4
#: Shorter stems and words are not forgiven a typo.
_LONG = 5
_REMEMBERED = 20_000
#: What may stand between a negation and what it takes back: "не хочу отменять", "don't want to cancel".
_BETWEEN = word_set(
    "хочу хотел хотела хотим надо нужно буду будем стоит планирую собираюсь собирался собиралась want "
    "to need wish going planning have please me my the мне меня мою свою пока больше"
)
#: Not a refusal but a polite request: "не могли бы вы записать".
_POLITE = word_set("могли могла мог можете подскажете подскажешь нельзя")


class _Stem(NamedTuple):
    text: str
    exact: bool


@dataclass(frozen=True, slots=True)
class _Trigger:
    intent: str
    source: str
    positions: tuple[tuple[_Stem, ...], ...]

    @property
    def denies(self) -> bool:
        """True when it speaks of a refusal itself: "не смогу прийти"."""
        return any(stem.text in NEGATIONS for stems in self.positions for stem in stems)


@dataclass(frozen=True, slots=True)
class Fired:
    """A trigger that was found.

    :ivar source: as it stands in the intent.
    :ivar confidence: 0 to 1.
    :ivar words: positions of the words it was found in.
    :ivar negated: the customer says that this is not wanted.
    :ivar own: a word of it is used by no other intent: "cancel", but not "need appointment".
    """

    intent: str
    source: str
    confidence: float
    words: tuple[int, ...]
    negated: bool
    own: bool


class TriggerIndex:
    """The triggers of all intents of a bot, ready to be looked for. Immutable once made."""

    def __init__(self, intents: Iterable[Intent]) -> None:
        self._triggers = tuple(_compiled(intents))
        self._first: dict[str, list[tuple[_Stem, int]]] = defaultdict(list)
        self._long: dict[str, list[_Stem]] = defaultdict(list)
        self._stems_of = lru_cache(maxsize=_REMEMBERED)(self._look_up)
        stems = {stem for trigger in self._triggers for stems in trigger.positions for stem in stems}
        for stem in stems:
            self._first[stem.text[:2]].append((stem, len(stem.text)))
            if len(stem.text) >= _LONG:
                self._long[stem.text[0]].append(stem)
        self._own = _own_stems(self._triggers)
        self._by_first: dict[_Stem, list[_Trigger]] = defaultdict(list)
        for trigger in self._triggers:
            for stem in trigger.positions[0]:
                self._by_first[stem].append(trigger)

    def knows(self, word: str) -> bool:
        """True when the word is a trigger, or begins with one of four letters or more."""
        return any(
            stem.text == word or (not stem.exact and length > 3 and word.startswith(stem.text))
            for stem, length in self._first.get(word[:2], ())
        )

    def find(self, words: Sequence[Word]) -> list[Fired]:
        """The triggers found in the words, the surest of each intent first."""
        hits = [self._stems_of(word.text) for word in words]
        found: list[Fired] = []
        for start, stems in enumerate(hits):
            for stem in stems:
                for trigger in self._by_first.get(stem, ()):
                    fired = self._fire(trigger, start, hits, words)
                    if fired is not None:
                        found.append(fired)
        return sorted(found, key=lambda fired: (not fired.own, -fired.confidence))

    def _fire(
        self, trigger: _Trigger, start: int, hits: Sequence[dict[_Stem, bool]], words: Sequence[Word]
    ) -> Fired | None:
        """The trigger with its first stem at ``start``, or None where the rest of it does not follow."""
        places: list[int] = []
        sure, own = True, False
        for stems in trigger.positions:
            place = _next(stems, hits, places[-1] + 1) if places else start
            if place is None:
                return None
            fitting = [stem for stem in stems if stem in hits[place]]
            sure = sure and any(hits[place][stem] for stem in fitting)
            own = own or any(stem in self._own for stem in fitting)
            places.append(place)
        confidence = (EXACT if sure else FUZZY) + 0.01 * min(len(places) - 1, 4)
        negated = not trigger.denies and _negated(words, start)
        return Fired(trigger.intent, trigger.source, round(confidence, 2), tuple(places), negated, own)

    def _look_up(self, word: str) -> dict[_Stem, bool]:
        """The stems that a word fits, each with whether it fits as it stands."""
        found = {
            stem: True
            for key in (word[:2], word[:1])
            for stem, _ in self._first.get(key, ())
            if word == stem.text or (not stem.exact and word.startswith(stem.text))
        }
        if found or len(word) < _LONG or word in FUNCTION_WORDS:
            return found
        # People get the first letter right.
        return {stem: False for stem in self._long.get(word[0], ()) if _misspelt(word, stem)}


def _misspelt(word: str, stem: _Stem) -> bool:
    """True when a word begins with the stem but for a typo."""
    length = len(stem.text)
    allowed = 1 if length < 8 else 2
    if length > len(word) + 1:
        return False
    heads = (word,) if stem.exact else (word[:length], word[: length + 1], word[: length - 1])
    return any(OSA.distance(head, stem.text, score_cutoff=allowed) <= allowed for head in heads)


def _compiled(intents: Iterable[Intent]) -> Iterable[_Trigger]:
    for intent in intents:
        for triggers in intent.triggers.values():
            for trigger in triggers:
                positions = tuple(
                    tuple(_stem(stem) for stem in position.split("|") if stem.strip("="))
                    for position in normalize(trigger).split()
                )
                positions = tuple(stems for stems in positions if stems)
                if positions:
                    yield _Trigger(intent.name, trigger, positions)


def _stem(written: str) -> _Stem:
    text = written.removeprefix("=")
    # "Can" begins "cancel", but nobody who writes the one means the other.
    return _Stem(text, exact=text != written or text in FUNCTION_WORDS)


def _next(stems: tuple[_Stem, ...], hits: Sequence[dict[_Stem, bool]], start: int) -> int | None:
    """The nearest word from here on that fits one of the stems."""
    for place in range(start, min(len(hits), start + _GAP + 1)):
        if any(stem in hits[place] for stem in stems):
            return place
    return None


def _own_stems(triggers: Iterable[_Trigger]) -> frozenset[_Stem]:
    """The stems that only one intent has, also as the beginning of a longer one."""
    users: dict[str, set[str]] = defaultdict(set)
    beginnings: dict[str, set[str]] = defaultdict(set)
    stems = {(stem, trigger.intent) for trigger in triggers for stems in trigger.positions for stem in stems}
    for stem, intent in stems:
        users[stem.text].add(intent)
        if not stem.exact:
            beginnings[stem.text].add(intent)
    shared = {text for text, intents in users.items() if len(intents) > 1} | FUNCTION_WORDS
    for text, intents in users.items():
        for end in range(2, len(text)):
            if beginnings.get(text[:end], intents) != intents:
                shared |= {text, text[:end]}
    return frozenset(stem for stem, _ in stems if stem.text not in shared)


def _negated(words: Sequence[Word], start: int) -> bool:
    place = start - 1
    while place >= 0 and words[place].text in _BETWEEN:
        place -= 1
    if place < 0 or words[place].text not in NEGATIONS:
        return False
    between = {word.text for word in words[place + 1 : start + 1]}
    # "No, cancel it": a no with a comma after it is an answer of its own.
    alone = words[place].text == "no" and words[place + 1].start - words[place].end > 1
    return not (between & _POLITE) and not alone
