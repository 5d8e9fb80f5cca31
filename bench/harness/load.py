"""Posting webhooks: so many at once, or so many a second, and knowing when each was acknowledged."""

from __future__ import annotations

import asyncio
import random
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from time import monotonic

from harness.http import message_end, wants_close
from harness.webhooks import Webhook

__all__ = ["Load", "Posted"]

#: Seconds after which what was refused is posted again, as WhatsApp would, only sooner.
_AGAIN = 0.1


@dataclass(slots=True)
class Posted:
    """One message on its way in.

    :ivar due: when it was to be posted; on the monotonic clock, as all of these.
    :ivar posted: when it was first posted.
    :ivar acknowledged: when it was first answered with 200; 0 before.
    :ivar deliveries: how many times it was, or is being, posted on purpose.
    """

    webhook: Webhook
    due: float
    posted: float = 0.0
    acknowledged: float = 0.0
    deliveries: int = 1


class Load:
    """Posts webhooks over keep-alive connections.

    :param redelivered: share of messages that are posted a second time.
    :ivar messages: all that were posted, by message id.
    :ivar refused: answers other than 200.
    :ivar broken: connections that ended in the middle of a request; it was posted again.
    """

    def __init__(self, port: int, connections: int, *, redelivered: float = 0.0) -> None:
        self._port = port
        self._count = connections
        self._redelivered = redelivered
        self._chance = random.Random(1)
        self._idle: list[_Connection] = []
        self._open: set[_Connection] = set()
        self._waiting: deque[Posted | bytes] = deque()
        self._source: Iterator[Webhook] | None = None
        self._stop_at = 0.0
        self._busy = 0
        self._changed = asyncio.Event()
        self._opening: set[asyncio.Task[None]] = set()
        self.messages: dict[str, Posted] = {}
        self.refused = 0
        self.broken = 0

    async def connect(self) -> None:
        """Open the connections."""
        for _ in range(self._count):
            await self._connect()

    def close(self) -> None:
        """Close the connections."""
        for task in self._opening:
            task.cancel()
        for connection in [*self._open]:
            connection.close()

    # -- two ways to post ------------------------------------------------------------------------------------

    async def closed(self, source: Iterator[Webhook], seconds: float = float("inf")) -> None:
        """Each connection posts the next message as soon as its last one is answered.

        :param seconds: after which no more are begun.
        """
        self._source, self._stop_at = source, monotonic() + seconds
        while self._idle and self._feed():
            self._next()
        await self._settled()
        self._source = None

    async def paced(self, source: Iterator[Webhook], rate: float, seconds: float) -> None:
        """Messages come by chance, so many a second on average, whether or not the last ones are answered."""
        due = monotonic()
        end = due + seconds
        while (due := due + self._chance.expovariate(rate)) < end:
            pause = due - monotonic()
            if pause > 0:
                await asyncio.sleep(pause)
            self._post(Posted(next(source), due))
        await self._settled()

    def also(self, request: bytes) -> None:
        """Post something whose fate is of no interest."""
        self._waiting.append(request)
        self._next()

    # -- the connections -------------------------------------------------------------------------------------

    def _feed(self) -> bool:
        if self._source is None or monotonic() >= self._stop_at:
            return False
        webhook = next(self._source, None)
        if webhook is None:
            self._source = None
            return False
        self._post(Posted(webhook, monotonic()))
        return True

    def _post(self, message: Posted) -> None:
        self.messages[message.webhook.message_id] = message
        self._waiting.append(message)
        if self._redelivered and self._chance.random() < self._redelivered:
            message.deliveries += 1
            delay = self._chance.random()
            asyncio.get_running_loop().call_later(delay, self._again, message)
        self._next()

    def _again(self, item: Posted | bytes) -> None:
        self._waiting.append(item)
        self._next()

    def _next(self) -> None:
        while self._idle and self._waiting:
            self._busy += 1
            self._idle.pop().post(self._waiting.popleft())

    def _answered(self, connection: _Connection, item: Posted | bytes, status: bytes) -> None:
        self._busy -= 1
        if status != b"200":
            self.refused += 1
            if isinstance(item, Posted) and not item.acknowledged:
                self._later(item)
        elif isinstance(item, Posted) and not item.acknowledged:
            item.acknowledged = monotonic()
        if connection in self._open:
            self._idle.append(connection)
        if not self._waiting:
            self._feed()
        self._next()
        if not self._busy:
            self._changed.set()

    def _later(self, item: Posted | bytes) -> None:
        # Counted as busy meanwhile: nobody is to believe that all is done.
        self._busy += 1

        def again() -> None:
            self._busy -= 1
            self._again(item)

        asyncio.get_running_loop().call_later(_AGAIN, again)

    async def _settled(self) -> None:
        while self._busy or self._waiting:
            self._changed.clear()
            await self._changed.wait()

    async def _connect(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            try:
                await loop.create_connection(lambda: _Connection(self), "127.0.0.1", self._port)
            except OSError:
                await asyncio.sleep(_AGAIN)
            else:
                return

    def _reconnect(self) -> None:
        task = asyncio.ensure_future(self._connect())
        self._opening.add(task)
        task.add_done_callback(self._opening.discard)

    def opened(self, connection: _Connection) -> None:
        """A connection is there."""
        self._open.add(connection)
        self._idle.append(connection)
        self._next()

    def lost(self, connection: _Connection, item: Posted | bytes | None) -> None:
        """A connection ended, perhaps in the middle of a request."""
        wanted = connection in self._open
        self._open.discard(connection)
        if connection in self._idle:
            self._idle.remove(connection)
        if item is not None:
            self._busy -= 1
            self.broken += 1
            self._later(item)
        if wanted and not connection.closing:
            self._reconnect()

    def answered(self, connection: _Connection, item: Posted | bytes, answer: bytes) -> None:
        """A request was answered."""
        if wants_close(answer):
            self._open.discard(connection)
            connection.close()
            self._reconnect()
        self._answered(connection, item, answer[9:12])


class _Connection(asyncio.Protocol):
    """One request at a time."""

    def __init__(self, load: Load) -> None:
        self._load = load
        self._item: Posted | bytes | None = None
        self._read = b""
        self.closing = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._load.opened(self)

    def connection_lost(self, exc: Exception | None) -> None:
        item, self._item = self._item, None
        self._load.lost(self, item)

    def post(self, item: Posted | bytes) -> None:
        self._item = item
        if isinstance(item, bytes):
            self._transport.write(item)
            return
        item.posted = item.posted or monotonic()
        self._transport.write(item.webhook.request)

    def data_received(self, data: bytes) -> None:
        self._read += data
        if not message_end(self._read):
            return
        answer, self._read = self._read, b""
        item, self._item = self._item, None
        if item is not None:
            self._load.answered(self, item, answer)

    def close(self) -> None:
        self.closing = True
        self._transport.close()
