"""What calls under way may cost at most, so that together they do not go beyond a budget."""

from __future__ import annotations

import threading
from collections import defaultdict

from frontdesk.builtin.openai_reader.ledger import Spent

__all__ = ["Reservations"]


class Reservations:
    """Those of a process, by business. Threads share it."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._held: dict[str, list[Spent]] = defaultdict(list)

    def hold(self, tenant_id: str, most: Spent) -> Spent:
        """Reserve what a call may cost at most; give it back with :meth:`release`.

        :return: what others of the business hold.
        """
        with self._guard:
            others = sum(self._held[tenant_id], Spent())
            self._held[tenant_id].append(most)
            return others

    def release(self, tenant_id: str, most: Spent) -> None:
        """Give back what was reserved."""
        with self._guard:
            self._held[tenant_id].remove(most)
            if not self._held[tenant_id]:
                del self._held[tenant_id]
