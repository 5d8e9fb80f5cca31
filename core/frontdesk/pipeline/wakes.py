"""Wake-ups: which conversations have something waiting, and whose turn is next, fairly between businesses."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Container, Iterable
from typing import NamedTuple

__all__ = ["Wake", "Wakes"]


class Wake(NamedTuple):
    """A conversation in which something waits.

    :ivar tenant_id: whose it is; only for fairness, what is true stands in the conversation's row.
    """

    conversation_id: int
    tenant_id: str

    @property
    def id(self) -> str:
        """As the queue carries it."""
        return f"{self.conversation_id}@{self.tenant_id}"

    @classmethod
    def parse(cls, text: str) -> Wake:
        """Read back what :attr:`id` gave.

        :raises ValueError: it is no such id.
        """
        number, _, tenant_id = text.partition("@")
        return cls(int(number), tenant_id)


class Wakes:
    """Conversations that wait: each once, one of each business in turn, so that a flood at one of them costs
    the others next to nothing.

    Not safe for threads by itself.
    """

    def __init__(self) -> None:
        self._tenants: OrderedDict[str, dict[int, Wake]] = OrderedDict()
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def count(self, without: Container[str] = ()) -> int:
        """How many wait, apart from those of some businesses."""
        if not without:
            return self._count
        return sum(len(waiting) for tenant_id, waiting in self._tenants.items() if tenant_id not in without)

    def add(self, wakes: Iterable[Wake]) -> None:
        """Put them behind those of the same business."""
        for wake in wakes:
            waiting = self._tenants.setdefault(wake.tenant_id, {})
            if wake.conversation_id not in waiting:
                waiting[wake.conversation_id] = wake
                self._count += 1

    def take(self, most: int, without: Container[str] = ()) -> list[Wake]:
        """Take out the next ones, one of each business, and again, until there are so many.

        :param without: businesses that are passed over; their conversations go on waiting.
        """
        taken: list[Wake] = []
        passed_over = {tenant_id for tenant_id in self._tenants if tenant_id in without} if without else set()
        for tenant_id in passed_over:
            self._tenants.move_to_end(tenant_id)
        while len(self._tenants) > len(passed_over) and len(taken) < most:
            tenant_id, waiting = next(iter(self._tenants.items()))
            self._tenants.move_to_end(tenant_id)
            if tenant_id in passed_over:
                continue
            taken.append(waiting.pop(next(iter(waiting))))
            if not waiting:
                del self._tenants[tenant_id]
        self._count -= len(taken)
        return taken

    def trim(self, tenant_id: str, most: int) -> None:
        """Forget all but the first ones of a business."""
        waiting = self._tenants.get(tenant_id, {})
        for number in list(waiting)[most:]:
            del waiting[number]
            self._count -= 1
