"""Connections to the channels' servers: kept and used again, and never used once the other side has hung up.

The client is aiohttp. Its session, which would make each request anew and look after redirects, cookies and
second attempts, is left out: none of these is wanted here, and they are half of what a request costs.
"""

from __future__ import annotations

import select
import ssl
import time
from functools import cached_property
from typing import Any
from weakref import WeakKeyDictionary

import aiohttp
import certifi
from aiohttp.connector import Connection
from aiohttp.http import StreamWriter
from yarl import URL

from frontdesk.channels import HttpRequest, HttpResponse
from frontdesk.pipeline.transport.proxies import Proxies

__all__ = ["Connections", "Passage"]

#: Bytes of an answer that are read; what a channel needs is at its beginning.
LARGEST_ANSWER = 1_000_000
#: Seconds for which an idle connection is kept.
KEPT_FOR = 30.0
#: How many requests are remembered that differ in their bodies only: about one for each account.
_MOST_REMEMBERED = 4_096
#: The other side has closed: told apart from data where the system can, since TLS sends data when idle too.
_HUNG_UP = getattr(select, "POLLRDHUP", select.POLLIN)
#: The time is looked after outside.
_NO_TIMEOUT = aiohttp.ClientTimeout(total=None, sock_connect=None)


class Passage:
    """One request's way out.

    :ivar until: monotonic seconds after which it does not leave any more.
    :ivar left: whether any of it may have left.
    """

    __slots__ = ("left", "until")

    def __init__(self, until: float) -> None:
        self.until = until
        self.left = False


class Connections:
    """Sends requests over connections of its own. Made and used in one event loop.

    :param most: how many are open at most; further requests wait.
    """

    def __init__(self, most: int) -> None:
        self._connector = aiohttp.TCPConnector(limit=most, keepalive_timeout=KEPT_FOR)
        self._proxies = Proxies()
        self._heads: dict[tuple[object, ...], aiohttp.ClientRequest] = {}
        self._polls: WeakKeyDictionary[object, select.poll] = WeakKeyDictionary()

    async def send(self, request: HttpRequest, passage: Passage) -> HttpResponse:
        """Send a request and read its answer.

        :raises Exception: whatever went wrong; ``passage.left`` tells whether the request had left.
        """
        head = self._head(request)
        while True:
            connection = await self._connector.connect(head, [], _NO_TIMEOUT)
            try:
                if self._hung_up(connection):
                    connection.close()
                    continue
                await _write(connection, head, request.body, passage)
                answer = await _read(connection)
            except BaseException:
                connection.close()
                raise
            connection.release()
            return answer

    async def close(self) -> None:
        """Close them all."""
        await self._connector.close()

    def _head(self, request: HttpRequest) -> aiohttp.ClientRequest:
        """The request without its body: the same one for all that have the same."""
        key = (request.method, request.url, bool(request.body), *request.headers.items())
        head = self._heads.get(key)
        if head is None:
            if len(self._heads) >= _MOST_REMEMBERED:
                self._heads.clear()
            head = self._heads[key] = self._new_head(request)
        return head

    def _new_head(self, request: HttpRequest) -> aiohttp.ClientRequest:
        url = URL(request.url)
        if url.scheme not in ("http", "https"):
            raise aiohttp.NonHttpUrlClientError(request.url)
        proxy = self._proxies.find(request.url)
        return aiohttp.ClientRequest(
            request.method,
            url,
            headers={"accept-encoding": "identity", **request.headers},
            data=request.body or None,
            proxy=None if proxy is None else URL(proxy),
            ssl=True if url.scheme == "http" else self._tls,
        )

    def _hung_up(self, connection: Connection) -> bool:
        """Whether the other side has closed an idle connection, and the loop had no time to notice."""
        protocol: Any = connection.protocol
        poll = self._polls.get(protocol)
        if poll is not None:
            # What has come in unasked, such as "408 Request Timeout", must not be taken for the next answer.
            return not protocol.is_connected() or protocol.should_close or bool(poll.poll(0))
        poll = self._polls[protocol] = select.poll()
        poll.register(protocol.transport.get_extra_info("socket"), _HUNG_UP)
        return False

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        context = ssl.create_default_context()
        # Small containers come without any certificates of their own.
        context.load_verify_locations(certifi.where())
        return context


async def _write(connection: Connection, head: aiohttp.ClientRequest, body: bytes, passage: Passage) -> None:
    headers = head.headers
    if body:
        headers = headers.copy()
        headers[aiohttp.hdrs.CONTENT_LENGTH] = str(len(body))
    whole = head.proxy is not None and not head.is_ssl()
    target = str(head.url) if whole else head.url.raw_path_qs
    protocol: Any = connection.protocol
    protocol.set_response_params(
        skip_payload=head.method == "HEAD", read_until_eof=True, auto_decompress=False
    )
    writer = StreamWriter(protocol, head.loop)
    # Kept back until the body comes, and refused if a header cannot be written.
    await writer.write_headers(f"{head.method} {target} HTTP/1.1", headers)
    if time.monotonic() >= passage.until:
        # The process may have been stopped for a while, and somebody else has taken over by now.
        raise TimeoutError
    if not protocol.is_connected():
        raise aiohttp.ServerDisconnectedError
    passage.left = True
    await writer.write_eof(body)


async def _read(connection: Connection) -> HttpResponse:
    protocol: Any = connection.protocol
    message, payload = await protocol.read()
    while 100 <= message.code < 200:
        message, payload = await protocol.read()
    body = bytearray()
    while chunk := await payload.readany():
        body += chunk
        if len(body) >= LARGEST_ANSWER:
            connection.close()
            break
    headers = {name.lower(): value for name, value in message.headers.items()}
    return HttpResponse(message.code, headers, bytes(body[:LARGEST_ANSWER]))
