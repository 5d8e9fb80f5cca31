"""``frontdesk chat``: the real pipeline in the terminal."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from frontdesk.bots import Bot
from frontdesk.cli.opening import open_desk, read_settings
from frontdesk.cli.options import Moment
from frontdesk.cli.talk import Talk
from frontdesk.cli.trace import trace_lines
from frontdesk.crypto import KeyRing
from frontdesk.messages import Choice, Reply
from frontdesk.settings import Settings

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
    """Talk to a bot in the terminal: the real pipeline, the real database.

    Type what a customer would write. A choice is tapped by its number (/1 works too). Ctrl-D or /quit leaves.
    BOT defaults to FRONTDESK_BOTS.
    """
    with _settings(bot, keep) as settings, open_desk(settings, clock, migrate=True) as desk:
        talked = next(iter(desk.bots))
        _require_language(talked, lang)
        with closing(Talk(desk, talked, contact, lang)) as talk:
            _converse(talk, trace)


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


def _require_language(bot: Bot, language: str | None) -> None:
    if language is not None and language not in bot.languages:
        raise click.BadParameter(f"{bot.id} speaks {', '.join(bot.languages)}", param_hint="--lang")


def _converse(talk: Talk, trace: bool) -> None:
    offered: Sequence[Choice] = ()
    for text in _typed():
        choice = _tapped(text, offered)
        for said in talk.say(text) if choice is None else talk.tap(choice):
            if trace:
                click.echo("\n".join(f"    {line}" for line in trace_lines(said.why)))
            if said.reply is not None:
                offered = said.reply.choices
                _show(said.reply)


def _typed() -> Iterator[str]:
    """What is typed, or comes through a pipe; then it is shown, so that the output reads like a talk."""
    source = sys.stdin
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
    if number.isascii() and number.isdigit() and 1 <= int(number) <= len(offered):
        return offered[int(number) - 1]
    return None


def _show(reply: Reply) -> None:
    click.secho(reply.text, fg="green")
    if reply.choices and reply.choices_label:
        click.echo(f"  {reply.choices_label}:")
    for number, choice in enumerate(reply.choices, 1):
        description = f" ({choice.description})" if choice.description else ""
        click.echo(f"  [{number}] {choice.title}{description}")
