"""Taps on what a notice offered: understood however much was said since then."""

from __future__ import annotations

import re

from frontdesk.messages import Choice, Inbound
from frontdesk.storage import Scope
from frontdesk.storage.models import NoticeEntry

__all__ = ["tapped"]

_CHOICE = re.compile(r"n([1-9]\d{0,17})\.([1-9]\d?)", re.ASCII)


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
