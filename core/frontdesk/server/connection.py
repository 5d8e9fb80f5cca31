"""One connection of a client: uvicorn's, with limits on what a client may keep us waiting with."""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

__all__ = ["LARGEST_HEAD", "SLOWEST_HEAD", "Connection"]

#: Bytes. A larger request line with headers is answered with 400.
LARGEST_HEAD = 64 * 1024
#: Seconds in which the request line and the headers are to be there, from the connection or their first byte.
SLOWEST_HEAD = 5.0


class Connection(HttpToolsProtocol):
    """Closes on clients that do not come to the point, and on those whose body nobody wants to hear out."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._in_head = True
        self._head_bytes = 0
        self._head_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Wait for the first request, but not forever."""
        super().connection_made(transport)
        self._head_timer = self.loop.call_later(SLOWEST_HEAD, transport.close)

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait for nothing any more."""
        self._stop_waiting()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read on, for as long as the headers are not too large and do not take too long."""
        super().data_received(data)
        if not self._in_head or self.transport.is_closing():
            return
        self._head_bytes += len(data)
        if self._head_bytes > LARGEST_HEAD:
            self.send_400_response("The headers are too large.")
        elif self._head_timer is None:
            self._head_timer = self.loop.call_later(SLOWEST_HEAD, self.transport.close)

    def on_message_begin(self) -> None:
        """A request begins."""
        self._in_head = True
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """The request line and the headers are there."""
        self._in_head = False
        self._head_bytes = 0
        if self._head_timer is not None:
            self._stop_waiting()
        super().on_headers_complete()

    def on_response_complete(self) -> None:
        """The next request may come, unless the client still sends the body of this one."""
        if self.cycle.more_body and not self.pipeline:
            self.transport.close()
        super().on_response_complete()

    def _stop_waiting(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None
