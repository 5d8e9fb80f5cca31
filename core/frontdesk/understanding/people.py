"""People in a message: telling a name from common words and places, and one customer from two."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from frontdesk.understanding.function_words import FUNCTION_WORDS, word_set
from frontdesk.understanding.options import OptionMatch
from frontdesk.understanding.pattern import Pattern
from frontdesk.understanding.tokens import Word

if TYPE_CHECKING:
    from frontdesk.understanding.lexicon import Lexicon

__all__ = ["are_two", "brings_somebody", "is_common"]

#: A name does not follow these: "a salon", "my haircut", "some barber".
_ARTICLES = word_set("a an some my another other any more какой-нибудь какой-то хороший хорошего моего")
#: Where something is, not who it is: "in Sonoma".
_PLACES = word_set("in near around nearby city area location")


_THEIRS = (
    r"(?:муж|жен|подруг|друг|мам|пап|брат|сестр|свекров|тещ|коллег)[а-я]{0,4}|"
    r"husband|wife|sister|brother|friend|mum|mom|mother|dad|father|girlfriend|boyfriend|partner|colleague"
)
#: "For me and my brother", "на двоих". A child has services of its own.
_TWO = Pattern(
    rf"(?<!\w)(?:(?:me|myself) and my (?:{_THEIRS})|my (?:{_THEIRS}) and (?:me|i|myself)|"
    r"(?:for )?(?:both|two|2) of us|for (?:two|2) (?:people|persons)|"
    rf"(?:меня|мне|нас|себя) (?:и|с) (?:(?:моего|мою|моей|моим) )?(?:{_THEIRS})|"
    rf"(?:мы|нам|нас) с (?:{_THEIRS})|я (?:и|с) (?:{_THEIRS})|(?:{_THEIRS}) и (?:меня|мне|себя|я)|"
    rf"(?:меня|мне|нас) [^,.;]{{1,40}} и (?:(?:моего|мою|моей|моим) )?(?:{_THEIRS})|"
    r"на двоих|вдвоем|нас двое|двоих|двух человек|двум человек\w*)(?!\w)",
    "and both two of us for и с на вдвоем нас двоих двух двум",
)


#: One more, beside the customer: "и ещё подругу", "my sister would like to come, too".
_ONE_MORE = Pattern(
    rf"(?<!\w)(?:и|еще|также|заодно|запишите|можно|плюс)(?: (?:и|еще|тоже|можно|моего|мою|моей|моему|для))* "
    rf"(?:{_THEIRS})(?!\w)|(?<!\w)(?:{_THEIRS}) (?:тоже|также)(?!\w)|"
    rf"(?<!\w)(?:and|also|plus|can|for)(?: also| for| you| book| add)* my (?:{_THEIRS})(?!\w)|"
    rf"(?<!\w)my (?:{_THEIRS})(?: \w+){{0,4}} (?:too|as well)(?!\w)",
    "и еще также заодно запишите можно плюс тоже and also plus can for too well",
)


def are_two(text: str) -> bool:
    """Whether a message is about the customer and somebody else: "a haircut for me and my brother".

    :param text: normalized.
    """
    return _TWO.search(text) is not None


def brings_somebody(text: str) -> bool:
    """Whether a message is about one more person beside the customer: "и ещё подругу".

    :param text: normalized.
    """
    return _ONE_MORE.search(text) is not None


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
