"""One connection to a channel's server, or to a proxy on the way: one request at a time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from frontdesk.channels import HttpResponse
from frontdesk.pipeline.transport.answers import AnswerReader
from frontdesk.pipeline.transport.heads import Origin

__all__ = ["Connection", "Ended"]

Ended = Callable[[HttpResponse | Exception], object]


class Connection(asyncio.BufferedProtocol):
    """Sends requests as they are, and reads the answers. A state machine: nothing waits for anything.

    :param origin: where it leads to.
    :param buffer: where what comes in is put for a moment; all connections of a loop may share it.
    :ivar since: seconds of the loop's clock since which it has nothing to do.
    """

    def __init__(self, origin: Origin, buffer: memoryview) -> None:
        self.origin = origin
        self.since = 0.0
        self._buffer = buffer
        self._reader = AnswerReader()
        self._ended: Ended | None = None
        self._transport: asyncio.Transport | None = None

    @property
    def usable(self) -> bool:
        """Whether it can take a request, as far as is known."""
        transport = self._transport
        idle = self._ended is None and self._reader.reusable
        return idle and transport is not None and not transport.is_closing()

    @property
    def transport(self) -> asyncio.Transport:
        """What carries the bytes.

        :raises ConnectionResetError: it was lost.
        """
        if self._transport is None:
            raise ConnectionResetError("the connection was lost")
        return self._transport

    def fileno(self) -> int:
        """The number of its socket."""
        return int(self.transport.get_extra_info("socket").fileno())

    def send(self, message: bytes, ended: Ended, *, bare: bool = False) -> None:
        """Send a request, on a connection that is :attr:`usable`.

        :param ended: called once, with the answer or with what went wrong.
        :param bare: the answer has no body, whatever its headers say.
        """
        self._ended = ended
        self._reader.expect(bare=bare)
        self.transport.write(message)

    def continue_over(self, transport: asyncio.Transport) -> None:
        """From here on another transport carries the bytes: an encrypted one over the former."""
        self._transport = transport
        self._reader = AnswerReader()

    def abandon(self) -> None:
        """Close it, and tell nobody."""
        self._ended = None
        if self._transport is not None:
            self._transport.abort()

    def close(self) -> None:
        """Close it."""
        if self._transport is not None:
            self._transport.close()

    # -- called by the loop ----------------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """It is there."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def get_buffer(self, sizehint: int) -> memoryview:
        """Where to put what comes in."""
        return self._buffer

    def buffer_updated(self, nbytes: int) -> None:
        """Something came in."""
        if self._ended is None:
            # What nobody asked for, such as "408 Request Timeout", must not be taken for the next answer.
            self.close()
            return
        try:
            answer = self._reader.feed(self._buffer[:nbytes])
        except Exception as error:  # noqa: BLE001 - whatever it is, the answer cannot be read
            self.close()
            self._end(error)
            return
        if answer is not None:
            self._end(answer)

    def connection_lost(self, exc: Exception | None) -> None:
        """It is gone; for an answer of unknown length that is its end."""
        self._transport = None
        if self._ended is None:
            return
        try:
            self._end(exc or self._reader.end())
        except EOFError as error:
            self._end(error)

    def _end(self, answer: HttpResponse | Exception) -> None:
        ended, self._ended = self._ended, None
        if ended is not None:
            ended(answer)
