"""One at a time, in turn, among the processes that write to a file."""

from __future__ import annotations

import fcntl
import os
import time
import weakref
from pathlib import Path

__all__ = ["Turnstile"]

#: Seconds between two tries of the one who is next. SQLite's own waiting grows to 0.1 s, and meanwhile the
#: one who writes has begun the next transaction.
LOOK_EVERY = 0.0003


class Turnstile:
    """Lets in one process after the other. Within a process only one thread may use it at a time.

    Whoever comes waits at the gate; the one who is let through it is next, and only then the gate opens
    again. So nobody who has just left gets in before one who was waiting. What a process holds is let go of
    when it dies.

    :param path: two files of this name, ``-gate`` and ``-turn``, are made beside whatever is written to.
    :raises OSError: they cannot be made.
    """

    def __init__(self, path: Path) -> None:
        self._gate = _open(f"{path}-gate")
        self._turn = _open(f"{path}-turn")
        # Not when somebody says so: whoever is inside then still has to leave.
        weakref.finalize(self, os.close, self._gate)
        weakref.finalize(self, os.close, self._turn)

    def enter(self, timeout: float) -> bool:
        """Wait for one's turn.

        :param timeout: seconds.
        :return: False when it did not come in time.
        """
        deadline = time.monotonic() + timeout
        if not _lock(self._gate, deadline):
            return False
        try:
            return _lock(self._turn, deadline)
        finally:
            fcntl.flock(self._gate, fcntl.LOCK_UN)

    def leave(self) -> None:
        """Let the next one in."""
        fcntl.flock(self._turn, fcntl.LOCK_UN)


def _open(path: str) -> int:
    return os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)


def _lock(descriptor: int, deadline: float) -> bool:
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= deadline:
                return False
            time.sleep(LOOK_EVERY)
        else:
            return True
