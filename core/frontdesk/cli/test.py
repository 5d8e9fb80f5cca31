"""``frontdesk test``: conversation tests."""

from __future__ import annotations

from pathlib import Path

import click

__all__ = ["test"]


@click.command()
@click.argument(
    "paths", metavar="PATH...", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path)
)
@click.option(
    "--junit", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path), help="Write JUnit XML."
)
def test(paths: tuple[Path, ...], junit: Path | None) -> None:
    """Run conversation tests: files named *.conversation.yaml, and folders of them."""
