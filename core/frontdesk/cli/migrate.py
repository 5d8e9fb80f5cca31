"""``frontdesk migrate``: bring the database up to the code."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click

from frontdesk.cli.environment import read_settings
from frontdesk.cli.loading import load_plugins
from frontdesk.clock import SystemClock
from frontdesk.crypto import KeyRing
from frontdesk.settings import Settings
from frontdesk.storage import Storage

__all__ = ["migrate"]


@click.command()
@click.option("--check", is_flag=True, help="Change nothing; exit with 1 when something is pending.")
@click.pass_context
def migrate(ctx: click.Context, check: bool) -> None:
    """Bring the database up to the code.

    Applies the migrations of frontdesk and of every installed plugin. Two processes may do it at once: one
    waits for the other.
    """
    settings = read_settings("migrate")
    histories = load_plugins().migrations
    with _open_storage(settings) as storage:
        pending = storage.pending(histories)
        if not check:
            storage.migrate(histories)
    for name in pending:
        click.echo(f"{'pending' if check else 'applied'} {name}")
    if not pending:
        click.echo("nothing to do: the database is as new as the code")
    ctx.exit(1 if check and pending else 0)


@contextmanager
def _open_storage(settings: Settings) -> Iterator[Storage]:
    """The database alone, for its tables."""
    # Migrations seal nothing, so they can run where the key ring is not at hand.
    keys = KeyRing.parse(settings.encryption_keys or KeyRing.generate())
    storage = Storage.open(settings.database_url, keys, SystemClock())
    try:
        yield storage
    finally:
        storage.close()
