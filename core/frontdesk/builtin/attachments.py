"""What cannot be read: a voice note or a photo gets a helpful answer, a reaction gets none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from frontdesk.hookspecs import hookimpl
from frontdesk.messages import Reply
from frontdesk.offers import Texts

if TYPE_CHECKING:
    from frontdesk.turns import Turn

__all__ = ["frontdesk_before_turn", "frontdesk_texts"]

#: Nothing that waits for an answer.
_SILENT = frozenset({"reaction", "sticker", "system", "ephemeral", "request_welcome", "revoke"})
_SPOKEN = frozenset({"audio", "voice"})


@hookimpl
def frontdesk_before_turn(turn: Turn) -> Reply | None:
    """An answer to a message without words."""
    kind = turn.message.kind
    if kind in {"text", "choice"} or turn.message.text.strip():
        return None
    if kind in _SILENT:
        return Reply("")
    key = "attachments.spoken" if kind in _SPOKEN else "attachments.other"
    return Reply(turn.say(key), template=key)


@hookimpl
def frontdesk_texts() -> Texts:
    """What to say about attachments."""
    return Texts(
        {
            "ru": {
                "attachments.spoken": "Слушать сообщения я пока не умею. Напишите, пожалуйста, текстом.",
                "attachments.other": "Открыть это я пока не могу. Напишите, пожалуйста, словами, чем помочь.",
            },
            "en": {
                "attachments.spoken": "I cannot listen to messages yet. Could you write it, please?",
                "attachments.other": "I cannot open this yet. Could you tell me in words how I can help?",
            },
        }
    )
