"""What commands that work with a desk start with: bots and the desk."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import click

from frontdesk.bots import Bots
from frontdesk.cli.collector import collect_seldom
from frontdesk.clock import Clock, ShiftedClock, SystemClock
from frontdesk.desk import Desk
from frontdesk.errors import BotInvalid, RefusedToStart, SettingsRefused
from frontdesk.plugins import Plugins
from frontdesk.settings import Settings

__all__ = ["clock_from", "open_desk"]


def clock_from(start: datetime | None, bots: Bots) -> Clock:
    """The host's clock, or one that starts somewhere else and runs on.

    :param start: without an offset it is meant in the time zone of the first bot.
    """
    if start is None:
        return SystemClock()
    if start.tzinfo is None:
        start = start.replace(tzinfo=next(iter(bots)).zone)
    return ShiftedClock(start)


@contextmanager
def open_desk(
    settings: Settings, start: datetime | None = None, *, migrate: bool = False, without_bots: bool = False
) -> Iterator[Desk]:
    """A desk with the plugins and bots that the settings name, closed at the end.

    :param start: what its clock starts at.
    :param migrate: bring the database up to the code first; otherwise an old one is refused.
    :param without_bots: when no definition can be used, say so and open a desk without bots: it answers
        nobody, and all that is stored can be looked after.
    :raises RefusedToStart: something that it needs is missing, out of reach, or wrong.
    """
    plugins = Plugins.load(plugins_dir=settings.plugins_dir)
    try:
        bots = _load_bots(settings, plugins)
    except RefusedToStart as refused:
        if not without_bots:
            raise
        click.echo(f"{refused.what}\nGoing on without bots.", err=True)
        bots = Bots({})
    with Desk.open(settings, clock_from(start, bots), bots=bots, plugins=plugins, migrate=migrate) as desk:
        collect_seldom()
        yield desk


def _load_bots(settings: Settings, plugins: Plugins) -> Bots:
    if settings.bots is None:
        raise SettingsRefused(
            "No bot is named, and FRONTDESK_BOTS is not set.",
            "Name a YAML file, a folder of them, or a bundled bot: salon, clinic, shop, echo.",
        )
    try:
        return Bots.load(settings.bots, plugins, os.environ)
    except BotInvalid as invalid:
        raise RefusedToStart(
            f"Bot definitions that were named, or stand in FRONTDESK_BOTS, have problems.\n{invalid}",
            f"Mend them; 'frontdesk check {settings.bots}' looks at them alone.",
        ) from invalid
