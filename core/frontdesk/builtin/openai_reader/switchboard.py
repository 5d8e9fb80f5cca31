"""Who may ask a model now: few at a time, and nobody where it does not answer."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

from frontdesk.builtin.openai_reader.breaker import Breaker
from frontdesk.outage import Repeats

__all__ = ["Line", "Switchboard"]

log = logging.getLogger(__name__)

#: So many calls a process has under way: a quarter of the threads that answer customers there are at most.
MOST_CALLS = 16
#: So many of them over one line, so that a model that hangs leaves room for others.
MOST_OF_A_LINE = 8
#: Seconds that a customer waits for one of these.
PATIENCE = 0.5


class Line:
    """All that ask one model at one address.

    :ivar breaker: whether it answers.
    :ivar places: how many more may ask.
    """

    def __init__(self, model: str, clock: Callable[[], float]) -> None:
        self.breaker = Breaker(clock=clock)
        self.places = threading.BoundedSemaphore(MOST_OF_A_LINE)
        self._model = model
        self._repeats = Repeats(log)

    def succeeded(self) -> None:
        """It answered."""
        self.breaker.succeed()

    def failed(self, kind: str) -> None:
        """It did not answer, or not as it should: the log tells of it once a minute.

        :param kind: in a word.
        """
        self.breaker.fail()
        self._repeats.tell(logging.ERROR, "language model %s failed: %s", self._model, kind, kind=kind)


class Switchboard:
    """The lines of a process.

    :param clock: monotonic seconds, for the breakers.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._guard = threading.Lock()
        self._lines: dict[tuple[str, str], Line] = {}
        self._places = threading.BoundedSemaphore(MOST_CALLS)

    def line(self, base_url: str, model: str) -> Line:
        """The line to a model."""
        with self._guard:
            key = (base_url, model)
            if key not in self._lines:
                self._lines[key] = Line(model, self._clock)
            return self._lines[key]

    def enter(self, line: Line, patience: float = PATIENCE) -> str | None:
        """Take a place on a line; give it back with :meth:`leave`.

        :param patience: seconds to wait for one.
        :return: None when the call may be made; else why not: ``busy`` or ``open``.
        """
        until = time.monotonic() + patience
        if not line.places.acquire(timeout=patience):
            return "busy"
        if not self._places.acquire(timeout=max(until - time.monotonic(), 0)):
            line.places.release()
            return "busy"
        if not line.breaker.admit():
            self.leave(line)
            return "open"
        return None

    def leave(self, line: Line) -> None:
        """Give a place back."""
        self._places.release()
        line.places.release()
