"""Leases: who works on a conversation right now, and the fence that keeps everybody else from committing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
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


class Leases:
    """Gives out leases.

    :param seconds: how long a lease lasts. Who takes longer than that loses the conversation to the next one
        who asks; what it then tries to commit is rolled back.
    """

    def __init__(self, storage: Storage, clock: Clock, seconds: float = 60.0) -> None:
        self._storage = storage
        self._clock = clock
        self._length = timedelta(seconds=seconds)

    def claim(self, conversation_ids: Sequence[int]) -> list[Lease]:
        """Lease those of the conversations in which something waits and that nobody else holds, all at once."""
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
            rows = self._storage.rows(query)
        return [Lease(row, int(row.fence)) for row in rows]

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
        return more

    def _write(self, lease: Lease, **values: Any) -> None:
        scope = self._storage.scope(lease.tenant_id)
        mine = (Conversation.id == lease.conversation_id) & (Conversation.fence == lease.fence)
        if not scope.update(Conversation, mine, **values):
            raise LeaseLost(f"conversation {lease.conversation_id} was taken over by another worker")
