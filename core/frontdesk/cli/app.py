"""The ``frontdesk`` command with everything below it."""

from __future__ import annotations

import click

from frontdesk.cli.chat import chat
from frontdesk.cli.check import check
from frontdesk.cli.demo import demo
from frontdesk.cli.group import FrontdeskGroup
from frontdesk.cli.inbox import inbox
from frontdesk.cli.keys import keys
from frontdesk.cli.migrate import migrate
from frontdesk.cli.plugins import plugins
from frontdesk.cli.run import run
from frontdesk.cli.serve import serve
from frontdesk.cli.test import test
from frontdesk.cli.work import work
from frontdesk.version import __version__

__all__ = ["cli", "main"]


@click.group(cls=FrontdeskGroup)
@click.version_option(__version__, prog_name="frontdesk")
def cli() -> None:
    """Chatbots that do the work of a front desk.

    BOT is a bot definition: a YAML file, a folder of them, or the name of a bundled one
    (salon, clinic, shop, echo).
    """


for command in (run, serve, work, migrate, inbox, check, chat, test, demo, keys, plugins):
    cli.add_command(command)


def main() -> None:
    """Entry point of the ``frontdesk`` script."""
    cli(prog_name="frontdesk")
