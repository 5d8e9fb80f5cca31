"""Filling a form from what was read: which values are taken, which are missing, which are in doubt."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import replace
from typing import Any

from frontdesk.actions import Form
from frontdesk.dialogue.state import OpenForm
from frontdesk.intents import Slot, SlotKind
from frontdesk.readings import Reading

__all__ = [
    "asks_for_more_than_the_person",
    "complete",
    "fill",
    "given",
    "missing",
    "settled",
    "takes_out",
    "unclear",
]

#: Who the customer is, as against what they want: asking for it does not make their request a doubtful one.
_PERSONAL = frozenset({SlotKind.NAME, SlotKind.PHONE})


def settled(value: Any) -> bool:
    """True for a value that is final; False for None, and for a range that only narrows the choice."""
    # Nearly all are texts, and what an abstract class is asked takes longer.
    return type(value) is str or (value is not None and not isinstance(value, Mapping))


def given(form: Form, reading: Reading) -> dict[str, Any]:
    """The values for this form that the message holds; what it says in words wins over what it picked."""
    picked = reading.chosen.values if reading.chosen else {}
    said = {**picked, **reading.slots}
    return {slot.name: said[slot.name] for slot in form.slots if slot.name in said}


def unclear(form: Form, reading: Reading) -> dict[str, tuple[Any, ...]]:
    """The slots of this form that the message leaves open between several values."""
    if not reading.unclear:
        return {}
    names = {slot.name for slot in form.slots}
    certain = given(form, reading)
    return {name: values for name, values in reading.unclear.items() if name in names and name not in certain}


def fill(
    open_form: OpenForm, form: Form, reading: Reading, without: frozenset[str] = frozenset()
) -> OpenForm:
    """Take what the message says; everything else stays as it was.

    To change what was said before makes the form unsure, and so does all that a language model had a part in;
    to pick what the bot offered instead does not. What is wanted besides ("and a manicure, too") changes
    nothing: the form is begun again with it afterwards.

    :param without: names of slots that the message speaks of for another reason.
    """
    if takes_out(open_form, form, reading):
        return _without_request(open_form, form, reading)
    certain = {
        name: _narrowed(open_form.values.get(name), value)
        for name, value in given(form, reading).items()
        if name not in without
    }
    doubtful = {name: values for name, values in unclear(form, reading).items() if name not in without}
    dropped = reading.dropped & open_form.values.keys()
    besides = _besides(open_form, form, reading, certain)
    if besides:
        return replace(open_form, then=(*open_form.then, besides))
    if not certain and not doubtful and not dropped:
        return open_form
    picked = reading.chosen.values if reading.chosen else {}
    changed = bool(open_form.values) and any(
        settled(open_form.values.get(name)) and open_form.values[name] != value and picked.get(name) != value
        for name, value in certain.items()
    )
    guessed = reading.uncertain & certain.keys()
    gone = dropped | doubtful.keys()
    values = {name: value for name, value in open_form.values.items() if name not in gone} | certain
    still_unclear = {name: options for name, options in open_form.unclear.items() if name not in certain}
    return OpenForm(
        open_form.action,
        open_form.intent,
        values=values,
        unclear=still_unclear | doubtful,
        asked=open_form.asked,
        unsure=open_form.unsure
        or bool(doubtful or guessed)
        or changed
        or reading.correction
        or reading.doubtful,
        asks=open_form.asks,
        then=(*open_form.then, *_further(certain, form, reading)),
        facts=open_form.facts,
    )


def _narrowed(before: Any, said: Any) -> Any:
    """What is said, with all that was ruled out before: "nor Maria", after "not Anna"."""
    if isinstance(before, Mapping) and isinstance(said, Mapping) and "not" in before and "not" in said:
        return {"not": [*before["not"], *(each for each in said["not"] if each not in before["not"])]}
    return said


def takes_out(open_form: OpenForm, form: Form, reading: Reading) -> bool:
    """Whether one of several requests is to be left out: "no manicure after all"."""
    if not (reading.removal and open_form.then):
        return False
    said = given(form, reading)
    named = form.repeats & said.keys()
    requests = (open_form.values, *open_form.then)
    return bool(named) and any(all(each.get(name) == said[name] for name in named) for each in requests)


def _without_request(open_form: OpenForm, form: Form, reading: Reading) -> OpenForm:
    said = given(form, reading)
    named = form.repeats & said.keys()
    left = [each for each in open_form.then if any(each.get(name) != said[name] for name in named)]
    if any(open_form.values.get(name) != said[name] for name in named):
        return replace(open_form, then=tuple(left))
    first, *others = left or [{}]
    return replace(open_form, values={**open_form.values, **first}, then=tuple(others))


def _besides(open_form: OpenForm, form: Form, reading: Reading, certain: Mapping[str, Any]) -> dict[str, Any]:
    """What is wanted beside what the form holds; empty where the message is about what it holds."""
    if not reading.addition or reading.correction:
        return {}
    more = any(
        settled(open_form.values.get(name)) and certain[name] != open_form.values[name]
        for name in form.repeats & certain.keys()
    )
    return dict(certain) if more else {}


def _further(taken: Mapping[str, Any], form: Form, reading: Reading) -> tuple[dict[str, Any], ...]:
    """What the form is to be filled with after this."""
    if reading.further and form.repeats & taken.keys():
        names = {slot.name for slot in form.slots}
        return tuple(
            {name: value for name, value in each.items() if name in names} for each in reading.further
        )
    if not reading.also:
        return ()
    return tuple(
        {slot.name: value}
        for slot in form.slots
        if slot.name in form.repeats and slot.name in taken
        for value in reading.also.get(slot.name, ())
    )


def missing(open_form: OpenForm, form: Form) -> tuple[Slot, ...]:
    """The slots to ask for, in their order: missing ones, narrowed ones, unclear ones."""
    return _missing(form, open_form.values, open_form.unclear)


def complete(form: Form, reading: Reading) -> bool:
    """Whether the message alone says all that the form has to be told."""
    return not _missing(form, given(form, reading), unclear(form, reading))


def _missing(form: Form, values: Mapping[str, Any], doubtful: Container[str]) -> tuple[Slot, ...]:
    return tuple(
        [
            slot
            for slot in form.slots
            if slot.name in doubtful
            or (slot.name not in form.optional and not settled(values.get(slot.name)))
        ]
    )


def asks_for_more_than_the_person(slots: tuple[Slot, ...]) -> bool:
    """Whether something other than who the customer is has to be asked for."""
    return any(slot.kind not in _PERSONAL for slot in slots)
