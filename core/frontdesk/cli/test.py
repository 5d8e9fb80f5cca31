"""``frontdesk test``: conversation tests."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal

import click
from rich.console import Console

from frontdesk.cli.loading import load_plugins
from frontdesk.testing import Models, find_scripts, run_scripts

__all__ = ["test"]


@click.command()
@click.argument(
    "paths", metavar="PATH...", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path)
)
@click.option(
    "--junit", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path), help="Write JUnit XML, too."
)
@click.option(
    "--llm",
    type=click.Choice(["off", "recorded", "live"]),
    default="off",
    show_default=True,
    help="Language models: never asked, answering as recorded, or asked for real.",
)
@click.option("--record", is_flag=True, help="With --llm live: keep the answers beside the scripts.")
@click.pass_context
def test(
    ctx: click.Context,
    paths: tuple[Path, ...],
    junit: Path | None,
    llm: Literal["off", "recorded", "live"],
    *,
    record: bool,
) -> None:
    """Run conversation tests.

    PATH is a file, or a folder in which every *.conversation.yaml is run. Each runs the real pipeline on a
    database of its own, with a clock that stands still. Exits with 1 when one does not hold.
    """
    if not find_scripts(paths):
        raise click.UsageError("There is no *.conversation.yaml in what was named.")
    if record and llm != "live":
        raise click.UsageError("--record keeps what --llm live hears; add --llm live.")
    models = Models(llm, record=record)
    plugins = load_plugins(openai=models.plugin)
    environ = os.environ if llm == "live" else {}
    report = run_scripts(paths, plugins, models=models, environ=environ)
    report.render(Console(soft_wrap=True, highlight=False))
    if junit is not None:
        report.junit(junit)
    ctx.exit(0 if report.ok else 1)
