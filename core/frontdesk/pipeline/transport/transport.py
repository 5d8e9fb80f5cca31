"""Sending requests for all channels alike: an event loop in a thread, pooled connections, many in flight."""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections.abc import Iterable, Sequence
from concurrent.futures import Future

from frontdesk.channels import HttpRequest, HttpResponse
from frontdesk.diagnosis import describe
from frontdesk.errors import TransportError
from frontdesk.pipeline.transport.connections import Connections, Flight
from frontdesk.pipeline.transport.dialer import DialingLoop
from frontdesk.pipeline.transport.exchange import Answered, Exchange

__all__ = ["Transport"]

log = logging.getLogger(__name__)

#: Seconds between two looks at whose time is over, while anything is under way.
_WATCHED_EVERY = 0.05


class Transport:
    """Sends requests and never raises into its caller: errors are answers.

    :param connections: how many are open at most; further requests wait.
    :param timeout: seconds until the whole answer is there, waiting for a connection included. When they are
        over, nothing leaves any more.
    """

    def __init__(self, connections: int = 512, timeout: float = 15.0) -> None:
        self._connections = connections
        self._timeout = timeout
        self._lock = threading.Lock()
        self._running: _Loop | None = None
        self._closed = False

    def send(self, request: HttpRequest) -> Future[HttpResponse]:
        """Send one request.

        :return: the answer, or :class:`TransportError`.
        """
        future: Future[HttpResponse] = Future()
        self.exchange([Exchange(request, future)], _resolve)
        return future

    def exchange(self, exchanges: Sequence[Exchange], answered: Answered) -> None:
        """Send many requests.

        :param answered: called with those whose answers have come in, as many as there are at a time: in the
            transport's thread, which must not be kept waiting. Every exchange comes by once.
        """
        with self._lock:
            if not self._closed:
                if self._running is None:
                    self._running = _Loop(self._connections, self._timeout)
                self._running.take(exchanges, answered)
                return
        answered(exchanges)

    def close(self) -> None:
        """Wait for the answers that are on their way, and close all connections."""
        with self._lock:
            self._closed = True
            running, self._running = self._running, None
        if running is not None:
            running.stop()


def _resolve(exchanges: Sequence[Exchange]) -> None:
    for exchange in exchanges:
        if isinstance(exchange.answer, TransportError):
            exchange.about.set_exception(exchange.answer)
        else:
            exchange.about.set_result(exchange.answer)


class _Loop:
    """The thread with the event loop and its connections; it exists once something is to be sent."""

    def __init__(self, connections: int, timeout: float) -> None:
        self._loop = DialingLoop()
        self._timeout = timeout
        self._most = connections
        self._lock = threading.Lock()
        self._handed_in: list[tuple[Exchange, Answered]] = []
        self._done: list[Flight] = []
        self._flights: dict[Flight, None] = {}
        self._back = asyncio.Event()
        self._watching = False
        self._thread = threading.Thread(target=self._serve, name="frontdesk-transport", daemon=True)
        self._thread.start()

    # -- from other threads ----------------------------------------------------------------------------------

    def take(self, exchanges: Iterable[Exchange], answered: Answered) -> None:
        with self._lock:
            woken = bool(self._handed_in)
            self._handed_in += [(exchange, answered) for exchange in exchanges]
        if not woken:
            # By way of the loop: it reads what has come in by now, or been closed, before anything is sent.
            self._loop.call_soon_threadsafe(self._loop.call_soon, self._begin)

    def stop(self) -> None:
        asyncio.run_coroutine_threadsafe(self._finish(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    # -- in the thread ---------------------------------------------------------------------------------------

    def _serve(self) -> None:
        self._loop.run_until_complete(self._open())
        self._loop.run_forever()

    async def _open(self) -> None:
        # Made in the loop, as it wants it, and in one step: requests may be waiting for it already.
        self._connections = Connections(self._most, self._landed)

    def _begin(self) -> None:
        with self._lock:
            handed_in, self._handed_in = self._handed_in, []
        flights = [
            Flight(exchange, answered, exchange.since + self._timeout) for exchange, answered in handed_in
        ]
        self._flights.update(dict.fromkeys(flights))
        self._connections.begin(flights)
        if not self._watching:
            self._watching = True
            self._watch()

    def _watch(self) -> None:
        """End what takes too long: one timer for all of them."""
        now = time.monotonic()
        for flight in [flight for flight in self._flights if now >= flight.until]:
            self._connections.give_up(flight)
        self._watching = bool(self._flights)
        if self._watching:
            self._loop.call_later(_WATCHED_EVERY, self._watch)

    def _landed(self, flight: Flight) -> None:
        del self._flights[flight]
        self._done.append(flight)
        if len(self._done) == 1:
            self._loop.call_soon(self._hand_back)

    def _hand_back(self) -> None:
        done, self._done = self._done, []
        by_receiver: dict[Answered, list[Exchange]] = {}
        for flight in done:
            by_receiver.setdefault(flight.answered, []).append(flight.exchange)
        for answered, exchanges in by_receiver.items():
            try:
                answered(exchanges)
            except Exception as error:  # noqa: BLE001 - one receiver must not cost another one its answers
                log.error("answers could not be handed over: %s", describe(error))
        self._back.set()

    async def _finish(self) -> None:
        while self._flights or self._handed_in or self._done:
            self._back.clear()
            await self._back.wait()
        self._connections.close()
        await self._loop.shutdown_default_executor()
