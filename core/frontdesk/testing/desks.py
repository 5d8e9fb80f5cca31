"""A desk for tests: a bot on a database of its own, with a clock that stands still."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from frontdesk.bots import Bots
from frontdesk.builtin import BUILTINS
from frontdesk.clock import Clock, FrozenClock, SystemClock
from frontdesk.crypto import KeyRing
from frontdesk.desk import Desk
from frontdesk.plugins import Plugins
from frontdesk.settings import Settings

__all__ = ["ACCOUNT", "CHANNEL", "open_desk"]

#: How customers of a test reach the bot.
CHANNEL = "terminal"
ACCOUNT = "test"


@contextmanager
def open_desk(
    bot: str | Path | Bots,
    *,
    clock: Clock | datetime | None = None,
    database_url: str | None = None,
    settings: Mapping[str, Any] | None = None,
    plugins: Plugins | None = None,
    extra_plugins: Mapping[str, object] | None = None,
    environ: Mapping[str, str] | None = None,
) -> Iterator[Desk]:
    """Open a desk with one bot and one business that customers reach through the terminal channel.

    :param bot: a bot definition, the name of a bundled one, or a bot that is loaded already.
    :param clock: what tells the time, or the moment at which time stands still; a naive one is meant in the
        bot's time zone. The host's clock when there is none.
    :param database_url: an empty database; a new SQLite file, thrown away at the end, when there is none.
    :param settings: what the business overrides in the definition.
    :param plugins: the loaded plugins, those of a loaded bot; by default everything that is installed.
    :param extra_plugins: modules or objects with hook functions to load besides, by plugin name.
    :param environ: what ``${NAME}`` in the definition is filled from, and ``OPENAI_API_KEY`` and
        ``OPENAI_BASE_URL`` are taken from; nothing by default.
    :raises BotInvalid: something is wrong with the definition.
    """
    plugins = plugins or Plugins.load(BUILTINS, extra=extra_plugins or {})
    bots = bot if isinstance(bot, Bots) else Bots.load(bot, plugins, environ or {})
    first = next(iter(bots))
    with TemporaryDirectory(prefix="frontdesk-test-") as folder:
        given = Settings.from_environment(environ or {})
        desk_settings = Settings(
            database_url=database_url or f"sqlite:///{folder}/test.db",
            encryption_keys=KeyRing.generate(),
            openai_api_key=given.openai_api_key,
            openai_base_url=given.openai_base_url,
        )
        told_by = _clock(clock, first.zone)
        with Desk.open(desk_settings, told_by, bots=bots, plugins=plugins, migrate=True) as desk:
            desk.tenants.save(
                id=f"{first.id}-test",
                name=first.name(first.default_language),
                bot=first.id,
                settings=dict(settings or {}),
                channel=CHANNEL,
                account=ACCOUNT,
            )
            yield desk


def _clock(clock: Clock | datetime | None, zone: Any) -> Clock:
    if clock is None:
        return SystemClock()
    if isinstance(clock, datetime):
        return FrozenClock(clock if clock.tzinfo else clock.replace(tzinfo=zone))
    return clock
