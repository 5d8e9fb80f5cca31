"""Conversations: tenant, channel and contact."""

from __future__ import annotations

import peewee

from frontdesk.storage.fields import Moment, SealedJSON
from frontdesk.storage.models.base import TenantModel
from frontdesk.storage.models.contacts import Contact

__all__ = ["Conversation"]


class Conversation(TenantModel):
    """What a business and a contact say to each other on one channel.

    :cvar account: the business's address that the contact wrote to last.
    :cvar state: the dialogue's state, or null before the first turn.
    :cvar fence: the latest lease's number, which no other has; a turn commits only under the latest.
    :cvar lease_until: when the present lease runs out, or null when nobody holds one.
    :cvar paused_until: a person answers until then; null when the bot does.
    """

    channel = peewee.CharField()
    account = peewee.CharField()
    contact = peewee.ForeignKeyField(Contact, on_delete="CASCADE", backref="+")
    state = SealedJSON(null=True)
    language = peewee.CharField(null=True)
    fence = peewee.BigIntegerField(default=0)
    lease_until = Moment(null=True)
    paused_until = Moment(null=True)
    last_inbound_at = Moment(null=True)
    created_at = Moment()

    class Meta:
        table_name = "conversations"
        indexes = ((("tenant", "channel", "contact"), True),)
