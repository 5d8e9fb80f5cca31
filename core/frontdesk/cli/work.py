"""``frontdesk work``: the workers, without a server."""

from __future__ import annotations

import click

from frontdesk.cli.environment import read_settings
from frontdesk.cli.logs import log_to_stderr
from frontdesk.cli.opening import open_desk
from frontdesk.cli.options import threads_option
from frontdesk.cli.processor import cpu_option
from frontdesk.cli.stopping import stop_signal
from frontdesk.cli.working import working

__all__ = ["work"]


@click.command()
@threads_option
@cpu_option
def work(threads: int) -> None:
    """Take turns, deliver replies, run jobs.

    Until told to stop. The bots are those of FRONTDESK_BOTS. Refuses to start while migrations are pending.
    """
    settings = read_settings("work")
    log_to_stderr()
    with stop_signal() as stop, open_desk(settings) as desk, working(desk, threads):
        click.echo(f"frontdesk works with {threads} threads")
        stop.wait()
