"""Leases: who works on a conversation right now, and the fence that keeps everybody else from committing."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Any, NamedTuple

from frontdesk.clock import Clock
from frontdesk.errors import LeaseLost
from frontdesk.pipeline.lease_queries import (
    CLAIM_FREE,
    CLAIMED,
    FIRSTS,
    HOLD_FREE,
    RENEW,
    RENEW_FREE,
    STANDING,
    STANDING_NUMBERED,
)
from frontdesk.storage import Conversation, Storage
from frontdesk.storage.models import InboxEntry

__all__ = ["Claimed", "Lease", "Leases", "Numbers", "Standing"]

#: Nothing is put off, and no lease lasts, for longer than this beyond a lease's length.
FURTHEST = timedelta(seconds=60)

_received_at = InboxEntry.received_at.python_value


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to work on a conversation, with what was read of it when it was claimed.

    :ivar conversation_id: our id of the conversation.
    :ivar tenant_id: whose conversation it is.
    :ivar fence: a number that no other lease has; only the holder of the latest may commit.
    :ivar account: the business's address on the channel.
    :ivar language: what was spoken last, or None.
    :ivar state: where the conversation stands, sealed, or None.
    :ivar entry_id: our id of the first of its messages that wait.
    :ivar attempts: how often a turn of this message has failed; of one that was tried before, with this try.
    :ivar received_at: when the message came in.
    :ivar payload: the message, sealed.
    :ivar name: the customer's, sealed, or None.
    :ivar phone: the customer's, sealed, or None.
    :ivar more: further messages wait behind the first one.
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
    more: bool = False


@dataclass(frozen=True, slots=True)
class Claimed:
    """What came of a claim.

    :ivar busy: conversations that somebody is committing to or claiming at this very moment: whether
        something is left to do there shows a moment later.
    """

    leases: list[Lease]
    busy: list[int]


class Numbers(NamedTuple):
    """Ids that are known before there are rows.

    :ivar heard: of the message that is answered.
    :ivar said: of the reply as a message, which comes after it.
    :ivar entry: of the reply in the outbox.
    """

    heard: int
    said: int
    entry: int


@dataclass(frozen=True, slots=True)
class Standing:
    """A conversation that is held up to the end of the transaction, by who has its lease.

    :ivar behind: replies are still to be delivered there. None can be added meanwhile: only who has the lease
        says anything.
    :ivar numbers: ids for the next message and its reply, where they are known beforehand.
    """

    behind: bool
    numbers: Numbers | None = None


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
        self._fences = count(secrets.randbits(62))
        self._guard = threading.Lock()
        self._holds: dict[int, _Hold] = {}

    def claim(self, conversation_ids: Sequence[int]) -> Claimed:
        """Lease those of the conversations whose first waiting message is due and that nobody else holds.

        All at once. To be given back to :meth:`drop` when they are not used any more, whatever happened.
        """
        ids = list(dict.fromkeys(conversation_ids))
        if not ids:
            return Claimed([], [])
        # What a server that fails takes along is of no use to its holder any more: the next lease has another
        # fence. On SQLite whoever survives a power cut begins by ending all leases.
        with self._storage.write(lasting=False):
            claimed = self._claim(ids) if self._storage.dialect == "sqlite" else self._claim_free(ids)
        self._hold(claimed.leases)
        return claimed

    def _claim(self, ids: Sequence[int]) -> Claimed:
        rows = {row[0]: row for row in self._storage.tuples(CLAIMED, ids=ids, **self._terms())}
        firsts = self._storage.tuples(FIRSTS, ids=list(rows)) if rows else []
        return Claimed([_lease((*rows[number], *first)) for number, *first in firsts], busy=[])

    def _claim_free(self, ids: Sequence[int]) -> Claimed:
        self._storage.run_unanswered(HOLD_FREE, ids=ids)
        rows = self._storage.finish(CLAIM_FREE, ids=ids, **self._terms())
        leases = [_lease(claimed) for _, _, *claimed in rows if claimed[0] is not None]
        return Claimed(leases, busy=sorted(number for number, is_free, *_ in rows if not is_free))

    def drop(self, leases: Iterable[Lease]) -> None:
        """Renew them no more."""
        with self._guard:
            for lease in leases:
                held = self._holds.get(lease.conversation_id)
                if held is not None and held.lease.fence == lease.fence:
                    del self._holds[lease.conversation_id]

    def standing(self, leases: Sequence[Lease]) -> dict[int, Standing]:
        """Which of these conversations are still ours; nobody can take them over before the commit.

        :return: by their ids.
        """
        query = STANDING if self._storage.dialect == "sqlite" else STANDING_NUMBERED
        fences = {lease.conversation_id: lease.fence for lease in leases}
        return {
            number: Standing(bool(behind), Numbers(*numbers) if numbers else None)
            for number, fence, behind, *numbers in self._storage.tuples(query, ids=list(fences))
            if fences[number] == fence
        }

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
        query = RENEW if self._storage.dialect == "sqlite" else RENEW_FREE
        with self._storage.write():
            self._storage.house.run_many(query, rows)
        for hold in old:
            hold.until = until

    def take_all(self) -> None:
        """End all leases at once, for the only process that works on this database: their holders are dead.

        Should one of them live all the same, the fence keeps it from committing.
        """
        held = Conversation.lease_until.is_null(False)
        with self._storage.write():
            self._storage.run(Conversation.update(fence=Conversation.fence + 1, lease_until=None).where(held))

    def _terms(self) -> dict[str, Any]:
        now = self._clock.now()
        until = now + self._length
        # Not one more than the last one's: a server that fails may take that one along.
        return {"fence": next(self._fences), "now": now, "until": until, "never": until + FURTHEST}

    def _hold(self, leases: Sequence[Lease]) -> None:
        now = self._clock.now()
        with self._guard:
            for lease in leases:
                self._holds[lease.conversation_id] = _Hold(lease, now + self._length, now + self._longest)


def _lease(values: Sequence[Any]) -> Lease:
    *before, received_at, payload, name, phone, more = values
    lease: Any = Lease
    made: Lease = lease(*before, _received_at(received_at), payload, name, phone, bool(more))
    return made
