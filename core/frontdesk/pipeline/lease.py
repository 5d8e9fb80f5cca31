"""Leases: who works on a conversation right now, and the fence that keeps everybody else from committing."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from peewee import Case, fn

from frontdesk.clock import Clock
from frontdesk.errors import LeaseLost
from frontdesk.storage import Conversation, Prepared, Slot, Storage
from frontdesk.storage.models import InboxEntry

__all__ = ["Lease", "Leases"]

_UNTIL = Slot(Conversation.lease_until, "until")
_WAITING = InboxEntry.state == "pending"
_CLAIM = Prepared(
    Conversation.update(fence=Conversation.fence + 1, lease_until=_UNTIL)
    .where(
        Conversation.id.in_(
            InboxEntry.select(InboxEntry.conversation).where(
                InboxEntry.conversation.in_(Slot(Conversation.id, "ids")) & _WAITING
            )
        )
    )
    .where(
        Conversation.lease_until.is_null()
        | (Conversation.lease_until <= Slot(Conversation.lease_until, "now"))
    )
    .returning(Conversation),
    many=["ids"],
)


def _handing_over(**values: Slot) -> Prepared:
    """The update of a conversation by the holder of its lease, who keeps it when more messages wait."""
    more = InboxEntry.select(InboxEntry.id).where((InboxEntry.conversation == Conversation.id) & _WAITING)
    # The column's name beside the moment tells PostgreSQL of what type the moment is.
    kept = Case(None, [(fn.EXISTS(more), fn.COALESCE(_UNTIL, Conversation.lease_until))])
    return Prepared(
        Conversation.update(lease_until=kept, **values)
        .where((Conversation.id == Slot(Conversation.id)) & (Conversation.fence == Slot(Conversation.fence)))
        .returning(Conversation.lease_until)
    )


_HAND_OVER = _handing_over()
_HAND_OVER_AFTER_TURN = _handing_over(
    state=Slot(Conversation.state),
    language=Slot(Conversation.language),
    last_inbound_at=Slot(Conversation.last_inbound_at),
)


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
        ids = list(conversation_ids)
        with self._storage.write():
            self._wait_for_commits(ids)
            rows = self._storage.rows(_CLAIM, ids=ids, now=now, until=now + self._length) if ids else []
            leases = [Lease(row, int(row.fence)) for row in rows]
        for lease in leases:
            self._hold(lease)
        return leases

    def drop(self, lease: Lease) -> None:
        """Renew it no more."""
        with self._guard:
            self._holds.pop(lease.conversation_id, None)

    def give_back(self, lease: Lease) -> None:
        """Let go of the conversation with the commit, whatever waits in it.

        :raises LeaseLost: somebody else holds the conversation by now; roll the transaction back.
        """
        scope = self._storage.scope(lease.tenant_id)
        if not scope.update(Conversation, self._mine(lease), lease_until=None):
            raise _lost(lease)

    def hand_over(self, lease: Lease) -> bool:
        """Let go of the conversation with the commit, unless more of its messages wait.

        :return: whether more wait and the lease is kept.
        :raises LeaseLost: somebody else holds the conversation by now; roll the transaction back.
        """
        return self._hand_over(lease, _HAND_OVER)

    def hand_over_after_turn(
        self, lease: Lease, *, state: dict[str, Any], language: str | None, last_inbound_at: datetime
    ) -> bool:
        """The same, together with what the turn changed in the conversation's row."""
        changes = {"state": state, "language": language, "last_inbound_at": last_inbound_at}
        return self._hand_over(lease, _HAND_OVER_AFTER_TURN, **changes)

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

    def _hand_over(self, lease: Lease, query: Prepared, **changes: Any) -> bool:
        scope = self._storage.scope(lease.tenant_id)
        until = self._clock.now() + self._length
        self._wait_for_commits([lease.conversation_id])
        row = scope.first(query, id=lease.conversation_id, fence=lease.fence, until=until, **changes)
        if row is None:
            raise _lost(lease)
        if row.lease_until is None:
            return False
        self._hold(lease)
        return True

    def _wait_for_commits(self, conversation_ids: Sequence[int]) -> None:
        """Keep claims apart from holders who look for more messages, until either commits.

        Without it, PostgreSQL shows a claim the row as it was before the holder let go: the claim would give
        up, while the holder looked too early to see the message that the claim was made for.
        """
        self._storage.lock(*(f"conversation/{number}" for number in conversation_ids))

    def _mine(self, lease: Lease) -> Any:
        return (Conversation.id == lease.conversation_id) & (Conversation.fence == lease.fence)


def _lost(lease: Lease) -> LeaseLost:
    return LeaseLost(f"conversation {lease.conversation_id} was taken over by another worker")
