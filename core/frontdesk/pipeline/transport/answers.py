"""Reading answers off a connection."""

from __future__ import annotations

from httptools import HttpResponseParser

from frontdesk.channels import HttpResponse

__all__ = ["LARGEST_ANSWER", "AnswerReader"]

#: Bytes of an answer's body that are read; what a channel needs is at its beginning.
LARGEST_ANSWER = 1_000_000
#: Bytes before the body, interim answers included.
_LARGEST_HEAD = 65_536
#: Bytes in all, with what frames the body.
_MOST_RECEIVED = 8 * LARGEST_ANSWER


class AnswerReader:
    """Puts together one answer after the other. Calls of the parser come in while it is fed.

    :ivar reusable: whether the connection can take another request after what was read of it.
    """

    def __init__(self) -> None:
        self._parser: HttpResponseParser | None = None
        self.expect(bare=False)
        self.reusable = True

    def expect(self, *, bare: bool) -> None:
        """Begin with the next answer.

        :param bare: it has no body, whatever its headers say.
        """
        if self._parser is None:
            self._parser = HttpResponseParser(self)
        self.reusable = False
        self._bare = bare
        self._received = 0
        self._status = 0
        self._headers: dict[str, str] = {}
        self._body = bytearray()
        self._begun = self._complete = False

    def feed(self, data: bytes | memoryview) -> HttpResponse | None:
        """Take in what came.

        :return: the answer once it is complete.
        :raises Exception: this is no answer, or it has no end.
        """
        assert self._parser is not None
        self._received += len(data)
        try:
            self._parser.feed_data(data)
        except Exception:
            # What follows an answer is no part of it, and cannot undo it.
            if not self._complete:
                raise
            self.reusable = False
        if self._complete:
            if self._bare:
                # It waits for the body that its headers promise.
                self._parser = None
            return self._answer()
        if len(self._body) >= LARGEST_ANSWER:
            return self._answer()
        if self._received > (_MOST_RECEIVED if self._begun else _LARGEST_HEAD):
            raise ValueError("an answer without end")
        return None

    def end(self) -> HttpResponse:
        """The connection has ended: what that makes of the answer.

        :raises EOFError: it is not all there.
        """
        if self._begun and not self._headers.keys() & {"content-length", "transfer-encoding"}:
            return self._answer()
        raise EOFError("the connection was closed before the answer was complete")

    def _answer(self) -> HttpResponse:
        return HttpResponse(self._status, self._headers, bytes(self._body[:LARGEST_ANSWER]))

    # -- called by the parser --------------------------------------------------------------------------------

    def on_message_begin(self) -> None:
        """Anything that follows an answer without having been asked for spoils the connection."""
        if self._complete:
            self.reusable = False

    def on_header(self, name: bytes, value: bytes) -> None:
        """A header; those that follow a body in chunks are not of interest."""
        if not self._begun:
            self._headers[name.decode("latin-1").lower()] = value.decode("utf-8", "surrogateescape")

    def on_headers_complete(self) -> None:
        """All before the body is there."""
        assert self._parser is not None
        if self._complete:
            return
        self._status = self._parser.get_status_code()
        self._begun = self._status >= 200
        if self._begun and self._bare:
            self._finish()

    def on_body(self, data: bytes) -> None:
        """A part of the body."""
        if self._complete:
            self.reusable = False
        elif len(self._body) < LARGEST_ANSWER:
            self._body += data

    def on_message_complete(self) -> None:
        """The answer ends here, or an interim one, after which the answer is still to come."""
        if not self._begun:
            self._headers = {}
        elif not self._complete:
            self._finish()

    def _finish(self) -> None:
        assert self._parser is not None
        self._complete = True
        self.reusable = bool(self._parser.should_keep_alive())
