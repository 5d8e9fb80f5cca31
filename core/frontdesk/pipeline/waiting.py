"""Conversations that wait for a free place, fairly between accounts."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable

from frontdesk.pipeline.places import Account

__all__ = ["Waiting"]


class Waiting:
    """Keeps conversations in the order in which they came, apart by account. Any thread may use it.

    :param most: how many may wait. Further ones are not kept: their replies lie in the outbox, where the
        sweep finds them.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._size = 0
        self._lines: OrderedDict[Account, dict[int, None]] = OrderedDict()

    def __len__(self) -> int:
        return self._size

    def add(self, account: Account, conversation: int) -> None:
        """Put a conversation at the end of its account's line, unless it stands there already."""
        with self._lock:
            line = self._lines.get(account, {})
            if conversation in line or self._size >= self._most:
                return
            self._lines.setdefault(account, line)[conversation] = None
            self._size += 1

    def accounts(self) -> list[Account]:
        """Those with a line."""
        with self._lock:
            return list(self._lines)

    def drop(self, account: Account) -> list[int]:
        """Send an account's line away, and say who stood there."""
        with self._lock:
            line = list(self._lines.pop(account, ()))
            self._size -= len(line)
            return line

    def admit(self, take: Callable[[str, str], bool], most: int) -> list[tuple[Account, int]]:
        """Let in those who get a place: one of each account in turn.

        :param take: takes a place for an account.
        :param most: how many are let in.
        """
        admitted: list[tuple[Account, int]] = []
        if not self._size:
            return admitted
        with self._lock:
            refused: set[Account] = set()
            while len(admitted) < most and len(refused) < len(self._lines):
                account = next(iter(self._lines))
                self._lines.move_to_end(account)
                if account in refused:
                    continue
                if not take(*account):
                    refused.add(account)
                    continue
                admitted.append((account, self._first_of(account)))
        return admitted

    def _first_of(self, account: Account) -> int:
        line = self._lines[account]
        conversation = next(iter(line))
        del line[conversation]
        self._size -= 1
        if not line:
            del self._lines[account]
        return conversation
