"""Making connections: names, encryption and proxies."""

from __future__ import annotations

import asyncio
import ssl
from functools import cached_property, partial
from typing import Any
from urllib.parse import urlsplit

import certifi

from frontdesk.channels import HttpResponse
from frontdesk.pipeline.transport.connection import Connection
from frontdesk.pipeline.transport.heads import Origin, basic_authorization, origin_of

__all__ = ["Dialer", "DialingLoop"]

#: Seconds for which the addresses of a name are believed.
_BELIEVED = 10.0
#: Seconds after which a name's next address is tried as well, as browsers do.
_NEXT_AFTER = 0.25
#: Bytes that are read at once.
_AT_ONCE = 65_536


class DialingLoop(asyncio.SelectorEventLoop):
    """An event loop that looks up a name once for all connections that are made at about the same time."""

    def __init__(self) -> None:
        super().__init__()
        self._lookups: dict[tuple[object, ...], tuple[float, asyncio.Task[list[Any]]]] = {}

    async def getaddrinfo(self, host: Any, port: Any, **how: Any) -> Any:
        """The addresses of a name."""
        key = (host, port, *how.items())
        self._lookups = {key: known for key, known in self._lookups.items() if self._is_good(*known)}
        if key not in self._lookups:
            self._lookups[key] = self.time(), self.create_task(super().getaddrinfo(host, port, **how))
        # Whoever gives up does not take it from the others.
        return await asyncio.shield(self._lookups[key][1])

    def _is_good(self, begun: float, lookup: asyncio.Task[list[Any]]) -> bool:
        failed = lookup.done() and (lookup.cancelled() or lookup.exception() is not None)
        return not failed and self.time() < begun + _BELIEVED


class Dialer:
    """Makes connections in the running loop."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._buffer = memoryview(bytearray(_AT_ONCE))

    async def dial(self, origin: Origin) -> Connection:
        """Make a connection.

        :raises Exception: there is no way there, or it is not who it should be.
        """
        if origin.proxy is None:
            return await self._connect(origin, origin)
        proxy = urlsplit(origin.proxy)
        connection = await self._connect(origin, origin_of(proxy))
        if origin.scheme == "https":
            authorization = basic_authorization(proxy) if proxy.username is not None else None
            try:
                await self._tunnel(connection, authorization)
            except BaseException:
                connection.abandon()
                raise
        return connection

    async def _connect(self, origin: Origin, to: Origin) -> Connection:
        _, connection = await self._loop.create_connection(
            partial(Connection, origin, self._buffer),
            to.host,
            to.port,
            happy_eyeballs_delay=_NEXT_AFTER,
            ssl=self._tls if to.scheme == "https" else None,
        )
        return connection

    async def _tunnel(self, connection: Connection, authorization: str | None) -> None:
        """Through the proxy to the server, and encrypted from here on."""
        host = connection.origin.host
        server = f"[{host}]" if ":" in host else host
        server = f"{server}:{connection.origin.port}"
        lines = [f"CONNECT {server} HTTP/1.1", f"host: {server}"]
        if authorization is not None:
            lines.append(f"proxy-authorization: {authorization}")
        asked: asyncio.Future[HttpResponse | Exception] = self._loop.create_future()
        connection.send("\r\n".join([*lines, "", ""]).encode(), asked.set_result, bare=True)
        answer = await asked
        if isinstance(answer, Exception):
            raise answer
        if not 200 <= answer.status < 300:
            raise ConnectionRefusedError(f"the proxy answered {answer.status}")
        transport = await self._loop.start_tls(
            connection.transport, connection, self._tls, server_hostname=host
        )
        if transport is None:
            raise ConnectionResetError("the connection was lost")
        connection.continue_over(transport)

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        context = ssl.create_default_context()
        # Small containers come without any certificates of their own.
        context.load_verify_locations(certifi.where())
        return context
