"""Receipts: Meta's word on the replies that it took, brought until it is acknowledged."""

from __future__ import annotations

import queue
import threading

from crashlab.graph import Arrival
from crashlab.webhooks import Webhooks, status

__all__ = ["Receipts"]


class Receipts:
    """Tells of every reply, in a few threads.

    :ivar told: reference of a reply, and when its receipt was first acknowledged.
    """

    def __init__(self, webhooks: Webhooks, threads: int = 4) -> None:
        self.told: dict[str, float] = {}
        self._webhooks = webhooks
        self._waiting: queue.SimpleQueue[Arrival | None] = queue.SimpleQueue()
        self._threads = [threading.Thread(target=self._run, daemon=True) for _ in range(threads)]
        for thread in self._threads:
            thread.start()

    def tell(self, arrival: Arrival) -> None:
        """Bring word of a reply soon."""
        self._waiting.put(arrival)

    def finish(self) -> None:
        """Bring what is left, and stop."""
        for _ in self._threads:
            self._waiting.put(None)
        for thread in self._threads:
            thread.join()

    def _run(self) -> None:
        while (arrival := self._waiting.get()) is not None:
            message_id = f"wamid.out-{arrival.number}"
            body = status(arrival.account, arrival.to, message_id, arrival.reference, "sent")
            moment = self._webhooks.deliver(body)
            if moment is not None:
                self.told.setdefault(arrival.reference, moment)
