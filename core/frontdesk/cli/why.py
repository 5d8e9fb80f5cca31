"""``frontdesk why``: how a message came about."""

from __future__ import annotations

import json

import click

from frontdesk.cli.environment import read_settings
from frontdesk.cli.opening import open_desk
from frontdesk.cli.trace import trace_lines
from frontdesk.pipeline.whys import MessageUnknown, Whys

__all__ = ["why"]


@click.command()
@click.argument("message_id", metavar="MESSAGE_ID", type=click.IntRange(1))
@click.option("--salon", metavar="ID", help="Only if it is a message of this business.")
@click.option(
    "--format",
    "as_what",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="Plain words, or all that was kept.",
)
def why(message_id: int, salon: str | None, as_what: str) -> None:
    """Tell why a message was sent.

    What was read in the customer's message and by whom, what was decided, the texts that the reply is made
    of, where its facts come from, and how far it came.

    MESSAGE_ID is the id of a reply, as the admin API lists it; with that of a customer's message, its reply
    is told of. Nothing is shown that a customer wrote.
    """
    with open_desk(read_settings("why"), without_bots=True) as desk:
        try:
            story = Whys(desk).tell(message_id, salon)
        except MessageUnknown as error:
            raise click.ClickException(str(error)) from error
    if as_what == "json":
        click.echo(json.dumps(story.document(), ensure_ascii=False, indent=2))
        return
    answered = f", in reply to message {_listed(story.answers)}" if story.answers else ""
    click.echo(f"Message {story.id} of {story.salon}{answered}, {story.created_at}")
    for line in trace_lines(story.sections()):
        click.echo(line)


def _listed(ids: tuple[int, ...]) -> str:
    return ", ".join(map(str, ids))
