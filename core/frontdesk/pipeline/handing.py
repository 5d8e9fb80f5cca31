"""Handing a conversation to a person, and back, as part of what one write transaction writes down."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from frontdesk.handover import Handover, Reason
from frontdesk.pipeline.lease import Lease
from frontdesk.storage import Conversation, Prepared, Scope, Slot
from frontdesk.storage.models import AlertEntry

__all__ = ["Handing", "columns"]

_HANDED = Prepared(
    Conversation.update(
        person_reason=Slot(Conversation.person_reason),
        person_since=Slot(Conversation.person_since),
        paused_until=Slot(Conversation.paused_until),
        unread=Slot(Conversation.unread),
    ).where(
        (Conversation.id == Slot(Conversation.id))
        & (Conversation.tenant == Slot(Conversation.tenant))
        & (Conversation.fence == Slot(Conversation.fence))
    )
)


def columns(handover: Handover | None) -> dict[str, Any]:
    """What the conversation's row holds about who has it; without a handover the bot does."""
    if handover is None:
        return {"person_reason": None, "person_since": None, "paused_until": None, "unread": 0}
    return {
        "person_reason": handover.reason.value,
        "person_since": handover.since,
        "paused_until": handover.until,
        "unread": handover.unread,
    }


class Handing:
    """Gathers who has which conversation from now on, and who is to be told.

    :param house: the scope of the installation.
    """

    def __init__(self, house: Scope, now: datetime) -> None:
        self._house = house
        self._now = now
        self._changes: list[dict[str, Any]] = []
        self._alerts: list[dict[str, Any]] = []

    def give(self, lease: Lease, handover: Handover | None) -> None:
        """From now on, a person has the conversation; or the bot, when there is no handover."""
        self._changes.append(
            {
                "id": lease.conversation_id,
                "tenant": lease.tenant_id,
                "fence": lease.fence,
                **columns(handover),
            }
        )

    def tell(self, lease: Lease, reason: Reason, notifiers: Iterable[str]) -> None:
        """Have somebody told, by each of these notifiers."""
        self._alerts += [
            {
                "tenant": lease.tenant_id,
                "conversation": lease.conversation_id,
                "notifier": name,
                "reason": reason.value,
                "created_at": self._now,
                "due_at": self._now,
            }
            for name in notifiers
        ]

    @property
    def alerts(self) -> bool:
        """Whether anybody is to be told."""
        return bool(self._alerts)

    def write(self) -> None:
        """Write all of it, inside the write transaction, while the conversations are held."""
        self._house.run_many(_HANDED, self._changes)
        self._house.insert_many(AlertEntry, self._alerts)
