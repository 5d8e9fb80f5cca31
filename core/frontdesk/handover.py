"""Handovers: a person has the conversation, and the bot keeps silent."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

__all__ = ["Handover", "Reason", "StaffAlert"]


class Reason(enum.StrEnum):
    """Why a person has a conversation."""

    #: The customer asked for one.
    ASKED = "asked"
    #: The bot did not understand several messages in a row.
    MISSED = "missed"
    #: The customer complains.
    COMPLAINT = "complaint"
    #: The customer used one of the words that the owner named.
    WORDS = "words"
    #: Staff wrote to the customer.
    STAFF = "staff"
    #: Staff took it, and has not written yet.
    TAKEN = "taken"

    @property
    def calls(self) -> bool:
        """Whether somebody has to be told: staff that took it itself knows."""
        return self not in {Reason.STAFF, Reason.TAKEN}


@dataclass(frozen=True, slots=True)
class Handover:
    """A person has the conversation. Immutable; moments are aware, UTC.

    :ivar since: when it was handed over.
    :ivar until: when the bot comes back if nothing happens any more.
    :ivar unread: the customer's messages since then that nobody has answered.
    """

    reason: Reason
    since: datetime
    until: datetime
    unread: int = 0

    def holds(self, now: datetime) -> bool:
        """Whether the person still has it."""
        return now < self.until

    def heard(self, now: datetime, quiet: timedelta, count: int = 1) -> Handover:
        """The customer wrote, and the bot kept silent.

        Only the first unanswered message makes the bot stay away for longer: who writes "hello?" again and
        again must not be kept waiting by that.
        """
        until = self.until if self.unread else max(self.until, now + quiet)
        return replace(self, until=until, unread=self.unread + count)

    def answered(self, now: datetime, quiet: timedelta) -> Handover:
        """Staff wrote: nothing is unread any more, and the silence begins anew."""
        return replace(self, until=max(self.until, now + quiet), unread=0)


@dataclass(frozen=True, slots=True)
class StaffAlert:
    """Somebody has to look after a conversation.

    :ivar id: ours; the same when it is told again.
    :ivar tenant_id: whose conversation it is.
    :ivar channel: where the customer writes.
    :ivar customer: what the customer goes by there, or None. Personal.
    :ivar at: when it was handed over; aware, in the tenant's time zone.
    """

    id: int
    tenant_id: str
    conversation_id: int
    channel: str
    reason: Reason
    customer: str | None = field(repr=False)
    at: datetime
