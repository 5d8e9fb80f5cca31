"""Trouble that many run into: the log tells of it now and then, not with every message."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Hashable

__all__ = ["Outage", "Repeats"]

#: Kinds of lines that are told apart; when there are more, counting begins anew.
_MOST_KINDS = 1_000


class Outage:
    """Whether something fails at present: told when it begins and when it ends.

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


class Repeats:
    """Lines for the log of which there may be a flood: the first ones are written, of the others the number.

    For trouble of which nobody can say when it is over. What was left out is told with the next line of its
    kind that is written.

    :param most: lines of one kind in a minute.
    :param clock: monotonic seconds.
    """

    def __init__(
        self, log: logging.Logger, *, most: int = 1, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._log = log
        self._most = most
        self._clock = clock
        self._guard = threading.Lock()
        #: By kind: when its minute began, how many lines were written in it, how many were left out since.
        self._kinds: dict[Hashable, tuple[float, int, int]] = {}

    def tell(self, level: int, text: str, *args: object, kind: Hashable = None) -> None:
        """Write a line, unless there were enough of its kind.

        :param level: of :mod:`logging`.
        :param text: with placeholders for the arguments, as :mod:`logging` takes them.
        :param kind: what other lines it is like; None for those with the same text.
        """
        kind = text if kind is None else kind
        now = self._clock()
        with self._guard:
            began, written, left_out = self._kinds.get(kind, (now, 0, 0))
            if now - began >= 60.0:
                began, written = now, 0
            if written >= self._most:
                self._kinds[kind] = began, written, left_out + 1
                return
            if len(self._kinds) >= _MOST_KINDS:
                self._kinds.clear()
            self._kinds[kind] = began, written + 1, 0
        if left_out:
            self._log.log(level, f"{text} (and %d more like it before)", *args, left_out)
        else:
            self._log.log(level, text, *args)
