"""Posting: a message to a customer that no turn made, into the outbox like any other."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from frontdesk.messages import Reply, Status
from frontdesk.pipeline.payloads import Parcel
from frontdesk.pipeline.references import new_reference
from frontdesk.storage import Message, Scope
from frontdesk.storage.models import OutboxEntry

__all__ = ["post"]


def post(
    scope: Scope,
    conversation: Any,
    reply: Reply,
    why: Mapping[str, Any],
    now: datetime,
    *,
    notice: int | None = None,
) -> int:
    """Put a message behind what is to be delivered in its conversation.

    Inside the write transaction, while the conversation is held: nobody else adds anything there.

    :param conversation: its row.
    :param why: how it came about.
    :param notice: our id of the notice that it is made of, which is asked about again when it is sent.
    :return: our id of the message.
    """
    message = scope.insert(
        Message,
        conversation=conversation.id,
        contact=conversation.contact_id,
        direction="out",
        type="text",
        content=reply.text,
        status=Status.PENDING.value,
        status_at=now,
        why=dict(why),
        reference=new_reference(now, scope.storage.keys.random()),
        created_at=now,
    )
    scope.insert(
        OutboxEntry,
        conversation=conversation.id,
        message=message,
        payload=Parcel(reply, notice=notice).dump(),
        due_at=now,
    )
    return int(message)
