"""What webhooks are answered with, however they came in."""

from __future__ import annotations

import logging
from email.utils import formatdate
from http import HTTPStatus
from typing import NamedTuple

from frontdesk.errors import SignatureInvalid
from frontdesk.outage import Repeats
from frontdesk.problems import HttpProblem
from frontdesk.server.failures import FailureLog, render_problem, unavailable
from frontdesk.server.headers import HEADERS
from frontdesk.server.paths import channel_of, route_of

__all__ = ["ACKNOWLEDGED", "Answer", "Refusals", "on_the_wire"]

log = logging.getLogger(__name__)


class Answer(NamedTuple):
    """A whole response.

    :ivar headers: names in lower case.
    """

    status: int
    headers: list[tuple[bytes, bytes]]
    content: bytes


class Refusals:
    """Answers webhooks that are not on disk, and tells the log why: of a flood of them now and then."""

    def __init__(self) -> None:
        self._failures = FailureLog()
        self._repeats = Repeats(log)

    def answer(self, error: Exception, named: str | None) -> Answer:
        """What a webhook is answered.

        Either its sender is at fault (a problem, a wrong signature), or it is to come again: 503.

        :param named: the channel that its path names, or None.
        """
        if isinstance(error, SignatureInvalid):
            channel = channel_of(named)
            line = "a webhook of %s was refused: its signature is missing or wrong"
            self._repeats.tell(logging.WARNING, line, channel, kind=channel)
            error = HttpProblem(401, "Unauthorized", "The signature is missing or wrong.")
        elif not isinstance(error, HttpProblem):
            self._failures.note(error, "POST", route_of(named))
            error = unavailable()
        return _answer(*render_problem(error))


def on_the_wire(answer: Answer) -> bytes:
    """An answer as HTTP/1.1 has it, with the time at which it was made."""
    headers = [*answer.headers, (b"date", formatdate(usegmt=True).encode())]
    lines = b"".join(b"%s: %s\r\n" % header for header in headers)
    reason = HTTPStatus(answer.status).phrase.encode()
    return b"HTTP/1.1 %d %s\r\n%s\r\n%s" % (answer.status, reason, lines, answer.content)


def _answer(status: int, headers: dict[str, str], content: bytes) -> Answer:
    all_headers = headers | {"Content-Length": str(len(content))} | HEADERS
    named = [(name.lower().encode(), value.encode()) for name, value in all_headers.items()]
    return Answer(status, named, content)


#: A webhook is on disk.
ACKNOWLEDGED = _answer(200, {"Content-Type": "application/json"}, b'{"status":"ok"}\n')
