"""Where a calendar is read."""

from __future__ import annotations

import peewee

from frontdesk.storage import Digest, Moment, SealedText, TenantModel

__all__ = ["CalendarAddress"]


class CalendarAddress(TenantModel):
    """Where a calendar can be read by whoever knows the address, which is a secret therefore.

    :cvar staff: id in the bot definition of the one whose calendar it is, empty for the one unnamed chair.
    :cvar etag: what its server calls the version that was read last (RFC 9110, 8.8.3).
    :cvar read_at: when its content was last looked through; a server that says it has not changed is believed
        for some hours only, as the days that can be booked move on.
    """

    staff = peewee.CharField(max_length=63)
    url = SealedText()
    url_digest = Digest("url")
    etag = peewee.CharField(max_length=200, null=True)
    read_at = Moment(null=True)
    created_at = Moment()

    class Meta:
        table_name = "calendar_addresses"
        indexes = ((("tenant", "staff", "url_digest"), True),)
