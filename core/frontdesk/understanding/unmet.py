"""Telling something that is not on a list from nothing at all: "waxing", where nobody does it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from frontdesk.intents import Slot, SlotKind
from frontdesk.understanding.function_words import FUNCTION_WORDS, word_set
from frontdesk.understanding.given_names import is_given_name
from frontdesk.understanding.options import OptionMatch
from frontdesk.understanding.tokens import Word

if TYPE_CHECKING:
    from frontdesk.understanding.lexicon import Lexicon
    from frontdesk.understanding.scan import Scan

__all__ = ["names_another", "unmet"]

#: Words for what is done or for who comes, not for a thing of its own on a list.
_GENERAL = word_set(
    "прием процедуру процедура услугу услуга сеанс консультацию визит место час часик минут минуту минутку "
    "подругу друга маму мужа жену сына дочь дочку ребенка человека человек двоих троих себя неделю неделе "
    "недельке днях месяц следующую следующей эту этой другое другой другую раз чтонибудь что-нибудь "
    "посещение посещения настроение предложение желание оформление назначение "
    "appointment visit session treatment service procedure place while moment minute person people two "
    "three friend mother mom mum husband wife son daughter child kid kids myself week weekend month next "
    "first last same later earlier something anything everything sure new one time times day days"
)
#: "Ыыы" is no name of anything.
_VOWEL, _CONSONANT = re.compile("[аеиоуыэюяaeiouy]"), re.compile("[^аеиоуыэюяaeiouy]")
_SHORTEST = 4
#: What is done to something: "ламинирование ресниц", "lash tinting".
_PROCESS_BEFORE = re.compile(r"(?:[аяе]ни|яти|ци)(?:е|я|ю|ей|ем|и)$")
_PROCESS_AFTER = re.compile(r"(?:ation|tint|tinting|lift|lifting|perm|removal)$")
#: How many words after such a word there may be before the name of the thing.
_REACH = 3
#: A whole answer of more words is talk, not the name of a thing.
_MOST_WORDS = 3


def unmet(found: Scan, lexicon: Lexicon, asked: Slot | None) -> frozenset[str]:
    """Names of ``OPTION`` slots for which a message names something that is not on their list.

    It does where an unknown word stands in the place of an option ("на эпиляцию", "with Sofia"), or is all
    there is of the answer to the question for one.
    """
    texts = [word.text for word in found.words]
    missed = {
        slot.name for slot in lexicon.slots.get(SlotKind.OPTION, ()) if _named(slot, texts, found, lexicon)
    }
    if (
        asked is not None
        and asked.kind is SlotKind.OPTION
        and not asked.people
        and _is_all(asked, found, lexicon)
    ):
        missed.add(asked.name)
    missed |= found.unoffered
    return frozenset(missed - found.options.keys() - found.excluded.keys())


def names_another(match: OptionMatch, words: Sequence[Word], lexicon: Lexicon) -> bool:
    """Whether what sounds like an option is something else that is done: no "lash tinting" among the lashes.

    :param words: those that the match was found in.
    """
    before, after = min(match.words) - 1, max(match.words) + 1
    return (before >= 0 and _is_process(words[before].text, _PROCESS_BEFORE, lexicon)) or (
        after < len(words) and _is_process(words[after].text, _PROCESS_AFTER, lexicon)
    )


def _is_process(text: str, process: re.Pattern[str], lexicon: Lexicon) -> bool:
    said = process.search(text) is not None and text not in FUNCTION_WORDS and text not in _GENERAL
    return said and not lexicon.knows(text)


def _named(slot: Slot, texts: Sequence[str], found: Scan, lexicon: Lexicon) -> bool:
    markers = lexicon.markers[slot.name]
    if markers.isdisjoint(texts):
        return False
    for place, text in enumerate(texts, start=1):
        if text not in markers:
            continue
        following = range(place, min(place + _REACH, len(texts)))
        named = next((each for each in following if texts[each] not in FUNCTION_WORDS), None)
        if named is not None and _names_another(slot, named, found, lexicon):
            return True
    return False


def _names_another(slot: Slot, place: int, found: Scan, lexicon: Lexicon) -> bool:
    """Whether a word names something, but nothing on the slot's list."""
    text = found.words[place].text
    if text in _GENERAL or not _unknown(place, found, lexicon):
        return False
    if slot.people:
        return _is_name(text, found)
    index = lexicon.options.get(slot.name)
    return not is_given_name(text) and index is not None and not index.resembles(text)


def _is_name(text: str, found: Scan) -> bool:
    return is_given_name(text) or text.capitalize() in found.rest


def _is_all(slot: Slot, found: Scan, lexicon: Lexicon) -> bool:
    content = [place for place, word in enumerate(found.words) if word.text not in FUNCTION_WORDS]
    return 0 < len(content) <= _MOST_WORDS and all(
        _names_another(slot, place, found, lexicon) for place in content
    )


def _is_word(text: str) -> bool:
    alive = _VOWEL.search(text) and _CONSONANT.search(text)
    return text.isalpha() and len(text) >= _SHORTEST and bool(alive)


def _unknown(place: int, found: Scan, lexicon: Lexicon) -> bool:
    word = found.words[place]
    if lexicon.knows(word.text) and not is_given_name(word.text):
        return False
    return not found.tells_when(word) and _is_word(word.text)
