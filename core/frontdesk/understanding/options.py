"""Which of a closed list a text speaks of: services, people, questions."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz.distance import OSA, Prefix

from frontdesk.intents import Option, Slot
from frontdesk.understanding.denial import PREPOSITIONS, is_denied, is_refused
from frontdesk.understanding.families import aliases
from frontdesk.understanding.function_words import FUNCTION_WORDS, word_set
from frontdesk.understanding.given_names import full_names
from frontdesk.understanding.normalize import normalize
from frontdesk.understanding.tokens import Stemmer, Word, split_words
from frontdesk.understanding.whole_names import whole_names

__all__ = ["AND", "OR", "OptionIndex", "OptionMatch", "match_option"]

_SMALL = FUNCTION_WORDS | word_set("dr doctor mr mrs ms anyone anybody either many much few")
#: A name counts as meant when at least this share of its weight was said.
_ENOUGH = 0.4
#: What is named beside it counts only when it was named like this, and no more than so many.
#: One named in full needs no word that joins it: "стрижка маникюр и брови".
_NAMED, _MOST_OTHERS, _FULL = 0.75, 3, 0.99
#: What stands between the words of a name, and names nothing by itself.
_LINKS = PREPOSITIONS | word_set("в с со и а для по от до my to in on at and")
#: A word that begins like a name may be a form of it that is not known: "ноготочки".
_ALIKE = 3
AND = word_set("и and плюс plus еще также затем потом then also with с со")
OR = word_set("или либо or")
_REMEMBERED = 2_000


@dataclass(frozen=True, slots=True)
class OptionMatch:
    """What of a closed list was meant.

    :ivar ids: the options that can be meant, best first; several when the text fits them equally.
    :ivar score: 0 to 1: 1 for a full name as it stands.
    :ivar words: positions in the text's words that spoke of it.
    :ivar further: other words may speak of something else on the list.
    """

    ids: tuple[str, ...]
    score: float
    words: frozenset[int]
    further: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class _Name:
    """One of the names of an option.

    :ivar weight: of all its stems together.
    """

    option: str
    stems: frozenset[str]
    weight: float


class _Hit(NamedTuple):
    option: str
    words: frozenset[int]
    share: float
    score: float


class OptionIndex:
    """The options of one slot, ready to be looked for. Immutable once made.

    :param options: as the bot has them.
    :param stemmer: the one that the texts are stemmed with.
    :param slot: what it says about its options' words: families and qualifiers.
    :ivar options: as they were given.
    :ivar whole: their names count only whole.
    :ivar knows: whether a word stands in some option's name.
    """

    def __init__(self, options: Sequence[Option], stemmer: Stemmer, slot: Slot | None = None) -> None:
        self.options = tuple(options)
        self._stemmer = stemmer
        self._alias = aliases(slot.families, stemmer) if slot else {}
        self._qualifiers = frozenset(map(stemmer.stem, slot.qualifiers)) if slot else frozenset()
        self.whole = all(option.whole for option in self.options)
        self._denied = is_refused if slot and slot.people else is_denied
        self._phrases = whole_names(options, stemmer)
        self._alike = lru_cache(maxsize=_REMEMBERED)(self._look_up)
        self.knows = lru_cache(maxsize=_REMEMBERED)(self._knows)
        self._full = tuple(
            (option.id, frozenset(self._stem(word.text) for word in split_words(normalize(name))))
            for option in options
            for names in option.names.values()
            for name in names
        )
        self._order = {option.id: position for position, option in enumerate(options)}
        whole = {option.id for option in options if option.whole}
        named = dict.fromkeys(
            (option, stems - _SMALL or stems) for option, stems in self._full if stems and option not in whole
        )
        owners: dict[str, set[str]] = {}
        for option, stems in named:
            for stem in stems:
                owners.setdefault(stem, set()).add(option)
        total = len(self._order)
        self._weights = {stem: 1.0 + math.log(total / len(each)) / 2 for stem, each in owners.items()}
        self._stems: dict[str, tuple[_Name, ...]] = {}
        for option, stems in named:
            name = _Name(option, stems, sum(self._weights[stem] for stem in stems))
            for stem in stems:
                self._stems[stem] = (*self._stems.get(stem, ()), name)

    def _stem(self, word: str) -> str:
        return word if word in _SMALL else self._stemmer.stem(word)

    def _knows(self, word: str) -> bool:
        """True when the word stands in some option's name."""
        if word in _SMALL:
            return False
        stem = self._stemmer.stem(word)
        return stem in self._stems or not self._stems.keys().isdisjoint(self._alias.get(stem, ()))

    def resembles(self, word: str) -> bool:
        """True when the word begins like one of the names."""
        return any(word[:_ALIKE] == stem[:_ALIKE] for stem in self._stems)

    def match(self, words: Sequence[Word], asked: bool = False) -> OptionMatch | None:
        """The options that the words speak of, or None.

        The option that explains more of the words wins; among those that explain the same words, the one with
        the least left unsaid. What still ties is kept.

        :param asked: True when the bot has just asked for one of them: then a common word of a name ("any")
            means it, when nothing else is said.
        """
        alike = [self._alike(word.text) for word in words]
        hits = self._hits(words, alike, asked) if any(alike) else []
        if not hits and self._phrases:
            hits = self._said_whole(words)
        if asked and not hits:
            hits = self._whole(words)
        if not hits:
            return None
        if len(hits) > 1 and len({hit.words for hit in hits}) > 1:
            hits = [hit for hit in hits if not any(hit.words < other.words for other in hits)]
        most, rivals = hits[0], hits
        if len(hits) > 1:
            most = max(hits, key=lambda hit: (hit.score * len(hit.words), hit.share))
            rivals = [hit for hit in hits if hit.words == most.words]
        best = max(rival.share for rival in rivals)
        ids = dict.fromkeys(rival.option for rival in rivals if rival.share > best - 0.01)
        ordered = tuple(sorted(ids, key=lambda option: self._order[option]))
        further = any(like and place not in most.words for place, like in enumerate(alike))
        return OptionMatch(ordered, round(most.score * max(best, 0.6), 3), most.words, further)

    def excluded(self, words: Sequence[Word]) -> tuple[str, ...]:
        """The options that are named as not wanted: "не к Анне"."""
        meant = [stem for place, word in enumerate(words) for stem in self._unwanted(words, place, word.text)]
        return tuple(dict.fromkeys(name.option for stem in meant for name in self._stems[stem]))

    def _unwanted(self, words: Sequence[Word], place: int, text: str) -> Iterable[str]:
        stems = self._alike(text)
        return stems if stems and self._denied(words, place) else ()

    def others(
        self, words: Sequence[Word], best: OptionMatch, joined: frozenset[str] = AND
    ) -> tuple[str, ...]:
        """What else the words name, as a wish of its own: "a haircut and a manicure".

        Only what is named without doubt, and joined by "and", "plus" or a comma: in "gel on my nails" the
        nails are no second wish.

        :param best: what :meth:`match` found in these words.
        :param joined: the words that join it; only with :data:`AND` a comma does, too.
        """
        if not best.further or (joined is OR and OR.isdisjoint([word.text for word in words])):
            return ()
        found: list[str] = []
        taken = set(best.words)
        for _ in range(_MOST_OTHERS):
            rest = [word for place, word in enumerate(words) if place not in taken]
            places = [place for place in range(len(words)) if place not in taken]
            match = self.match(rest)
            if match is None or len(match.ids) > 1 or match.score < _NAMED:
                break
            named = {places[place] for place in match.words}
            full = joined is AND and match.score >= _FULL
            if match.ids[0] not in (*best.ids, *found) and _joined(words, named, taken, joined, full):
                found.append(match.ids[0])
            taken |= named
        return tuple(found)

    def _hits(self, words: Sequence[Word], alike: Iterable[Mapping[str, float]], asked: bool) -> list[_Hit]:
        """The names of which enough is said.

        :param alike: what each of the words can stand for.
        """
        found: dict[str, dict[int, float]] = {}
        for position, stems in enumerate(alike):
            if stems and not self._denied(words, position):
                for stem, score in stems.items():
                    found.setdefault(stem, {})[position] = score
        hits: list[_Hit] = []
        for name in dict.fromkeys([name for stem in found for name in self._stems[stem]]):
            said = [stem for stem in name.stems if stem in found]
            share = sum([self._weights[stem] for stem in said]) / name.weight
            if share < _ENOUGH:
                continue
            positions = frozenset([position for stem in said for position in found[stem]])
            if not asked and self._qualify(words, positions):
                continue
            score = sum([max(found[stem].values()) for stem in said]) / len(said)
            hits.append(_Hit(name.option, positions, share, score))
        return hits

    def _whole(self, words: Sequence[Word]) -> list[_Hit]:
        """The options in whose names all of the words stand."""
        said = {self._stem(word.text) for word in words}
        places = frozenset(range(len(words)))
        if said <= _LINKS:
            return []
        fitting = [option for option, stems in self._full if said <= stems]
        return [_Hit(option, places, 1.0, 0.9) for option in dict.fromkeys(fitting)]

    def _qualify(self, words: Sequence[Word], positions: Iterable[int]) -> bool:
        """Whether these words only tell which of several is meant: "my husband" is no men's haircut."""
        return bool(self._qualifiers) and all(
            self._stemmer.stem(words[position].text) in self._qualifiers for position in positions
        )

    def _said_whole(self, words: Sequence[Word]) -> list[_Hit]:
        """The options whose names count only whole, and stand in the words so."""
        stems = tuple([self._stemmer.stem(word.text) for word in words])
        for start, stem in enumerate(stems):
            for option, name in self._phrases.get(stem, ()):
                if stems[start : start + len(name)] == name:
                    return [_Hit(option, frozenset(range(start, start + len(name))), 1.0, 1.0)]
        return []

    def _look_up(self, word: str) -> dict[str, float]:
        """The known stems that a word can stand for, each with how alike it is."""
        if word in _SMALL:
            return {}
        stem = self._stemmer.stem(word)
        meant = dict.fromkeys((each for each in self._alias.get(stem, ()) if each in self._stems), 0.95)
        if stem in self._stems:
            return {**meant, stem: 1.0}
        if meant:
            return meant
        given = {self._stemmer.stem(name) for name in full_names(word)} & self._stems.keys()
        if given:
            return dict.fromkeys(given, 0.95)
        if len(stem) < 4 or word.isdigit():
            return {}
        return self._typos(stem)

    def _typos(self, stem: str) -> dict[str, float]:
        found: dict[str, float] = {}
        for known in self._stems:
            if len(known) < 4 or known[0] != stem[0]:
                continue
            shorter = min(len(known), len(stem))
            allowed = 0 if shorter < 5 else 1 if shorter < 8 else 2
            if allowed and OSA.distance(stem, known, score_cutoff=allowed) <= allowed:
                found[known] = 0.85
            elif Prefix.similarity(stem, known) >= max(5, 0.7 * max(len(known), len(stem))):
                found[known] = 0.8
        return found


def _joined(
    words: Sequence[Word], named: set[int], taken: set[int], joined: frozenset[str], full: bool
) -> bool:
    """Whether one of these words, or a comma, stands between words and the nearest that were named before.

    :param full: they are a name as it stands: nothing has to stand between.
    """
    before = [place for place in taken if place < min(named)]
    if before:
        first, last = max(before), min(named)
    else:
        first, last = max(named), min(place for place in taken if place > max(named))
    between = {words[place].text for place in range(first + 1, last)}
    if full and not between:
        return True
    apart = words[last].start - words[last - 1].end > 1 or words[first + 1].start - words[first].end > 1
    return not between.isdisjoint(joined) or (joined is AND and apart and between.isdisjoint(OR))


def match_option(text: str, options: Sequence[Option], stemmer: Stemmer | None = None) -> OptionMatch | None:
    """Which options a text speaks of, over declensions and typos, in any of the options' languages.

    For one look only: whoever looks often keeps an :class:`OptionIndex`.
    """
    return OptionIndex(options, stemmer or Stemmer()).match(split_words(normalize(text)))
