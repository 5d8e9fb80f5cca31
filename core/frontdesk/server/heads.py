"""Heads of webhook requests.

Only what nearly all webhooks look like is read here, by a grammar that is stricter than HTTP's: what it takes
can be understood in one way only. Whatever is unusual, broken or large is left to Hypercorn, which has an
answer to all of it.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from frontdesk.server.bodies import SMALL_BODY

__all__ = ["LARGEST_HEAD", "Head", "end_of_head", "may_be_webhook", "read_head"]

#: Bytes. The heads of WhatsApp's webhooks have less than one thousand.
LARGEST_HEAD = 8 * 1024

_START = b"POST /webhook"
_HEAD = re.compile(
    rb"POST /webhook(?:/([A-Za-z0-9_-]+))?(?:\?([!\"$-~]*))? HTTP/1\.1"
    rb"((?:\r\n[!#$%&'*+.^_`|~0-9A-Za-z-]++:[\t -~\x80-\xff]*+)++)\r\n\r\n"
)
#: Where Hypercorn sees an end, beside the one that is right.
_END = re.compile(rb"\n\r?\n")
#: With these a request is more than a head and as many bytes as it says.
_UNUSUAL = frozenset({"expect", "transfer-encoding", "upgrade"})
_MOST_DIGITS = len(str(SMALL_BODY))


class Head(NamedTuple):
    """What comes before a webhook's body.

    :ivar named: the channel that the path names, or None.
    :ivar headers: names in lower case; each of them was there once.
    :ivar size: how many bytes the body has.
    :ivar lasting: the client keeps the connection for more requests.
    """

    named: str | None
    query: bytes
    headers: dict[str, bytes]
    size: int
    lasting: bool


def may_be_webhook(begun: bytes | bytearray) -> bool:
    """Whether bytes may be, or become, the beginning of a webhook."""
    return begun.startswith(_START) or _START.startswith(begun)


def end_of_head(received: bytes | bytearray) -> int | None:
    """Where the body begins; None when that has not come in yet."""
    end = received.find(b"\r\n\r\n")
    if end >= 0:
        return end + 4
    other = _END.search(received)
    return None if other is None else other.end()


def read_head(head: bytes | bytearray) -> Head | None:
    """Read a head; None when it is not that of a plain, small webhook.

    :param head: up to and with the empty line.
    """
    found = _HEAD.fullmatch(head)
    if found is None:
        return None
    lines = found[3].split(b"\r\n")[1:]
    headers: dict[str, bytes] = {}
    for line in lines:
        name, _, value = line.partition(b":")
        headers[name.decode("ascii").lower()] = value.strip(b" \t")
    size = headers.get("content-length", b"")
    lasting = headers.get("connection", b"").lower()
    if (
        len(headers) != len(lines)
        or "host" not in headers
        or not size.isdigit()
        or len(size) > _MOST_DIGITS
        or int(size) > SMALL_BODY
        or lasting not in (b"", b"keep-alive", b"close")
        or not _UNUSUAL.isdisjoint(headers)
    ):
        return None
    named = None if found[1] is None else found[1].decode()
    return Head(named, found[2] or b"", headers, int(size), lasting != b"close")
