"""What the bot can do, as things to tap."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from frontdesk.intents import Intent
from frontdesk.messages import Choice

if TYPE_CHECKING:
    from frontdesk.speech import Speech

__all__ = ["HUMAN", "MOST_CHOICES", "menu"]

#: No channel shows more than this (a WhatsApp list has ten rows), and no person reads more.
MOST_CHOICES = 10
#: The intent that leads to a person: the last thing in a menu.
HUMAN = "human"


def menu(
    intents: Mapping[str, Intent], speech: Speech, names: Iterable[str] | None = None
) -> tuple[Choice, ...]:
    """The intents that have a title, in the order of their plugins; a person comes last.

    :param names: only these; None for all.
    """
    wanted = [intents[name] for name in (intents if names is None else names) if name in intents]
    titled = [(intent, _title(intent, speech)) for intent in sorted(wanted, key=_is_person)]
    return tuple(Choice(title, intent=intent.name) for intent, title in titled if title)[:MOST_CHOICES]


def _title(intent: Intent, speech: Speech) -> str:
    return speech.say(intent.title_key) if intent.title else ""


def _is_person(intent: Intent) -> bool:
    return intent.name == HUMAN
