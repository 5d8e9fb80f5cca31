"""``frontdesk handover``: conversations that people have."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from frontdesk.cli.environment import read_settings
from frontdesk.cli.opening import open_desk
from frontdesk.pipeline.handovers import HandoverRefused, Handovers, Waiting
from frontdesk.wake import forwarding

__all__ = ["handover"]


@click.group()
def handover() -> None:
    """See who waits for a person, take a conversation, and give it back to the bot."""


@handover.command("list")
@click.option("--tenant", metavar="ID", help="Only conversations of this business.")
@click.option("--limit", default=100, show_default=True, type=click.IntRange(1), help="How many at most.")
@click.option("--show-names", is_flag=True, help="Show what customers go by, too: personal data.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def list_(tenant: str | None, limit: int, show_names: bool, as_json: bool) -> None:
    """List the conversations that a person has: who waits for an answer first. Times are in UTC."""
    with _handovers() as handovers:
        rows = [_row(each, show_names) for each in handovers.waiting(tenant, limit)]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
    elif rows:
        _print(rows)
    else:
        click.echo("nobody waits for a person")


@handover.command()
@click.argument("tenant")
@click.argument("conversation", type=int)
@click.option("--minutes", type=click.IntRange(1, 10_080), help="For so long; as the bot has it without.")
def take(tenant: str, conversation: int, minutes: int | None) -> None:
    """Keep the bot silent in a conversation of a business."""
    with _handovers() as handovers:
        until = handovers.take(tenant, conversation, minutes).until
    click.echo(f"conversation {conversation} is a person's until {until.isoformat(timespec='seconds')}")


@handover.command("return")
@click.argument("tenant")
@click.argument("conversation", type=int)
def return_(tenant: str, conversation: int) -> None:
    """Give a conversation of a business back to the bot."""
    with _handovers() as handovers:
        handovers.give_back(tenant, conversation)
    click.echo(f"conversation {conversation} is the bot's again")


@contextmanager
def _handovers() -> Iterator[Handovers]:
    with open_desk(read_settings("handover"), without_bots=True) as desk, forwarding(desk):
        try:
            yield Handovers(desk)
        except HandoverRefused as error:
            raise click.ClickException(str(error)) from error


def _row(waiting: Waiting, show_names: bool) -> dict[str, Any]:
    row = {
        "conversation": waiting.conversation_id,
        "tenant": waiting.tenant_id,
        "channel": waiting.channel,
        "reason": waiting.handover.reason.value,
        "since": waiting.handover.since.isoformat(timespec="seconds"),
        "until": waiting.handover.until.isoformat(timespec="seconds"),
        "unread": waiting.handover.unread,
    }
    return row | ({"customer": waiting.customer} if show_names else {})


def _print(rows: list[dict[str, Any]]) -> None:
    table = Table(box=None, pad_edge=False, show_edge=False)
    for name in rows[0]:
        table.add_column(name, overflow="fold")
    for row in rows:
        table.add_row(*(Text("" if value is None else str(value)) for value in row.values()))
    Console(highlight=False).print(table)
