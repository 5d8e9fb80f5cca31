"""Which way requests take: the proxies that the environment names."""

from __future__ import annotations

import urllib.request
from urllib.parse import urlsplit

__all__ = ["Proxies"]

_LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})


class Proxies:
    """Remembers the proxy for each host. They are for the world outside, and never for this host."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], str | None] = {}

    def find(self, address: str) -> str | None:
        """The proxy for requests to this address, or None."""
        parts = urlsplit(address)
        key = (parts.scheme, parts.netloc)
        if key not in self._known:
            host = parts.hostname or ""
            direct = host in _LOCAL or bool(urllib.request.proxy_bypass(parts.netloc))
            named = None if direct else urllib.request.getproxies().get(parts.scheme)
            # Written without a scheme as well: everybody takes that for one that speaks HTTP.
            self._known[key] = named if not named or "://" in named else f"http://{named}"
        return self._known[key]
