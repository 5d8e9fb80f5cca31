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
    :cvar person_since: since when a person has it; null when the bot does.
    :cvar person_reason: why, see :class:`frontdesk.handover.Reason`.
    :cvar paused_until: when the bot comes back if nothing happens any more; null when it has it.
    :cvar unread: the customer's messages that nobody has answered since a person has it.
    """

    channel = peewee.CharField()
    account = peewee.CharField()
    contact = peewee.ForeignKeyField(Contact, on_delete="CASCADE", backref="+")
    state = SealedJSON(null=True)
    language = peewee.CharField(null=True)
    fence = peewee.BigIntegerField(default=0)
    lease_until = Moment(null=True)
    person_since = Moment(null=True)
    person_reason = peewee.CharField(null=True)
    paused_until = Moment(null=True)
    unread = peewee.IntegerField(default=0)
    last_inbound_at = Moment(null=True)
    created_at = Moment()

    class Meta:
        table_name = "conversations"
        indexes = ((("tenant", "channel", "contact"), True),)


# Few conversations are a person's at a time.
Conversation.add_index(
    Conversation.paused_until,
    where=Conversation.paused_until.is_null(False),
    name="conversations_paused",
)
# And of those, the ones in which a customer waits are looked for every few seconds.
Conversation.add_index(Conversation.paused_until, where=Conversation.unread > 0, name="conversations_unread")
