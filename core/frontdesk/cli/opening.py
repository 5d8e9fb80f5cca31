"""What every command starts with: settings, plugins, bots and the desk."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any

from frontdesk.bots import Bots
from frontdesk.clock import Clock, ShiftedClock, SystemClock
from frontdesk.crypto import KeyRing
from frontdesk.desk import Desk
from frontdesk.errors import BotInvalid, RefusedToStart, SettingsRefused
from frontdesk.plugins import Plugins
from frontdesk.settings import Settings
from frontdesk.storage import Storage

__all__ = ["clock_from", "load_plugins", "open_desk", "open_storage", "read_settings"]


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
    """Everything that is built in, installed, or lies in ``FRONTDESK_PLUGINS_DIR``.

    :raises PluginRefused: naming the plugin and the cure.
    """
    return Plugins.load(plugins_dir=Settings.from_environment(os.environ).plugins_dir)


@contextmanager
def open_storage(settings: Settings) -> Iterator[Storage]:
    """The database alone, for its tables."""
    # Migrations seal nothing, so they can run where the key ring is not at hand.
    keys = KeyRing.parse(settings.encryption_keys or KeyRing.generate())
    storage = Storage.open(settings.database_url, keys, SystemClock())
    try:
        yield storage
    finally:
        storage.close()


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
def open_desk(settings: Settings, start: datetime | None = None, *, migrate: bool = False) -> Iterator[Desk]:
    """A desk with the plugins and bots that the settings name, closed at the end.

    :param start: what its clock starts at.
    :param migrate: bring the database up to the code first; otherwise an old one is refused.
    :raises RefusedToStart: something that it needs is missing, out of reach, or wrong.
    """
    if settings.bots is None:
        raise SettingsRefused(
            "No bot is named, and FRONTDESK_BOTS is not set.",
            "Name a YAML file, a folder of them, or a bundled bot: salon, clinic, shop, echo.",
        )
    plugins = Plugins.load(plugins_dir=settings.plugins_dir)
    try:
        bots = Bots.load(settings.bots, plugins, os.environ)
    except BotInvalid as invalid:
        raise RefusedToStart(
            f"Bot definitions that were named, or stand in FRONTDESK_BOTS, have problems.\n{invalid}",
            f"Mend them; 'frontdesk check {settings.bots}' looks at them alone.",
        ) from invalid
    with Desk.open(settings, clock_from(start, bots), bots=bots, plugins=plugins, migrate=migrate) as desk:
        yield desk
