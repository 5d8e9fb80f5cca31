"""What is on its way out: kept in the turn's own commit."""

from __future__ import annotations

import peewee

from frontdesk.storage.fields import Moment, SealedJSON
from frontdesk.storage.models.base import TenantModel
from frontdesk.storage.models.conversations import Conversation
from frontdesk.storage.models.messages import Message

__all__ = ["OutboxEntry"]


class OutboxEntry(TenantModel):
    """One reply to deliver.

    :cvar payload: the reply as the channel will get it.
    :cvar state: ``pending``, ``sending``, ``sent``, ``failed`` or ``held``.
    :cvar attempts: how often it was claimed; ``tries``: how many of these count against this very reply.
    :cvar due_at: not to be tried before then.
    :cvar claimed_until: whoever is sending it has until then, or null.
    :cvar attempted_at: when a request last left for it, or null.
    :cvar error: why the last attempt failed: short, nothing personal.
    """

    conversation = peewee.ForeignKeyField(Conversation, index=False, on_delete="CASCADE", backref="+")
    message = peewee.ForeignKeyField(Message, on_delete="CASCADE", backref="+")
    payload = SealedJSON()
    state = peewee.CharField(default="pending")
    attempts = peewee.IntegerField(default=0)
    tries = peewee.IntegerField(default=0)
    due_at = Moment()
    claimed_until = Moment(null=True)
    attempted_at = Moment(null=True)
    error = peewee.TextField(null=True)

    class Meta:
        table_name = "outbox"
        indexes = (
            (("conversation", "state", "id"), False),
            (("state", "due_at"), False),
        )
