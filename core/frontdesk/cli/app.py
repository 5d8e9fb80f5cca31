"""The ``frontdesk`` command with everything below it."""

from __future__ import annotations

import click

from frontdesk.cli.group import FrontdeskGroup
from frontdesk.version import __version__

__all__ = ["cli", "main"]

_COMMANDS = (
    *("run", "serve", "work", "migrate", "inbox", "why"),
    *("check", "chat", "test", "eval", "demo", "keys", "plugins"),
)


@click.group(cls=FrontdeskGroup, own=_COMMANDS)
@click.version_option(__version__, prog_name="frontdesk")
def cli() -> None:
    """Chatbots that do the work of a front desk.

    BOT is a bot definition: a YAML file, a folder of them, or the name of a bundled one
    (salon, clinic, shop, echo).
    """


def main() -> None:
    """Entry point of the ``frontdesk`` script."""
    cli(prog_name="frontdesk")
