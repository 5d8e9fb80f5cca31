"""Leases: who works on a conversation right now, and the fence that keeps everybody else from committing."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from peewee import fn

from frontdesk.clock import Clock
from frontdesk.errors import LeaseLost
from frontdesk.pipeline.dues import outside
from frontdesk.storage import Contact, Conversation, Prepared, Slot, Storage
from frontdesk.storage.models import InboxEntry

__all__ = ["Claimed", "Lease", "Leases"]

#: Nothing is put off, and no lease lasts, for longer than this beyond a lease's length.
FURTHEST = timedelta(seconds=60)

_IDS = Slot(Conversation.id, "ids")
_FREE = Prepared(
    Conversation.select(Conversation.id).where(Conversation.id.in_(_IDS)).order_by(Conversation.id),
    many=["ids"],
    hold="skip",
)
_STANDING = Prepared(
    Conversation.select(Conversation.id, Conversation.fence)
    # A commit that was answered with an error may have been kept: then the lease was given back with it.
    .where(Conversation.id.in_(_IDS) & Conversation.lease_until.is_null(False))
    .order_by(Conversation.id),
    many=["ids"],
    hold="wait",
)
_Waiting = InboxEntry.alias()
_OLDEST = (
    _Waiting.select(fn.MIN(_Waiting.id))
    .where(_Waiting.conversation.in_(_IDS) & (_Waiting.state == "pending"))
    .group_by(_Waiting.conversation)
)
_CLAIM = Prepared(
    Conversation.update(fence=Conversation.fence + 1, lease_until=Slot(Conversation.lease_until, "until"))
    .where(
        Conversation.id.in_(
            InboxEntry.select(InboxEntry.conversation).where(
                InboxEntry.id.in_(_OLDEST)
                & outside(InboxEntry.due_at, Slot(InboxEntry.due_at, "now"), Slot(InboxEntry.due_at, "never"))
            )
        )
    )
    .where(
        Conversation.lease_until.is_null()
        | outside(
            Conversation.lease_until,
            Slot(Conversation.lease_until, "now"),
            Slot(Conversation.lease_until, "never"),
        )
    )
    .returning(
        Conversation.id,
        Conversation.tenant,
        Conversation.fence,
        Conversation.channel,
        Conversation.account,
        Conversation.contact,
        Conversation.language,
        Conversation.state,
    ),
    many=["ids"],
)
#: With whom it is from: what a channel said of the customer lately counts for this turn already.
_FIRST = Prepared(
    InboxEntry.select(
        InboxEntry.conversation,
        InboxEntry.id,
        InboxEntry.attempts,
        InboxEntry.received_at,
        InboxEntry.payload,
        Contact.name,
        Contact.phone,
    )
    .join(Conversation)
    .join(Contact)
    .where(InboxEntry.id.in_(_OLDEST)),
    many=["ids"],
)
_RENEW = Prepared(
    Conversation.update(lease_until=Slot(Conversation.lease_until, "until")).where(
        (Conversation.id == Slot(Conversation.id))
        & (Conversation.fence == Slot(Conversation.fence))
        # What was given back in the meantime stays given back.
        & Conversation.lease_until.is_null(False)
    )
)


_received_at = InboxEntry.received_at.python_value


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to work on a conversation, with what was read of it when it was claimed.

    :ivar conversation_id: our id of the conversation.
    :ivar tenant_id: whose conversation it is.
    :ivar fence: counts the leases of the conversation; only the holder of the latest may commit.
    :ivar account: the business's address on the channel.
    :ivar language: what was spoken last, or None.
    :ivar state: where the conversation stands, sealed, or None.
    :ivar entry_id: our id of the first of its messages that wait.
    :ivar attempts: how often a turn of this message has failed.
    :ivar received_at: when the message came in.
    :ivar payload: the message, sealed.
    :ivar name: the customer's, sealed, or None.
    :ivar phone: the customer's, sealed, or None.
    """

    conversation_id: int
    tenant_id: str
    fence: int
    channel: str
    account: str
    contact_id: int
    language: str | None
    state: bytes | None = field(repr=False)
    entry_id: int
    attempts: int
    received_at: datetime
    payload: bytes = field(repr=False)
    name: bytes | None = field(repr=False)
    phone: bytes | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class Claimed:
    """What came of a claim.

    :ivar busy: conversations that somebody is committing to or claiming at this very moment: whether
        something is left to do there shows a moment later.
    """

    leases: list[Lease]
    busy: list[int]


@dataclass(slots=True)
class _Hold:
    """A lease in use: until when it lasts, and until when it may be renewed."""

    lease: Lease
    until: datetime
    longest: datetime


