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
#: The same of a trigger of one word, of two, and so on: every further word makes a little surer.
_MOST_COUNTED = 5
_SURE = tuple(round(EXACT + 0.01 * further, 2) for further in range(_MOST_COUNTED))
_LIKELY = tuple(round(FUZZY + 0.01 * further, 2) for further in range(_MOST_COUNTED))
#: Between two stems of one trigger at most so many other words.
_GAP = 4
#: Shorter stems and words are not forgiven a typo.
_LONG = 5
#: Up to so many letters at the beginning of a word tell nothing.
_TELLING = 3
_REMEMBERED = 5_000
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
    """One way to say what an intent is about.

    :ivar source: as it stands in the intent.
    :ivar positions: the stems of which one must stand in each.
    :ivar denies: it speaks of a refusal itself: "не смогу прийти".
    """

    intent: str
    source: str
    positions: tuple[frozenset[_Stem], ...]
    denies: bool


@dataclass(frozen=True, slots=True)
class _Hit:
    """What a word is to the triggers.

    :ivar stems: those that it fits.
    :ivar own: those of them that only one intent has.
    :ivar sure: it fits them as it stands, and not but for a typo.
    :ivar begins: the triggers that may begin with it.
    """

    stems: frozenset[_Stem]
    own: frozenset[_Stem]
    sure: bool
    begins: tuple[_Trigger, ...]


class Fired(NamedTuple):
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
        triggers = tuple(_compiled(intents))
        self._first: dict[str, list[_Stem]] = defaultdict(list)
        self._long: dict[str, list[_Stem]] = defaultdict(list)
        self._begins: dict[_Stem, list[_Trigger]] = defaultdict(list)
        for trigger in triggers:
            for stem in sorted(trigger.positions[0]):
                self._begins[stem].append(trigger)
        for stem in sorted({stem for trigger in triggers for stems in trigger.positions for stem in stems}):
            self._first[stem.text[:2]].append(stem)
            if len(stem.text) >= _LONG:
                self._long[stem.text[0]].append(stem)
        self._own = _own_stems(triggers)
        self._hit = lru_cache(maxsize=_REMEMBERED)(self._look_up)
        self._known = lru_cache(maxsize=_REMEMBERED)(self._is_known)

    def knows(self, word: str) -> bool:
        """True when the word is a trigger, or begins with one of four letters or more."""
        return self._known(word)

    def find(self, words: Sequence[Word]) -> list[Fired]:
        """The triggers found in the words, the surest of each intent first."""
        hits = [self._hit(word.text) for word in words]
        found: list[Fired] = []
        for start, hit in enumerate(hits):
            for trigger in hit.begins:
                places = _places(trigger, start, hits)
                if places is not None:
                    found.append(_fired(trigger, places, hits, words))
        if len(found) > 1:
            found.sort(key=lambda fired: (not fired.own, -fired.confidence))
        return found

    def _look_up(self, word: str) -> _Hit:
        stems = self._fitting(word)
        sure = bool(stems)
        if not stems and len(word) >= _LONG and word not in FUNCTION_WORDS:
            # People get the first letter right.
            long = len(word) + 1
            stems = [
                stem
                for stem in self._long.get(word[0], ())
                if len(stem.text) <= long and _misspelt(word, stem)
            ]
        begins = tuple(trigger for stem in stems for trigger in self._begins.get(stem, ()))
        return _Hit(frozenset(stems), self._own.intersection(stems), sure, begins)

    def _fitting(self, word: str) -> list[_Stem]:
        """The stems that a word fits as it stands."""
        return [
            stem
            for key in dict.fromkeys((word[:2], word[:1]))
            for stem in self._first.get(key, ())
            if word == stem.text or (not stem.exact and word.startswith(stem.text))
        ]

    def _is_known(self, word: str) -> bool:
        return any(stem.text == word or len(stem.text) > _TELLING for stem in self._fitting(word))


def _places(trigger: _Trigger, start: int, hits: Sequence[_Hit]) -> list[int] | None:
    """Where the words of a trigger stand that begins at ``start``; None where the rest does not follow."""
    places = [start]
    if len(trigger.positions) == 1:
        return places
    for stems in trigger.positions[1:]:
        first = places[-1] + 1
        for place in range(first, min(len(hits), first + _GAP + 1)):
            if not stems.isdisjoint(hits[place].stems):
                places.append(place)
                break
        else:
            return None
    return places


def _fired(trigger: _Trigger, places: Sequence[int], hits: Sequence[_Hit], words: Sequence[Word]) -> Fired:
    sure, own = True, False
    for stems, place in zip(trigger.positions, places, strict=True):
        hit = hits[place]
        sure = sure and hit.sure
        own = own or not stems.isdisjoint(hit.own)
    confidence = (_SURE if sure else _LIKELY)[min(len(places), _MOST_COUNTED) - 1]
    negated = not trigger.denies and _negated(words, places[0])
    return Fired(trigger.intent, trigger.source, confidence, tuple(places), negated, own)


def _misspelt(word: str, stem: _Stem) -> bool:
    """True when a word begins with the stem but for a typo."""
    text, exact = stem
    length = len(text)
    allowed = 1 if length < 8 else 2
    for head in (word,) if exact else (word[:length], word[: length + 1], word[: length - 1]):
        if OSA.distance(head, text, score_cutoff=allowed) <= allowed:
            return True
    return False


def _compiled(intents: Iterable[Intent]) -> Iterable[_Trigger]:
    for intent in intents:
        for triggers in intent.triggers.values():
            for trigger in triggers:
                positions = [
                    frozenset(_stem(stem) for stem in position.split("|") if stem.strip("="))
                    for position in normalize(trigger).split()
                ]
                positions = [stems for stems in positions if stems]
                if positions:
                    denies = any(stem.text in NEGATIONS for stems in positions for stem in stems)
                    yield _Trigger(intent.name, trigger, tuple(positions), denies)


def _stem(written: str) -> _Stem:
    text = written.removeprefix("=")
    # "Can" begins "cancel", but nobody who writes the one means the other.
    return _Stem(text, exact=text != written or text in FUNCTION_WORDS)


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
    # "No, cancel it": a no with a comma after it is an answer of its own, and so is one right before a verb.
    apart = place == start - 1 or words[place + 1].start - words[place].end > 1
    alone = words[place].text == "no" and apart
    return not (between & _POLITE) and not alone
