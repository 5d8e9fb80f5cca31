"""What came in: kept before it is acknowledged."""

from __future__ import annotations

import peewee

from frontdesk.storage.fields import Digest, Moment, SealedJSON, SealedText
from frontdesk.storage.models.base import Model, TenantModel
from frontdesk.storage.models.conversations import Conversation
from frontdesk.storage.models.messages import CHANNEL_MESSAGE

__all__ = ["InboxEntry", "QuarantineEntry"]


class InboxEntry(TenantModel):
    """One message from a customer, waiting for its turn or done with.

    :cvar tenant: empty while nobody knows whom it is for.
    :cvar message_digest: of the channel's message id.
    :cvar conversation: null while it is not routed.
    :cvar payload: the message as the channel parsed it.
    :cvar state: ``pending``, ``done``, ``dead``, ``unrouted`` or, where a person gave it up, ``dropped``.
    :cvar error: why the last attempt failed: short, nothing personal.
    :cvar due_at: not to be tried before then.
    """

    channel = peewee.CharField()
    account = peewee.CharField()
    message_digest = Digest(context=CHANNEL_MESSAGE)
    conversation = peewee.ForeignKeyField(
        Conversation, null=True, index=False, on_delete="CASCADE", backref="+"
    )
    payload = SealedJSON()
    state = peewee.CharField(default="pending")
    attempts = peewee.IntegerField(default=0)
    error = peewee.TextField(null=True)
    received_at = Moment()
    due_at = Moment()

    class Meta:
        table_name = "inbox"
        indexes = (
            (("channel", "account", "message_digest"), True),
            (("conversation", "state", "id"), False),
            (("state", "due_at"), False),
        )


class QuarantineEntry(Model):
    """Something a channel sent, rightly signed, that could not be read."""

    channel = peewee.CharField()
    body = SealedText()
    reason = peewee.TextField()
    received_at = Moment()

    class Meta:
        table_name = "quarantine"
