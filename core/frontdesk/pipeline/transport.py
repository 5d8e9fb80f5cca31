"""Sending requests for all channels alike: an event loop in a thread, pooled connections, many in flight.

The only place behind the inbox where ``async def`` is at home. Its client is aiohttp: the docs on delivery
say what others cost.
"""

from __future__ import annotations

import asyncio
import logging
import select
import ssl
import threading
import time
from collections.abc import Iterable, Sequence
from concurrent.futures import Future
from functools import cached_property
from typing import Any
from weakref import WeakSet

import aiohttp
import certifi

from frontdesk.channels import HttpRequest, HttpResponse
from frontdesk.diagnosis import describe
from frontdesk.errors import TransportError
from frontdesk.pipeline.exchange import Answered, Exchange
from frontdesk.pipeline.proxies import Proxies

__all__ = ["Transport"]

log = logging.getLogger(__name__)

#: Bytes of an answer that are read; what a channel needs is at its beginning.
LARGEST_ANSWER = 1_000_000
#: Seconds for which an idle connection is kept.
KEPT_FOR = 30.0
#: The other side has closed: told apart from data where the system can, since TLS sends data when idle too.
_HUNG_UP = getattr(select, "POLLRDHUP", select.POLLIN)


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


class _Stale(aiohttp.ClientError):
    """The connection was closed by the other side while it lay idle; nothing has left on it."""


class _Broken(aiohttp.ClientError):
    """A connection broke; named after the client's own error, at which it would send some requests again."""


class _Request(aiohttp.ClientRequest):
    """A request that tells when it leaves."""

    passage: _Passage

    async def send(self, conn: aiohttp.connector.Connection) -> aiohttp.ClientResponse:
        self.passage.leave(conn)
        try:
            return await super().send(conn)
        except ValueError:
            # A header that cannot be written, which shows before anything is.
            self.passage.left = False
            raise


class _Loop:
    """The thread with the event loop and its client; it exists once something is to be sent."""

    def __init__(self, connections: int, timeout: float) -> None:
        self._loop = asyncio.new_event_loop()
        self._timeout = timeout
        self._lock = threading.Lock()
        self._handed_in: list[tuple[Exchange, Answered]] = []
        self._done: list[tuple[Exchange, Answered]] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._used: WeakSet[Any] = WeakSet()
        self._proxies = Proxies()
        self._connections = connections
        self._thread = threading.Thread(target=self._serve, name="frontdesk-transport", daemon=True)
        self._thread.start()

    # -- from other threads ----------------------------------------------------------------------------------

    def take(self, exchanges: Iterable[Exchange], answered: Answered) -> None:
        with self._lock:
            woken = bool(self._handed_in)
            self._handed_in += [(exchange, answered) for exchange in exchanges]
        if not woken:
            self._loop.call_soon_threadsafe(self._begin)

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
        # Made in the loop, as the client wants it, and in one step: requests may be waiting for it already.
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=self._connections, keepalive_timeout=KEPT_FOR),
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=None),
            request_class=_Request,
            auto_decompress=False,
        )

    def _begin(self) -> None:
        with self._lock:
            handed_in, self._handed_in = self._handed_in, []
        for exchange, answered in handed_in:
            task = self._loop.create_task(self._run(exchange, answered))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _run(self, exchange: Exchange, answered: Answered) -> None:
        passage = _Passage(exchange.since + self._timeout, self._used)
        try:
            async with asyncio.timeout_at(passage.until):
                exchange.answer = await self._through(exchange.request, passage)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is the answer
            # Only the class: the text of an error may hold the address, and with it the account.
            name = str(error) if isinstance(error, _Broken) else type(error).__name__
            exchange.answer = TransportError(name, sent=passage.left)
        self._done.append((exchange, answered))
        if len(self._done) == 1:
            self._loop.call_soon(self._hand_back)

    def _hand_back(self) -> None:
        done, self._done = self._done, []
        by_receiver: dict[Answered, list[Exchange]] = {}
        for exchange, answered in done:
            by_receiver.setdefault(answered, []).append(exchange)
        for answered, exchanges in by_receiver.items():
            try:
                answered(exchanges)
            except Exception as error:  # noqa: BLE001 - one receiver must not cost another one its answers
                log.error("answers could not be handed over: %s", describe(error))

    async def _through(self, request: HttpRequest, passage: _Passage) -> HttpResponse:
        while True:
            try:
                return await self._attempt(request, passage)
            except _Stale:
                continue

    async def _attempt(self, request: HttpRequest, passage: _Passage) -> HttpResponse:
        async with self._session.request(
            request.method,
            request.url,
            headers={"accept-encoding": "identity", **request.headers},
            data=request.body,
            allow_redirects=False,
            proxy=self._proxies.find(request.url),
            ssl=True if request.url.startswith("http:") else self._tls,
            middlewares=(passage,),
        ) as response:
            body = bytearray()
            while chunk := await response.content.readany():
                body += chunk
                if len(body) >= LARGEST_ANSWER:
                    response.close()
                    break
            headers = {name.lower(): value for name, value in response.headers.items()}
            return HttpResponse(response.status, headers, bytes(body[:LARGEST_ANSWER]))

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        context = ssl.create_default_context()
        # Small containers come without any certificates of their own.
        context.load_verify_locations(certifi.where())
        return context

    async def _finish(self) -> None:
        while self._tasks or self._handed_in or self._done:
            await asyncio.gather(*self._tasks)
            await asyncio.sleep(0)
        await self._session.close()
        await self._loop.shutdown_default_executor()


class _Passage:
    """One request's way out: a middleware of the client.

    :ivar until: monotonic seconds after which it does not leave any more.
    :ivar left: whether any of it may have left.
    """

    __slots__ = ("_used", "left", "until")

    def __init__(self, until: float, used: WeakSet[Any]) -> None:
        self.until = until
        self.left = False
        self._used = used

    async def __call__(
        self, request: aiohttp.ClientRequest, handler: aiohttp.ClientHandlerType
    ) -> aiohttp.ClientResponse:
        request.passage = self  # type: ignore[attr-defined]
        try:
            return await handler(request)
        except (aiohttp.ClientOSError, aiohttp.ServerDisconnectedError) as error:
            if self.left:
                raise _Broken(type(error).__name__) from None
            raise

    def leave(self, connection: aiohttp.connector.Connection) -> None:
        """The last moment before the first byte."""
        if time.monotonic() >= self.until:
            # The process may have been stopped for a while, and somebody else has taken over by now.
            raise TimeoutError
        if connection.protocol in self._used:
            if _hung_up(connection):
                raise _Stale
        else:
            self._used.add(connection.protocol)
        self.left = True


def _hung_up(connection: aiohttp.connector.Connection) -> bool:
    """Whether the other side has closed the connection, and the loop had no time to notice."""
    transport = connection.transport
    if transport is None or transport.is_closing():
        return True
    poll = select.poll()
    poll.register(transport.get_extra_info("socket"), _HUNG_UP)
    return bool(poll.poll(0))
