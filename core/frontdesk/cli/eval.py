"""``frontdesk eval``: how well a bot understands phrases of an owner's own."""

from __future__ import annotations

import json
from pathlib import Path

import click
from rich.console import Console

from frontdesk.cli.loading import load_plugins
from frontdesk.testing import evaluate, load_phrases

__all__ = ["eval"]


@click.command()
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", help="How to print the result."
)
@click.pass_context
def eval(ctx: click.Context, files: tuple[Path, ...], form: str) -> None:
    """Have a bot read phrases, and compare with what they mean.

    FILE is YAML: a bot, a clock, and phrases with the intent and the values of each. Prints what is read
    otherwise, and what to add. Exits with 1 when fewer are read right than the file asks for.
    """
    plugins = load_plugins()
    cards = [evaluate(load_phrases(file), plugins) for file in files]
    if form == "json":
        click.echo(json.dumps([card.to_json() for card in cards], ensure_ascii=False, indent=2))
    else:
        console = Console(soft_wrap=True, highlight=False)
        for card in cards:
            card.render(console)
    ctx.exit(0 if all(card.ok for card in cards) else 1)
