"""What notices offered: taps on it are good however much was said since then; what was not sent is not."""

from __future__ import annotations

import re
from dataclasses import replace

from frontdesk.dialogue import State
from frontdesk.messages import Choice, Inbound
from frontdesk.storage import Scope
from frontdesk.storage.models import NoticeEntry, OutboxEntry

__all__ = ["seen", "tapped"]

_CHOICE = re.compile(r"n([1-9]\d{0,17})\.([1-9]\d?)", re.ASCII)


def seen(scope: Scope, state: State) -> State:
    """The state without choices of a notice that has not left: nobody says "yes" to what they cannot see."""
    found = _CHOICE.fullmatch(state.offered[0].id) if state.offered else None
    if found is None:
        return state
    notice = scope.get(NoticeEntry, NoticeEntry.id == int(found[1]))
    if notice is not None and notice.message is not None:
        waits = (OutboxEntry.message == notice.message) & OutboxEntry.state.in_(("pending", "held"))
        if scope.get(OutboxEntry, waits) is None and notice.state == "posted":
            return state
    return replace(state, offered=())


def tapped(scope: Scope, conversation_id: int, message: Inbound) -> Choice | None:
    """What a tap under a notice stands for; None for all other messages.

    :param conversation_id: where it was tapped; a notice elsewhere offered nothing here.
    """
    found = _CHOICE.fullmatch(message.choice or "")
    if found is None:
        return None
    here = (NoticeEntry.id == int(found[1])) & (NoticeEntry.conversation == conversation_id)
    notice = scope.get(NoticeEntry, here)
    if notice is None:
        return None
    buttons = scope.reveal(notice, NoticeEntry.body)["buttons"]
    if int(found[2]) > len(buttons):
        return None
    button = buttons[int(found[2]) - 1]
    return Choice(
        message.text,
        values=button["values"],
        intent=button["intent"],
        answer=button["answer"],
        id=found[0],
    )
