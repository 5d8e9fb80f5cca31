"""The table of feeds."""

from __future__ import annotations

import peewee

from frontdesk.storage import Digest, Moment, TenantModel

__all__ = ["Feed"]


class Feed(TenantModel):
    """An address that a calendar is read at, by whoever knows it.

    :cvar staff: id in the bot definition of the one whose calendar it is; null for the whole business.
    :cvar token_digest: the keyed hash of the address's secret part, which itself is kept nowhere.
    """

    staff = peewee.CharField(max_length=63, null=True)
    token_digest = Digest()
    created_at = Moment()

    class Meta:
        table_name = "booking_feeds"
        indexes = ((("tenant", "token_digest"), True),)
