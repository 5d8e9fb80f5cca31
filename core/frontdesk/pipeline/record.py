"""Writing a conversation down: what the customer said, and what the bot says to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from frontdesk.clock import Clock
from frontdesk.messages import Inbound, Reply, Status
from frontdesk.pipeline.payloads import Parcel
from frontdesk.storage import Message, Scope
from frontdesk.storage.models import OutboxEntry

__all__ = ["Record"]


class Record:
    """Writes to one conversation, inside the turn's write transaction.

    :param scope: the tenant's part of the database.
    :param conversation: its row.
    """

    def __init__(self, scope: Scope, conversation: Any, clock: Clock) -> None:
        self._scope = scope
        self._conversation = conversation
        self._now = clock.now()

    def heard(self, message: Inbound, why: Mapping[str, Any] | None = None) -> None:
        """What the customer said.

        Part of the turn's commit and not of the intake's, for which every webhook is kept waiting; nothing is
        lost, because the inbox has it.

        :param why: how it came that nothing is answered; the trace of an answer is kept with the answer.
        """
        self._scope.insert(
            Message,
            conversation=self._conversation.id,
            contact=self._conversation.contact_id,
            direction="in",
            type=message.kind,
            content=message.text,
            channel_message_id=message.message_id,
            status="received",
            status_at=self._now,
            why=why,
            created_at=message.sent_at,
        )

    def say(self, reply: Reply, *, quote: str | None, why: Mapping[str, Any] | None = None) -> None:
        """A reply of the bot: to read, and to deliver.

        :param quote: the channel's id of the message it answers.
        :param why: how it came about.
        """
        message = self._scope.insert(
            Message,
            conversation=self._conversation.id,
            contact=self._conversation.contact_id,
            direction="out",
            type="text",
            content=reply.text,
            status=Status.PENDING.value,
            status_at=self._now,
            why=why,
            reference=uuid4().hex,
            created_at=self._now,
        )
        self._scope.insert(
            OutboxEntry,
            conversation=self._conversation.id,
            message=message,
            payload=Parcel(reply, quote).dump(),
            due_at=self._now,
        )
