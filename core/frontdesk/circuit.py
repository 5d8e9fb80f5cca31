"""Not asking Redis again and again while it is away: a webhook must not wait for it more than once."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from redis import RedisError

__all__ = ["Circuit"]

log = logging.getLogger(__name__)


class Circuit:
    """Whether Redis does what it is asked to.

    After a failure nobody but a thread of this class asks it again, until it takes and keeps a value.

    :param trouble: what to log when it does not.
    :param probe: writes something to Redis.
    :param every: seconds between two probes.
    """

    def __init__(self, trouble: str, probe: Callable[[], object], every: float = 1.0) -> None:
        self._trouble = trouble
        self._probe = probe
        self._every = every
        self._guard = threading.Lock()
        self._closing = threading.Event()
        self._prober: threading.Thread | None = None
        #: Whether it takes nothing at present.
        self.open = False
        #: Whether it answers nothing either; otherwise it only refuses to be given more (out of memory).
        self.away = False

    def fail(self, error: RedisError, *, away: bool) -> None:
        """Note that it did not do what it was asked to.

        :param away: what waits there cannot be read either.
        """
        with self._guard:
            self.away = self.away or away
            if self.open or self._closing.is_set():
                return
            self.open = True
            self._prober = threading.Thread(target=self._watch, name="frontdesk-redis-probe", daemon=True)
            self._prober.start()
        log.warning("%s (%s)", self._trouble, type(error).__name__)

    def close(self) -> None:
        """Ask no more."""
        with self._guard:
            self._closing.set()
            prober = self._prober
        if prober is not None:
            prober.join()

    def _watch(self) -> None:
        while not self._closing.wait(self._every):
            try:
                self._probe()
            except RedisError:
                continue
            with self._guard:
                self.open = self.away = False
                self._prober = None
            log.warning("Redis is back")
            return
