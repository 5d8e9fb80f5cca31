"""``frontdesk chat``: the real pipeline in the terminal."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from io import TextIOWrapper
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from frontdesk.cli.environment import read_settings
from frontdesk.cli.opening import open_desk
from frontdesk.cli.options import Moment
from frontdesk.cli.trace import trace_lines
from frontdesk.crypto import KeyRing
from frontdesk.desk import Desk
from frontdesk.explanation import explain
from frontdesk.messages import Choice, Reply
from frontdesk.settings import Settings
from frontdesk.testing import Conversation, NotAnsweredError

__all__ = ["chat"]


@click.command()
@click.argument("bot", required=False)
@click.option("--clock", type=Moment(), help="Start with a shifted clock that runs on.")
@click.option("--lang", metavar="LANGUAGE", help="What the bot speaks first; its first language otherwise.")
@click.option("--contact", metavar="ID", default="you", show_default=True, help="Who is writing.")
@click.option("--trace", is_flag=True, help="Show what was understood and decided, and why.")
@click.option(
    "--keep", is_flag=True, help="Use the database and keys of the environment, not ones thrown away."
)
def chat(
    bot: str | None, *, clock: datetime | None, lang: str | None, contact: str, trace: bool, keep: bool
) -> None:
    """Talk to a bot in the terminal.

    The real pipeline and a real database, by default one that is thrown away at the end.

    Type what a customer would write. A choice is tapped by its number (/1 works too). Ctrl-D or /quit leaves.
    BOT defaults to FRONTDESK_BOTS.
    """
    with _settings(bot, keep) as settings, open_desk(settings, clock, migrate=True) as desk:
        try:
            _converse(Conversation(desk, contact, account=_enter_business(desk, lang)), trace)
        except NotAnsweredError as error:
            raise click.ClickException(str(error)) from error


@contextmanager
def _settings(bot: str | None, keep: bool) -> Iterator[Settings]:
    bots = Path(bot) if bot else None
    if keep:
        yield read_settings("chat", bots=bots)
        return
    with TemporaryDirectory(prefix="frontdesk-chat-") as folder:
        yield read_settings(
            "chat",
            bots=bots,
            database_url=f"sqlite:///{folder}/chat.db",
            encryption_keys=KeyRing.generate(),
        )


def _enter_business(desk: Desk, language: str | None) -> str:
    """A business that runs the first bot and is reached at the terminal: its account."""
    bot = next(iter(desk.bots))
    if language is not None and language not in bot.languages:
        raise click.BadParameter(f"{bot.id} speaks {', '.join(bot.languages)}", param_hint="--lang")
    first = language or bot.default_language
    tenant, _ = desk.tenants.save(
        id=f"{bot.id}-chat",
        name=bot.name(first),
        bot=bot.id,
        settings={"languages": [first, *(each for each in bot.languages if each != first)]},
        channel="terminal",
        account=f"{bot.id}-chat",
    )
    return tenant.id


def _converse(customer: Conversation, trace: bool) -> None:
    offered: Sequence[Choice] = ()
    for text in _typed():
        choice = _tapped(text, offered)
        if choice is None:
            customer.say(text)
        else:
            customer.tap(choice.title)
        heard = customer.heard[-1]
        if trace:
            click.echo("\n".join(f"    {line}" for line in trace_lines(explain(heard.why))))
        for reply in heard.replies:
            offered = reply.choices
            _show(reply)


def _typed() -> Iterator[str]:
    """What is typed, or comes through a pipe; then it is shown, so that the output reads like a talk."""
    source = sys.stdin
    if isinstance(source, TextIOWrapper):
        source.reconfigure(errors="replace")
    while True:
        if source.isatty():
            click.echo("> ", nl=False)
        line = source.readline()
        text = line.strip()
        if not line or text == "/quit":
            return
        if text:
            if not source.isatty():
                click.echo(f"> {text}")
            yield text


def _tapped(text: str, offered: Sequence[Choice]) -> Choice | None:
    number = text.removeprefix("/")
    tapped = {str(place): choice for place, choice in enumerate(offered, 1)}
    return tapped.get(number)


def _show(reply: Reply) -> None:
    click.secho(reply.text, fg="green")
    if reply.choices and reply.choices_label:
        click.echo(f"  {reply.choices_label}:")
    for number, choice in enumerate(reply.choices, 1):
        description = f" ({choice.description})" if choice.description else ""
        click.echo(f"  [{number}] {choice.title}{description}")
