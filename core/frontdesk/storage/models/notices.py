"""What customers are told without having asked."""

from __future__ import annotations

import peewee

from frontdesk.storage.fields import Moment, PlainJSON, SealedJSON
from frontdesk.storage.models.base import TenantModel
from frontdesk.storage.models.conversations import Conversation

__all__ = ["NoticeEntry"]


class NoticeEntry(TenantModel):
    """One notice, as :class:`frontdesk.Notice` is kept.

    :cvar key: the plugin's name for it, unique within the tenant; nothing personal.
    :cvar body: text, parameters, buttons and topic.
    :cvar guard: full name of its guard, or null.
    :cvar state: ``waiting``, ``posted`` or ``unsent``.
    :cvar reason: see :class:`frontdesk.Unsent`; null unless it is unsent. ``detail`` in a few words.
    :cvar message: id of the message that it has become, or null.
    :cvar attempts: how often it could not even be tried.
    :cvar due_at: not to be sent before then.
    """

    conversation = peewee.ForeignKeyField(Conversation, on_delete="CASCADE", backref="+")
    key = peewee.CharField()
    body = SealedJSON()
    guard = peewee.CharField(null=True)
    ids = PlainJSON(default=list)
    to_person = peewee.BooleanField(default=False)
    state = peewee.CharField(default="waiting")
    reason = peewee.CharField(null=True)
    detail = peewee.TextField(null=True)
    # Not a foreign key: a message that is taken back must not take the notice along.
    message = peewee.BigIntegerField(column_name="message_id", null=True)
    attempts = peewee.IntegerField(default=0)
    due_at = Moment()
    expires_at = Moment(null=True)
    created_at = Moment()

    class Meta:
        table_name = "notices"
        indexes = ((("tenant", "key"), True),)


# Of very many that were sent, few wait; they are looked for every few seconds.
NoticeEntry.add_index(
    NoticeEntry.tenant, NoticeEntry.id, where=NoticeEntry.state == "unsent", name="notices_unsent"
)
NoticeEntry.add_index(NoticeEntry.message, where=NoticeEntry.message.is_null(False), name="notices_message")
NoticeEntry.add_index(NoticeEntry.due_at, where=NoticeEntry.state == "waiting", name="notices_waiting")
