"""Ports on loopback for servers that are killed and come back on the same one."""

from __future__ import annotations

import os
import socket
from contextlib import closing, suppress
from itertools import chain

__all__ = ["free_port"]

#: The ports from which no system takes those of outgoing connections: Linux does from 32,768, others later.
#: A port above could be anybody's by the time that a killed server wants it again.
_OURS = range(20_000, 32_000)
#: Processes that choose at the same time begin so far from each other.
_STRIDE = 37


def free_port() -> int:
    """A port that nobody listens on right now, and that no outgoing connection is ever given.

    :raises RuntimeError: every one of them is taken.
    """
    first = _OURS.start + os.getpid() * _STRIDE % len(_OURS)
    for port in chain(range(first, _OURS.stop), range(_OURS.start, first)):
        with suppress(OSError), closing(socket.create_server(("127.0.0.1", port))):
            return port
    raise RuntimeError(f"all ports from {_OURS.start} to {_OURS.stop - 1} are taken")
