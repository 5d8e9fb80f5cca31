"""Where measurements take place: a folder, and the servers that subjects stand on."""

from __future__ import annotations

import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import FrameType

from harness.postgres import Postgres
from harness.redis import Redis

__all__ = ["BENCH", "Stand", "open_stand"]

#: The folder of the benchmarks.
BENCH = Path(__file__).resolve().parent.parent


class Stand:
    """Servers that start when somebody first wants them.

    :ivar folder: for files; gone at the end.
    """

    def __init__(self, folder: Path, closing: ExitStack) -> None:
        self.folder = folder
        self._closing = closing
        self._postgres: Postgres | None = None
        self._redis: dict[str, Redis] = {}

    @property
    def postgres(self) -> Postgres:
        """PostgreSQL with fsync."""
        if self._postgres is None:
            self._postgres = Postgres(self.folder / "postgres")
            self._closing.callback(self._postgres.close)
        return self._postgres

    def redis(self, fsync: str) -> Redis:
        """Redis with its log on disk.

        :param fsync: ``everysec`` or ``always``.
        """
        if fsync not in self._redis:
            self._redis[fsync] = Redis(self.folder, fsync)
            self._closing.callback(self._redis[fsync].close)
        return self._redis[fsync]


@contextmanager
def open_stand() -> Iterator[Stand]:
    """A stand, and everything on it ended when the block ends, also by a signal."""
    signal.signal(signal.SIGTERM, _leave)
    folder = Path(tempfile.mkdtemp(prefix="frontdesk-bench-"))
    # PostgreSQL may have to run as another user, who must be able to get here.
    folder.chmod(0o755)
    with ExitStack() as closing:
        closing.callback(shutil.rmtree, folder, ignore_errors=True)
        yield Stand(folder, closing)


def tool(name: str) -> str | None:
    """A program that is installed, or None."""
    return shutil.which(name, path=os.environ.get("PATH"))


def _leave(number: int, frame: FrameType | None) -> None:
    sys.exit(128 + number)
