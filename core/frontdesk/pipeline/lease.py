"""Leases: who works on a conversation right now, and the fence that keeps everybody else from committing."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from frontdesk.clock import Clock
from frontdesk.errors import LeaseLost
from frontdesk.storage import Conversation, Storage
from frontdesk.storage.models import InboxEntry

__all__ = ["Lease", "Leases"]


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to work on a conversation.

    :ivar conversation: its row as it was when the lease was claimed.
    :ivar fence: counts the leases of the conversation; only the holder of the latest may commit.
    """

    conversation: Any
    fence: int

    @property
    def conversation_id(self) -> int:
        """Our id of the conversation."""
        return int(self.conversation.id)

    @property
    def tenant_id(self) -> str:
        """Whose conversation it is."""
        return str(self.conversation.tenant)


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

    def claim(self, conversation_ids: Sequence[int]) -> list[Lease]:
        """Lease those of the conversations where something waits and that nobody else holds, all at once.

        To be given back to :meth:`drop` when it is not used any more, whatever happened.
        """
        now = self._clock.now()
        waiting = InboxEntry.select(InboxEntry.conversation).where(
            InboxEntry.conversation.in_(list(conversation_ids)) & (InboxEntry.state == "pending")
        )
        free = Conversation.lease_until.is_null() | (Conversation.lease_until <= now)
        query = (
            Conversation.update(fence=Conversation.fence + 1, lease_until=now + self._length)
            .where(Conversation.id.in_(waiting) & free)
            .returning(Conversation)
        )
        with self._storage.write():
            leases = [Lease(row, int(row.fence)) for row in self._storage.rows(query)]
        for lease in leases:
            self._hold(lease)
        return leases

    def drop(self, lease: Lease) -> None:
        """Renew it no more."""
        with self._guard:
            self._holds.pop(lease.conversation_id, None)

    def give_back(self, lease: Lease, **values: Any) -> None:
        """Write to the conversation's row as the holder of the lease, and let go of it with the commit.

        The row stays locked until the commit: whoever claims the conversation meanwhile waits for that, and
        then gets it. So what is looked for after this, in the same transaction, is not missed by both.

        :raises LeaseLost: somebody else holds the conversation by now; roll the transaction back.
        """
        self._write(lease, lease_until=None, **values)

    def keep_for_more(self, lease: Lease) -> bool:
        """After :meth:`give_back`: hold on to the conversation after all when more of its messages wait.

        :return: whether more wait.
        """
        scope = self._storage.scope(lease.tenant_id)
        waiting = (InboxEntry.conversation == lease.conversation_id) & (InboxEntry.state == "pending")
        more = bool(scope.rows(scope.select(InboxEntry, InboxEntry.id).where(waiting).limit(1)))
        if more:
            self._write(lease, lease_until=self._clock.now() + self._length)
            self._hold(lease)
        return more

    def renew(self) -> None:
        """Make the leases in use last longer, for those that have used up a third of theirs."""
        now = self._clock.now()
        with self._guard:
            holds = [hold for hold in self._holds.values() if now < hold.longest]
        old = [hold for hold in holds if hold.until - now < self._length * 2 / 3]
        if not old:
            return
        with self._storage.write():
            for hold in old:
                # What was given back in the meantime stays given back.
                mine = self._mine(hold.lease) & Conversation.lease_until.is_null(False)
                scope = self._storage.scope(hold.lease.tenant_id)
                scope.update(Conversation, mine, lease_until=now + self._length)
        for hold in old:
            hold.until = now + self._length

    def take_all(self) -> None:
        """End all leases at once, for the only process that works on this database: their holders are dead.

        Should one of them live all the same, the fence keeps it from committing.
        """
        held = Conversation.lease_until.is_null(False)
        with self._storage.write():
            self._storage.run(Conversation.update(fence=Conversation.fence + 1, lease_until=None).where(held))

    def _hold(self, lease: Lease) -> None:
        now = self._clock.now()
        with self._guard:
            self._holds[lease.conversation_id] = _Hold(lease, now + self._length, now + self._longest)

    def _write(self, lease: Lease, **values: Any) -> None:
        scope = self._storage.scope(lease.tenant_id)
        if not scope.update(Conversation, self._mine(lease), **values):
            raise LeaseLost(f"conversation {lease.conversation_id} was taken over by another worker")

    def _mine(self, lease: Lease) -> Any:
        return (Conversation.id == lease.conversation_id) & (Conversation.fence == lease.fence)
