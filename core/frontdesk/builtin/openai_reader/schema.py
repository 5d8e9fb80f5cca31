"""The JSON schema of what a model may answer, made from what the bot can do.

Strict, as https://developers.openai.com/api/docs/guides/structured-outputs wants it: every property is
required, none may be added, and what may be missing is null. There is no word in it for "yes": a model cannot
agree to anything in a customer's name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from frontdesk.intents import Slot, SlotKind
from frontdesk.readings import Utterance

if TYPE_CHECKING:
    from frontdesk.bots import Bot
    from frontdesk.messages import Choice

__all__ = ["choices_of", "options_of", "schema_of", "slots_of"]

#: Kinds of values that a model may propose by themselves. Days and hours are resolved by the rules from the
#: customer's own words; names and free texts never leave the house.
PROPOSED = frozenset({SlotKind.OPTION, SlotKind.CODE, SlotKind.PHONE, SlotKind.NUMBER})
#: The API takes 1,000 values of enumerations in one schema; longer lists are checked here only.
_MOST_OPTIONS = 250


def slots_of(bot: Bot) -> Mapping[str, Slot]:
    """The slots whose values a model may propose, by name."""
    slots = {slot.name: slot for intent in bot.abilities.intents.values() for slot in intent.slots}
    for action in bot.abilities.actions.values():
        slots |= {slot.name: slot for slot in action.form.slots}
    return {name: slot for name, slot in slots.items() if slot.kind in PROPOSED}


def options_of(bot: Bot, slot: Slot) -> Mapping[str, str]:
    """The closed list of a slot: names by id."""
    listed = slot.options(bot) if slot.options else ()
    return {option.id: option.name(bot.default_language) for option in listed}


def choices_of(utterance: Utterance) -> Sequence[Choice]:
    """The offered choices that a model may pick: those that agree to nothing."""
    return [choice for choice in utterance.offered if choice.answer is None]


def schema_of(utterance: Utterance, *, smalltalk: bool) -> dict[str, Any]:
    """The schema for one message.

    :param smalltalk: whether the model may propose an answer to small talk.
    """
    bot = utterance.bot
    slots = {name: _value(bot, slot) for name, slot in slots_of(bot).items()}
    numbers = [str(number) for number, _ in enumerate(choices_of(utterance), 1)]
    properties: dict[str, Any] = {
        "intents": {"type": "array", "items": {"type": "string", "enum": sorted(bot.abilities.intents)}},
        "slots": _object(slots),
        "when": {"type": "array", "items": {"type": "string"}},
        "refuses": {"type": "boolean"},
        "calls_off": {"type": "boolean"},
        "indifferent": {"type": "boolean"},
        "language": {"anyOf": [{"type": "string", "enum": list(bot.languages)}, {"type": "null"}]},
    }
    if numbers:
        properties["choice"] = {"anyOf": [{"type": "string", "enum": numbers}, {"type": "null"}]}
    if smalltalk:
        properties["small_talk"] = {"type": ["string", "null"]}
    return _object(properties)


def _value(bot: Bot, slot: Slot) -> dict[str, Any]:
    if slot.kind is SlotKind.NUMBER:
        return {"type": ["integer", "null"]}
    if slot.kind is not SlotKind.OPTION:
        return {"type": ["string", "null"]}
    options = list(options_of(bot, slot))
    item = {"type": "string", "enum": options} if 0 < len(options) <= _MOST_OPTIONS else {"type": "string"}
    return {"type": "array", "items": item}


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }
