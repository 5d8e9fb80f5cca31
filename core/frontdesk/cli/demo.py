"""``frontdesk demo``: a salon to try out, with a phone on a page and nothing to set up."""

from __future__ import annotations

import os
import secrets
import socket
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from frontdesk.cli.logs import log_to_stderr
from frontdesk.cli.opening import open_desk
from frontdesk.cli.options import host_option, port_option, threads_option
from frontdesk.cli.sample import sample_curl
from frontdesk.cli.serving import listen
from frontdesk.cli.stopping import stop_signal
from frontdesk.cli.working import working
from frontdesk.crypto import KeyRing
from frontdesk.desk import Desk
from frontdesk.settings import Settings

__all__ = ["demo"]

_ACCOUNT = "100000000000001"
_WISH = "Хочу записаться на стрижку завтра в 14:00"


@click.command()
@click.argument("bot", default="salon")
@host_option
@port_option
@threads_option
def demo(bot: str, host: str, port: int, threads: int) -> None:
    """Start a salon to try out, with a phone.

    It runs on SQLite with generated secrets; the phone is a page to write to it from. Nothing is sent
    anywhere, and nothing is left behind: the database lives in a private folder that is removed at the end.
    BOT is another bot to show.
    """
    log_to_stderr()
    port = port or _free_port(host)
    with TemporaryDirectory(prefix="frontdesk-demo-") as folder:
        settings = _settings(Path(folder), Path(bot), f"http://{host}:{port}")
        with stop_signal() as stop, open_desk(settings, migrate=True) as desk, working(desk, threads):
            listen(desk, host, port, stop, lambda address: _show(desk, address))


def _settings(folder: Path, bot: Path, address: str) -> Settings:
    # Of the environment, only what adds to the bots: what it says of a real installation has no place here.
    given = Settings.from_environment(os.environ)
    return Settings(
        demo=True,
        bots=bot,
        plugins_dir=given.plugins_dir,
        openai_api_key=given.openai_api_key,
        openai_base_url=given.openai_base_url,
        database_url=f"sqlite:///{folder}/demo.db",
        encryption_keys=KeyRing.generate(),
        admin_token=secrets.token_urlsafe(24),
        app_secrets=(secrets.token_hex(16),),
        verify_token=secrets.token_urlsafe(12),
        phone_number_id=_ACCOUNT,
        access_token=secrets.token_urlsafe(24),
        graph_url=f"{address}/graph",
    )


def _free_port(host: str) -> int:
    with socket.create_server((host, 0)) as free:
        return int(free.getsockname()[1])


def _show(desk: Desk, address: str) -> None:
    settings = desk.settings
    tenant = desk.tenants.route("whatsapp", _ACCOUNT)
    click.secho(f"\nA phone to write from: {address}/\n", bold=True)
    click.echo("A customer's message as WhatsApp would post it, ready to paste:\n")
    click.echo(
        sample_curl(
            address, account=_ACCOUNT, app_secret=settings.app_secrets[0], text=_WISH, at=desk.clock.now()
        )
    )
    click.echo("\nWhat was said and answered:\n")
    click.echo(
        f"curl -s '{address}/admin/messages/{tenant.id if tenant else ''}?limit=2'"
        f" -H 'x-admin-token: {settings.admin_token}'"
    )
    click.echo("\nCtrl-C ends the demo; nothing is left behind.")
