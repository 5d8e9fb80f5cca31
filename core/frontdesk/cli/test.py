"""``frontdesk test``: conversation tests."""

from __future__ import annotations

from pathlib import Path

import click
from rich.console import Console

from frontdesk.cli.loading import load_plugins
from frontdesk.testing import find_scripts, run_scripts

__all__ = ["test"]


@click.command()
@click.argument(
    "paths", metavar="PATH...", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path)
)
@click.option(
    "--junit", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path), help="Write JUnit XML, too."
)
@click.pass_context
def test(ctx: click.Context, paths: tuple[Path, ...], junit: Path | None) -> None:
    """Run conversation tests.

    PATH is a file, or a folder in which every *.conversation.yaml is run. Each runs the real pipeline on a
    database of its own, with a clock that stands still. Exits with 1 when one does not hold.
    """
    if not find_scripts(paths):
        raise click.UsageError("There is no *.conversation.yaml in what was named.")
    report = run_scripts(paths, load_plugins())
    report.render(Console(soft_wrap=True, highlight=False))
    if junit is not None:
        report.junit(junit)
    ctx.exit(0 if report.ok else 1)
