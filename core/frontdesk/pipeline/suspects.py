"""Suspects: messages whose worker died, or hung, while it worked on them. They may be the reason."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from peewee import fn

from frontdesk.clock import Clock
from frontdesk.pipeline.dues import SKEW, outside
from frontdesk.pipeline.lease import Lease
from frontdesk.storage import Conversation, Storage
from frontdesk.storage.models import InboxEntry

__all__ = ["Suspects", "WorkersLost"]

#: How many are noted at once; the next look goes on.
_MOST_AT_ONCE = 1_000
_LEFT = "its worker died or hung"


class WorkersLost(Exception):
    """A message had all its tries, and nobody lived to tell how the last one ended."""


class Suspects:
    """Notes whose lease was never given back, so that nothing takes one worker after the other along.

    The others that the worker had leased are suspected with it. So each try of a suspect is counted before it
    is made, and made by itself: the counts of those that are harmless stop there.
    """

    def __init__(self, storage: Storage, clock: Clock) -> None:
        self._storage = storage
        self._clock = clock

    def note(self, *, all_leases: bool = False) -> None:
        """Suspect the first waiting message of each conversation whose lease has run out.

        :param all_leases: those as well that have not: nobody is alive who could hold one.
        """
        now = self._clock.now()
        left: Any = Conversation.lease_until.is_null(False)
        if not all_leases:
            left &= outside(Conversation.lease_until, now, now + SKEW)
        query = (
            InboxEntry.select(fn.MIN(InboxEntry.id).alias("first"))
            .join(Conversation)
            .where((InboxEntry.state == "pending") & left)
            .group_by(InboxEntry.conversation)
            .limit(_MOST_AT_ONCE)
        )
        ids = [row.first for row in self._storage.rows(query)]
        if ids:
            these = InboxEntry.id.in_(ids) & (InboxEntry.state == "pending") & (InboxEntry.attempts == 0)
            with self._storage.write():
                self._storage.house.update(InboxEntry, these, attempts=1, error=_LEFT)

    def count(self, lease: Lease) -> Lease:
        """Count the try of a suspect that is about to be made.

        :return: the lease, in which the try is counted.
        """
        this = (InboxEntry.id == lease.entry_id) & (InboxEntry.attempts == lease.attempts)
        # Whoever dies of it leaves the system alive; when that fails as well, it was not the message.
        with self._storage.write(lasting=False):
            self._storage.scope(lease.tenant_id).update(InboxEntry, this, attempts=lease.attempts + 1)
        return replace(lease, attempts=lease.attempts + 1)
