"""Ports on loopback."""

from __future__ import annotations

import socket
from contextlib import closing

__all__ = ["free_port"]


def free_port() -> int:
    """A port that nobody listens on right now."""
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        return int(free.getsockname()[1])
