"""``frontdesk check``: everything that is wrong with bot definitions, all at once."""

from __future__ import annotations

import json
import os
from dataclasses import asdict

import click

from frontdesk.bots import Bots
from frontdesk.cli.loading import load_plugins
from frontdesk.cli.untold import untold
from frontdesk.errors import BotInvalid, Problem
from frontdesk.settings import Settings

__all__ = ["check"]


@click.command()
@click.argument("bots", metavar="BOT...", nargs=-1, required=True)
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", help="How to print problems."
)
@click.pass_context
def check(ctx: click.Context, bots: tuple[str, ...], form: str) -> None:
    """Find what is wrong with bot definitions.

    Prints all of it, a line each: FILE:LINE:COLUMN CODE MESSAGE. Exits with 0 when there is none, with 1
    otherwise. Warnings go to standard error and change nothing of that.
    """
    plugins = load_plugins()
    problems: list[Problem] = []
    for bot in bots:
        try:
            loaded = Bots.load(bot, plugins, os.environ)
            for warning in untold(loaded, plugins.channels(Settings()).values()):
                click.echo(warning, err=True)
        except BotInvalid as error:
            problems.extend(error.problems)
    if form == "json":
        click.echo(json.dumps([asdict(problem) for problem in problems], ensure_ascii=False, indent=2))
    else:
        for problem in problems:
            click.echo(str(problem))
        if not problems:
            click.echo(f"{', '.join(bots)}: no problems")
    ctx.exit(1 if problems else 0)
