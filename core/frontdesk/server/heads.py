"""Heads of webhook requests, read with llhttp, the parser of Node.

Only what nearly all webhooks look like is read here. Whatever is unusual, broken or large is left to
Hypercorn, which has an answer to all of it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import httptools

from frontdesk.server.bodies import SMALL_BODY

__all__ = ["LARGEST_HEAD", "Head", "may_be_webhook", "read_head"]

#: Bytes. The heads of WhatsApp's webhooks have less than one thousand.
LARGEST_HEAD = 8 * 1024

_START = b"POST /webhook"
_TARGET = re.compile(rb"/webhook(?:/([A-Za-z0-9_-]+))?(?:\?([^#]*))?")
_UNUSUAL = frozenset({"expect", "transfer-encoding", "upgrade"})


@dataclass(frozen=True, slots=True)
class Head:
    """What comes before a webhook's body.

    :ivar named: the channel that the path names, or None.
    :ivar headers: names in lower case; of headers that come twice, the last.
    :ivar size: how many bytes the body has.
    :ivar lasting: the connection stays open for more requests.
    """

    named: str | None
    query: bytes = field(repr=False)
    headers: dict[str, bytes] = field(repr=False)
    size: int
    lasting: bool


class _Reader:
    """Hears what the parser finds."""

    __slots__ = ("headers", "target")

    def __init__(self) -> None:
        self.target = b""
        self.headers: dict[str, bytes] = {}

    def on_url(self, url: bytes) -> None:
        self.target += url

    def on_header(self, name: bytes, value: bytes) -> None:
        self.headers[name.decode("latin-1").lower()] = value


def may_be_webhook(begun: bytes | bytearray) -> bool:
    """Whether bytes may be, or become, the beginning of a webhook."""
    return begun.startswith(_START) or _START.startswith(begun)


def read_head(head: bytes | bytearray) -> Head | None:
    """Read a head; None when it is not that of a plain, small webhook.

    :param head: up to and with the empty line.
    """
    reader = _Reader()
    parser = httptools.HttpRequestParser(reader)
    try:
        parser.feed_data(head)
    except (httptools.HttpParserError, httptools.HttpParserUpgrade):
        return None
    target = _TARGET.fullmatch(reader.target)
    headers = reader.headers
    size = headers.get("content-length", b"")
    if (
        target is None
        or parser.get_http_version() != "1.1"
        or "host" not in headers
        or not size.isdigit()
        or len(size) > len(str(SMALL_BODY))
        or int(size) > SMALL_BODY
        or not _UNUSUAL.isdisjoint(headers)
    ):
        return None
    named = None if target[1] is None else target[1].decode()
    return Head(named, target[2] or b"", headers, int(size), parser.should_keep_alive())
