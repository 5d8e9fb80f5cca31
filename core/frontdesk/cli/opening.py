"""What every command starts with: settings, plugins, bots and the desk."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from frontdesk.bots import Bots
from frontdesk.clock import Clock, ShiftedClock, SystemClock
from frontdesk.desk import Desk
from frontdesk.errors import SettingsRefused
from frontdesk.plugins import Plugins
from frontdesk.settings import Settings

__all__ = ["Moment", "clock_from", "load_bots", "load_plugins", "open_desk", "read_settings"]


class Moment(click.ParamType):
    """A moment in ISO 8601, ``2026-11-23T09:00+03:00``; without an offset it is meant in the bot's time zone."""

    name = "iso"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """Read it."""
        if isinstance(value, datetime):
            return value
        try:
            return datetime.fromisoformat(value)
        except ValueError:
            return self.fail(f"{value!r} is not a moment like 2026-11-23T09:00 or 2026-11-23T09:00+03:00", param, ctx)


def read_settings(command: str, **changes: Any) -> Settings:
    """The settings from the environment, with what the command line says instead.

    :param changes: fields of :class:`Settings`; None leaves what the environment says.
    :raises SettingsRefused: when the command cannot start with them.
    """
    given = {name: value for name, value in changes.items() if value is not None}
    settings = replace(Settings.from_environment(os.environ), **given)
    settings.refuse_unless(command)
    return settings


def load_plugins() -> Plugins:
    """Everything that is installed or lies in ``FRONTDESK_PLUGINS_DIR``.

    :raises PluginRefused: naming the plugin and the cure.
    """
    return Plugins.load(plugins_dir=Settings.from_environment(os.environ).plugins_dir)


def load_bots(source: Path | str | None, plugins: Plugins) -> Bots:
    """The bots that a path or the name of a bundled one stands for.

    :raises SettingsRefused: when nothing is named.
    :raises BotInvalid: with all problems of all of them.
    """
    if source is None:
        raise SettingsRefused(
            "No bot is named.", "Name a YAML file, a folder or a bundled bot, here or in FRONTDESK_BOTS."
        )
    return Bots.load(str(source), plugins, os.environ)


def clock_from(start: datetime | None, bots: Bots) -> Clock:
    """The host's clock, or one that starts somewhere else and runs on.

    :param start: without an offset it is meant in the time zone of the first bot.
    """
    if start is None:
        return SystemClock()
    if start.tzinfo is None:
        start = start.replace(tzinfo=bots.get(next(iter(bots.ids))).zone)
    return ShiftedClock(start)


@contextmanager
def open_desk(settings: Settings, start: datetime | None = None) -> Iterator[Desk]:
    """A desk with the plugins and bots that the settings name, closed at the end."""
    plugins = Plugins.load(plugins_dir=settings.plugins_dir)
    bots = load_bots(settings.bots, plugins)
    with Desk.open(settings, clock_from(start, bots), bots=bots, plugins=plugins) as desk:
        yield desk
