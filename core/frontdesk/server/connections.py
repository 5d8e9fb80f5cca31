"""Connections that webhooks come in by, read without Hypercorn's help while there is nothing else on them.

Hypercorn takes several times as long over a request as frontdesk over a webhook, most of it for what a
webhook does not need. So each connection of a Hypercorn worker begins here. The first thing on it that is not
a plain, small, whole webhook goes to Hypercorn, together with the connection, as if it had been Hypercorn's
from the start: other addresses, large or chunked bodies, HTTP/1.0 and HTTP/2, slow clients, broken requests.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable, Sequence
from email.utils import formatdate
from http import HTTPStatus
from typing import TYPE_CHECKING, cast

from frontdesk.channels import WebhookRequest
from frontdesk.errors import Overloaded
from frontdesk.pipeline.intake import Accepted
from frontdesk.server.answers import ACKNOWLEDGED, Answer, refusal
from frontdesk.server.bodies import SMALL_BODY
from frontdesk.server.heads import LARGEST_HEAD, Head, may_be_webhook, read_head
from frontdesk.server.measuring import count_requests
from frontdesk.server.paths import channel_of, route_of
from frontdesk.server.queries import read_query

if TYPE_CHECKING:
    from frontdesk.desk import Desk
    from frontdesk.pipeline.intake import Intake

__all__ = ["Connections"]

#: Bytes of requests that a client sent before the one that is being answered; then it has to wait.
_AHEAD = LARGEST_HEAD + SMALL_BODY

Factory = Callable[[], asyncio.BaseProtocol]
_Outcome = tuple["_Asked", Accepted | Exception]


class Connections:
    """All connections on which there were nothing but webhooks so far. Belongs to one event loop.

    :param patience: seconds. Past this a caller is told to try again; what was written after all is not
        written twice.
    :param idle: seconds that a connection is kept on which nothing comes.
    :param slow: seconds that a request may take to come in before Hypercorn is to wait for the rest of it.
    :param tick: seconds between looks at the clock.
    """

    def __init__(
        self,
        desk: Desk,
        intake: Intake,
        *,
        patience: float = 10.0,
        idle: float = 5.0,
        slow: float = 1.0,
        tick: float = 0.5,
    ) -> None:
        self._desk = desk
        self._intake = intake
        self._patience = patience
        self._idle = idle
        self._slow = slow
        self._tick = tick
        self._open: set[_Connection] = set()
        self._closing = False
        self._all_gone = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._acknowledged = b""
        self._settle_once = self._settle

    def in_front_of(self, behind: Factory) -> Factory:
        """What makes protocols for new connections.

        :param behind: makes those that take over where this does not.
        """
        if self._loop is None:
            self._loop = asyncio.get_running_loop()
            self._look()
        return lambda: _Connection(self, behind)

    def close(self) -> None:
        """Take no more requests; those that are being written are answered first."""
        self._closing = True
        for connection in list(self._open):
            connection.close_when_done()

    async def closed(self, grace: float) -> None:
        """Wait until everything is answered.

        :param grace: seconds; what is not answered then never will be.
        """
        if self._open:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._all_gone.wait(), grace)
        if self._timer is not None:
            self._timer.cancel()
        for connection in list(self._open):
            connection.abort()

    # -- for connections -------------------------------------------------------------------------------------

    def joined(self, connection: _Connection) -> None:
        """A connection is there."""
        self._open.add(connection)

    def left(self, connection: _Connection) -> None:
        """A connection is gone, or is Hypercorn's now."""
        self._open.discard(connection)
        if self._closing and not self._open:
            self._all_gone.set()

    def serves(self, head: Head) -> bool:
        """Whether a webhook is for a channel that there is."""
        return channel_of(head.named) in self._desk.channels

    @property
    def closing(self) -> bool:
        """Whether answers are the last ones."""
        return self._closing

    def take(self, asked: _Asked, head: Head, body: bytes) -> None:
        """Take in a webhook; it is answered once it is on disk."""
        request = WebhookRequest(body, head.headers, read_query(head.query))
        try:
            self._intake.receive(channel_of(head.named), request, self._settle_once, asked)
        except Exception as error:  # noqa: BLE001 - whatever it is: what is not on disk is to come again
            self.refuse(asked, error)

    def refuse(self, asked: _Asked, error: Exception) -> None:
        """Answer that a webhook was not stored."""
        if not asked.answered:
            answer = refusal(error, asked.named)
            asked.answer(_on_the_wire(answer))
            self._count(asked.named, answer.status, [asked])

    # -- what became of webhooks -----------------------------------------------------------------------------

    def _settle(self, outcomes: Sequence[_Outcome]) -> None:
        """In the writer's thread: wake the event loop once for all of them."""
        # A loop that is closed has nobody left who waits.
        with contextlib.suppress(RuntimeError):
            cast(asyncio.AbstractEventLoop, self._loop).call_soon_threadsafe(self._resolve, outcomes)

    def _resolve(self, outcomes: Sequence[_Outcome]) -> None:
        written: dict[str | None, list[_Asked]] = {}
        for asked, outcome in outcomes:
            if isinstance(outcome, Exception):
                self.refuse(asked, outcome)
            elif not asked.answered:
                asked.answer(self._acknowledged)
                written.setdefault(asked.named, []).append(asked)
        for named, those in written.items():
            self._count(named, ACKNOWLEDGED.status, those)

    def _count(self, named: str | None, status: int, those: Sequence[_Asked]) -> None:
        now = time.perf_counter()
        durations = [now - asked.began for asked in those]
        count_requests(self._desk.metrics, "POST", route_of(named), status, durations)

    def _look(self) -> None:
        """Look at the clock, for all connections at once."""
        # Of the second, as RFC 9110 has it: the time at which the answer is made, or somewhat before.
        self._acknowledged = _on_the_wire(ACKNOWLEDGED)
        now = time.perf_counter()
        for connection in list(self._open):
            connection.look(now, self._patience, self._slow, self._idle)
        self._timer = cast(asyncio.AbstractEventLoop, self._loop).call_later(self._tick, self._look)


