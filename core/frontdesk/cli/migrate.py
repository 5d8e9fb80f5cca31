"""``frontdesk migrate``: bring the database up to the code."""

from __future__ import annotations

import click

from frontdesk.cli.opening import load_plugins, open_storage, read_settings

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
    with open_storage(settings) as storage:
        pending = storage.pending(histories)
        if not check:
            storage.migrate(histories)
    for name in pending:
        click.echo(f"{'pending' if check else 'applied'} {name}")
    if not pending:
        click.echo("nothing to do: the database is as new as the code")
    ctx.exit(1 if check and pending else 0)
