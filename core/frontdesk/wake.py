"""Waking a worker in another process of the same host without Redis: SQLite with ``serve`` and ``work``.

A datagram to a Unix socket beside the database file says "job so-and-so, in so many seconds, ids so-and-so".
It may get lost (nobody listens yet, or nobody reads what was sent): then the sweep finds the work a few
seconds later.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import socket
import struct
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from frontdesk.desk import Desk

__all__ = ["WakeListener", "WakeSender", "forwarding", "wake_path"]

log = logging.getLogger(__name__)

#: The longest wake-up, in bytes. A job with more ids goes in several, each of them a job to the listener.
LARGEST_DATAGRAM = 32_768
#: Seconds to wait for a listener who is behind: the system keeps ten datagrams or so.
PATIENCE = 0.02
#: Seconds for which nobody waits for a listener who was too slow.
IMPATIENT_FOR = 1.0
#: Seconds after which somebody who listens looks up.
LISTEN_FOR = 1.0


def wake_path(database_url: str) -> Path | None:
    """Where the socket of a database lies: beside its file, or nowhere for a database without one."""
    kind, _, path = database_url.partition(":///")
    if kind != "sqlite" or not path or path == ":memory:":
        return None
    return Path(f"{path}-wake.sock").absolute()


class WakeSender:
    """Sends wake-ups to the worker process.

    :param path: the listener's socket; it need not be there yet.
    """

    def __init__(self, path: Path) -> None:
        self._path = str(path)
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, _timeval(PATIENCE))
        self._patient_from = 0.0

    def send(self, job: str, ids: tuple[int | str, ...], delay: float = 0.0) -> bool:
        """Wake a job up.

        :param delay: seconds from now.
        :return: False when nobody took it, or not all of it.
        """
        return all(self._send(datagram) for datagram in _datagrams(job, ids, delay))

    def _send(self, datagram: bytes) -> bool:
        flags = 0 if time.monotonic() >= self._patient_from else socket.MSG_DONTWAIT
        try:
            self._socket.sendto(datagram, flags, self._path)
        except BlockingIOError:
            self._patient_from = time.monotonic() + IMPATIENT_FOR
            return False
        except OSError:
            return False
        return True

    def close(self) -> None:
        """Let go of the socket."""
        self._socket.close()


class WakeListener:
    """Takes wake-ups from other processes of this host and user, in the threads that are to do the work.

    Any number of threads may listen; each wake-up is heard by one of them.

    :param path: where to listen; a socket left behind by a process that died is replaced.
    :param on_wake: called with the job, its ids, and the seconds from now when it is to run.
    """

    def __init__(self, path: Path, on_wake: Callable[[str, tuple[int | str, ...], float], object]) -> None:
        self._path = path
        self._on_wake = on_wake
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        # Not Python's time-out, with which each wake-up would wake all who listen.
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, _timeval(LISTEN_FOR))
        self._bell = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._is_open = False

    def open(self) -> bool:
        """Be there for wake-ups.

        :return: False where that is impossible (a path too long for a socket): then the sweep must do.
        """
        try:
            self._path.unlink(missing_ok=True)
            # The mode before bind is the one the file is born with: nobody else can write to it, ever.
            os.fchmod(self._socket.fileno(), 0o600)
            self._socket.bind(str(self._path))
            self._path.chmod(0o600)
        except OSError as error:
            log.warning(
                "cannot listen for wake-ups (%s); new messages wait for the sweep", error.strerror or error
            )
            return False
        self._is_open = True
        return True

    def listen(self) -> None:
        """Wait for a wake-up, and tell it; a second at most, or until :meth:`rouse` is called."""
        try:
            datagram = self._socket.recv(LARGEST_DATAGRAM)
        except BlockingIOError:
            return
        try:
            wake = json.loads(datagram)
        except ValueError:
            return
        match wake:
            case [str(job), int() | float() as delay, *ids] if _are_ids(ids):
                self._on_wake(job, tuple(ids), delay)

    def rouse(self) -> None:
        """Let one of those who listen go; where nobody does, the next one."""
        # When there is no room for it, nobody waits for anything.
        with contextlib.suppress(OSError):
            self._bell.sendto(b"", socket.MSG_DONTWAIT, str(self._path))

    def close(self) -> None:
        """Let go of all who listen, and remove the socket. Nobody may listen afterwards."""
        if self._is_open:
            self._is_open = False
            with contextlib.suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)
            self._path.unlink(missing_ok=True)
        # Not the socket itself, whose number somebody else's could get while a thread is about to listen.
        self._bell.close()


def _datagrams(job: str, ids: tuple[int | str, ...], delay: float) -> Iterator[bytes]:
    head = f"{json.dumps(job)}, {json.dumps(delay)}"
    together, size = [head], len(head)
    for text in map(json.dumps, ids):
        if len(together) > 1 and size + len(text) + 4 > LARGEST_DATAGRAM:
            yield f"[{', '.join(together)}]".encode()
            together, size = [head], len(head)
        together.append(text)
        size += len(text) + 2
    yield f"[{', '.join(together)}]".encode()


def _timeval(seconds: float) -> bytes:
    return struct.pack("@ll", int(seconds), int(seconds % 1 * 1e6))


def _are_ids(parts: list[object]) -> bool:
    return all(isinstance(part, int | str) for part in parts)


@contextmanager
def forwarding(desk: Desk) -> Iterator[None]:
    """For a process that only serves: what it queues without Redis goes to the work process of this host."""
    path = wake_path(desk.settings.database_url)
    if desk.settings.redis_url is not None or path is None:
        yield
        return
    sender = WakeSender(path)
    desk.queue.forward(sender.send)
    try:
        yield
    finally:
        desk.queue.forward(None)
        sender.close()
