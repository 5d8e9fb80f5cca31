"""``frontdesk demo``: a salon to try out, with a phone on a page and nothing to set up."""

from __future__ import annotations

import click

__all__ = ["demo"]


@click.command()
def demo() -> None:
    """Start a salon on SQLite with generated secrets, and a phone on a page to write to it."""
