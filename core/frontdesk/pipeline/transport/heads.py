"""Requests as they go over the wire: all that comes before the body is written once and remembered."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple
from urllib.parse import SplitResult, quote, unquote, urlsplit

from frontdesk.channels import HttpRequest
from frontdesk.pipeline.transport.proxies import Proxies

__all__ = ["Head", "Heads", "Origin", "basic_authorization", "origin_of"]

#: How many are remembered, with requests that differ in their bodies only: about one for each account.
_MOST_REMEMBERED = 4_096
_PORTS = {"http": 80, "https": 443}
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_HOST = re.compile(r"[!-~]+")
_LINE_BREAKING = re.compile(r"[\r\n\0]")
#: What a target may hold as it is; a percent sign because it has been quoted before.
_QUOTED = "/%:@!$&'()*+,;=~"


class Origin(NamedTuple):
    """Where connections lead to; those with the same origin can take each other's requests.

    :ivar proxy: the address of the proxy on the way, or None.
    """

    scheme: str
    host: str
    port: int
    proxy: str | None = None


@dataclass(frozen=True, slots=True)
class Head:
    """All of a request but its body.

    :ivar start: the request line and the headers; the length of the body is still to come.
    :ivar bare: the answer has no body, whatever its headers say.
    :ivar sized: the length is told even where there is no body.
    """

    origin: Origin = field(repr=False)
    start: bytes = field(repr=False)
    bare: bool
    sized: bool

    def message(self, body: bytes) -> bytes:
        """The whole request."""
        if body or self.sized:
            return b"%bcontent-length: %d\r\n\r\n%b" % (self.start, len(body), body)
        return self.start + b"\r\n"


class Heads:
    """Writes heads. One event loop's own."""

    def __init__(self) -> None:
        self._proxies = Proxies()
        self._known: dict[tuple[object, ...], Head] = {}

    def find(self, request: HttpRequest) -> Head:
        """The head of a request: the same one for all that differ in their bodies only.

        :raises ValueError: it cannot be sent as it is: not HTTP, no address, or a header that would break
            out of its line.
        """
        key = (request.method, request.url, *request.headers.items())
        head = self._known.get(key)
        if head is None:
            if len(self._known) >= _MOST_REMEMBERED:
                self._known.clear()
            head = self._known[key] = self._write(request)
        return head

    def _write(self, request: HttpRequest) -> Head:
        url = urlsplit(request.url)
        origin = origin_of(url)._replace(proxy=self._proxies.find(request.url))
        target = quote(url.path or "/", safe=_QUOTED)
        if url.query:
            target += "?" + quote(url.query, safe=_QUOTED + "?")
        headers = {"host": _authority(origin), "accept": "*/*", "accept-encoding": "identity"}
        headers["user-agent"] = "frontdesk"
        if url.username is not None:
            headers["authorization"] = basic_authorization(url)
        if origin.proxy is not None and origin.scheme == "http":
            # A proxy is told the whole address; to an encrypted one it only makes the way.
            target = f"http://{headers['host']}{target}"
            proxy = urlsplit(origin.proxy)
            if proxy.username is not None:
                headers["proxy-authorization"] = basic_authorization(proxy)
        headers.update((name.lower(), value) for name, value in request.headers.items())
        # The body's length is known here, and in its place.
        headers.pop("content-length", None)
        return Head(
            origin,
            _lines(request.method, target, headers),
            bare=request.method == "HEAD",
            sized=request.method in ("POST", "PUT", "PATCH"),
        )


def origin_of(url: SplitResult) -> Origin:
    """The server that an address names.

    :raises ValueError: it is no address of HTTP.
    """
    if url.scheme not in _PORTS or not url.hostname:
        raise ValueError("not an address of HTTP")
    host = url.hostname if url.hostname.isascii() else url.hostname.encode("idna").decode()
    if not _HOST.fullmatch(host):
        raise ValueError("not the name of a host")
    return Origin(url.scheme, host, url.port or _PORTS[url.scheme])


def basic_authorization(url: SplitResult) -> str:
    """What authenticates with the user and the password of an address."""
    words = f"{unquote(url.username or '')}:{unquote(url.password or '')}"
    return "Basic " + base64.b64encode(words.encode()).decode()


def _authority(origin: Origin) -> str:
    host = f"[{origin.host}]" if ":" in origin.host else origin.host
    return host if origin.port == _PORTS[origin.scheme] else f"{host}:{origin.port}"


def _lines(method: str, target: str, headers: Mapping[str, str]) -> bytes:
    if not _TOKEN.fullmatch(method):
        raise ValueError("not a method")
    if "transfer-encoding" in headers:
        raise ValueError("a body is sent as it is, with its length")
    for name, value in headers.items():
        if not _TOKEN.fullmatch(name) or _LINE_BREAKING.search(value):
            raise ValueError("not a header")
    lines = [f"{method} {target} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items()), ""]
    return "\r\n".join(lines).encode()
