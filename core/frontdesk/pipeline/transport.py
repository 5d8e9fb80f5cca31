"""Sending requests for all channels alike: an event loop in a thread, pooled connections, many in flight.

The only place behind the inbox where ``async def`` is at home.
"""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import Future

import httpx

from frontdesk.channels import HttpRequest, HttpResponse
from frontdesk.errors import TransportError

__all__ = ["Transport"]

#: Bytes of an answer that are read; what a channel needs is at its beginning.
LARGEST_ANSWER = 1_000_000

# Errors that are certain to come before the first byte of the request has left.
_NOT_SENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.UnsupportedProtocol,
    httpx.InvalidURL,
)


class Transport:
    """Sends requests and never raises into its caller: errors arrive through the future.

    :param connections: how many are open at most; further requests wait.
    :param timeout: seconds from the moment a request has its connection until the whole answer is there.
    """

    def __init__(self, connections: int = 256, timeout: float = 15.0) -> None:
        self._connections = connections
        self._timeout = timeout
        self._lock = threading.Lock()
        self._running: _Loop | None = None
        self._closed = False

    def send(self, request: HttpRequest) -> Future[HttpResponse]:
        """Send a request.

        :return: the answer, or :class:`TransportError`, whose ``sent`` is False where the request certainly
            did not leave.
        """
        with self._lock:
            if self._closed:
                refused: Future[HttpResponse] = Future()
                refused.set_exception(TransportError("the transport is closed", sent=False))
                return refused
            if self._running is None:
                self._running = _Loop(self._connections, self._timeout)
            return asyncio.run_coroutine_threadsafe(self._running.exchange(request), self._running.loop)

    def close(self) -> None:
        """Wait for the answers that are on their way, and close all connections."""
        with self._lock:
            self._closed = True
            running, self._running = self._running, None
        if running is not None:
            running.stop()


class _Loop:
    """The thread with the event loop and its client; it exists once something is to be sent."""

    def __init__(self, connections: int, timeout: float) -> None:
        self.loop = asyncio.new_event_loop()
        self._timeout = timeout
        self._slots = asyncio.Semaphore(connections)
        self._client = httpx.AsyncClient(
            timeout=timeout,
            limits=httpx.Limits(max_connections=connections, max_keepalive_connections=connections),
            follow_redirects=False,
            # A proxy from the environment is for the world outside, never for this host.
            mounts={"all://127.0.0.1": None, "all://localhost": None},
        )
        self._thread = threading.Thread(target=self.loop.run_forever, name="frontdesk-transport", daemon=True)
        self._thread.start()

    async def exchange(self, request: HttpRequest) -> HttpResponse:
        async with self._slots:
            try:
                async with asyncio.timeout(self._timeout):
                    return await self._exchange(request)
            except _NOT_SENT as error:
                raise TransportError(type(error).__name__, sent=False) from None
            except (httpx.HTTPError, OSError, TimeoutError, ValueError) as error:
                # Only the class: the text of an error may hold the address, and with it the account.
                raise TransportError(type(error).__name__, sent=True) from None

    async def _exchange(self, request: HttpRequest) -> HttpResponse:
        async with self._client.stream(
            request.method,
            request.url,
            headers={"accept-encoding": "identity", **request.headers},
            content=request.body,
        ) as response:
            body = bytearray()
            async for chunk in response.aiter_bytes():
                body += chunk
                if len(body) >= LARGEST_ANSWER:
                    break
            return HttpResponse(response.status_code, dict(response.headers), bytes(body[:LARGEST_ANSWER]))

    def stop(self) -> None:
        asyncio.run_coroutine_threadsafe(self._finish(), self.loop).result()
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join()
        self.loop.close()

    async def _finish(self) -> None:
        exchanges = asyncio.all_tasks() - {asyncio.current_task()}
        await asyncio.gather(*exchanges, return_exceptions=True)
        await self._client.aclose()
