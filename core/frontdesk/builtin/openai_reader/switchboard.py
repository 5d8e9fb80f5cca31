"""Who may ask a model now: few at a time, and nobody where it does not answer."""

from __future__ import annotations

import hashlib
import logging
import threading
import time
from collections.abc import Callable

from frontdesk.builtin.openai_reader.breaker import Breaker, BreakerState
from frontdesk.builtin.openai_reader.wire import Address
from frontdesk.outage import Repeats

__all__ = ["PATIENCE", "Line", "Switchboard"]

log = logging.getLogger(__name__)

#: So many calls a process has under way: a quarter of the threads that answer customers there are at most.
MOST_CALLS = 16
#: So many of them over one line, so that a model that hangs leaves room for others.
MOST_OF_A_LINE = 8
#: Seconds that a customer waits for one of these at most.
PATIENCE = 0.5


class Line:
    """All that ask one model at one address with one key.

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

    def rejected(self, kind: str) -> None:
        """It answered that it does not take what it was asked: the next one may ask something else.

        :param kind: in a word.
        """
        self.breaker.succeed()
        self._tell(kind)

    def failed(self, kind: str) -> None:
        """It did not answer, or not as it should: the log tells of it once a minute.

        :param kind: in a word.
        """
        self.breaker.fail()
        self._tell(kind)

    def _tell(self, kind: str) -> None:
        self._repeats.tell(logging.ERROR, "language model %s failed: %s", self._model, kind, kind=kind)


class Switchboard:
    """The lines of a process.

    :param clock: monotonic seconds, for the breakers.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._guard = threading.Lock()
        self._lines: dict[tuple[str, str, str], Line] = {}
        self._places = threading.BoundedSemaphore(MOST_CALLS)

    def line(self, address: Address, model: str) -> Line:
        """The line to a model. What happens to one key says nothing about another's."""
        fingerprint = hashlib.sha256(address.api_key.encode()).hexdigest()
        with self._guard:
            key = (address.base_url, fingerprint, model)
            if key not in self._lines:
                self._lines[key] = Line(model, self._clock)
            return self._lines[key]

    def state(self, model: str) -> BreakerState:
        """Where the worst of a model's lines stands."""
        with self._guard:
            lines = [line for (_, _, asked), line in self._lines.items() if asked == model]
        return max((line.breaker.state for line in lines), default=BreakerState.CLOSED)

    def enter(self, line: Line, patience: float = PATIENCE) -> str | None:
        """Take a place on a line; give it back with :meth:`leave`.

        :param patience: seconds to wait for one.
        :return: None when the call may be made; else why not: ``busy`` or ``open``.
        """
        until = time.monotonic() + max(patience, 0)
        if not line.places.acquire(timeout=max(patience, 0)):
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
