"""What is logged, and how it is written."""

from __future__ import annotations

import logging
from typing import Any

from frontdesk.diagnosis import describe

__all__ = ["DiscreetFormatter", "log_to_stderr"]


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
    # Huey says of every job that failed that it failed, when the queue has told what there is to tell.
    logging.getLogger("huey").addFilter(lambda record: record.levelno > logging.WARNING)
