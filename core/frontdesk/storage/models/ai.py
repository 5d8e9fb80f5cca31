"""What language models were asked, what they cost and how long they took."""

from __future__ import annotations

from decimal import Decimal

import peewee

from frontdesk.storage.fields import Moment, SealedText
from frontdesk.storage.models.base import TenantModel
from frontdesk.storage.models.conversations import Conversation

__all__ = ["AiConversation", "AiMessage"]


class AiConversation(TenantModel):
    """The part of a conversation that a language model took part in.

    :cvar model_name: name of the model.
    """

    conversation = peewee.ForeignKeyField(Conversation, on_delete="CASCADE", backref="+")
    model_name = peewee.CharField(column_name="model")
    created_at = Moment()

    class Meta:
        table_name = "ai_conversations"


class AiMessage(TenantModel):
    """One message to or from a language model.

    :cvar role: ``system``, ``user`` or ``assistant``.
    :cvar cost: in US dollars.
    :cvar tokens_in: what was sent, as the API counts it; on the model's answer, with what it cost.
    :cvar response_ms: milliseconds until the whole answer was there; null for messages to the model.
    :cvar error: what was wrong with the answer, in a word (``timeout``); null where nothing was.
    """

    ai_conversation = peewee.ForeignKeyField(AiConversation, on_delete="CASCADE", backref="+")
    role = peewee.CharField()
    content = SealedText()
    model_name = peewee.CharField(column_name="model")
    tokens_in = peewee.IntegerField(default=0)
    tokens_out = peewee.IntegerField(default=0)
    cost = peewee.DecimalField(max_digits=12, decimal_places=6, default=Decimal(0))
    response_ms = peewee.IntegerField(null=True)
    error = peewee.CharField(null=True)
    created_at = Moment()

    class Meta:
        table_name = "ai_messages"
        # What a tenant has spent today is asked before each call.
        indexes = ((("tenant", "created_at"), False),)
