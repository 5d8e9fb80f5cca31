"""Understanding by rules: no model, no network, the same answer every time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from frontdesk.intents import SlotKind
from frontdesk.messages import Choice
from frontdesk.readings import Reading, Understander, Utterance
from frontdesk.understanding.answers import Answer, is_correction, is_question, is_request, read_answer
from frontdesk.understanding.language import detect_language
from frontdesk.understanding.lexicon import Lexicon
from frontdesk.understanding.names import read_name
from frontdesk.understanding.picks import pick_by_order, pick_by_title, pick_by_values
from frontdesk.understanding.scan import Scan, scan, shifted
from frontdesk.understanding.wishes import Wishes, read_wishes

__all__ = ["RulesUnderstander"]


@dataclass(slots=True)
class _Values:
    """Slots on their way into a reading."""

    slots: dict[str, Any] = field(default_factory=dict)
    unclear: dict[str, tuple[Any, ...]] = field(default_factory=dict)

    def add(self, slot: str, values: Sequence[Any]) -> None:
        if len(values) == 1:
            self.slots[slot] = values[0]
        elif values:
            self.unclear[slot] = tuple(values)

    def drop(self, slot: str) -> None:
        self.slots.pop(slot, None)
        self.unclear.pop(slot, None)

    @property
    def any(self) -> bool:
        return bool(self.slots or self.unclear)


class RulesUnderstander(Understander):
    """Reads Russian and English by rules over the words of the bot (``bot.lexicon``).

    Pure: the same utterance is read the same way every time. Well below a millisecond for a usual message.
    """

    name = "rules"

    def read(self, utterance: Utterance, so_far: Reading | None) -> Reading | None:
        """What the message means. It reads for itself and replaces what others read before it.

        :param so_far: not used.
        """
        lexicon: Lexicon = utterance.bot.lexicon
        found = scan(utterance, lexicon)
        open_form = utterance.asked is not None or utterance.confirming or bool(utterance.values)
        wishes = read_wishes(found, lexicon, open_form)
        answer = read_answer(found.text)
        by_order = pick_by_order(found.words, utterance.offered)
        elsewhere = wishes.off_topic and not (wishes.guesses or open_form or is_request(found.text))
        values = _Values() if by_order or elsewhere else _values(found, lexicon, utterance, wishes)
        if not by_order:
            _asked_value(values, found, utterance, wishes, answer)
        chosen = by_order or _chosen(values, found, lexicon, utterance)
        if chosen is not None:
            for slot in chosen.values:
                values.drop(slot)
        return _reading(found, wishes, answer, values, chosen=chosen, open_form=open_form)


def _values(found: Scan, lexicon: Lexicon, utterance: Utterance, wishes: Wishes) -> _Values:
    values = _Values()
    for slot in lexicon.names(SlotKind.DAY) or _asked_name(utterance, SlotKind.DAY):
        values.add(slot, found.when.day_values())
    for slot in lexicon.names(SlotKind.TIME) or _asked_name(utterance, SlotKind.TIME):
        values.add(slot, found.when.time_values())
    if found.when.shift is not None and not found.when.times:
        for day in lexicon.names(SlotKind.DAY)[:1]:
            for time in lexicon.names(SlotKind.TIME)[:1]:
                for slot, value in shifted(utterance.values, found.when.shift, day, time).items():
                    values.drop(slot)
                    values.add(slot, (value,))
    for slot, match in found.options.items():
        values.add(slot, match.ids)
    for kind, value in (
        (SlotKind.CODE, found.code),
        (SlotKind.PHONE, found.phone),
        (SlotKind.NAME, found.name),
    ):
        if value is not None:
            for slot in lexicon.names(kind) or _asked_name(utterance, kind):
                values.add(slot, (value,))
    return values


def _asked_name(utterance: Utterance, kind: SlotKind) -> tuple[str, ...]:
    asked = utterance.asked
    return (asked.name,) if asked is not None and asked.kind is kind else ()


def _asked_value(values: _Values, found: Scan, utterance: Utterance, wishes: Wishes, answer: Answer) -> None:
    """What only counts as a value because it was asked for."""
    asked = utterance.asked
    if asked is None or answer.stop:
        return
    if asked.kind is SlotKind.TEXT:
        values.add(asked.name, (utterance.text.strip(),))
    elif asked.kind is SlotKind.NUMBER:
        numbers = [word.text for word in found.words if word.text.isdigit()]
        values.add(asked.name, tuple(int(number) for number in numbers[:1]))
    elif (
        asked.kind is SlotKind.NAME
        and found.name is None
        and not _something_else(found, utterance, wishes, answer)
    ):
        name = read_name(" ".join(utterance.text.replace(found.phone or "\n", "").split()), asked=True)
        if name is not None:
            # Who gives a name does not ask for the master of the same name.
            for slot in found.options:
                values.drop(slot)
            values.add(asked.name, (name.name,))


def _something_else(found: Scan, utterance: Utterance, wishes: Wishes, answer: Answer) -> bool:
    """True when a text is clearly no name, though one was asked for."""
    talk = found.when.empty and not wishes.guesses and answer.value is None and not is_question(found.text)
    return "?" in utterance.text or not talk or found.code is not None


def _chosen(values: _Values, found: Scan, lexicon: Lexicon, utterance: Utterance) -> Choice | None:
    """The offered choice that the values or the words stand for."""
    if not utterance.offered:
        return None
    candidates: dict[str, tuple[Any, ...]] = {slot: (value,) for slot, value in values.slots.items()}
    candidates |= values.unclear
    chosen = pick_by_values(candidates, utterance.offered)
    if chosen is None and found.when.others:
        for slot in lexicon.names(SlotKind.TIME):
            candidates[slot] = (*candidates.get(slot, ()), *found.when.other_time_values())
        chosen = pick_by_values(candidates, utterance.offered)
    return chosen or pick_by_title(found.text, utterance.offered)


def _reading(
    found: Scan, wishes: Wishes, answer: Answer, values: _Values, *, chosen: Choice | None, open_form: bool
) -> Reading:
    said = answer.value
    serious = bool(wishes.guesses) and wishes.guesses[0].confidence > 0.6
    if answer.weak and (found.valued or serious):
        said = None
    if said is None and wishes.refused and not wishes.guesses:
        said = "no"
    guesses = wishes.guesses
    if answer.stop and open_form:
        guesses = ()
    language = "ru" if found.respelled else detect_language(found.plain)
    return Reading(
        guesses=guesses,
        slots=values.slots,
        unclear=values.unclear,
        answer=said,
        chosen=chosen,
        stop=answer.stop,
        correction=values.any and is_correction(found.text),
        language=language,
        source="rules",
        reasons=wishes.reasons,
    )
