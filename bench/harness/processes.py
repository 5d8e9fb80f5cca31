"""Processes that end with us, and what they cost."""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from time import monotonic, sleep

__all__ = ["Child", "cpu_seconds", "free_port", "memory_bytes"]

_TICKS = os.sysconf("SC_CLK_TCK")
_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True)


def free_port() -> int:
    """A port of loopback that nothing listens at."""
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        return int(server.getsockname()[1])


class Child:
    """A process that writes to a log of its own, and is killed with us should we die.

    :param log: standard output and error go there.
    :param silent: where to write instead of the log: nowhere.
    """

    def __init__(
        self, command: Sequence[str | Path], *, environ: Mapping[str, str], folder: Path, log: Path
    ) -> None:
        self.log = log
        with log.open("ab") as output:
            self.process = subprocess.Popen(
                [str(word) for word in command],
                env=dict(environ),
                cwd=folder,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                preexec_fn=_die_with_parent,  # noqa: PLW1509 - we have no threads
            )

    @property
    def pid(self) -> int:
        """Its process id."""
        return self.process.pid

    def await_line(self, words: str, patience: float = 60.0) -> None:
        """Return once its log holds these words.

        :param patience: seconds.
        :raises RuntimeError: it ended, or did not say so in time.
        """
        deadline = monotonic() + patience
        while words not in (said := self.log.read_text(errors="replace")):
            if self.process.poll() is not None or monotonic() > deadline:
                raise RuntimeError(f"{self.process.args!r} did not say {words!r}:\n{said[-3000:]}")
            sleep(0.005)

    def stop(self, patience: float = 20.0) -> None:
        """End it: politely, then not."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(patience)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()


def cpu_seconds(roots: Iterable[int]) -> float:
    """User and system time of these processes and all below them, those included that have ended."""
    return sum(sum(map(int, fields[11:15])) for fields in _family(roots).values()) / _TICKS


def memory_bytes(roots: Iterable[int]) -> int:
    """Memory of these processes and all below them; what several share counts once (PSS)."""
    total = 0
    for pid in _family(roots):
        try:
            rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
        except OSError:
            continue
        total += next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:"))
    return total * 1024


def _family(roots: Iterable[int]) -> dict[int, list[str]]:
    """The fields of ``/proc/PID/stat`` behind the name, of these processes and all below them."""
    known: dict[int, list[str]] = {}
    children: dict[int, list[int]] = {}
    for entry in os.scandir("/proc"):
        if entry.name.isdigit():
            try:
                fields = Path(entry.path, "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            known[int(entry.name)] = fields
            children.setdefault(int(fields[1]), []).append(int(entry.name))
    family: dict[int, list[str]] = {}
    waiting = list(roots)
    while waiting:
        pid = waiting.pop()
        if pid in known and pid not in family:
            family[pid] = known[pid]
            waiting += children.get(pid, [])
    return family


def _die_with_parent() -> None:
    _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
