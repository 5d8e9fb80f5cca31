"""One worker process for each SQLite database."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager

from frontdesk.errors import RefusedToStart
from frontdesk.settings import Settings
from frontdesk.wake import wake_path

__all__ = ["alone"]


@contextmanager
def alone(settings: Settings) -> Iterator[None]:
    """Keep other workers off a SQLite database for as long as the block runs.

    Wake-ups find one worker only, so a second one would leave customers waiting for the sweep. The lock lies
    in a file beside the database; it ends with the process, however that ends.

    :raises RefusedToStart: when another process works on the database.
    """
    beside = wake_path(settings.database_url)
    if beside is None:
        yield
        return
    path = f"{str(beside).removesuffix('-wake.sock')}-work.lock"
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise RefusedToStart(
                "Another 'frontdesk run' or 'frontdesk work' uses the database of FRONTDESK_DATABASE_URL.",
                "Stop it first. Several workers need PostgreSQL and Redis.",
            ) from None
        yield
    finally:
        os.close(descriptor)
