"""People on channels."""

from __future__ import annotations

import peewee

from frontdesk.storage.fields import Digest, Moment, SealedText
from frontdesk.storage.models.base import TenantModel

__all__ = ["Contact"]


class Contact(TenantModel):
    """A person on a channel.

    :cvar address: the channel's opaque id of the person.
    :cvar phone: E.164 with a leading plus, or null: a channel may not tell it.
    :cvar name: what the person goes by on the channel, or null.
    """

    channel = peewee.CharField()
    address = SealedText()
    address_digest = Digest("address")
    phone = SealedText(null=True)
    phone_digest = Digest("phone", null=True)
    name = SealedText(null=True)
    created_at = Moment()

    class Meta:
        table_name = "contacts"
        indexes = (
            (("address_digest", "tenant", "channel"), True),
            (("tenant", "phone_digest"), False),
        )
