"""All plugins of a process."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib import metadata
from importlib.metadata import EntryPoint
from itertools import chain
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeVar

import click

from frontdesk.builtin import BUILTINS
from frontdesk.busy import BusySource
from frontdesk.channels import Channel
from frontdesk.errors import PluginRefused
from frontdesk.events import Observer
from frontdesk.notices import NoticeGuard
from frontdesk.offers import Fixture, Job, Metric, Migrations, Section
from frontdesk.plugins.abilities import Abilities
from frontdesk.plugins.calls import HookCalls
from frontdesk.plugins.contribution import Contribution
from frontdesk.plugins.finding import BUILT_IN, GROUP, Found, find_entry_points, find_files, find_given
from frontdesk.settings import Settings

if TYPE_CHECKING:
    from frontdesk.desk import Desk

__all__ = ["PluginDescription", "Plugins"]

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class PluginDescription:
    """What ``frontdesk plugins`` shows of a plugin.

    :ivar origin: ``built-in``, the distribution and its version, or the file.
    :ivar hooks: names of the hooks it implements.
    :ivar offers: names of what it adds, by kind (``intents``, ``channels``, ...).
    """

    name: str
    origin: str
    hooks: tuple[str, ...]
    offers: Mapping[str, tuple[str, ...]]


class Plugins:
    """All plugins of a process, each result attributed to the plugin that gave it.

    :param found: the plugins, built-in ones first.
    :raises PluginRefused: naming plugin and cure.

    :ivar contributions: what each plugin adds, by plugin name.
    """

    def __init__(self, found: Iterable[Found]) -> None:
        self._calls = HookCalls(found)
        self.contributions: Mapping[str, Contribution] = MappingProxyType(
            {name: Contribution.collect(name, self._calls) for name in self._calls.found}
        )
        self._abilities: dict[tuple[str, ...], Abilities] = {}

    @classmethod
    def load(
        cls,
        builtins: Mapping[str, object] = BUILTINS,
        plugins_dir: Path | None = None,
        *,
        entry_points: Iterable[EntryPoint] | None = None,
        extra: Mapping[str, object] = MappingProxyType({}),
    ) -> Plugins:
        """Find and load plugins.

        :param builtins: modules by plugin name.
        :param plugins_dir: a folder of single-file plugins, or None.
        :param entry_points: of installed plugins; None asks the environment for the group
            ``frontdesk.plugins``.
        :param extra: more modules or objects with hook functions, by plugin name (tests, embedding).
        :raises PluginRefused: naming plugin and cure.
        """
        installed = metadata.entry_points(group=GROUP) if entry_points is None else entry_points
        return cls(
            chain(
                find_given(builtins, BUILT_IN),
                find_entry_points(installed),
                find_files(plugins_dir),
                find_given(extra, "given"),
            )
        )

    @property
    def names(self) -> tuple[str, ...]:
        """Names of all plugins, built-in ones first."""
        return tuple(self.contributions)

    @property
    def builtins(self) -> tuple[str, ...]:
        """Names of the built-in plugins, in the order in which they are asked."""
        return tuple(name for name, each in self.contributions.items() if each.found.origin == BUILT_IN)

    @property
    def channel_plugins(self) -> tuple[str, ...]:
        """Names of the plugins that bring channels: they are on for every bot."""
        return tuple(name for name, each in self.contributions.items() if "frontdesk_channels" in each.hooks)

    def abilities(self, enabled: Iterable[str]) -> Abilities:
        """What these plugins can do together. Made once for each set and order.

        :param enabled: plugin names in the order in which they are asked (a name given twice counts once).
        :raises PluginRefused: when two of them claim the same name.
        :raises KeyError: when there is no plugin of one of the names.
        """
        order = tuple(dict.fromkeys(enabled))
        if order not in self._abilities:
            self._abilities[order] = Abilities([self.contributions[name] for name in order], self._calls)
        return self._abilities[order]

    @property
    def sections(self) -> Mapping[str, type[Section]]:
        """The models of the plugins' sections in a bot definition, by plugin name."""
        return {name: each.section for name, each in self.contributions.items() if each.section}

    @property
    def models(self) -> tuple[type, ...]:
        """The Peewee models of all plugins."""
        return tuple(model for each in self.contributions.values() for model in each.models)

    @property
    def migrations(self) -> tuple[Migrations, ...]:
        """The migration histories of all plugins that have one."""
        return tuple(each.migrations for each in self.contributions.values() if each.migrations)

    @cached_property
    def jobs(self) -> Mapping[str, Job]:
        """The background jobs, by full name: ``plugin.job``.

        :raises PluginRefused: when a plugin has two of one name.
        """
        pairs = ((name, job.name, job) for name, each in self.contributions.items() for job in each.jobs)
        return self._unique("job", ((owner, f"{owner}.{short}", job) for owner, short, job in pairs))

    @cached_property
    def guards(self) -> Mapping[str, NoticeGuard]:
        """The guards of notices, by full name: ``plugin.guard``.

        :raises PluginRefused: when a plugin has two of one name.
        """
        pairs = ((name, guard) for name, each in self.contributions.items() for guard in each.guards)
        return self._unique(
            "notice guard", ((owner, f"{owner}.{guard.name}", guard) for owner, guard in pairs)
        )

    @cached_property
    def busy(self) -> Mapping[str, BusySource]:
        """The sources of busy times, by full name: ``plugin.source``.

        :raises PluginRefused: when a plugin has two of one name.
        """
        pairs = ((name, source) for name, each in self.contributions.items() for source in each.busy)
        return self._unique(
            "busy source", ((owner, f"{owner}.{source.name}", source) for owner, source in pairs)
        )

    @cached_property
    def metrics(self) -> tuple[Metric, ...]:
        """The metrics of all plugins.

        :raises PluginRefused: when two plugins have one of the same name.
        """
        pairs = ((name, metric) for name, each in self.contributions.items() for metric in each.metrics)
        return tuple(self._unique("metric", ((name, metric.name, metric) for name, metric in pairs)).values())

    @cached_property
    def fixtures(self) -> Mapping[str, Fixture]:
        """What conversation scripts can take as given, by name.

        :raises PluginRefused: when two plugins have one of the same name.
        """
        pairs = ((name, fixture) for name, each in self.contributions.items() for fixture in each.fixtures)
        return self._unique("fixture", ((name, fixture.name, fixture) for name, fixture in pairs))

    @cached_property
    def commands(self) -> Mapping[str, click.Command]:
        """The commands that plugins add to the command line, by name.

        :raises PluginRefused: when a plugin cannot say, or two have one of the same name.
        """
        pairs = self._commands()
        return self._unique("command", ((owner, command.name or "", command) for owner, command in pairs))

    def channels(self, settings: Settings) -> Mapping[str, Channel]:
        """The channels, by channel name.

        :param settings: what the installation was started with.
        :raises PluginRefused: when a plugin cannot say, or two have one of the same name.
        """
        pairs = self._channels(settings)
        return self._unique("channel", ((owner, channel.name, channel) for owner, channel in pairs))

    def observers(self, desk: Desk) -> tuple[tuple[str, Observer], ...]:
        """The observers, each with the name of its plugin.

        :raises PluginRefused: when a plugin cannot say.
        """
        return self._all("frontdesk_observers", Observer, desk=desk)  # type: ignore[type-abstract]

    def blueprints(self, desk: Desk, kind: type[T]) -> tuple[tuple[str, T], ...]:
        """The blueprints, each with the name of its plugin.

        :param kind: ``quart.Blueprint``; named by the server, so that nothing below it has to load Quart.
        :raises PluginRefused: when a plugin cannot say, or says something else.
        """
        return self._all("frontdesk_blueprints", kind, desk=desk)

    def describe(self) -> tuple[PluginDescription, ...]:
        """What there is, for ``frontdesk plugins``."""
        offers = {name: dict(each.offers) for name, each in self.contributions.items()}
        named = (
            *(("channels", owner, channel.name) for owner, channel in self._channels(Settings())),
            *(("commands", owner, command.name or "") for owner, command in self._commands()),
        )
        for kind, owner, name in named:
            offers[owner][kind] = (*offers[owner].get(kind, ()), name)
        return tuple(
            PluginDescription(name, each.found.origin, each.hooks, offers[name])
            for name, each in self.contributions.items()
        )

    def _channels(self, settings: Settings) -> tuple[tuple[str, Channel], ...]:
        return self._all("frontdesk_channels", Channel, settings=settings)  # type: ignore[type-abstract]

    def _commands(self) -> tuple[tuple[str, click.Command], ...]:
        return self._all("frontdesk_commands", click.Command)

    def _all(self, hook: str, kind: type[T], **params: object) -> tuple[tuple[str, T], ...]:
        return tuple(
            (name, item)
            for name in self.contributions
            for item in self._calls.listed(name, hook, kind, **params)
        )

    def _unique(self, kind: str, offered: Iterable[tuple[str, str, T]]) -> Mapping[str, T]:
        unique: dict[str, T] = {}
        owners: dict[str, str] = {}
        for plugin, name, item in offered:
            if name in unique:
                raise PluginRefused(
                    f"plugins '{owners[name]}' and '{plugin}' both have a {kind} '{name}'"
                    if owners[name] != plugin
                    else f"plugin '{plugin}' has two {kind}s '{name}'",
                    "Rename one of them, or uninstall one of the plugins.",
                )
            unique[name], owners[name] = item, plugin
        return MappingProxyType(unique)
