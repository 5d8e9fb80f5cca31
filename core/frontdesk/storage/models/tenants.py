"""Businesses and their addresses on channels."""

from __future__ import annotations

import peewee

from frontdesk.storage.fields import Moment, PlainJSON, SealedJSON, SealedText
from frontdesk.storage.models.base import Model, TenantModel

__all__ = ["ChannelAccount", "TenantEntry"]


class TenantEntry(Model):
    """One business, as :class:`frontdesk.Tenant` is kept.

    :cvar bot: id of the bot definition it runs.
    :cvar timezone: IANA name, or null for the bot's.
    :cvar settings: what it overrides in the bot definition.
    """

    id = peewee.CharField(primary_key=True)  # type: ignore[assignment]  # a word, where other tables count
    name = peewee.TextField()
    bot = peewee.CharField()
    timezone = peewee.CharField(null=True)
    settings = PlainJSON(default=dict)
    active = peewee.BooleanField(default=True)
    created_at = Moment()
    updated_at = Moment()

    class Meta:
        table_name = "tenants"
        indexes = ((("created_at", "id"), False), (("updated_at",), False))


class ChannelAccount(TenantModel):
    """An address of a business on a channel (WhatsApp: its ``phone_number_id``).

    :cvar staff_numbers: the numbers from which its own people write there, E.164; null for none.
    """

    channel = peewee.CharField()
    account = peewee.CharField()
    access_token = SealedText(null=True)
    staff_numbers = SealedJSON(null=True)
    active = peewee.BooleanField(default=True)

    class Meta:
        table_name = "channel_accounts"
        indexes = ((("channel", "account"), True), (("tenant",), False))
