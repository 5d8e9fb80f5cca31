"""Telling a person's name from common words and from places: "with Anna's Salon", not "at a salon"."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from frontdesk.understanding.function_words import FUNCTION_WORDS, word_set
from frontdesk.understanding.options import OptionMatch
from frontdesk.understanding.tokens import Word

if TYPE_CHECKING:
    from frontdesk.understanding.lexicon import Lexicon

__all__ = ["is_common"]

#: A name does not follow these: "a salon", "my haircut", "some barber".
_ARTICLES = word_set("a an some my another other any more какой-нибудь какой-то хороший хорошего моего")
#: Where something is, not who it is: "in Sonoma".
_PLACES = word_set("in near around nearby city area location")


def is_common(match: OptionMatch, words: Sequence[Word], lexicon: Lexicon) -> bool:
    """Whether what sounds like somebody on the list is only a common word, or the name of a place.

    :param words: those that the match was found in.
    """
    first = min(match.words)
    before = [word.text for word in words[max(first - 2, 0) : first]]
    if not before:
        return False
    if before[-1] in _ARTICLES or not _PLACES.isdisjoint(before):
        return True
    # "A nice salon": a word of no further meaning stands between.
    far, near = before[0], before[-1]
    return far in _ARTICLES and near not in FUNCTION_WORDS and not lexicon.knows(near)
