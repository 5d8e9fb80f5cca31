"""The plugin's table."""

from __future__ import annotations

import peewee

from frontdesk.storage import Moment, SealedText, TenantModel

__all__ = ["Feedback"]


class Feedback(TenantModel):
    """What one customer said.

    :cvar message_key: the inbound message it was given with; unique: a turn that is run again adds nothing.
    :cvar stars: 1 to 5.
    :cvar comment: sealed; what people write about people is personal.
    """

    contact_id = peewee.BigIntegerField()
    message_key = peewee.BigIntegerField(unique=True)
    stars = peewee.IntegerField()
    comment = SealedText(null=True)
    created_at = Moment()

    class Meta:
        table_name = "feedback"
