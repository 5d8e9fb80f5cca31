"""Answers every message with its text: for bots with ``dialogue: {fallback: echo}``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from frontdesk.hookspecs import hookimpl
from frontdesk.messages import Reply

if TYPE_CHECKING:
    from frontdesk.turns import Turn

__all__ = ["frontdesk_fallback"]


@hookimpl
def frontdesk_fallback(turn: Turn) -> Reply | None:
    """The customer's own words."""
    if turn.bot.definition.dialogue.fallback != "echo" or not turn.message.text.strip():
        return None
    return Reply(turn.message.text, template="echo")
