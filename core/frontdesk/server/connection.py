"""One connection on which there was nothing but webhooks so far."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from frontdesk.errors import Overloaded
from frontdesk.server.bodies import SMALL_BODY
from frontdesk.server.heads import LARGEST_HEAD, Head, end_of_head, may_be_webhook, read_head

if TYPE_CHECKING:
    from frontdesk.server.connections import Connections

__all__ = ["Asked", "Connection", "Factory"]

#: Bytes of requests that a client may send before the one that is being answered; then it has to wait.
_AHEAD = LARGEST_HEAD + SMALL_BODY

#: Makes what an event loop tells about a connection.
Factory = Callable[[], asyncio.BaseProtocol]


class Asked:
    """A webhook that waits for its answer."""

    __slots__ = ("_connection", "answered", "began", "named")

    def __init__(self, connection: Connection, named: str | None, began: float) -> None:
        self._connection = connection
        self.named = named
        self.began = began
        self.answered = False

    def answer(self, response: bytes) -> None:
        """Answer it; nothing happens when the client has hung up."""
        self.answered = True
        self._connection.answer(response)


class Connection(asyncio.Protocol):
    """One connection. Requests on it are answered one after the other.

    :param others: what it shares with other connections.
    :param behind: makes what takes over when there is something else on it.
    """

    def __init__(self, others: Connections, behind: Factory) -> None:
        self._others = others
        self._behind = behind
        self._transport: asyncio.Transport | None = None
        self._received: bytes | bytearray = b""
        self._head: Head | None = None
        self._body_at = 0
        self._asked: Asked | None = None
        self._answered = 0
        self._since = time.perf_counter()
        self._lasting = True
        self._ended = False
        self._unread = False

    # -- from the event loop ---------------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """A client is there."""
        self._transport = cast(asyncio.Transport, transport)
        self._others.joined(self)

    def connection_lost(self, exc: Exception | None) -> None:
        """The client is gone; what it sent is written all the same."""
        self._transport = None
        self._others.left(self)

    def data_received(self, data: bytes) -> None:
        """Something came in."""
        if not self._received:
            self._received = data
            self._since = time.perf_counter()
        else:
            # Grows in place, however small the pieces are that it comes in.
            if isinstance(self._received, bytes):
                self._received = bytearray(self._received)
            self._received += data
        if self._free():
            self._read()
        if len(self._received) > _AHEAD and self._transport is not None:
            self._transport.pause_reading()

    def eof_received(self) -> bool:
        """The client will send no more, but may still listen."""
        self._ended = True
        if self._free():
            if not self._received:
                return False
            # Of requests that came together the next may be here; what is not whole now never will be.
            self._read()
        return True

    def pause_writing(self) -> None:
        """The client does not read its answers: take nothing from it before it does."""
        self._unread = True
        if self._transport is not None:
            self._transport.pause_reading()

    def resume_writing(self) -> None:
        """The client reads its answers again."""
        self._unread = False
        self._since = time.perf_counter()
        self._go_on()

    # -- from those who keep it ------------------------------------------------------------------------------

    def answer(self, response: bytes) -> None:
        """Answer the request that waits, and go on with the next."""
        self._asked = None
        self._answered += 1
        self._since = time.perf_counter()
        if self._transport is None:
            return
        if not self._lasting or self._others.last(self._answered):
            self._transport.write(_last(response))
            self._transport.close()
            return
        self._transport.write(response)
        if not self._unread:
            self._go_on()

    def look(self, now: float, *, patience: float, slow: float, idle: float) -> None:
        """See whether anybody has waited for too long."""
        transport = self._transport
        if transport is None:
            return
        waited = now - self._since
        if self._asked is not None:
            if now - self._asked.began > patience:
                self._others.refuse(self._asked, Overloaded("a webhook was not written in time"))
        elif self._unread or transport.is_closing():
            if waited > patience:
                transport.abort()
        elif self._received:
            if waited > slow:
                self._pass_on()
        elif waited > idle:
            transport.close()

    def end(self) -> None:
        """Answer the request that waits, but no more."""
        if self._free() and self._received:
            self._pass_on()
        elif self._asked is None and self._transport is not None:
            self._transport.close()

    def abort(self) -> None:
        """Close now, whatever waits."""
        if self._transport is not None:
            self._transport.abort()

    # -- requests --------------------------------------------------------------------------------------------

    def _go_on(self) -> None:
        """Be there for the next request."""
        if self._transport is None:
            return
        if len(self._received) <= _AHEAD:
            self._transport.resume_reading()
        if self._received:
            # Not at once: requests that are refused one after the other must not pile up here.
            asyncio.get_running_loop().call_soon(self._read_on)
        elif self._ended:
            self._transport.close()

    def _free(self) -> bool:
        """Whether the next request may be read."""
        transport = self._transport
        return (
            self._asked is None and not self._unread and transport is not None and not transport.is_closing()
        )

    def _read_on(self) -> None:
        if self._received and self._free():
            self._read()

    def _read(self) -> None:
        """Take the next webhook, when it is whole."""
        head = self._head or self._next_head()
        if head is None:
            return
        received, whole = self._received, self._body_at + head.size
        if len(received) < whole:
            self._head = head
            self._wait()
            return
        body = bytes(received[self._body_at : whole])
        if isinstance(received, bytearray):
            del received[:whole]
        else:
            # Of many requests at once the rest is copied once, not with each of them.
            self._received = bytearray(received[whole:]) if len(received) > whole else b""
        self._head = None
        self._lasting = head.lasting
        self._asked = Asked(self, head.named, time.perf_counter())
        self._others.take(self._asked, head, body)

    def _wait(self) -> None:
        """Wait for the rest of a request, unless there is none."""
        if self._ended and self._transport is not None:
            self._transport.close()

    def _next_head(self) -> Head | None:
        """The head of a webhook, when it is whole. The connection is Hypercorn's when it is anything else."""
        received = self._received
        end = end_of_head(received)
        if end is None and len(received) <= LARGEST_HEAD and may_be_webhook(received):
            self._wait()
            return None
        head = read_head(received[:end]) if end is not None and end <= LARGEST_HEAD else None
        if end is None or head is None or not self._others.serves(head):
            self._pass_on()
            return None
        self._body_at = end
        return head

    def _pass_on(self) -> None:
        """Hypercorn's from here, as if it had been from the start."""
        transport, received = self._transport, bytes(self._received)
        if transport is None:
            return
        behind = cast(asyncio.Protocol, self._behind())
        self._received, self._transport = b"", None
        self._others.left(self)
        transport.set_protocol(behind)
        behind.connection_made(transport)
        transport.resume_reading()
        behind.data_received(received)
        if self._ended and not behind.eof_received():
            transport.close()


def _last(response: bytes) -> bytes:
    """The response, with word that no more follow on its connection."""
    return response.replace(b"\r\n\r\n", b"\r\nconnection: close\r\n\r\n", 1)
