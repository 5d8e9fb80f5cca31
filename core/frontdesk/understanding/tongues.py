"""Which of a bot's languages a message is written in, seen from the conversation that it stands in."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from babel import Locale, UnknownLocaleError
from babel.dates import get_day_names, get_month_names

from frontdesk.understanding.function_words import word_set
from frontdesk.understanding.normalize import normalize
from frontdesk.understanding.telling_words import CYRILLIC, LATIN, LETTERS, is_english, is_russian

__all__ = ["Tongues", "Vocabulary", "detect_language"]

#: Said in every language.
_EVERYWHERE = word_set("ok okay ок окей")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+")
_PLAIN = re.compile(r"[a-zа-я']")
#: Shorter words are in several languages.
_SHORT = 2
#: So much of a language stands against one that the conversation is in already.
_TELLING = 2
#: A wish for another language is not much longer.
_LONGEST_WISH = 6
#: What goes with the name of a language that stands for itself: "English please".
_POLITELY = word_set("please pls plz only пожалуйста плиз можно лучше")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What a language is known by.

    :ivar words: normalized.
    :ivar letters: those that neither Russian nor English has.
    """

    words: frozenset[str]
    letters: frozenset[str]

    @classmethod
    def of(cls, language: str, texts: Iterable[str]) -> Vocabulary:
        """The words of what is said in it, and of its calendar (CLDR).

        :param texts: what the bot, or the business, says in this language.
        """
        locale = Locale.parse(language, sep="-")
        calendar = (*get_day_names("wide", locale=locale).values(), *get_month_names(locale=locale).values())
        words = {word for text in (*texts, *calendar) for word in LETTERS.findall(normalize(text))}
        letters = frozenset(letter for word in words for letter in word if not _PLAIN.match(letter))
        return cls(frozenset(word for word in words if len(word) > 1), letters)

    def weight(self, word: str) -> int:
        """How much a word speaks for this language; a letter that others do not have, as much as two."""
        return 2 * (not self.letters.isdisjoint(word)) + (word in self.words)


class Tongues:
    """Tells languages apart. Immutable once made.

    :param languages: of the bot.
    :param vocabularies: by language, of those that are neither Russian nor English.
    :param quotes: tells whether a word may come from a list: the names of services and people are written as
        the business writes them, whatever the language of the message is.
    """

    def __init__(
        self, languages: Sequence[str], vocabularies: Mapping[str, Vocabulary], quotes: Callable[[str], bool]
    ) -> None:
        self._vocabularies = vocabularies
        self._quotes = quotes
        self._wishes = {
            language: re.compile("|".join(map(re.escape, ways)))
            for language in languages
            if (ways := _ways_to_ask(language))
        }
        self._named = {name: language for language in languages for name in _names(language) if name}

    def written(self, plain: str, spoken: str | None) -> str | None:
        """The language of a message; None where that cannot be told.

        :param plain: normalized.
        :param spoken: what the conversation has been in so far; None at its beginning. It takes more to leave
            a language than to stay in it: an "ok" or a "gel manicure" among Russian messages is Russian.
        """
        words = [
            word
            for word in LETTERS.findall(_ADDRESS.sub(" ", plain))
            if len(word) > 1 and word not in _EVERYWHERE
        ]
        own = [word for word in words if not self._quotes(word) and not self._shared(word)]
        other = self._other(own, spoken)
        if other is not None:
            return other
        return self._by_script(words, own, spoken)

    def wanted(self, plain: str) -> str | None:
        """The language that a message asks to be answered in: "можно по-английски?"."""
        if plain.count(" ") >= _LONGEST_WISH:
            return None
        named = next((name for name, wish in self._wishes.items() if wish.search(plain)), None)
        return named or self._named.get(" ".join(_without_courtesy(plain)))

    def _shared(self, word: str) -> bool:
        """Whether it is as much a word of Russian or English as of another language: "was", "день"."""
        common = bool(self._vocabularies) and (is_english(word) or is_russian(word))
        return common and any(word in each.words for each in self._vocabularies.values())

    def _other(self, own: Sequence[str], spoken: str | None) -> str | None:
        """A language that is neither Russian nor English, where more speaks for it than for these two."""
        if not self._vocabularies:
            return None
        weights = {name: self._count(own, name) for name in self._vocabularies}
        best = max(weights, key=lambda name: (weights[name], name == spoken))
        rivals = sum(1 for word in own if is_english(word) or is_russian(word))
        needed = _TELLING if spoken not in (None, best) else 1
        return best if weights[best] > rivals and weights[best] >= needed else None

    def _count(self, own: Sequence[str], language: str) -> int:
        return sum(self._vocabularies[language].weight(word) for word in own)

    def _by_script(self, words: Sequence[str], own: Sequence[str], spoken: str | None) -> str | None:
        cyrillic = _cyrillic(own)
        latin = {word for word in own if LATIN.search(word)}
        english = [word for word in latin if is_english(word)]
        if cyrillic and (len(cyrillic) >= len(latin) or not english):
            return "ru"
        if spoken in (None, "en"):
            # Whoever writes in Latin letters reads English rather than Russian.
            if english or sum(1 for word in latin if len(word) > _SHORT) >= _TELLING:
                return "en"
        elif len(english) >= _TELLING or (english and len(latin) >= _TELLING and spoken == "ru"):
            return "en"
        return "ru" if spoken is None and any(map(CYRILLIC.search, words)) else None


def _cyrillic(words: Iterable[str]) -> list[str]:
    return [word for word in words if len(word) > _SHORT and CYRILLIC.search(word)]


def _without_courtesy(plain: str) -> list[str]:
    return [word for word in LETTERS.findall(plain) if word not in _POLITELY]


def _names(language: str) -> tuple[str, ...]:
    """What it is called in English, in Russian and by those who speak it; nothing if it is unknown."""
    try:
        locale = Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return ()
    return tuple(normalize(str(locale.get_display_name(each) or "")) for each in ("en", "ru", None))


def _ways_to_ask(language: str) -> list[str]:
    """Ways to ask for a language within a sentence, in Russian and English, and its own name."""
    english, russian, own = (*_names(language), "", "", "")[:3]
    stem = russian.removesuffix("ий")
    return [
        *((own,) if own not in (english, russian) else ()),
        *(f"{before} {english}" for before in ("speak", "in", "to", "talk") if english),
        *(f"{before}{stem}" for before in ("по-", "по ", "на ") if stem != russian),
    ]


_ANYBODYS = Tongues((), {}, lambda word: False)


def detect_language(text: str) -> str | None:
    """``ru`` or ``en``, by script and by common words; None where that cannot be told.

    A single name or a code in Latin letters tells nothing: people write them in any language.
    """
    return _ANYBODYS.written(normalize(text), None)
