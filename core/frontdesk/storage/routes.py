"""What was found out about accounts a moment ago."""

from __future__ import annotations

import threading
from collections.abc import Callable

from frontdesk.tenants import Tenant

__all__ = ["RouteMemory"]

#: How long a change made by another process may go unnoticed, in seconds.
_KEEP_SECONDS = 1.0
#: When more accounts than this are remembered, all are forgotten.
_MOST = 20_000


class RouteMemory:
    """Remembers for a second whom an account belongs to: a flood of messages is not a flood of queries.

    :param monotonic: what time it is, in seconds; only differences count.
    """

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._guard = threading.Lock()
        self._known: dict[tuple[str, str], tuple[float, Tenant | None]] = {}
        self._generation = 0

    def recall(self, account: tuple[str, str], look_up: Callable[[], Tenant | None]) -> Tenant | None:
        """What is remembered of an account, or what looking it up says."""
        now = self._monotonic()
        with self._guard:
            generation = self._generation
            expires, tenant = self._known.get(account, (now, None))
        if now < expires:
            return tenant
        tenant = look_up()
        with self._guard:
            # What was looked up before a change must not be remembered after it.
            if generation == self._generation:
                if len(self._known) >= _MOST:
                    self._known.clear()
                self._known[account] = (now + _KEEP_SECONDS, tenant)
        return tenant

    def forget(self) -> None:
        """A tenant has changed: forget everything."""
        with self._guard:
            self._generation += 1
            self._known.clear()
