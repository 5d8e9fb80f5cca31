"""Bodies of requests, read within limits."""

from __future__ import annotations

import asyncio

from hypercorn.typing import ASGIReceiveCallable, HTTPScope

from frontdesk.errors import Overloaded
from frontdesk.problems import HttpProblem

__all__ = ["LARGEST_BODY", "SLOWEST_BODY", "SMALL_BODY", "Bodies"]

#: Bytes. WhatsApp's webhooks are at most 3 MB; a larger body is answered with 413.
LARGEST_BODY = 3 * 1024 * 1024
#: Seconds a client may take to send its body; then 408.
SLOWEST_BODY = 30
#: Bytes. Nearly all webhooks are smaller.
SMALL_BODY = 64 * 1024


class Bodies:
    """Reads bodies, however many clients send theirs at the same time.

    :param slowest: seconds that a client may take.
    :param most_bytes: how much may lie in memory of bodies that are not complete. Past it larger bodies are
        refused, and small ones still taken: strangers cannot keep the others out with what they never finish.
    """

    def __init__(self, *, slowest: float = SLOWEST_BODY, most_bytes: int = 64 * 1024 * 1024) -> None:
        self._slowest = slowest
        self._most_bytes = most_bytes
        self._held = 0

    async def read(self, scope: HTTPScope, receive: ASGIReceiveCallable) -> bytes | None:
        """A whole body, or None when the client hung up.

        :raises HttpProblem: 413 or 408.
        :raises Overloaded: too much is being read at the same time.
        """
        for name, value in scope["headers"]:
            if name == b"content-length" and value.isdigit() and int(value) > LARGEST_BODY:
                raise _too_large()
        parts: list[bytes] = []
        try:
            async with asyncio.timeout(self._slowest):
                return await self._collect(receive, parts)
        except TimeoutError:
            raise HttpProblem(408, "Request Timeout", "The body took too long to arrive.") from None
        finally:
            self._held -= sum(map(len, parts))

    async def _collect(self, receive: ASGIReceiveCallable, parts: list[bytes]) -> bytes | None:
        size = 0
        while True:
            message = await receive()
            if message["type"] != "http.request":
                return None
            part = message["body"]
            if part:
                parts.append(part)
                size += len(part)
                self._held += len(part)
                if size > LARGEST_BODY:
                    raise _too_large()
                if size > SMALL_BODY and self._held > self._most_bytes:
                    raise Overloaded("too many large bodies are being read")
            if not message["more_body"]:
                return parts[0] if len(parts) == 1 else b"".join(parts)


def _too_large() -> HttpProblem:
    return HttpProblem(413, "Request Entity Too Large", "The body is too large.")
