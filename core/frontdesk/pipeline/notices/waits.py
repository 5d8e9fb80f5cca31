"""Putting notices off: all of a conversation together, so that they keep their order."""

from __future__ import annotations

from datetime import datetime

from frontdesk.storage import Scope
from frontdesk.storage.models import NoticeEntry

__all__ = ["put_off"]


def put_off(scope: Scope, conversation_id: int, until: datetime, *, person: bool = False) -> None:
    """Let those notices of a conversation wait that are due before then. Inside the write transaction.

    What keeps one of them keeps all, and of those that are due at the same moment the first one goes first.

    :param person: because a person has the conversation: what may interrupt a person need not wait.
    """
    here = (NoticeEntry.conversation == conversation_id) & (NoticeEntry.state == "waiting")
    here &= NoticeEntry.due_at < until
    # What is too late by then is looked at meanwhile, and ends in time.
    here &= NoticeEntry.expires_at.is_null() | (NoticeEntry.expires_at > until)
    if person:
        here &= NoticeEntry.to_person == False  # noqa: E712 - a column, not a bool
    scope.update(NoticeEntry, here, due_at=until)
