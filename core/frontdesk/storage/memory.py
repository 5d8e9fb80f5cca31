"""What was found out a moment ago."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

__all__ = ["Memory"]

T = TypeVar("T")

#: How long a change made by another process may go unnoticed, in seconds.
_KEEP_SECONDS = 1.0
#: When more than this is remembered, all is forgotten.
_MOST = 20_000


class Memory:
    """Remembers for a second what was looked up: a flood of messages is not a flood of queries.

    :param monotonic: what time it is, in seconds; only differences count.
    """

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._guard = threading.Lock()
        self._known: dict[Hashable, tuple[float, Any]] = {}
        self._generation = 0

    def recall(self, key: Hashable, look_up: Callable[[], T]) -> T:
        """What is remembered by this key, or what looking it up says."""
        now = self._monotonic()
        with self._guard:
            generation = self._generation
            expires, found = self._known.get(key, (now, None))
        if now < expires:
            remembered: T = found
            return remembered
        looked_up = look_up()
        with self._guard:
            # What was looked up before a change must not be remembered after it.
            if generation == self._generation:
                if len(self._known) >= _MOST:
                    self._known.clear()
                self._known[key] = (now + _KEEP_SECONDS, looked_up)
        return looked_up

    def forget(self) -> None:
        """Something has changed: forget everything."""
        with self._guard:
            self._generation += 1
            self._known.clear()
