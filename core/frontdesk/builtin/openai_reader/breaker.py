"""A circuit breaker: who has failed several times in a row is not asked for a while."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from enum import IntEnum

__all__ = ["Breaker", "BreakerState"]


class BreakerState(IntEnum):
    """Where a breaker stands; the numbers are those of the gauge."""

    CLOSED = 0
    HALF_OPEN = 1
    OPEN = 2


class Breaker:
    """Closed as long as all goes well. Failures in a row open it; after a rest one call goes through as a
    probe, and what becomes of that one closes it or has it rest again, for twice as long.

    See https://learn.microsoft.com/azure/architecture/patterns/circuit-breaker.

    :param failures: so many in a row open it.
    :param rest: seconds until the first probe.
    :param longest: seconds that it rests at most.
    :param clock: monotonic seconds.
    """

    def __init__(
        self,
        *,
        failures: int = 5,
        rest: float = 15.0,
        longest: float = 300.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._most = failures
        self._first_rest = rest
        self._longest = longest
        self._clock = clock
        self._guard = threading.Lock()
        self._failures = 0
        self._rest = rest
        self._opened_at: float | None = None
        self._probing = False

    @property
    def state(self) -> BreakerState:
        """Where it stands."""
        with self._guard:
            if self._opened_at is None:
                return BreakerState.CLOSED
            return BreakerState.HALF_OPEN if self._probing else BreakerState.OPEN

    @property
    def resting(self) -> bool:
        """Whether no call may be made now."""
        with self._guard:
            return self._rests()

    def admit(self) -> bool:
        """Whether a call may be made now. Each call that may ends in :meth:`succeed` or :meth:`fail`."""
        with self._guard:
            if self._rests():
                return False
            self._probing = self._opened_at is not None
            return True

    def succeed(self) -> None:
        """A call was answered."""
        with self._guard:
            self._failures = 0
            self._rest = self._first_rest
            self._opened_at = None
            self._probing = False

    def fail(self) -> None:
        """A call was not answered, or not as it should be."""
        with self._guard:
            self._failures += 1
            if self._opened_at is not None:
                if not self._probing:
                    return  # Somebody who was under way when it opened: it knows that already.
                self._rest = min(self._rest * 2, self._longest)
            elif self._failures < self._most:
                return
            self._opened_at = self._clock()
            self._probing = False

    def _rests(self) -> bool:
        return self._opened_at is not None and (self._probing or self._clock() - self._opened_at < self._rest)
