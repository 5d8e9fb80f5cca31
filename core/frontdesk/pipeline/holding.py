"""Holding a conversation outside a turn: nobody else changes it, or says anything there, meanwhile."""

from __future__ import annotations

from typing import Any

from frontdesk.handover import Handover, Reason
from frontdesk.storage import Conversation, Scope
from frontdesk.storage.statements import holding

__all__ = ["handover_of", "held"]


def handover_of(row: Any) -> Handover | None:
    """Who has a conversation if not the bot, from its row."""
    if row.paused_until is None:
        return None
    return Handover(Reason(row.person_reason), row.person_since, row.paused_until, row.unread)


def held(scope: Scope, conversation_id: int) -> Any | None:
    """Its row, which nobody else changes until the write transaction ends; None where there is none."""
    query = scope.select(Conversation).where(Conversation.id == conversation_id)
    rows = scope.rows(query if scope.storage.dialect == "sqlite" else holding(query))
    return rows[0] if rows else None
