"""Calling a person, as a choice below a reply."""

from __future__ import annotations

from typing import TYPE_CHECKING

from frontdesk import Choice

if TYPE_CHECKING:
    from frontdesk import Turn

__all__ = ["person_choice"]


def person_choice(turn: Turn) -> tuple[Choice, ...]:
    """A person, where the bot can call one."""
    if "human" not in turn.bot.abilities.intents:
        return ()
    return (Choice(turn.say("menu.human"), intent="human"),)
