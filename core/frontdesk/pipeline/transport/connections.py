"""Who gets which connection: they are kept and used again, but never once the other side has hung up."""

from __future__ import annotations

import asyncio
import select
import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence

from frontdesk.channels import HttpResponse
from frontdesk.errors import TransportError
from frontdesk.pipeline.transport.connection import Connection
from frontdesk.pipeline.transport.dialer import Dialer
from frontdesk.pipeline.transport.exchange import Answered, Exchange
from frontdesk.pipeline.transport.heads import Head, Heads, Origin

__all__ = ["Connections", "Flight"]

#: Seconds for which an idle connection is kept.
KEPT_FOR = 30.0
#: How many requests leave between two looks at who has hung up.
_AT_ONCE = 32
#: The other side has closed: told apart from data where the system can, since TLS sends data when idle too.
_HUNG_UP = getattr(select, "POLLRDHUP", select.POLLIN)


class Flight:
    """An exchange on its way.

    :ivar answered: who is to be told of the answer.
    :ivar until: monotonic seconds after which the request does not leave any more.
    :ivar left: whether any of it may have left.
    :ivar over: whether it has its answer.
    """

    __slots__ = ("answered", "connection", "dialing", "exchange", "head", "left", "over", "until")

    def __init__(self, exchange: Exchange, answered: Answered, until: float) -> None:
        self.exchange = exchange
        self.answered = answered
        self.until = until
        self.left = False
        self.over = False
        self.head: Head | None = None
        self.dialing: asyncio.Task[None] | None = None
        self.connection: Connection | None = None


