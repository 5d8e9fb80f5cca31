"""Which way requests take: the proxies that the environment names."""

from __future__ import annotations

import logging
import urllib.request
from urllib.parse import urlsplit

__all__ = ["Proxies", "UnsupportedProxy"]

log = logging.getLogger(__name__)

_LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})


class UnsupportedProxy(ValueError):
    """The environment names a proxy that does not speak HTTP. Nothing goes round it."""


class Proxies:
    """Remembers the proxy for each host. They are for the world outside, and never for this host.

    ``ALL_PROXY`` is for those for which there is no other; ``NO_PROXY`` goes before all of them.
    """

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], str | None] = {}

    def find(self, address: str) -> str | None:
        """The proxy for requests to this address, or None.

        :raises UnsupportedProxy: it is not one that speaks HTTP.
        """
        parts = urlsplit(address)
        key = (parts.scheme, parts.netloc)
        if key not in self._known:
            host = parts.hostname or ""
            direct = host in _LOCAL or bool(urllib.request.proxy_bypass(parts.netloc))
            self._known[key] = None if direct else _named(parts.scheme)
        proxy = self._known[key]
        if proxy is not None and urlsplit(proxy).scheme not in {"http", "https"}:
            raise UnsupportedProxy("a proxy has to speak HTTP")
        return proxy


def _named(scheme: str) -> str | None:
    """The proxy that the environment names for addresses of this scheme."""
    proxies = urllib.request.getproxies()
    variable = scheme if proxies.get(scheme) else "all"
    named = proxies.get(variable)
    if not named:
        return None
    # Written without a scheme as well: everybody takes that for one that speaks HTTP.
    address = named if "://" in named else f"http://{named}"
    kind = urlsplit(address).scheme
    if kind not in {"http", "https"}:
        log.error(
            "%s_PROXY names a proxy of the kind %s, which is not supported; what would go through it is "
            "not sent: name one that speaks HTTP in %s_PROXY, or put what needs none into NO_PROXY",
            variable.upper(),
            kind,
            scheme.upper(),
        )
    return address
