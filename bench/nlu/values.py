"""Values of ours in the protocol's words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from frontdesk.bots import Bot
from frontdesk.understanding import When

__all__ = ["INTENTS", "SLOTS", "name_of", "time_of", "when_of"]

#: What the protocol calls an intent, or what else a message does.
INTENTS = {
    "book": "booking",
    "move": "reschedule",
    "cancel": "cancel",
    "my_bookings": "status",
    "prices": "faq",
    "team": "faq",
    "opening_hours": "faq",
    "faq": "faq",
    "menu": "faq",
    "greeting": "greeting",
    "thanks": "thanks",
    "goodbye": "goodbye",
    "human": "human",
    "complaint": "human",
    "who": "faq",
    "late": "reschedule",
    "abuse": "out_of_scope",
    "yes": "affirm",
    "no": "deny",
    "stop": "deny",
    "choice": "inform",
    "inform": "inform",
    "nothing": "out_of_scope",
}
#: What the protocol calls a slot.
SLOTS = {
    "service": "service",
    "staff": "provider",
    "day": "date",
    "time": "time",
    "code": "code",
    "name": "name",
    "phone": "phone",
}
_PARTS = {"early": "morning"}


def when_of(when: When) -> dict[str, Any]:
    """Day and time of a phrase, the likeliest ones."""
    return {"date": when.day_value(), "time": time_of(when.time_value(), when)}


def time_of(value: Any, when: When) -> Any:
    """A time; a part of the day by its name."""
    if when.part and value == when.time_value():
        return {"part": _PARTS.get(when.part, when.part)}
    return value


def name_of(bot: Bot, slot: str, value: Any) -> Any:
    """What somebody who can be asked for is called; any other value as it is."""
    index: Mapping[str, Any] = bot.lexicon.options
    if slot != "staff" or slot not in index:
        return value
    named = (option for option in index[slot].options if option.id == value)
    return next((option.name(bot.default_language) for option in named), value)