class Connections:
    """Sends requests over connections of its own. Made and used in one event loop.

    :param most: how many are in use at most; further requests wait.
    :param landed: called once for each flight, when its exchange has an answer.
    """

    def __init__(self, most: int, landed: Callable[[Flight], object]) -> None:
        self._loop = asyncio.get_running_loop()
        self._most = most
        self._landed = landed
        self._heads = Heads()
        self._dialer = Dialer()
        self._idle: dict[Origin, list[Connection]] = {}
        self._waiting: deque[Flight] = deque()
        self._in_use = 0
        self._cleaning: asyncio.TimerHandle | None = None

    def begin(self, flights: Sequence[Flight]) -> None:
        """Send requests, each as soon as there is a connection for it."""
        for flight in flights:
            try:
                flight.head = self._heads.find(flight.exchange.request)
            except Exception as error:  # noqa: BLE001 - whatever is wrong with it, it cannot be sent
                self._land(flight, error)
            else:
                self._waiting.append(flight)
        self._go_on()

    def give_up(self, flight: Flight) -> None:
        """The time of a flight is over, wherever it is."""
        if flight.over:
            return
        if flight.dialing is not None:
            # Its end comes with the task's; not before its turn, for a task that has not begun tells nobody.
            self._loop.call_soon(flight.dialing.cancel)
            return
        if flight.connection is not None:
            flight.connection.abandon()
            self._in_use -= 1
        self._land(flight, TimeoutError())
        self._go_on()

    def close(self) -> None:
        """Close them all; none is in use any more."""
        if self._cleaning is not None:
            self._cleaning.cancel()
        for connections in self._idle.values():
            for connection in connections:
                connection.abandon()
        self._idle.clear()

    # -- finding connections ---------------------------------------------------------------------------------

    def _go_on(self) -> None:
        """Send what waits, as far as there are connections."""
        while self._waiting and self._in_use < self._most:
            ready: list[tuple[Connection, Flight]] = []
            while self._waiting and self._in_use < self._most and len(ready) < _AT_ONCE:
                flight = self._waiting.popleft()
                if flight.over or flight.head is None:
                    continue
                if time.monotonic() >= flight.until:
                    self._land(flight, TimeoutError())
                    continue
                self._in_use += 1
                connection = self._take_idle(flight.head.origin)
                if connection is None:
                    flight.dialing = self._loop.create_task(self._dial(flight, flight.head))
                else:
                    ready.append((connection, flight))
            self._send_all(ready)

    def _take_idle(self, origin: Origin) -> Connection | None:
        idle = self._idle.get(origin)
        oldest = self._loop.time() - KEPT_FOR
        while idle:
            connection = idle.pop()
            if connection.usable and connection.since > oldest:
                return connection
            connection.close()
        return None

    async def _dial(self, flight: Flight, head: Head) -> None:
        try:
            connection = await self._dialer.dial(head.origin)
        except asyncio.CancelledError:
            self._fail(flight, TimeoutError())
        except Exception as error:  # noqa: BLE001 - whatever it is, the request has not left
            self._fail(flight, error)
        else:
            flight.dialing = None
            self._send(connection, flight)
            if flight.over:
                # Its place is free again, and nothing is on its way that would tell so later.
                self._go_on()

    def _fail(self, flight: Flight, error: Exception) -> None:
        self._in_use -= 1
        flight.dialing = None
        self._land(flight, error)
        self._go_on()

    # -- sending ---------------------------------------------------------------------------------------------

    def _send_all(self, ready: Sequence[tuple[Connection, Flight]]) -> None:
        """Send over connections that were idle, but none that was closed while the loop was busy."""
        gone = _hung_up(connection for connection, _ in ready)
        for connection, flight in ready:
            if connection in gone:
                connection.close()
                self._in_use -= 1
                self._waiting.appendleft(flight)
            else:
                self._send(connection, flight)

    def _send(self, connection: Connection, flight: Flight) -> None:
        head = flight.head
        assert head is not None
        if time.monotonic() >= flight.until:
            # The process may have been stopped for a while, and somebody else has taken over by now.
            self._free(connection)
            self._land(flight, TimeoutError())
        elif not connection.usable:
            self._in_use -= 1
            self._land(flight, ConnectionResetError())
        else:
            message = head.message(flight.exchange.request.body)
            flight.connection = connection
            flight.left = True
            connection.send(message, lambda answer: self._ended(flight, answer), bare=head.bare)

    def _ended(self, flight: Flight, answer: HttpResponse | Exception) -> None:
        if flight.connection is not None:
            self._free(flight.connection)
            flight.connection = None
        self._land(flight, answer)
        if self._waiting:
            self._go_on()

    def _free(self, connection: Connection) -> None:
        self._in_use -= 1
        if connection.usable:
            connection.since = self._loop.time()
            self._idle.setdefault(connection.origin, []).append(connection)
            if self._cleaning is None:
                self._cleaning = self._loop.call_later(KEPT_FOR, self._clean_up)
        else:
            connection.close()

    def _land(self, flight: Flight, answer: HttpResponse | Exception) -> None:
        if isinstance(answer, Exception):
            # Only the class: the text of an error may hold the address, and with it the account.
            flight.exchange.answer = TransportError(type(answer).__name__, sent=flight.left)
        else:
            flight.exchange.answer = answer
        flight.over = True
        self._landed(flight)

    def _clean_up(self) -> None:
        """Close what has been idle for long."""
        oldest = self._loop.time() - KEPT_FOR
        kept: dict[Origin, list[Connection]] = {}
        for origin, connections in self._idle.items():
            for connection in connections:
                if connection.usable and connection.since > oldest:
                    kept.setdefault(origin, []).append(connection)
                else:
                    connection.close()
        self._idle = kept
        self._cleaning = self._loop.call_later(KEPT_FOR / 2, self._clean_up) if kept else None


def _hung_up(connections: Iterable[Connection]) -> set[Connection]:
    """Those of the connections whose other side has closed them."""
    numbers = {connection.fileno(): connection for connection in connections}
    if not numbers:
        return set()
    poll = select.poll()
    for number in numbers:
        poll.register(number, _HUNG_UP)
    return {numbers[number] for number, _ in poll.poll(0)}
