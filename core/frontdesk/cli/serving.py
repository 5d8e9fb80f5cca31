"""What ``run``, ``serve`` and ``demo`` do alike: listen, and stop when told to."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from frontdesk.desk import Desk
from frontdesk.errors import RefusedToStart
from frontdesk.pipeline.intake import Intake
from frontdesk.server import Connections, create_app, serve

__all__ = ["listen"]

_log = logging.getLogger(__name__)


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
