"""Ports on loopback for servers that are killed and come back on the same one."""

from __future__ import annotations

import secrets
import socket
from contextlib import closing, suppress

__all__ = ["free_port"]

#: The ports from which no system takes those of outgoing connections: Linux does from 32,768, others later.
#: A port above could be anybody's by the time that a killed server wants it again.
_OURS = range(20_000, 32_000)
_MOST_TRIES = 100


def free_port() -> int:
    """A port that nobody listens on right now, and that no outgoing connection is ever given.

    Anywhere among them: who asks twice before using the first one, or at the same time in another process,
    has hardly ever got the same one.

    :raises RuntimeError: one after the other is taken.
    """
    for _ in range(_MOST_TRIES):
        port = secrets.choice(_OURS)
        with suppress(OSError), closing(socket.create_server(("127.0.0.1", port))):
            return port
    raise RuntimeError(f"{_MOST_TRIES} ports from {_OURS.start} to {_OURS.stop - 1} are taken")
