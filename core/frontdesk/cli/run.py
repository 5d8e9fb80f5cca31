"""``frontdesk run``: everything in one process."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from frontdesk.cli.environment import read_settings
from frontdesk.cli.logs import log_to_stderr
from frontdesk.cli.opening import open_desk
from frontdesk.cli.options import Moment, host_option, port_option, threads_option
from frontdesk.cli.serving import listen
from frontdesk.cli.stopping import stop_signal
from frontdesk.cli.working import working
from frontdesk.errors import SettingsRefused

__all__ = ["run"]


@click.command()
@click.argument("bot", required=False)
@host_option
@port_option
@threads_option
@click.option("--clock", type=Moment(), help="Start with a shifted clock that runs on. SQLite only.")
def run(bot: str | None, host: str, port: int, threads: int, clock: datetime | None) -> None:
    """Migrate, then serve and work, all in one.

    BOT defaults to FRONTDESK_BOTS.
    """
    settings = read_settings("run", bots=Path(bot) if bot else None)
    if clock is not None and not settings.on_sqlite:
        raise SettingsRefused(
            "--clock shifts the time of this process only, and the database is PostgreSQL.",
            "Leave --clock out, or set FRONTDESK_DATABASE_URL to sqlite:///PATH.",
        )
    log_to_stderr()
    with stop_signal() as stop, open_desk(settings, clock, migrate=True) as desk, working(desk, threads):
        bots = ", ".join(desk.bots.ids)
        listen(desk, host, port, stop, lambda address: click.echo(f"frontdesk serves {bots} at {address}"))
