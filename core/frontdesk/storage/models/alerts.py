"""What the staff has to be told."""

from __future__ import annotations

import peewee

from frontdesk.storage.fields import Moment
from frontdesk.storage.models.base import TenantModel
from frontdesk.storage.models.conversations import Conversation

__all__ = ["AlertEntry"]


class AlertEntry(TenantModel):
    """A conversation that was handed over, and a notifier that is to tell somebody.

    :cvar notifier: its name.
    :cvar reason: see :class:`frontdesk.handover.Reason`.
    :cvar state: ``pending``, ``done`` or ``failed``.
    :cvar due_at: not to be tried before then; who is trying it has until then.
    :cvar error: why the last attempt failed: short, nothing personal.
    """

    conversation = peewee.ForeignKeyField(Conversation, on_delete="CASCADE", backref="+")
    notifier = peewee.CharField()
    reason = peewee.CharField()
    state = peewee.CharField(default="pending")
    attempts = peewee.IntegerField(default=0)
    error = peewee.TextField(null=True)
    created_at = Moment()
    due_at = Moment()

    class Meta:
        table_name = "alerts"
        indexes = ((("state", "due_at"), False),)
