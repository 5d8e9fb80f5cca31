"""Fetches a file from an address that a business has given."""

from __future__ import annotations

import ssl
import time
from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit
from urllib.request import getproxies_environment, proxy_bypass_environment  # type: ignore[attr-defined]

import certifi
import httpcore

from frontdesk import CalendarUnread
from frontdesk_salon_booking.busy.public import ForbiddenAddress, PublicNetwork

__all__ = ["Fetched", "fetch", "why_not"]

#: Seconds for the whole of it, redirections included.
_PATIENCE = 20.0
#: Seconds to connect, and for one read.
_STEP = 10.0
#: Bytes. A calendar with ten years of a busy person's appointments has less.
_LARGEST = 5_000_000
_REDIRECTIONS = 3
_MOVED = frozenset({301, 302, 303, 307, 308})
_LONGEST_ETAG = 200
_LONGEST_URL = 2_000


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a server answered.

    :ivar content: the file, or None where it is still what it was.
    :ivar etag: what the server calls this version, or None.
    """

    content: bytes | None
    etag: str | None


def why_not(url: str, inner: Collection[str] = ()) -> str | None:
    """Why an address cannot be one to fetch from; None when it can.

    :param inner: hosts of the operator's own network that may be asked, also without TLS.
    """
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        return "is no web address"
    if len(url) > _LONGEST_URL or not url.isascii() or any(char.isspace() or char < " " for char in url):
        return "is no web address"
    if parts.scheme not in ("https", "http") or not host or port == 0:
        return "is no web address: it begins with https:// (webcal:// is written https://)"
    if parts.scheme == "http" and host not in inner:
        return "is not safe: what it leads to could be read on the way; write https://"
    if parts.username or parts.password:
        return "has a name or a password in it; share the calendar by a secret address instead"
    return None


def fetch(url: str, etag: str | None, inner: Collection[str] = ()) -> Fetched:
    """The file at an address.

    :param etag: of the version that is known; with it the server may answer that it still is that one.
    :param inner: hosts of the operator's own network that may be asked, in lower case.
    :raises CalendarUnread: there is none to be had.
    """
    until = time.monotonic() + _PATIENCE
    for _ in range(_REDIRECTIONS + 1):
        refusal = why_not(url, inner)
        if refusal is not None:
            raise CalendarUnread("forbidden", f"The address {refusal}.")
        try:
            found = _get(url, etag, inner, until)
        except ForbiddenAddress:
            detail = "The address leads to no server on the internet; ask whoever runs frontdesk to allow it."
            raise CalendarUnread("forbidden", detail) from None
        except httpcore.TimeoutException:
            raise _slow() from None
        except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.ProxyError, ssl.SSLError, OSError):
            detail = "Its server does not answer, or not safely; it is tried again by itself."
            raise CalendarUnread("unreachable", detail) from None
        if isinstance(found, Fetched):
            return found
        url = urljoin(url, found)
    raise CalendarUnread("unreachable", "The address leads from one to the next and never to a calendar.")


def _get(url: str, etag: str | None, inner: Collection[str], until: float) -> Fetched | str:
    """What is there, or where it is instead."""
    headers: dict[bytes | str, bytes | str] = {
        "Accept": "text/calendar, text/plain;q=0.5, */*;q=0.1",
        # What is packed could become larger than anybody has room for.
        "Accept-Encoding": "identity",
        "User-Agent": "frontdesk-salon-booking",
        **({"If-None-Match": etag} if etag else {}),
    }
    step = max(0.1, min(_STEP, until - time.monotonic()))
    waits = {"connect": step, "read": step, "write": step, "pool": step}
    with (
        _pool(url, inner) as pool,
        pool.stream("GET", url, headers=headers, extensions={"timeout": waits}) as response,
    ):
        answered = {
            name.decode("latin-1").lower(): value.decode("latin-1") for name, value in response.headers
        }
        if response.status in _MOVED and "location" in answered:
            return answered["location"]
        if response.status == 304 and etag:
            return Fetched(None, etag)
        if response.status != 200:
            raise _refused(response.status)
        if answered.get("content-encoding", "identity") != "identity":
            raise CalendarUnread(
                "not_a_calendar", "Its server sends it packed in a way that was not asked for."
            )
        content = b""
        for chunk in response.iter_stream():
            content += chunk
            if len(content) > _LARGEST:
                size = _LARGEST // 1_000_000
                raise CalendarUnread(
                    "too_large", f"It has more than {size} MB; share a calendar with less in it."
                )
            if time.monotonic() > until:
                raise _slow()
        name = answered.get("etag", "")
        return Fetched(content, name if 0 < len(name) <= _LONGEST_ETAG else None)


def _pool(url: str, inner: Collection[str]) -> httpcore.ConnectionPool:
    parts = urlsplit(url)
    proxies = getproxies_environment()
    proxy = proxies.get(parts.scheme) or proxies.get("all")
    trust = ssl.create_default_context(cafile=certifi.where())
    if proxy and not proxy_bypass_environment(parts.hostname or ""):
        # Where everything goes through a proxy, the proxy says what may be reached.
        return httpcore.ConnectionPool(ssl_context=trust, proxy=httpcore.Proxy(proxy), retries=0)
    return httpcore.ConnectionPool(ssl_context=trust, network_backend=PublicNetwork(inner), retries=0)


def _refused(status: int) -> CalendarUnread:
    if status in (401, 403, 404, 410):
        detail = f"Its server answered {status}: the address is no longer shared; enter the one it has now."
        return CalendarUnread("refused", detail)
    return CalendarUnread("unreachable", f"Its server answered {status}; it is tried again by itself.")


def _slow() -> CalendarUnread:
    return CalendarUnread("too_slow", "Its server took too long; it is tried again by itself.")
