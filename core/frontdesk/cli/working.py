"""What ``run``, ``work`` and ``demo`` do alike: work, and finish what they have begun."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from frontdesk.cli.alone import alone
from frontdesk.desk import Desk
from frontdesk.jobs import Workers

__all__ = ["working"]


@contextmanager
def working(desk: Desk, threads: int) -> Iterator[None]:
    """Workers, for as long as the block runs; what they have begun is finished at the end.

    :raises RefusedToStart: when another process works on the same SQLite database.
    """
    with alone(desk.settings):
        workers = Workers(desk, threads)
        workers.start()
        try:
            yield
        finally:
            workers.stop()
