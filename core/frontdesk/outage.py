"""Trouble that everybody runs into while it lasts: the log tells of it twice, not with every message."""

from __future__ import annotations

import logging
import threading

__all__ = ["Outage"]


class Outage:
    """Whether something fails at present.

    :param log: where it is told.
    :param name: what fails, for the log.
    """

    def __init__(self, log: logging.Logger, name: str) -> None:
        self._log = log
        self._name = name
        self._guard = threading.Lock()
        self._times = 0

    def fail(self, what: str) -> None:
        """It failed: logged the first time.

        :param what: what happened, in a few words without anything personal.
        """
        with self._guard:
            self._times += 1
            first = self._times == 1
        if first:
            self._log.error("%s failed: %s; not told again until it works", self._name, what)

    def end(self) -> None:
        """It works: logged when it had failed before."""
        if not self._times:
            return
        with self._guard:
            times, self._times = self._times, 0
        if times:
            self._log.warning("%s works again; it had failed %d times", self._name, times)
