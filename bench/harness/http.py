"""Just enough HTTP/1.1 to cost next to nothing: whole messages out of a stream of bytes."""

from __future__ import annotations

__all__ = ["message_end", "wants_close"]


def message_end(data: bytes) -> int:
    """Where the first message of these bytes ends, headers and body; 0 while it is not all there.

    Bodies have a length, or come in chunks, or are empty.
    """
    head = data.find(b"\r\n\r\n")
    if head < 0:
        return 0
    headers = data[: head + 2].lower()
    at = headers.find(b"\r\ncontent-length:")
    if at >= 0:
        end = head + 4 + int(headers[at + 17 : headers.index(b"\r\n", at + 2)])
        return end if len(data) >= end else 0
    if b"\r\ntransfer-encoding: chunked" in headers:
        last = data.find(b"0\r\n\r\n", head + 4)
        return last + 5 if last >= 0 else 0
    return head + 4


def wants_close(message: bytes) -> bool:
    """Whether the other side is going to close the connection."""
    return b"\r\nconnection: close" in message[: message.find(b"\r\n\r\n")].lower()
