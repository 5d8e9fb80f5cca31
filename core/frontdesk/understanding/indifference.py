"""Leaving the choice to the business: "whatever", "any time", "the earliest you have"."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from frontdesk.understanding.function_words import FUNCTION_WORDS, word_set
from frontdesk.understanding.pattern import Pattern
from frontdesk.understanding.tokens import Word

__all__ = ["is_indifferent"]

#: Said of a day or a time, in the middle of anything.
_ANY_TIME = Pattern(
    r"(?<!\w)(?:(?:в )?любо(?:е|й|го) (?:время|времени|день|час|из дней)|когда (?:угодно|хотите|удобно вам)|"
    r"когда вам удобно|"
    r"как можно (?:скорее|раньше|быстрее)|поскорее|побыстрее|сам(?:ое|ый|ую|ая|ой) (?:ранн|ближайш|перв)\w+|"
    r"(?:на |в )?ближайш(?:ее|ий|ую|ая|ие)(?: (?:свободн|возможн)\w+)?"
    r"(?: (?:врем|окошк|запис)\w+| день| дни| окно)?|"
    r"перво\w* свободн\w+|any ?time|any day|whenever|as soon as possible|asap|soonest|"
    r"(?:the |your )?(?:very )?(?:earliest|first|next) (?:available|free|possible|opening|slot|appointment)|"
    r"(?:the |your )(?:earliest|soonest))(?!\w)",
    "люб когда скорее раньше быстрее ранн ближайш перв any whenever soon asap earliest first next",
)
#: Said alone, to whatever was asked.
_WHATEVER = word_set(
    "неважно любой любая любое любую любому любого все равно разницы какой нибудь угодно сами всеравно "
    "принципиально важно решайте выбирайте решите выберите усмотрение удобно ближайшее ближайший ближайшую "
    "any anything whatever whichever whenever doesn't matter mind care either preference fine earliest "
    "soonest choose decide don't dont doesnt time day times works suits have got best время день часы"
)
#: One of these must be there: "fine" and "удобно" alone agree.
_TELLING = word_set(
    "неважно любой любая любое любую любому любого равно разницы угодно всеравно принципиально важно решайте "
    "выбирайте решите выберите усмотрение ближайшее ближайший ближайшую any anything whatever whichever "
    "whenever matter mind care either preference earliest soonest choose decide"
)


def is_indifferent(text: str, words: Sequence[Word], spans: Iterable[tuple[int, int]]) -> bool:
    """True when a normalized text leaves the choice to the business.

    :param words: of the text.
    :param spans: where it tells a day or an hour: "the next available Friday" leaves nothing open.
    """
    taken = tuple(spans)
    found = _ANY_TIME.search(text)
    if found and not any(start < found.end() + 1 and found.start() < end for start, end in taken):
        return True
    said = [word.text for word in words]
    return not _TELLING.isdisjoint(said) and all(word in _WHATEVER or word in FUNCTION_WORDS for word in said)
