"""The values that stand in one message: code, phone, name, day and hour, options."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from typing import Literal

from frontdesk.intents import SlotKind
from frontdesk.readings import Utterance
from frontdesk.understanding.answers import Remark
from frontdesk.understanding.circumstances import read_beside_circumstances
from frontdesk.understanding.codes import read_code
from frontdesk.understanding.indifference import is_indifferent
from frontdesk.understanding.lexicon import Lexicon
from frontdesk.understanding.names import FoundName, read_booked, read_name, read_signature
from frontdesk.understanding.normalize import normalize
from frontdesk.understanding.options import OR, OptionIndex, OptionMatch
from frontdesk.understanding.people import is_common
from frontdesk.understanding.phones import read_phone
from frontdesk.understanding.spelling import respell
from frontdesk.understanding.tokens import Word, split_words
from frontdesk.understanding.unmet import names_another
from frontdesk.understanding.when.reader import read_normalized
from frontdesk.understanding.when.value import When
from frontdesk.understanding.when.words import WORDS

__all__ = ["Scan", "scan"]


#: "Can you make it 6?", "ok 12 with Anna".
_MAKES_IT = re.compile(
    r"(?<!\w)(?:make|change|move|switch|push) (?:it|that)(?!\w)|"
    r"(?<!\w)(?:change|move|switch|push|bring|shift) (?:\w+ ){1,4}to (?=\d)|"
    r"^(?:ok|okay|ок|окей|хорошо|ладно|давай(?:те)?|а|лучше|let's|how about|what about|maybe|better)(?!\w)"
)


#: A weekday with its preposition, and what the grammar calls one.
_BARE, _WEEKDAY = 2, "W"
_ON = frozenset(("on", "в", "во", "к", "ко", "на", "for", "the"))


@dataclass(frozen=True, slots=True)
class Scan:
    """What one message holds, before it is known what it wants.

    :ivar remark: all of it, normalized, and in Cyrillic where it was meant so.
    :ivar respelled: True where it was written in another alphabet or on another layout.
    :ivar rest: as it was written, without code and phone.
    :ivar plain: the text without code, phone and name.
    :ivar words: of ``plain``.
    :ivar when: day and hour.
    :ivar options: by slot name, what of the closed lists was meant.
    :ivar also: by slot name, what else of them was named, as a wish of its own.
    :ivar excluded: by slot name of people, who is not wanted.
    :ivar unoffered: names of slots of which something is named that only sounds like what is offered.
    :ivar indifferent: it leaves the choice to the business.
    :ivar code: the booking code.
    :ivar phone: E.164.
    :ivar name: as the customer introduced themselves.
    """

    remark: Remark = field(repr=False)
    respelled: bool
    rest: str = field(repr=False)
    plain: str = field(repr=False)
    words: tuple[Word, ...] = field(repr=False)
    when: When
    options: Mapping[str, OptionMatch]
    also: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    excluded: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    unoffered: frozenset[str] = frozenset()
    indifferent: bool = False
    code: str | None = None
    phone: str | None = field(default=None, repr=False)
    name: str | None = field(default=None, repr=False)

    @property
    def valued(self) -> bool:
        """True when it hands over any value at all."""
        return bool(self.options or self.code or self.phone or self.name) or not self.when.empty

    @property
    def declines(self) -> bool:
        """True when all it tells is a day or an hour that will not do: "завтра не могу"."""
        return len(self.when.spans) == 1 and self.remark.excludes

    @property
    def names_a_bare_day(self) -> bool:
        """True for "Tuesday" and "во вторник", without anything that says which: no "next", no date."""
        said = [self.plain[start:end].split() for start, end in self.when.spans]
        alone = [words[-1] for words in said if len(words) == 1 or (words[0] in _ON and len(words) == _BARE)]
        return len(self.when.days) == 1 and any(WORDS.get(word, ("",))[0] == _WEEKDAY for word in alone)

    def tells_when(self, word: Word) -> bool:
        """True for a word that is part of a day or an hour."""
        return any(start <= word.start < end for start, end in self.when.spans)


def scan(utterance: Utterance, lexicon: Lexicon) -> Scan:
    """Read the values out of a message.

    :param lexicon: of the bot that it was written to.
    """
    whole = written = " ".join(utterance.text.split())
    asked = utterance.asked.kind if utterance.asked else None
    code = read_code(written, asked is SlotKind.CODE)
    language = utterance.language or (lexicon.languages[0] if lexicon.languages else None)
    if code:
        written = _without(written, code.start, code.end)
    phone = read_phone(written, language)
    if phone:
        written = _without(written, phone.start, phone.end)
    without = written
    name = read_name(written, beside=phone is not None) or _named(written, lexicon, phone is not None)
    if name:
        written = _without(written, name.start, name.end)
    normalized = normalize(written)
    respelled = respell(normalized, lexicon.knows)
    plain = respelled or normalized
    when = _when(plain, utterance, lexicon, language)
    words = split_words(plain)
    free = _outside(words, when.spans)
    excluded = _excluded(lexicon, free)
    options, unoffered = _offered(_options(lexicon, free, utterance, excluded), free, lexicon)
    return Scan(
        remark=Remark(plain if respelled or written == whole else normalize(whole)),
        respelled=respelled is not None,
        rest=without,
        plain=plain,
        words=words,
        when=when,
        options=options,
        also={slot: lexicon.options[slot].others(free, match) for slot, match in options.items()},
        excluded={slot: ids for slot, ids in excluded.items() if slot not in options},
        unoffered=unoffered,
        indifferent=is_indifferent(plain, words, when.spans),
        code=code.code if code else None,
        phone=phone.number if phone else None,
        name=name.name if name else None,
    )


def _when(plain: str, utterance: Utterance, lexicon: Lexicon, language: str | None) -> When:
    """Day and hour."""
    read = partial(
        read_normalized,
        now=utterance.now,
        language=language,
        hours=utterance.bot.hours_on,
        about=_day_spoken_of(utterance, lexicon),
        asked=_wanted(utterance, plain),
    )
    return read_beside_circumstances(plain, read)


def _named(written: str, lexicon: Lexicon, beside: bool) -> FoundName | None:
    """The name of whom the booking is for, or the one that the message ends with.

    In Russian the case tells them from the staff ("Олега", "к Олегу"); elsewhere the list does.

    :param beside: a phone number stands in the message: then the last name is the customer's all the same.
    """
    booked = read_booked(written)
    if booked is not None and (
        booked.name != written[booked.start : booked.end] or not _staff(booked, lexicon)
    ):
        return booked
    name = read_signature(written)
    return None if name is None or (not beside and _staff(name, lexicon)) else name


def _staff(name: FoundName, lexicon: Lexicon) -> bool:
    words = split_words(normalize(name.name))
    return any(lexicon.options[slot].match(words) for slot in lexicon.people)


def _without(text: str, start: int, end: int) -> str:
    return " ".join(f"{text[:start]} , {text[end:]}".split()).strip(" ,")


def _outside(words: Sequence[Word], spans: Iterable[tuple[int, int]]) -> Sequence[Word]:
    for start, end in spans:
        words = [word for word in words if word.start < start or word.end > end]
    return words


def _excluded(lexicon: Lexicon, words: Sequence[Word]) -> dict[str, tuple[str, ...]]:
    """Who is not wanted, by the name of the slot."""
    people = lexicon.people & lexicon.options.keys()
    found = {slot: lexicon.options[slot].excluded(words) for slot in people}
    return {slot: ids for slot, ids in found.items() if ids}


def _options(
    lexicon: Lexicon, words: Sequence[Word], utterance: Utterance, excluded: Container[str]
) -> dict[str, OptionMatch]:
    """What of the closed lists is meant.

    :param excluded: names of slots of which somebody is not wanted: anybody else is, then.
    """
    asked = utterance.asked.name if utterance.asked else None
    found: dict[str, OptionMatch] = {}
    for slot, index in lexicon.options.items():
        match = index.match(words, slot == asked)
        if match is not None and slot in lexicon.people and is_common(match, words, lexicon):
            match = None
        if match is not None and slot in excluded and _leaves_open(match, index):
            match = None
        if match is not None:
            others = index.others(words, match, OR)
            found[slot] = replace(match, ids=(*match.ids, *others)) if others else match
    return found


def _offered(
    options: Mapping[str, OptionMatch], words: Sequence[Word], lexicon: Lexicon
) -> tuple[Mapping[str, OptionMatch], frozenset[str]]:
    """The options that are meant, and the names of the slots of which something else is."""
    another = frozenset(
        [
            slot
            for slot, match in options.items()
            if slot not in lexicon.people and names_another(match, words, lexicon)
        ]
    )
    return {slot: match for slot, match in options.items() if slot not in another}, another


def _leaves_open(match: OptionMatch, index: OptionIndex) -> bool:
    """Whether anybody would do: "anyone but Anna"."""
    return all(option.whole for option in index.options if option.id in match.ids)


def _day_spoken_of(utterance: Utterance, lexicon: Lexicon) -> date | None:
    """The day that the open form holds, or the booking just made."""
    for slot in lexicon.names(SlotKind.DAY):
        day = (utterance.values or utterance.about).get(slot)
        if isinstance(day, str):
            return date.fromisoformat(day)
    return None


def _wanted(utterance: Utterance, plain: str) -> Literal["day", "time"] | None:
    """What a bare number would answer."""
    kind = utterance.asked.kind if utterance.asked else None
    if kind is SlotKind.DAY:
        return "day"
    if kind is SlotKind.TIME or any("time" in choice.values for choice in utterance.offered):
        return "time"
    told = "time" in utterance.about or "time" in utterance.values
    if not told or kind is SlotKind.NUMBER:
        return None
    return "time" if Remark(plain).corrects or _MAKES_IT.search(plain) else None
