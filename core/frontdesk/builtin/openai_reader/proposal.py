"""What a model answered, as a reading: what it may not say, or cannot mean, is left out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from frontdesk.builtin.openai_reader.guard import may_be_said
from frontdesk.builtin.openai_reader.schema import choices_of, options_of, slots_of
from frontdesk.intents import Slot, SlotKind
from frontdesk.messages import Choice
from frontdesk.readings import Guess, Reading, Utterance
from frontdesk.understanding import RulesUnderstander, normalize
from frontdesk.understanding.codes import read_code
from frontdesk.understanding.phones import read_phone
from frontdesk.understanding.when.reader import read_normalized

if TYPE_CHECKING:
    from frontdesk.builtin.openai_reader.masking import Mask

__all__ = ["proposed"]

#: Likely enough to be acted upon, and never so certain that it is not confirmed first.
_CONFIDENCE = 0.65
#: Nobody books so many of anything.
_LARGEST = 1_000
_MOST_INTENTS = 3
#: So many stretches that say a day or an hour, and so many letters of each: nobody says it at more length.
_MOST_SPANS = 6
_LONGEST_SPAN = 80


def proposed(answer: Mapping[str, Any], utterance: Utterance, mask: Mask, *, smalltalk: bool) -> Reading:
    """What of a model's answer counts. Never raises, whatever the answer holds.

    :param answer: a JSON object.
    :param mask: what was hidden from the model.
    :param smalltalk: whether the bot lets it answer small talk.
    """
    slots, also = _values(answer.get("slots"), utterance, mask)
    when = _when(answer.get("when"), utterance, mask)
    chosen = _choice(answer.get("choice"), utterance) or when.chosen
    words = answer.get("small_talk") if smalltalk else None
    guesses = tuple(Guess(name, _CONFIDENCE) for name in _intents(answer.get("intents"), utterance))
    says = isinstance(words, str) and not guesses and may_be_said(words, utterance.bot, utterance)
    return Reading(
        guesses=guesses,
        slots={**slots, **when.slots},
        unclear=dict(when.unclear),
        also=also,
        chosen=chosen,
        indifferent=answer.get("indifferent") is True,
        answer="no" if answer.get("refuses") is True else None,
        stop=answer.get("calls_off") is True,
        correction=when.correction,
        language=_language(answer.get("language"), utterance),
        small_talk=str(words).strip() if says else "",
        doubtful=True,
    )


def _intents(given: object, utterance: Utterance) -> Iterator[str]:
    known = utterance.bot.abilities.intents
    named = [name for name in _texts(given) if name in known]
    yield from list(dict.fromkeys(named))[:_MOST_INTENTS]


def _values(
    given: object, utterance: Utterance, mask: Mask
) -> tuple[dict[str, Any], dict[str, tuple[Any, ...]]]:
    slots: dict[str, Any] = {}
    also: dict[str, tuple[Any, ...]] = {}
    answered = given if isinstance(given, Mapping) else {}
    for name, slot in slots_of(utterance.bot).items():
        first, *others = _possible(answered.get(name), slot, utterance, mask) or [None]
        if first is None:
            continue
        slots[name] = first
        if others:
            also[name] = tuple(others)
    return slots, also


def _possible(value: object, slot: Slot, utterance: Utterance, mask: Mask) -> list[Any]:
    """The values of a slot that can be."""
    if slot.kind is SlotKind.OPTION:
        options = options_of(utterance.bot, slot)
        return list(dict.fromkeys(id_ for id_ in _texts(value) if id_ in options))
    if slot.kind is SlotKind.NUMBER:
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= _LARGEST:
            return []
        return [value] if _is_counted(value, utterance) else []
    shown = mask.show(value) if isinstance(value, str) else ""
    if not shown or not _is_in(shown, utterance.text):
        return []
    if slot.kind is SlotKind.CODE:
        code = read_code(shown, asked=True)
        return [code.code] if code else []
    phone = read_phone(shown, utterance.language)
    return [phone.number] if phone else []


def _when(given: object, utterance: Utterance, mask: Mask) -> Reading:
    """Days and hours, read by the rules from the customer's own words."""
    said = [span for span in _texts(given)[:_MOST_SPANS] if len(span) <= _LONGEST_SPAN]
    spans = [shown for span in said if _is_in(shown := mask.show(span), utterance.text)]
    if not spans:
        return Reading()
    # In the order in which they were written: "Friday, no, Saturday".
    text = normalize(utterance.text)
    spans.sort(key=lambda span: text.find(normalize(span)))
    read = RulesUnderstander().read(replace(utterance, text=" ".join(dict.fromkeys(spans))), None)
    if read is None:
        return Reading()
    lexicon = utterance.bot.lexicon
    named = {name for kind in (SlotKind.DAY, SlotKind.TIME) for name in lexicon.names(kind)}
    if utterance.asked is not None and utterance.asked.kind in (SlotKind.DAY, SlotKind.TIME):
        named.add(utterance.asked.name)
    chosen = read.chosen if read.chosen in choices_of(utterance) else None
    return Reading(
        slots={name: value for name, value in read.slots.items() if name in named},
        unclear={name: values for name, values in read.unclear.items() if name in named},
        chosen=chosen,
        correction=read.correction,
    )


def _choice(given: object, utterance: Utterance) -> Choice | None:
    numbered = {str(number): choice for number, choice in enumerate(choices_of(utterance), 1)}
    return numbered.get(given) if isinstance(given, str) else None


def _language(given: object, utterance: Utterance) -> str | None:
    return given if isinstance(given, str) and given in utterance.bot.languages else None


def _is_counted(value: int, utterance: Utterance) -> bool:
    """Whether a number stands in the message by itself: not in a day, an hour or a longer number."""
    text = normalize(utterance.text)
    language = utterance.language or utterance.bot.languages[0]
    spans = read_normalized(text, now=utterance.now, language=language).spans
    alone = rf"(?<![\w:./+-])(?<!\d,){value}(?!\w|[:.,/-]\d)"
    return any(
        not any(
            start <= found.start() and found.end() <= end and end - start > len(found[0])
            for start, end in spans
        )
        for found in re.finditer(alone, text)
    )


def _is_in(span: str, text: str) -> bool:
    wanted = normalize(span).strip()
    return bool(wanted) and wanted in normalize(text)


def _texts(given: object) -> list[str]:
    listed = given if isinstance(given, list) else [given]
    return [text for text in listed if isinstance(text, str)]