class Leases:
    """Gives out leases, and renews those in use as long as the process lives.

    :param seconds: how long a lease lasts when nobody renews it: so long a conversation waits after a crash.
    :param longest: seconds for which a lease is renewed while one message is worked on. Who takes longer than
        that loses the conversation to the next one who asks; what it then tries to commit is rolled back.
    """

    def __init__(
        self, storage: Storage, clock: Clock, *, seconds: float = 10.0, longest: float = 60.0
    ) -> None:
        self._storage = storage
        self._clock = clock
        self._length = timedelta(seconds=seconds)
        self._longest = timedelta(seconds=longest)
        self._guard = threading.Lock()
        self._holds: dict[int, _Hold] = {}

    def claim(self, conversation_ids: Sequence[int]) -> Claimed:
        """Lease those of the conversations whose first waiting message is due and that nobody else holds.

        All at once. To be given back to :meth:`drop` when they are not used any more, whatever happened.
        """
        ids = list(dict.fromkeys(conversation_ids))
        if not ids:
            return Claimed([], [])
        now = self._clock.now()
        # On SQLite whoever survives a power cut begins by ending all leases.
        with self._storage.write(lasting=False):
            free = ids if self._storage.dialect == "sqlite" else self._free(ids)
            rows = self._storage.tuples(_CLAIM, ids=free, **self._moments(now)) if free else []
            claimed = {row[0]: row for row in rows}
            firsts = self._storage.tuples(_FIRST, ids=list(claimed)) if claimed else []
        leases = [_lease(claimed[number], *first) for number, *first in firsts]
        self._hold(leases)
        return Claimed(leases, sorted(set(ids) - set(free)))

    def _free(self, ids: Sequence[int]) -> list[int]:
        """Hold the rows of those that nobody else holds.

        First of all, or PostgreSQL would show us a conversation as it was before its holder let go: we would
        give up, while the holder looked too early to see the new message.
        """
        return [number for (number,) in self._storage.tuples(_FREE, ids=ids)]

    def drop(self, leases: Iterable[Lease]) -> None:
        """Renew them no more."""
        with self._guard:
            for lease in leases:
                held = self._holds.get(lease.conversation_id)
                if held is not None and held.lease is lease:
                    del self._holds[lease.conversation_id]

    def standing(self, leases: Sequence[Lease]) -> set[int]:
        """Which of these conversations are still ours; nobody can take them over before the commit.

        :return: their ids.
        """
        fences = dict(self._storage.tuples(_STANDING, ids=[lease.conversation_id for lease in leases]))
        return {lease.conversation_id for lease in leases if fences.get(lease.conversation_id) == lease.fence}

    def give_back(self, lease: Lease) -> None:
        """Let go of the conversation with the commit, whatever waits in it.

        :raises LeaseLost: somebody else holds the conversation by now; roll the transaction back.
        """
        scope = self._storage.scope(lease.tenant_id)
        mine = (Conversation.id == lease.conversation_id) & (Conversation.fence == lease.fence)
        mine &= Conversation.lease_until.is_null(False)
        if not scope.update(Conversation, mine, lease_until=None):
            raise LeaseLost(f"conversation {lease.conversation_id} was taken over by another worker")

    def renew(self) -> None:
        """Make the leases in use last longer, for those that have used up a third of theirs."""
        now = self._clock.now()
        with self._guard:
            holds = [hold for hold in self._holds.values() if now < hold.longest]
        old = [hold for hold in holds if hold.until - now < self._length * 2 / 3]
        if not old:
            return
        until = now + self._length
        rows = [
            {"id": hold.lease.conversation_id, "fence": hold.lease.fence, "until": until}
            for hold in sorted(old, key=lambda hold: hold.lease.conversation_id)
        ]
        with self._storage.write():
            self._storage.house.run_many(_RENEW, rows)
        for hold in old:
            hold.until = until

    def take_all(self) -> None:
        """End all leases at once, for the only process that works on this database: their holders are dead.

        Should one of them live all the same, the fence keeps it from committing.
        """
        held = Conversation.lease_until.is_null(False)
        with self._storage.write():
            self._storage.run(Conversation.update(fence=Conversation.fence + 1, lease_until=None).where(held))

    def _moments(self, now: datetime) -> dict[str, datetime]:
        until = now + self._length
        return {"now": now, "until": until, "never": until + FURTHEST}

    def _hold(self, leases: Sequence[Lease]) -> None:
        now = self._clock.now()
        with self._guard:
            for lease in leases:
                self._holds[lease.conversation_id] = _Hold(lease, now + self._length, now + self._longest)


def _lease(
    conversation: Sequence[Any], entry_id: int, attempts: int, received_at: Any, *sealed: Any
) -> Lease:
    values = (*conversation, entry_id, attempts, _received_at(received_at), *sealed)
    return Lease(*values)
