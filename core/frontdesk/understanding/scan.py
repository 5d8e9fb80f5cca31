"""The values that stand in one message: code, phone, name, day and hour, options."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from frontdesk.intents import SlotKind
from frontdesk.readings import Utterance
from frontdesk.understanding.codes import read_code
from frontdesk.understanding.lexicon import Lexicon
from frontdesk.understanding.names import read_name
from frontdesk.understanding.normalize import normalize
from frontdesk.understanding.options import OptionMatch
from frontdesk.understanding.phones import read_phone
from frontdesk.understanding.spelling import respell
from frontdesk.understanding.tokens import Word, split_words
from frontdesk.understanding.when import When, read_when

__all__ = ["Scan", "scan", "shifted"]


@dataclass(frozen=True, slots=True)
class Scan:
    """What one message holds, before it is known what it wants.

    :ivar text: normalized, and in Cyrillic where it was meant so.
    :ivar respelled: True where it was written in another alphabet or on another layout.
    :ivar plain: the text without code, phone and name.
    :ivar words: of ``plain``.
    :ivar when: day and hour.
    :ivar options: by slot name, what of the closed lists was meant.
    :ivar code: the booking code.
    :ivar phone: E.164.
    :ivar name: as the customer introduced themselves.
    """

    text: str
    respelled: bool
    plain: str
    words: tuple[Word, ...]
    when: When
    options: Mapping[str, OptionMatch]
    code: str | None = None
    phone: str | None = None
    name: str | None = None

    @property
    def valued(self) -> bool:
        """True when it hands over any value at all."""
        return bool(self.options or self.code or self.phone or self.name) or not self.when.empty


def scan(utterance: Utterance, lexicon: Lexicon) -> Scan:
    """Read the values out of a message.

    :param lexicon: of the bot that it was written to.
    """
    written = " ".join(utterance.text.split())
    asked = utterance.asked.kind if utterance.asked else None
    code = read_code(written, asked is SlotKind.CODE)
    language = utterance.language or (lexicon.languages[0] if lexicon.languages else None)
    if code:
        written = _without(written, code.start, code.end)
    phone = read_phone(written, language)
    if phone:
        written = _without(written, phone.start, phone.end)
    name = read_name(written)
    if name:
        written = _without(written, name.start, name.end)
    plain = normalize(written)
    respelled = respell(plain, lexicon.knows)
    plain = respelled or plain
    when = read_when(plain, now=utterance.now, language=language, asked=_wanted(utterance))
    words = split_words(plain)
    free = tuple(word for word in words if not _inside(word, when.spans))
    return Scan(
        text=respelled or normalize(utterance.text),
        respelled=respelled is not None,
        plain=plain,
        words=words,
        when=when,
        options=_options(lexicon, free),
        code=code.code if code else None,
        phone=phone.number if phone else None,
        name=name.name if name else None,
    )


def _without(text: str, start: int, end: int) -> str:
    return " ".join(f"{text[:start]} , {text[end:]}".split()).strip(" ,")


def _inside(word: Word, spans: Iterable[tuple[int, int]]) -> bool:
    return any(start <= word.start and word.end <= end for start, end in spans)


def _options(lexicon: Lexicon, words: tuple[Word, ...]) -> dict[str, OptionMatch]:
    found = {slot: index.match(words) for slot, index in lexicon.options.items()}
    return {slot: match for slot, match in found.items() if match is not None}


def _wanted(utterance: Utterance) -> Literal["day", "time"] | None:
    """What a bare number would answer."""
    kind = utterance.asked.kind if utterance.asked else None
    if kind is SlotKind.DAY:
        return "day"
    offers_time = any("time" in choice.values for choice in utterance.offered)
    return "time" if kind is SlotKind.TIME or offers_time else None


def shifted(values: Mapping[str, Any], shift: timedelta, day: str, time: str) -> dict[str, Any]:
    """The form's day and time so much later: "на час позже".

    :param day: name of the form's day slot.
    :param time: name of the form's time slot.
    """
    if shift % timedelta(days=1) == timedelta():
        said = values.get(day)
        return {day: (date.fromisoformat(said) + shift).isoformat()} if isinstance(said, str) else {}
    said = values.get(time)
    if not isinstance(said, str):
        return {}
    hour, minute = said.split(":")
    total = int(hour) * 60 + int(minute) + int(shift.total_seconds() // 60)
    return {time: f"{total // 60:02d}:{total % 60:02d}"} if 0 <= total < 24 * 60 else {}
