"""What ``run``, ``serve``, ``work`` and ``demo`` do alike: log, listen, work, and stop when told to."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from frontdesk.cli.alone import alone
from frontdesk.desk import Desk
from frontdesk.diagnosis import describe
from frontdesk.errors import RefusedToStart
from frontdesk.jobs import Workers
from frontdesk.pipeline.intake import Intake
from frontdesk.server import Connections, create_app, serve

__all__ = ["DiscreetFormatter", "listen", "log_to_stderr", "working"]

_log = logging.getLogger(__name__)


class DiscreetFormatter(logging.Formatter):
    """A line for each record. Of an exception it tells kind and place: its text may hold what a customer
    wrote, and a library that logs one does not know that."""

    def formatException(self, ei: Any) -> str:  # noqa: N802 - the name is that of the standard library
        """The exception in a few words."""
        return describe(ei[1]) if ei[1] is not None else ""

    def format(self, record: logging.LogRecord) -> str:
        """The record in one line."""
        return super().format(record).replace("\n", ": ")


def log_to_stderr() -> None:
    """Log warnings to stderr; what frontdesk itself has to say, from information on."""
    handler = logging.StreamHandler()
    handler.setFormatter(DiscreetFormatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(handlers=[handler], level=logging.WARNING)
    logging.getLogger("frontdesk").setLevel(logging.INFO)


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


def listen(desk: Desk, host: str, port: int, stop: threading.Event, ready: Callable[[str], None]) -> None:
    """Serve the desk until told to stop.

    :param ready: called with the address once the port is open.
    :raises RefusedToStart: when the port cannot be opened.
    """
    if desk.settings.guessable_admin_token:
        _log.warning(
            "FRONTDESK_ADMIN_TOKEN is short and could be guessed; make one with: openssl rand -hex 24"
        )
    intake = Intake(desk)
    try:
        app, connections = create_app(desk, intake), Connections(desk, intake)
        serve(app, connections, host=host, port=port, stop=stop, ready=ready)
    except OSError as error:
        raise RefusedToStart(
            f"Port {port} of {host} cannot be opened: {error.strerror or error}.",
            "Stop the program that uses it, or choose another one with --port.",
        ) from error
    finally:
        intake.close()
