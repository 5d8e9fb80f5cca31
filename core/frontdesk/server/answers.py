"""What webhooks are answered with, however they came in."""

from __future__ import annotations

import logging
from email.utils import formatdate
from http import HTTPStatus
from typing import NamedTuple

from frontdesk.errors import SignatureInvalid
from frontdesk.problems import HttpProblem
from frontdesk.server.failures import render_problem, unavailable
from frontdesk.server.headers import HEADERS
from frontdesk.server.paths import channel_of, route_of

__all__ = ["ACKNOWLEDGED", "Answer", "on_the_wire", "refusal"]

log = logging.getLogger(__name__)


class Answer(NamedTuple):
    """A whole response.

    :ivar headers: names in lower case.
    """

    status: int
    headers: list[tuple[bytes, bytes]]
    content: bytes


def refusal(error: Exception, named: str | None) -> Answer:
    """What is answered to a webhook that is not on disk.

    Either its sender is at fault (a problem, a wrong signature), or it is to come again: 503; why is logged.

    :param named: the channel that its path names, or None.
    """
    if isinstance(error, SignatureInvalid):
        log.warning("a webhook of %s was refused: its signature is missing or wrong", channel_of(named))
        error = HttpProblem(401, "Unauthorized", "The signature is missing or wrong.")
    elif not isinstance(error, HttpProblem):
        error = unavailable(error, "POST", route_of(named))
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
