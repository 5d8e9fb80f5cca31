"""Messages, in and out, as people read them."""

from __future__ import annotations

from decimal import Decimal

import peewee

from frontdesk.storage.fields import Digest, Moment, SealedJSON, SealedText
from frontdesk.storage.models.base import TenantModel
from frontdesk.storage.models.conversations import Conversation

__all__ = ["CHANNEL_MESSAGE", "Message"]

#: Context of all digests of a channel's message ids, so that inbox, receipts and messages can be matched.
CHANNEL_MESSAGE = "channel_message"


class Message(TenantModel):
    """One message.

    :cvar direction: ``in`` or ``out``.
    :cvar type: ``text``, ``image``, ``template``, ...
    :cvar channel_message_id: the channel's id of it (on WhatsApp it contains the phone number), or null.
    :cvar status: how far it has come, see :class:`frontdesk.Status`; ``received`` for messages in.
    :cvar error: the channel's error code, or null.
    :cvar cost: what the channel charges for it, in the tenant's currency.
    :cvar why: how it came about, for messages out (see :func:`frontdesk.explain`). Where no turn made it, who
        did: ``{"by": "staff"}``, ``{"by": "job plugin.name"}``.
    :cvar reference: our own unique mark of a message out, or null.
    """

    conversation = peewee.ForeignKeyField(Conversation, on_delete="CASCADE", backref="+")
    # Not a foreign key: the conversation's is one, and each costs an index that every message has to go into.
    contact = peewee.BigIntegerField(column_name="contact_id")
    direction = peewee.CharField(max_length=3)
    type = peewee.CharField(default="text")
    content = SealedText()
    channel_message_id = SealedText(null=True)
    channel_message_digest = Digest("channel_message_id", context=CHANNEL_MESSAGE, null=True)
    status = peewee.CharField()
    status_at = Moment()
    error = peewee.TextField(null=True)
    cost = peewee.DecimalField(max_digits=12, decimal_places=6, default=Decimal(0))
    why = SealedJSON(null=True)
    reference = peewee.CharField(null=True, unique=True)
    created_at = Moment()

    class Meta:
        table_name = "messages"
        indexes = ((("tenant", "id"), False),)


# Receipts look for messages that were sent, by the channel's id; nobody looks for those that came in.
Message.add_index(
    Message.channel_message_digest,
    where=Message.channel_message_digest.is_null(False) & Message.reference.is_null(False),
    name="messages_sent",
)
