"""Connections to servers on the internet, and to no others."""

from __future__ import annotations

import socket
from collections.abc import Collection, Iterable
from ipaddress import ip_address
from typing import Any

import httpcore

__all__ = ["ForbiddenAddress", "PublicNetwork"]


class ForbiddenAddress(Exception):
    """The host is not on the internet: it stands in the operator's own network, or is this very machine."""


class PublicNetwork(httpcore.NetworkBackend):
    """Connects to addresses that anybody could reach.

    The address of a calendar is given by whoever runs a business, not by whoever runs the installation: it
    must not become a way to talk to what the installation can reach and others cannot. What a name stands for
    is looked up once, and the connection goes to what was looked at: a name that stands for something else a
    moment later gains nothing.

    :param inner: hosts of the operator's own network that may be asked all the same, in lower case.
    """

    def __init__(self, inner: Collection[str] = ()) -> None:
        self._inner = frozenset(inner)
        self._backend = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect.

        :raises ForbiddenAddress: the host is none that may be asked.
        :raises httpcore.ConnectError: it has no address, or nobody answers there.
        """
        address = host if host.lower() in self._inner else _public_address(host, port)
        return self._backend.connect_tcp(address, port, timeout, local_address, socket_options)

    def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Iterable[Any] | None = None
    ) -> httpcore.NetworkStream:
        """Sockets of this machine are not on the internet.

        :raises ForbiddenAddress: always.
        """
        raise ForbiddenAddress(path)

    def sleep(self, seconds: float) -> None:
        """Wait."""
        self._backend.sleep(seconds)


def _public_address(host: str, port: int) -> str:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise httpcore.ConnectError(str(error)) from error
    addresses = [str(address[0]) for *_, address in found]
    # All of them: one of several that leads inside is no mistake that an honest name has.
    if not addresses or not all(_is_public(address) for address in addresses):
        raise ForbiddenAddress(host)
    return addresses[0]


def _is_public(address: str) -> bool:
    ip = ip_address(address.partition("%")[0])
    ip = getattr(ip, "ipv4_mapped", None) or getattr(ip, "sixtofour", None) or ip
    return ip.is_global and not ip.is_multicast
