"""A stand-in for the Graph API: takes messages, remembers when they came, and costs next to nothing."""

from __future__ import annotations

import asyncio
import random
import re
import socket
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic

from harness.http import message_end

__all__ = ["Graph", "Sent"]

_CONTEXT = re.compile(rb'"message_id": ?"([^"]+)"')
_REFERENCE = re.compile(rb'"biz_opaque_callback_data": ?"([^"]+)"')
_RECIPIENT = re.compile(rb'"to": ?"([^"]+)"')
_DONE = (
    '{"messaging_product":"whatsapp","contacts":[{"input":"79160000000","wa_id":"79160000000"}],'
    '"messages":[{"id":"%s"}]}'
)
_OK = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
_TROUBLE = '{"error":{"message":"Something went wrong","type":"OAuthException","code":131000}}'
_FAULT = (
    "HTTP/1.1 500 Internal Server Error\r\nContent-Type: application/json\r\n"
    f"Content-Length: {len(_TROUBLE)}\r\n\r\n{_TROUBLE}"
).encode()


@dataclass(frozen=True, slots=True)
class Sent:
    """One message that was accepted.

    :ivar at: when it came, on the monotonic clock.
    :ivar message_id: the id that it was given.
    :ivar answers: id of the message that it quotes, or None.
    :ivar reference: the sender's own mark of it, or None.
    """

    at: float
    account: str
    to: str
    message_id: str
    answers: str | None
    reference: str | None


class Graph:
    """Takes messages at a port of loopback while :meth:`serve` runs.

    :ivar sent: what was accepted, in the order in which it came.
    :ivar faults: how many were answered with an error instead.
    :ivar heard: called with each that is accepted.
    """

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0), backlog=1024)
        self._server: asyncio.Server | None = None
        self._chance = random.Random(1)
        self._given = 0
        self.sent: list[Sent] = []
        self.faults = 0
        self.heard: Callable[[Sent], object] = lambda sent: None
        self.delay = 0.0
        self.fault_share = 0.0

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self._socket.getsockname()[1])

    async def serve(self) -> None:
        """Begin to answer, in this event loop."""
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(lambda: _Connection(self), sock=self._socket)

    def close(self) -> None:
        """Give up the port."""
        if self._server is not None:
            self._server.close()
        self._socket.close()

    def take(self, request: bytes) -> bytes:
        """One request.

        :return: the answer.
        """
        if self.fault_share and self._chance.random() < self.fault_share:
            self.faults += 1
            return _FAULT
        self._given += 1
        message_id = f"wamid.HBgMGRAPH{self._given:012}"
        path = request[: request.find(b" HTTP/")].split(b"/")
        sent = Sent(
            monotonic(),
            path[2].decode() if len(path) > 2 else "",
            _first(_RECIPIENT, request) or "",
            message_id,
            _first(_CONTEXT, request),
            _first(_REFERENCE, request),
        )
        self.sent.append(sent)
        self.heard(sent)
        body = _DONE % message_id
        return (_OK % (len(body), body)).encode()


class _Connection(asyncio.Protocol):
    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._waiting = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        data = self._waiting + data if self._waiting else data
        while end := message_end(data):
            answer = self._graph.take(data[:end])
            data = data[end:]
            if self._graph.delay:
                asyncio.get_running_loop().call_later(self._graph.delay, self._transport.write, answer)
            else:
                self._transport.write(answer)
        self._waiting = data


def _first(pattern: re.Pattern[bytes], data: bytes) -> str | None:
    found = pattern.search(data)
    return found[1].decode() if found else None
