"""``frontdesk serve``: webhooks, admin and health, without workers."""

from __future__ import annotations

import click

from frontdesk.cli.environment import read_settings
from frontdesk.cli.logs import log_to_stderr
from frontdesk.cli.opening import open_desk
from frontdesk.cli.options import host_option, port_option
from frontdesk.cli.processor import cpu_option
from frontdesk.cli.serving import listen
from frontdesk.cli.stopping import stop_signal
from frontdesk.wake import forwarding

__all__ = ["serve"]


@click.command()
@host_option
@port_option
@cpu_option
def serve(host: str, port: int) -> None:
    """Take webhooks and serve the admin API.

    'frontdesk work' does the work. The bots are those of FRONTDESK_BOTS. Refuses to start while migrations
    are pending.
    """
    settings = read_settings("serve")
    log_to_stderr()
    with stop_signal() as stop, open_desk(settings) as desk, forwarding(desk):
        listen(desk, host, port, stop, lambda address: click.echo(f"frontdesk listens at {address}"))
