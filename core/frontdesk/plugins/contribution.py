"""What one plugin adds."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from frontdesk.actions import Action
from frontdesk.busy import BusySource
from frontdesk.catalogue import Catalogue
from frontdesk.intents import Intent
from frontdesk.notices import NoticeGuard
from frontdesk.notifiers import Notifier
from frontdesk.offers import Fixture, Job, Metric, Migrations, Section, Texts
from frontdesk.plugins.calls import HookCalls
from frontdesk.plugins.finding import Found
from frontdesk.readings import Understander

__all__ = ["Contribution"]


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one plugin adds: the answers to all hooks that need nothing but the plugin.

    :ivar hooks: names of the hooks it implements.
    :ivar models: Peewee models of its tables.
    :ivar section: the pydantic model of its section in a bot definition.
    """

    found: Found
    hooks: tuple[str, ...]
    intents: tuple[Intent, ...] = ()
    actions: tuple[Action, ...] = ()
    understanders: tuple[Understander, ...] = ()
    notifiers: tuple[Notifier, ...] = ()
    texts: Catalogue = field(default_factory=lambda: Catalogue({}))
    models: tuple[type, ...] = ()
    migrations: Migrations | None = None
    section: type[Section] | None = None
    jobs: tuple[Job, ...] = ()
    guards: tuple[NoticeGuard, ...] = ()
    busy: tuple[BusySource, ...] = ()
    metrics: tuple[Metric, ...] = ()
    fixtures: tuple[Fixture, ...] = ()

    @classmethod
    def collect(cls, name: str, calls: HookCalls) -> Contribution:
        """Ask a plugin for all that it adds.

        :raises PluginRefused: when a hook raises or returns something that it should not.
        """
        intents = calls.listed(name, "frontdesk_intents", Intent)
        return cls(
            found=calls.found[name],
            hooks=calls.hooks[name],
            intents=intents,
            actions=calls.listed(name, "frontdesk_actions", Action),  # type: ignore[type-abstract]
            understanders=calls.listed(
                name,
                "frontdesk_understanders",
                Understander,  # type: ignore[type-abstract]
            ),
            texts=_titles(name, intents).overlaid(_texts(name, calls)),
            notifiers=calls.listed(name, "frontdesk_notifiers", Notifier),  # type: ignore[type-abstract]
            models=calls.listed(name, "frontdesk_models", type),
            migrations=_migrations(name, calls),
            section=_section(name, calls),
            jobs=calls.listed(name, "frontdesk_jobs", Job),
            guards=calls.listed(name, "frontdesk_notice_guards", NoticeGuard),
            busy=calls.listed(name, "frontdesk_busy", BusySource),  # type: ignore[type-abstract]
            metrics=calls.listed(name, "frontdesk_metrics", Metric),
            fixtures=calls.listed(name, "frontdesk_fixtures", Fixture),  # type: ignore[type-abstract]
        )

    @property
    def offers(self) -> Mapping[str, tuple[str, ...]]:
        """What it adds, by kind, as names for people; kinds without any are left out."""
        named = {
            "intents": tuple(intent.name for intent in self.intents),
            "actions": tuple(action.name for action in self.actions),
            "understanders": tuple(understander.name for understander in self.understanders),
            "notifiers": tuple(notifier.name for notifier in self.notifiers),
            "texts": self.texts.languages,
            "models": tuple(model.__name__ for model in self.models),
            "jobs": tuple(job.name for job in self.jobs),
            "notice guards": tuple(guard.name for guard in self.guards),
            "busy sources": tuple(source.name for source in self.busy),
            "metrics": tuple(metric.name for metric in self.metrics),
            "fixtures": tuple(fixture.name for fixture in self.fixtures),
            "section": (self.found.name,) if self.section else (),
        }
        return {kind: names for kind, names in named.items() if names}


def _texts(name: str, calls: HookCalls) -> Catalogue:
    texts = calls.single(name, "frontdesk_texts", Texts)
    try:
        return Catalogue(texts.by_language if texts else {}, name)
    except ValueError as error:
        raise calls.found[name].refused(f"frontdesk_texts(): {error}") from error


def _titles(name: str, intents: Iterable[Intent]) -> Catalogue:
    """What menus call the intents: texts like any other."""
    by_language: dict[str, dict[str, str]] = {}
    for intent in intents:
        for language, title in intent.title.items():
            # A title has no fields.
            by_language.setdefault(language, {})[intent.title_key] = re.sub(r"([{}])", r"\1\1", title)
    return Catalogue(by_language, name)


def _migrations(name: str, calls: HookCalls) -> Migrations | None:
    migrations = calls.single(name, "frontdesk_migrations", Migrations)
    if migrations is None:
        return None
    found = calls.found[name]
    if migrations.history != name:
        raise found.refused(
            f"frontdesk_migrations() names the history {migrations.history!r}",
            f"A plugin has one history, of its own name: Migrations({name!r}, ...).",
        )
    if not migrations.directory.is_dir():
        raise found.refused(
            f"frontdesk_migrations() names {str(migrations.directory)!r}, which is not a folder",
            'Name the folder beside the plugin: Path(__file__).parent / "migrations".',
        )
    return migrations


def _section(name: str, calls: HookCalls) -> type[Section] | None:
    section = calls.single(name, "frontdesk_config", type)
    if section is not None and not issubclass(section, Section):
        raise calls.found[name].refused(
            f"frontdesk_config() returned {section.__name__}", "It must be derived from frontdesk.Section."
        )
    return section
