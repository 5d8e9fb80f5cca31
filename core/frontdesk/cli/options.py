"""Options that several commands have."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import click

__all__ = ["Moment", "host_option", "port_option", "threads_option"]


class Moment(click.ParamType[datetime]):
    """A moment in ISO 8601: ``2026-11-23T09:00+03:00``; without an offset it is on the clock of the bot."""

    name = "iso"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """Read it."""
        if isinstance(value, datetime):
            return value
        try:
            return datetime.fromisoformat(value)
        except ValueError:
            return self.fail(
                f"{value!r} is not a moment like 2026-11-23T09:00 or 2026-11-23T09:00+03:00", param, ctx
            )


host_option = click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
port_option = click.option(
    "--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="Port; 0 takes a free one."
)
threads_option = click.option(
    "--threads",
    default=4,
    show_default=True,
    type=click.IntRange(1, 256),
    help="How many conversations at once.",
)
