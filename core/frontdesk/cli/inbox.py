"""``frontdesk inbox``: messages that were given up or belong to nobody."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from frontdesk.cli.environment import read_settings
from frontdesk.cli.opening import open_desk
from frontdesk.pipeline.deadletters import DeadLetters, Letter, LettersRefused
from frontdesk.wake import forwarding

__all__ = ["inbox"]

_STATES = ("dead", "retrying", "unrouted", "dropped")

_tenant_option = click.option("--tenant", metavar="ID", help="Only messages to this business.")


@click.group()
def inbox() -> None:
    """Look after messages that could not be answered.

    A message is dead when its turn failed five times, and unrouted when its account is nobody's.
    """


@inbox.command("list")
@_tenant_option
@click.option(
    "--state",
    "states",
    type=click.Choice(_STATES),
    multiple=True,
    help="Which messages; may be given several times. Without it those that are dead or unrouted.",
)
@click.option("--limit", default=100, show_default=True, type=click.IntRange(1), help="How many at most.")
@click.option("--show-text", is_flag=True, help="Show what was written and by whom, too: personal data.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def list_(tenant: str | None, states: tuple[str, ...], limit: int, show_text: bool, as_json: bool) -> None:
    """List messages, the newest first.

    Times are those of the business; in UTC where its time zone is not known. Texts and phone numbers are
    shown only when they are asked for.
    """
    with _letters() as letters:
        found = letters.find(states or ("dead", "unrouted"), tenant, limit)
        rows = [_row(letter) | (_personal(letters, letter) if show_text else {}) for letter in found]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
    elif rows:
        _print(rows)
    else:
        click.echo("no such messages")


@inbox.command()
@click.argument("ids", metavar="ID...", nargs=-1, type=int)
@click.option("--all", "everything", is_flag=True, help="All that are dead or unrouted.")
@_tenant_option
def retry(ids: tuple[int, ...], everything: bool, tenant: str | None) -> None:
    """Try messages again, at once.

    What came after them in their conversations is answered already and stays so: their answers come last.
    Unrouted messages are tried once their account belongs to a business.
    """
    if bool(ids) == everything:
        raise click.UsageError("Name the messages by their ids, or give --all.")
    with _letters() as letters:
        if everything:
            retried = letters.retry_all(("dead", "unrouted"), tenant)
        else:
            retried = letters.retry(ids, tenant)
    if not retried.ids and not retried.homeless:
        click.echo("nothing to do: no message is dead or unrouted")
    if retried.ids:
        click.echo(f"{_messages(retried.ids)} will be tried again now")
    if retried.homeless:
        click.echo(f"{_messages(retried.homeless)} cannot be: no active business has the account")


@inbox.command()
@click.argument("ids", metavar="ID...", nargs=-1, type=int, required=True)
@_tenant_option
@click.option("--yes", is_flag=True, help="Do not ask.")
def drop(ids: tuple[int, ...], tenant: str | None, yes: bool) -> None:
    """Give up messages for good.

    They are never answered, and no more listed among the dead. Their rows stay; 'inbox retry' finds them.
    """
    if not yes:
        click.confirm(f"Give up {_messages(ids)} for good?", abort=True)
    with _letters() as letters:
        dropped = letters.drop(ids, tenant)
    click.echo(f"{dropped} given up")


@contextmanager
def _letters() -> Iterator[DeadLetters]:
    with open_desk(read_settings("inbox"), without_bots=True) as desk, forwarding(desk):
        try:
            yield DeadLetters(desk)
        except LettersRefused as error:
            raise click.ClickException(str(error)) from error


def _row(letter: Letter) -> dict[str, Any]:
    return asdict(letter) | {"received_at": letter.received_at.isoformat(timespec="seconds")}


def _personal(letters: DeadLetters, letter: Letter) -> dict[str, Any]:
    message = letters.read(letter.id)
    if message is None:
        return {"from": None, "text": None}
    return {"from": message.phone or message.contact, "text": message.text}


def _print(rows: Sequence[dict[str, Any]]) -> None:
    table = Table(box=None, pad_edge=False, show_edge=False)
    for name in rows[0]:
        table.add_column(name.removesuffix("_id").replace("_at", ""), overflow="fold")
    for row in rows:
        table.add_row(*(Text("" if value is None else str(value)) for value in row.values()))
    Console(highlight=False).print(table)


def _messages(ids: Sequence[int]) -> str:
    if len(ids) > 10:
        return f"{len(ids)} messages"
    return f"message{'s' if len(ids) > 1 else ''} {', '.join(map(str, ids))}"
