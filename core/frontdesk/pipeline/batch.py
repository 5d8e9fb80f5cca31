"""The conversations one worker has leased at the same time, and how far it has come with them."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Container, Iterable

from frontdesk.pipeline.answer import Case
from frontdesk.pipeline.lease import Lease
from frontdesk.pipeline.wakes import Wake

__all__ = ["Batch"]


class Batch:
    """Leases to work off. What its worker has not begun can be taken over by another one, at any moment.

    :param cases: leases whose messages are understood already.
    :ivar busy: conversations that could not be leased, and are worth another look a moment later.
    """

    def __init__(
        self, leases: Iterable[Lease] = (), cases: Iterable[Case] = (), busy: Iterable[Wake] = ()
    ) -> None:
        self.busy = list(busy)
        self._lock = threading.Lock()
        self._leases = deque(leases)
        self._cases = list(cases)
        self._busy_since: float | None = None
        #: Whose message its worker tries to understand, or did last.
        self.busy_with = ""

    def next(self) -> Lease | None:
        """The next lease whose message is to be understood; its worker is busy with it from now on."""
        with self._lock:
            if not self._leases:
                self._busy_since = None
                return None
            self._busy_since = time.monotonic()
            lease = self._leases.popleft()
            self.busy_with = lease.tenant_id
            return lease

    def add(self, case: Case) -> None:
        """A message is understood, and waits for its turn."""
        with self._lock:
            self._cases.append(case)

    def cases(self, most: int) -> list[Case]:
        """Take out messages that are understood; the worker is busy with them from now on."""
        with self._lock:
            taken, self._cases = self._cases[:most], self._cases[most:]
            self._busy_since = time.monotonic() if taken else None
            return taken

    def beat(self) -> None:
        """Its worker is done with one thing and begins the next."""
        self._busy_since = time.monotonic()

    def busy_for(self, now: float) -> float:
        """For how many seconds its worker has been busy with the same thing.

        :param now: monotonic, in seconds.
        """
        since = self._busy_since
        return 0.0 if since is None else now - since

    def rest(self) -> Batch | None:
        """Take away what its worker has not begun; None when there is nothing."""
        with self._lock:
            if not self._leases and not self._cases:
                return None
            rest = Batch(self._leases, self._cases)
            self._leases, self._cases = deque(), []
            return rest

    def leave_out(self, tenants: Container[str]) -> list[Lease]:
        """Take out the leases of some businesses whose messages are not understood yet."""
        with self._lock:
            left = [lease for lease in self._leases if lease.tenant_id in tenants]
            if left:
                self._leases = deque(lease for lease in self._leases if lease.tenant_id not in tenants)
            return left

    def leases(self) -> list[Lease]:
        """All that is not begun."""
        with self._lock:
            return [*self._leases, *(case.lease for case in self._cases)]
