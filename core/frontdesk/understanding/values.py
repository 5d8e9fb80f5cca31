"""The values of one message, under the names of the bot's slots."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Literal

from frontdesk.intents import SlotKind
from frontdesk.readings import Utterance
from frontdesk.understanding.answers import Answer, Remark
from frontdesk.understanding.function_words import FUNCTION_WORDS
from frontdesk.understanding.given_names import is_given_name
from frontdesk.understanding.lexicon import Lexicon
from frontdesk.understanding.names import read_name
from frontdesk.understanding.normalize import normalize
from frontdesk.understanding.scan import Scan
from frontdesk.understanding.tokens import split_words

__all__ = ["Values", "values_of"]

_CHOOSES = re.compile(r"(?<!\w)(?:then|instead|better|тогда|давай|давайте|лучше)(?!\w)")
_MIDNIGHT = "00:00"
_WEEK = 7
#: "В субботу", without another word: with more, it is a new thought.
_BARE = 2
#: How Russian verbs end, and names do not.
_VERB = re.compile(r"[а-я](?:ть|ться|йте|ите|аю|яю|ую|ешь|ишь)$")
#: What ends a name that something else follows.
_HEAD = re.compile(r"\s*[,;]\s*|[.!?]\s+|\s+(?:и|а|and)\s+", re.IGNORECASE)


@dataclass(slots=True)
class Values:
    """Slots on their way into a reading.

    :ivar slots: with one value each.
    :ivar unclear: with several possible values.
    """

    slots: dict[str, Any] = field(default_factory=dict)
    unclear: dict[str, tuple[Any, ...]] = field(default_factory=dict)

    def set(self, slot: str, values: Sequence[Any]) -> None:
        """What a slot can be; nothing when there are no values."""
        if len(values) == 1:
            self.slots[slot] = values[0]
        elif values:
            self.unclear[slot] = tuple(values)

    def take(self, told: Mapping[str, Any]) -> None:
        """What some slots are, whatever else they could be."""
        for slot, value in told.items():
            self.set(slot, (value,))

    def drop(self, *slots: str) -> None:
        """Forget slots."""
        for slot in slots:
            self.slots.pop(slot, None)
            self.unclear.pop(slot, None)

    def candidates(self) -> dict[str, tuple[Any, ...]]:
        """Every value of every slot."""
        return {**{slot: (value,) for slot, value in self.slots.items()}, **self.unclear}

    def __bool__(self) -> bool:
        return bool(self.slots or self.unclear)


def values_of(
    found: Scan, lexicon: Lexicon, utterance: Utterance, answer: Answer, wishes_something: bool
) -> Values:
    """What a message hands over.

    :param answer: whether it agrees, refuses or calls things off.
    :param wishes_something: True when more than a courtesy was found: then it is no answer to "what is your
        name?".
    """
    values = Values()
    for kind, candidates in _read(found):
        for slot in _slots(lexicon, utterance, kind):
            values.set(slot, candidates)
    if found.names_a_bare_day and len(found.words) <= _BARE:
        _count_from_the_week_talked_of(values, utterance, lexicon)
    if found.when.shift is not None and not found.when.times:
        for slot, value in _shifted(_held(utterance), found.when.shift, lexicon).items():
            values.drop(slot)
            values.set(slot, (value,))
    if found.when.empty and found.remark.direction:
        for slot in lexicon.names(SlotKind.TIME):
            beyond = _beyond(_time_spoken_of(slot, utterance), found.remark.direction)
            values.set(slot, (beyond,) if beyond else ())
    elif len(found.when.times) == 1 and not found.when.days and found.remark.complains:
        for slot in lexicon.names(SlotKind.TIME):
            beyond = _beyond(found.when.time_value(), found.remark.complains)
            values.drop(slot)
            values.set(slot, (beyond,) if beyond else ())
    if utterance.about:
        values.take(_as_it_was(found, utterance, lexicon))
    for slot, match in found.options.items():
        values.set(slot, match.ids)
    for slot, ids in found.excluded.items():
        values.set(slot, ({"not": list(ids)},))
    _answer_what_was_asked(values, found, lexicon, utterance, answer, wishes_something=wishes_something)
    return values


def _as_it_was(found: Scan, utterance: Utterance, lexicon: Lexicon) -> dict[str, Any]:
    """The day or the time of what was talked of last, where it names no other: "at the same time"."""
    same = {slot for kind in found.remark.same for slot in lexicon.names(kind)}
    named = {SlotKind.DAY: found.when.days, SlotKind.TIME: found.when.times}
    told = {slot for kind, spans in named.items() if spans for slot in lexicon.names(kind)}
    return {
        slot: utterance.about[slot]
        for slot in same - told
        if slot not in utterance.values and isinstance(utterance.about.get(slot), str)
    }


def _held(utterance: Utterance) -> Mapping[str, Any]:
    """What was said so far, and beside it what it changes or what was talked of last."""
    return {**utterance.about, **utterance.values}


def _read(found: Scan) -> Iterator[tuple[SlotKind, Sequence[Any]]]:
    if found.when.days:
        yield SlotKind.DAY, found.when.day_values()
    if found.when.times:
        yield SlotKind.TIME, found.when.time_values()
    if found.code:
        yield SlotKind.CODE, (found.code,)
    if found.phone:
        yield SlotKind.PHONE, (found.phone,)
    if found.name:
        yield SlotKind.NAME, (found.name,)


def _slots(lexicon: Lexicon, utterance: Utterance, kind: SlotKind) -> tuple[str, ...]:
    asked = utterance.asked
    return lexicon.names(kind) or ((asked.name,) if asked is not None and asked.kind is kind else ())


def _shifted(said: Mapping[str, Any], shift: timedelta, lexicon: Lexicon) -> dict[str, Any]:
    """The form's day or time so much later: "на час позже"."""
    whole_days = shift % timedelta(days=1) == timedelta()
    moved: dict[str, Any] = {}
    for slot in lexicon.names(SlotKind.DAY if whole_days else SlotKind.TIME):
        value = said.get(slot)
        if not isinstance(value, str):
            continue
        if whole_days:
            moved[slot] = (date.fromisoformat(value) + shift).isoformat()
            continue
        hour, minute = value.split(":")
        total = int(hour) * 60 + int(minute) + int(shift.total_seconds() // 60)
        if 0 <= total < 24 * 60:
            moved[slot] = f"{total // 60:02d}:{total % 60:02d}"
    return moved


def _count_from_the_week_talked_of(values: Values, utterance: Utterance, lexicon: Lexicon) -> None:
    """ "On Saturday", where a day weeks ahead is talked of, is the Saturday of that week."""
    for slot in lexicon.names(SlotKind.DAY):
        held, said = utterance.values.get(slot), values.slots.get(slot)
        if not isinstance(held, str) or not isinstance(said, str):
            continue
        day = date.fromisoformat(held)
        if day - utterance.now.date() >= timedelta(days=_WEEK):
            monday = day - timedelta(days=day.weekday())
            values.slots[slot] = (monday + timedelta(days=date.fromisoformat(said).weekday())).isoformat()


def _time_spoken_of(slot: str, utterance: Utterance) -> Any:
    """The time, or the window, that the form holds; else the one in the middle of those that are offered."""
    said = _held(utterance).get(slot)
    offered = sorted(time for choice in utterance.offered if isinstance(time := choice.values.get(slot), str))
    return said or (offered[len(offered) // 2] if offered else None)


def _beyond(said: Any, direction: Literal["earlier", "later"]) -> dict[str, str | None] | None:
    """All times that are earlier, or later, than what was said: "anything earlier?"."""
    window = said if isinstance(said, dict) else {"from": said, "to": said and _next_minute(said)}
    first, last = window.get("from"), window.get("to")
    if direction == "earlier":
        return {"from": None, "to": first} if first and first > _MIDNIGHT else None
    return {"from": last, "to": None} if last else None


def _next_minute(moment: str) -> str | None:
    """None after the last minute of the day."""
    hour, minute = divmod(int(moment[:2]) * 60 + int(moment[3:]) + 1, 60)
    return f"{hour:02d}:{minute:02d}" if hour < 24 else None


def _answer_what_was_asked(
    values: Values,
    found: Scan,
    lexicon: Lexicon,
    utterance: Utterance,
    answer: Answer,
    *,
    wishes_something: bool,
) -> None:
    """What only counts as a value because it was asked for."""
    asked = utterance.asked
    if asked is None or answer.stop:
        return
    if asked.kind is SlotKind.TEXT:
        values.set(asked.name, (utterance.text.strip(),))
    elif asked.kind is SlotKind.NUMBER:
        numbers = [word.text for word in found.words if word.text.isdigit()]
        values.set(asked.name, tuple(int(number) for number in numbers[:1]))
    elif asked.kind is SlotKind.NAME and found.name is None:
        left_open = found.indifferent or found.remark.drops or found.excluded
        valued = answer.value or answer.unsure or found.code or not found.when.empty
        busy = wishes_something or left_open or valued or lexicon.tongues.wanted(found.plain)
        told = None if busy or "?" in found.rest or found.remark.asks else read_name(found.rest, True)
        name = told.name if told and _may_be_a_name(told.name, lexicon) else None
        name = name or _leading_name(found.rest, lexicon) or _name_after_answer(found, answer)
        if _picks_somebody(found, lexicon):
            name = None
        if name is not None:
            # Who gives a name does not ask for the master of the same name.
            for slot in found.options:
                if lexicon.options[slot].match(split_words(normalize(name))):
                    values.drop(slot)
        values.set(asked.name, (name,) if name else ())


def _name_after_answer(found: Scan, answer: Answer) -> str | None:
    """The first name right behind an answer: "да катя", "нет, лена"."""
    names = found.rest.split()[1:]
    given = all(is_given_name(word.text) for word in found.words[1:])
    if not answer.value or not names or not given or len(names) != len(found.words) - 1:
        return None
    return " ".join(name.strip(" ,.!").capitalize() for name in names)


def _picks_somebody(found: Scan, lexicon: Lexicon) -> bool:
    """Whether it chooses one of the staff: "Maria then", after the question who does it."""
    named = not lexicon.people.isdisjoint(found.options) and found.when.empty
    return named and bool(_CHOOSES.search(found.plain))


def _may_be_a_name(name: str, lexicon: Lexicon) -> bool:
    """Whether no word of it means something else: "I changed", of "I changed my mind", or "подумать"."""
    return all(is_given_name(word) or not _means_else(word, lexicon) for word in normalize(name).split())


def _means_else(word: str, lexicon: Lexicon) -> bool:
    known = Remark(word).corrects or word in FUNCTION_WORDS or lexicon.knows(word)
    return known or _VERB.search(word) is not None


def _leading_name(written: str, lexicon: Lexicon) -> str | None:
    """The name with something else behind it: "Катя, а парковка есть?", "Лена и давайте на 16"."""
    head, *rest = _HEAD.split(written, maxsplit=1)
    if not rest or not head.istitle() or len(head.split()) > 3:
        return None
    if Remark(normalize(head)).answer().value or not _may_be_a_name(head, lexicon):
        return None
    name = read_name(head, asked=True)
    return name.name if name else None