class _Asked:
    """A webhook that waits for its answer."""

    __slots__ = ("_connection", "answered", "began", "named")

    def __init__(self, connection: _Connection, named: str | None, began: float) -> None:
        self._connection = connection
        self.named = named
        self.began = began
        self.answered = False

    def answer(self, response: bytes) -> None:
        """Answer it; nothing happens when the client has hung up."""
        self.answered = True
        self._connection.answer(response)


class _Connection(asyncio.Protocol):
    """One connection. Requests on it are answered one after the other."""

    def __init__(self, connections: Connections, behind: Factory) -> None:
        self._all = connections
        self._behind = behind
        self._transport: asyncio.Transport | None = None
        self._received: bytes | bytearray = b""
        self._head: Head | None = None
        self._body_at = 0
        self._asked: _Asked | None = None
        self._lasting = True
        self._since = time.perf_counter()
        self._reading = True

    # -- from the event loop ---------------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """A client is there."""
        self._transport = cast(asyncio.Transport, transport)
        self._all.joined(self)

    def connection_lost(self, exc: Exception | None) -> None:
        """The client is gone; what it sent is written all the same."""
        self._transport = None
        self._all.left(self)

    def eof_received(self) -> bool:
        """The client will send no more, but may still listen."""
        if self._asked is not None:
            self._lasting = False
            return True
        if self._received:
            behind = self._pass_on()
            return bool(behind is not None and behind.eof_received())
        return False

    def data_received(self, data: bytes) -> None:
        """Something came in."""
        if self._received:
            # Grows in place, however small the pieces are that it comes in.
            if isinstance(self._received, bytes):
                self._received = bytearray(self._received)
            self._received += data
        else:
            self._received = data
            if self._asked is None:
                self._since = time.perf_counter()
        if self._asked is None:
            self._read()
        elif len(self._received) > _AHEAD:
            self._pause()

    def pause_writing(self) -> None:
        """The client does not read its answers: take nothing from it before it does."""
        self._pause()

    def resume_writing(self) -> None:
        """The client reads its answers again."""
        self._resume()

    # -- from those who keep it ------------------------------------------------------------------------------

    def answer(self, response: bytes) -> None:
        """Answer the request that waits, and go on with the next."""
        self._asked = None
        if self._transport is None:
            return
        self._transport.write(response if self._stays() else _last(response))
        self._since = time.perf_counter()
        if not self._stays():
            self._transport.close()
            return
        self._resume()
        if self._received:
            # Not at once: requests that are refused one after the other must not pile up here.
            asyncio.get_running_loop().call_soon(self._go_on)

    def look(self, now: float, patience: float, slow: float, idle: float) -> None:
        """See whether anybody has waited for too long."""
        if self._asked is not None:
            if now - self._asked.began > patience:
                self._all.refuse(self._asked, Overloaded("a webhook was not written in time"))
        elif self._received:
            if now - self._since > slow:
                self._pass_on()
        elif now - self._since > idle and self._transport is not None:
            self._transport.close()

    def close_when_done(self) -> None:
        """Close, once the request that waits is answered."""
        if self._asked is None and not self._received and self._transport is not None:
            self._transport.close()

    def abort(self) -> None:
        """Close now, whatever waits."""
        if self._transport is not None:
            self._transport.abort()

    # -- requests --------------------------------------------------------------------------------------------

    def _go_on(self) -> None:
        if self._transport is not None and self._asked is None and self._received:
            self._read()

    def _read(self) -> None:
        """Take the next webhook, when it is whole."""
        head = self._head or self._next_head()
        if head is None:
            return
        received, whole = self._received, self._body_at + head.size
        if len(received) < whole:
            self._head = head
            return
        body = bytes(received[self._body_at : whole])
        self._head, self._received = None, received[whole:]
        self._lasting = head.lasting
        self._asked = _Asked(self, head.named, time.perf_counter())
        self._all.take(self._asked, head, body)

    def _next_head(self) -> Head | None:
        """The head of a webhook, when it is whole. The connection is Hypercorn's when it is anything else."""
        received = self._received
        self._body_at = end = received.find(b"\r\n\r\n") + 4
        if end < 4 and len(received) <= LARGEST_HEAD and may_be_webhook(received):
            return None
        fits = 4 <= end <= LARGEST_HEAD and may_be_webhook(received)
        head = read_head(received[:end]) if fits else None
        if head is None or not self._all.serves(head):
            self._pass_on()
            return None
        return head

    def _pass_on(self) -> asyncio.Protocol | None:
        """Hypercorn's from here, as if it had been from the start."""
        transport, received = self._transport, bytes(self._received)
        if transport is None:
            return None
        self._received, self._transport = b"", None
        self._all.left(self)
        behind = cast(asyncio.Protocol, self._behind())
        transport.set_protocol(behind)
        behind.connection_made(transport)
        if not self._reading:
            transport.resume_reading()
        behind.data_received(received)
        return behind

    def _stays(self) -> bool:
        return self._lasting and not self._all.closing

    def _pause(self) -> None:
        if self._reading and self._transport is not None:
            self._reading = False
            self._transport.pause_reading()

    def _resume(self) -> None:
        if not self._reading and self._transport is not None:
            self._reading = True
            self._transport.resume_reading()


def _on_the_wire(answer: Answer) -> bytes:
    headers = [*answer.headers, (b"date", formatdate(usegmt=True).encode())]
    lines = b"".join(b"%s: %s\r\n" % header for header in headers)
    reason = HTTPStatus(answer.status).phrase.encode()
    return b"HTTP/1.1 %d %s\r\n%s\r\n%s" % (answer.status, reason, lines, answer.content)


def _last(response: bytes) -> bytes:
    """The response, with word that no more follow on its connection."""
    return response.replace(b"\r\n\r\n", b"\r\nconnection: close\r\n\r\n", 1)
