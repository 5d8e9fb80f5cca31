"""What channels said about messages of ours."""

from __future__ import annotations

import peewee

from frontdesk.storage.fields import Digest, Moment
from frontdesk.storage.models.base import Model
from frontdesk.storage.models.messages import CHANNEL_MESSAGE

__all__ = ["ReceiptEntry"]


class ReceiptEntry(Model):
    """One word of a channel on a message, kept until the message is known.

    :cvar message_digest: of the channel's message id.
    :cvar reference: our own mark of the message, where the channel echoes it.
    :cvar at: when the channel says it happened.
    :cvar applied: whether the message has heard of it.
    """

    channel = peewee.CharField()
    account = peewee.CharField()
    message_digest = Digest(context=CHANNEL_MESSAGE)
    reference = peewee.CharField(null=True, index=True)
    status = peewee.CharField()
    at = Moment()
    error_code = peewee.CharField(null=True)
    error = peewee.TextField(null=True)
    applied = peewee.BooleanField(default=False)

    class Meta:
        table_name = "receipts"
        indexes = (
            (("channel", "account", "message_digest", "status"), True),
            (("applied", "id"), False),
        )
