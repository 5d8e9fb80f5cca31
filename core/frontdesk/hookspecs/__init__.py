"""The hooks: all that a plugin can add to frontdesk.

A plugin is a module (or object) with functions of these names, each marked with ``@frontdesk.hookimpl``.
Hooks are plain functions that return objects ("declare, don't do"); the objects' methods do the work. An
async implementation is refused at load. A tenant hears only the plugins that its bot enables.

Most hooks are called when the plugins are loaded: before a desk is opened, and for commands that open none
(``frontdesk check``).

docs/hooks.md has a section for each hook, with an example.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from frontdesk.hookspecs.markers import hookimpl, hookspec
from frontdesk.hookspecs.running import (
    frontdesk_blueprints,
    frontdesk_busy,
    frontdesk_commands,
    frontdesk_jobs,
    frontdesk_metrics,
    frontdesk_notice_guards,
    frontdesk_observers,
)

if TYPE_CHECKING:
    from peewee import Model

    from frontdesk.actions import Action
    from frontdesk.bots import Bot
    from frontdesk.channels import Channel
    from frontdesk.errors import Problem
    from frontdesk.hours import Opening
    from frontdesk.intents import Intent
    from frontdesk.messages import Reply
    from frontdesk.notifiers import Notifier
    from frontdesk.offers import Fixture, Migrations, Section, Texts
    from frontdesk.readings import Understander
    from frontdesk.settings import Settings
    from frontdesk.turns import Turn

__all__ = [
    "frontdesk_blueprints",
    "frontdesk_busy",
    "frontdesk_commands",
    "frontdesk_jobs",
    "frontdesk_metrics",
    "frontdesk_notice_guards",
    "frontdesk_observers",
    "hookimpl",
    "hookspec",
]

# -- ways in and out -----------------------------------------------------------------------------------------


@hookspec
def frontdesk_channels(settings: Settings) -> Sequence[Channel]:  # type: ignore[empty-body]
    """Channels: ways for customers to reach a bot.

    Called once when the desk opens, in every process. Channels serve every bot: which account belongs to
    which business is decided by the tenants.

    :param settings: what the installation was started with; holds the secrets that webhooks are checked with.
    :return: the channels; an empty list for none.

    If it raises, the plugin is refused. Since 0.1.
    """


# -- understanding -------------------------------------------------------------------------------------------


@hookspec
def frontdesk_intents() -> Sequence[Intent]:  # type: ignore[empty-body]
    """Intents: what a customer may want.

    Called once when the plugins are loaded, in every process. An intent is heard by the bots that enable the
    plugin.

    :return: the intents. Two plugins of one bot with the same intent name are refused.

    If it raises, the plugin is refused. Since 0.1.
    """


@hookspec
def frontdesk_understanders() -> Sequence[Understander]:  # type: ignore[empty-body]
    """Understanders: readers of messages, asked in the order of the bot's ``understanding:`` list.

    Called once when the plugins are loaded, in every process. Their ``read`` runs in worker threads, outside
    any transaction.

    :return: the understanders.

    If it raises, the plugin is refused. If ``read`` raises, the reading so far is kept and the error is
    counted against the plugin. Since 0.1.
    """


@hookspec(firstresult=True)
def frontdesk_hours(bot: Bot, day: date) -> Sequence[Opening] | None:
    """When the business is open on a day. ``bot.hours_on(day)`` asks for it.

    Called while a message is understood: they tell whether "at 8" is in the morning.

    :param bot: as it works for the business.
    :param day: on the calendar of the business's time zone.
    :return: the stretches, none when it is closed; None to leave it to the next plugin.

    If it raises, the reading so far is kept and the error is counted against the understander. Since 0.1.
    """


# -- acting --------------------------------------------------------------------------------------------------


@hookspec
def frontdesk_actions() -> Sequence[Action]:  # type: ignore[empty-body]
    """Actions with their forms: what a bot can do.

    Called once when the plugins are loaded, in every process. Their methods run inside the turn's write
    transaction.

    :return: the actions. Two plugins of one bot with the same action name are refused.

    If it raises, the plugin is refused. Since 0.1.
    """


@hookspec(firstresult=True)
def frontdesk_before_turn(turn: Turn) -> Reply | None:
    """A chance to answer instead of the dialogue, before it decides. Inside the turn's write transaction.

    The first plugin that returns something ends the turn.
    :param turn: the step of the dialogue, with what was understood.
    :return: the reply that ends the turn (a reply with an empty text: end it in silence), or None to go on.

    If it raises, the turn is rolled back and tried again. Since 0.1.
    """


@hookspec(firstresult=True)
def frontdesk_fallback(turn: Turn) -> Reply | None:
    """What to say when nothing was understood and no question is open. Inside the turn's write transaction.

    :param turn: the step of the dialogue.
    :return: the reply, or None to leave it to the next plugin; when all do, the bot says that it did not
        understand and shows what it can do.

    If it raises, the turn is rolled back and tried again. Since 0.1.
    """


@hookspec
def frontdesk_texts() -> Texts | None:
    """What the plugin says, by language.

    Called once when the plugins are loaded, in every process. Bots override single texts in their ``texts:``
    section.

    :return: the texts, or None.

    If it raises, the plugin is refused. Since 0.1.
    """


@hookspec
def frontdesk_notifiers() -> Sequence[Notifier]:  # type: ignore[empty-body]
    """Notifiers: ways to tell staff that a conversation was handed to them.

    Called once when the plugins are loaded, in every process. Who is told of a handover is written
    down in the turn's commit; ``request`` runs in worker threads, outside any transaction.

    :return: the notifiers. Two plugins of one bot with the same notifier name are refused.

    If it raises, the plugin is refused. If ``request`` raises, the alert is tried again for a day. Since 0.1.
    """


# -- data ----------------------------------------------------------------------------------------------------


@hookspec
def frontdesk_models() -> Sequence[type[Model]]:  # type: ignore[empty-body]
    """Peewee models of the plugin's tables, derived from ``frontdesk.storage.TenantModel``.

    Called once when the plugins are loaded, in every process; ``frontdesk plugins`` lists them. Their tables
    are made by the plugin's migrations.

    :return: the models.

    If it raises, the plugin is refused. Since 0.1.
    """


@hookspec
def frontdesk_migrations() -> Migrations | None:
    """The plugin's numbered migrations; one history a plugin.

    Called once when the plugins are loaded, in every process. ``frontdesk migrate`` and ``run`` apply them;
    ``serve`` and ``work`` refuse to start while one is pending.

    :return: where they are, or None for a plugin without tables.

    If it raises, the plugin is refused. Since 0.1.
    """


@hookspec
def frontdesk_fixtures() -> Sequence[Fixture]:  # type: ignore[empty-body]
    """Rows that conversation scripts take as given, and look at afterwards.

    Called once when the plugins are loaded, in every process. The fixtures are used by ``frontdesk test`` and
    by pytest only.

    :return: the fixtures. Two plugins with a fixture of the same name are refused.

    If it raises, the plugin is refused. Since 0.1.
    """


# -- configuration -------------------------------------------------------------------------------------------


@hookspec
def frontdesk_config() -> type[Section] | None:
    """The pydantic model of the plugin's section in a bot definition; the section has the plugin's name.

    Called once when the plugins are loaded, in every process. The JSON schema for editors is made from it.

    :return: the model, or None for a plugin without settings.

    If it raises, the plugin is refused. Since 0.1.
    """


@hookspec
def frontdesk_check(bot: Bot) -> Sequence[Problem]:  # type: ignore[empty-body]
    """What the plugin finds wrong with a bot whose sections are already valid one by one.

    Called by ``frontdesk check`` and before a bot is loaded, for bots that enable the plugin.

    :param bot: the bot.
    :return: the problems, each with its path from the root of the document.

    If it raises, that is reported as a problem of the plugin. Since 0.1.
    """
