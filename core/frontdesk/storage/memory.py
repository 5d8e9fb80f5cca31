"""What was found out before, and is still so."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

__all__ = ["Memory"]

T = TypeVar("T")

#: How long a change made by another process may go unnoticed, in seconds.
_LOOK_EVERY = 1.0
#: How long a change may go unnoticed that was made past the product, by hand, in seconds.
_KEEP_SECONDS = 60.0
#: When more than this is remembered, all is forgotten.
_MOST = 200_000


class Memory:
    """Remembers what was looked up, until something changes: a flood of messages is not a flood of queries.

    Whether something has changed is asked once a second, however much is remembered: thousands of businesses
    that get a message now and then cost no more than one that gets them all.

    :param monotonic: what time it is, in seconds; only differences count.
    :param mark: gives something else after each change.
    """

    def __init__(self, monotonic: Callable[[], float], mark: Callable[[], Hashable]) -> None:
        self._monotonic = monotonic
        self._mark = mark
        self._guard = threading.Lock()
        self._known: dict[Hashable, tuple[float, Any]] = {}
        self._generation = 0
        self._marked: Hashable = None
        self._look_at = monotonic()

    def recall(self, key: Hashable, look_up: Callable[[], T]) -> T:
        """What is remembered by this key, or what looking it up says."""
        now = self._monotonic()
        if now >= self._look_at:
            self._look(now)
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

    def _look(self, now: float) -> None:
        mark = self._mark()
        with self._guard:
            self._look_at = now + _LOOK_EVERY
            if mark != self._marked:
                self._marked = mark
                self._generation += 1
                self._known.clear()

    def forget(self) -> None:
        """Something has changed: forget everything."""
        with self._guard:
            self._generation += 1
            self._known.clear()
