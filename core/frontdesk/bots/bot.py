"""A bot: a definition that was checked and made ready to work."""

from __future__ import annotations

import hashlib
import json
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import copy
from datetime import date
from functools import cached_property
from typing import Any, TypeVar, get_args
from zoneinfo import ZoneInfo

from pydantic import SecretStr

from frontdesk.bots.check import Examination, examine, located
from frontdesk.bots.codes import Code
from frontdesk.bots.definition import BotDefinition
from frontdesk.bots.reading import OWN_KEYS
from frontdesk.bots.tree import Mark, Node, Path
from frontdesk.catalogue import DEFINITION, Catalogue
from frontdesk.errors import BotInvalid, Problem
from frontdesk.hours import Opening
from frontdesk.offers import Section
from frontdesk.plugins import Abilities, Plugins
from frontdesk.speech import Speech
from frontdesk.tenants import Tenant
from frontdesk.understanding import Lexicon
from frontdesk.version import __version__

__all__ = ["Bot", "overlaid"]

S = TypeVar("S", bound=Section)

#: One takes 10 to 25 ms to make and 30 to 120 KB to keep; see docs/scaling.md.
_MOST_VARIANTS = 10_000
#: Languages that the rules read. Others are known by the words that the bot says in them.
_READ = ("ru", "en")


class Bot:
    """A definition that was checked and made ready to work. Immutable; threads share it.

    Made by :class:`frontdesk.bots.Bots`.

    :ivar id: the bot's id.
    :ivar revision: changes with everything that the bot is made of.
    :ivar definition: what stands in the file outside the sections of plugins.
    :ivar abilities: what its plugins can do.
    :ivar plugins: names of the plugins that are on for it, built-in ones and channels included.
    :ivar languages: what it speaks; the first one is ``default_language``.
    :ivar zone: the business's time zone.
    :ivar currency: ISO 4217 code of its prices, or None.
    :ivar texts: all that it has to say.
    """

    def __init__(self, bot_id: str, tree: Node, plugins: Plugins) -> None:
        """Check a definition and make it ready.

        :raises BotInvalid: with everything that is wrong with it.
        """
        found = examine(tree, plugins)
        if found.definition is None or found.abilities is None:
            raise BotInvalid(located(found.problems, tree))
        self._tree = tree
        self._all_plugins = plugins
        self._set_up(bot_id, found, found.definition, found.abilities)
        problems = [*found.problems, *self._ask_plugins(found)]
        if problems:
            raise BotInvalid(located(problems, tree))

    def _set_up(
        self, bot_id: str, found: Examination, definition: BotDefinition, abilities: Abilities
    ) -> None:
        self.definition = definition
        self.id = bot_id
        self.abilities = abilities
        self.plugins = frozenset(abilities.plugins)
        self.languages = tuple(definition.languages)
        self.default_language = self.languages[0]
        self.zone = ZoneInfo(definition.timezone)
        self.currency = definition.currency
        # Texts with problems cannot be parsed; a bot that has any only lives until its plugins have seen it.
        own_texts = {} if found.problems else definition.texts
        self.texts = abilities.texts.overlaid(Catalogue(own_texts, DEFINITION))
        self._sections: dict[type, Section] = {type(each): each for each in found.sections.values()}
        self._speeches = {language: self._speech(language) for language in self.languages}
        self._variants = _Variants()
        #: What it is a variant of: most of their words are the same, and compiled once.
        self._general: Bot | None = None
        written = [__version__, bot_id, abilities.plugins, self._tree.plain]
        content = json.dumps(written, sort_keys=True, default=str).encode()
        self.revision = hashlib.sha256(content).hexdigest()[:16]

    def _ask_plugins(self, found: Examination) -> list[Problem]:
        """What the plugins find wrong; with other problems about, only what has nothing to do with those."""
        sections = self._all_plugins.sections
        able = [name for name in self.abilities.plugins if name not in sections or name in found.sections]
        problems = self.abilities.check(self, broken=Code.CHECK_FAILED, able=able)
        known = [problem.path for problem in found.problems if problem.path]
        if not found.problems:
            return problems
        return [
            problem
            for problem in problems
            if problem.code != Code.CHECK_FAILED and not any(_related(problem.path, path) for path in known)
        ]

    def name(self, language: str) -> str:
        """What the bot is called, in this language or in any; its id when it has no name."""
        name = self.definition.name
        if isinstance(name, str) or name is None:
            return name or self.id
        return name.get(language) or name.get(self.default_language) or next(iter(name.values()), self.id)

    def section(self, model: type[S]) -> S:
        """A plugin's section of the definition.

        :param model: the model that the plugin returns from ``frontdesk_config``.
        :raises LookupError: when the plugin is not on for this bot.
        """
        section = self._sections.get(model)
        if not isinstance(section, model):
            raise LookupError(f"bot '{self.id}' does not enable the plugin of {model.__name__}")
        return section

    @property
    def notices(self) -> tuple[str, ...]:
        """Keys of the texts of notices that go out long after the customer last wrote."""
        return tuple(key for section in self._sections.values() for key in section.notices())

    def speech(self, language: str) -> Speech:
        """How it says things in a language; in its first one when it does not speak this one."""
        return self._speeches.get(language) or self._speeches[self.default_language]

    def _speech(self, language: str) -> Speech:
        return Speech(self.texts, language, self.zone, self.currency, fallback=self.default_language)

    def hours_on(self, day: date) -> Sequence[Opening] | None:
        """When the business is open on a day, as its plugins tell.

        :param day: on the calendar of the business's time zone.
        :return: the stretches, none when it is closed; None when no plugin knows.
        """
        return self.abilities.hours(self, day)

    @cached_property
    def lexicon(self) -> Lexicon:
        """The words of its intents and options, made ready for the rules."""
        intents = tuple(self.abilities.intents.values())
        slots = {slot.name: slot for intent in intents for slot in intent.slots}
        for action in self.abilities.actions.values():
            slots |= {slot.name: slot for slot in action.form.slots}
        options = {name: tuple(slot.options(self)) for name, slot in slots.items() if slot.options}
        like = self._general.lexicon if self._general else None
        read = {
            language: self.texts.wording(language) for language in self.languages if language not in _READ
        }
        return Lexicon.compile(intents, options, self.languages, tuple(slots.values()), like=like, texts=read)

    @cached_property
    def for_staff(self) -> Bot:
        """The same bot as the business's own people have it; made with the first message of theirs."""
        abilities = self.abilities.for_staff
        if abilities is self.abilities:
            return self
        bot = copy(self)
        bot.abilities = abilities
        # What was worked out of what customers can ask for.
        bot.__dict__.pop("lexicon", None)
        bot.__dict__["for_staff"] = bot
        return bot

    def with_settings(self, settings: Mapping[str, Any], *, origin: str = "settings") -> Bot:
        """This bot with a business's settings laid over its definition.

        :param settings: in the shape of the definition; mappings are merged key by key, all else is replaced.
        :param origin: what to call the settings in problems.
        :raises BotInvalid: with everything that is wrong with them.
        """
        return self.with_overlay(Node.of(settings, origin))

    def with_overlay(self, settings: Node) -> Bot:
        """The same for settings that know where they were written.

        :raises BotInvalid: with everything that is wrong with them.
        """
        bot = overlaid(self.id, self._tree, settings, self._all_plugins)
        bot._share(self)
        return bot

    def _share(self, general: Bot) -> None:
        """Keep once what is the same in both: there may be a variant for each of thousands of businesses."""
        self._general = general
        for model, section in general._sections.items():
            if self._sections.get(model) == section:
                self._sections[model] = section
        if self.definition.texts != general.definition.texts or self.abilities is not general.abilities:
            return
        self.texts = general.texts
        if (self.zone, self.currency, self.languages) == (general.zone, general.currency, general.languages):
            self._speeches = general._speeches
        else:
            self._speeches = {language: self._speech(language) for language in self.languages}

    def where(self, path: Path) -> Mark:
        """Where a part of its definition was written."""
        return self._tree.locate(path)

    def for_tenant(self, tenant: Tenant) -> Bot:
        """This bot as it works for one business. Made once for equal settings.

        :raises BotInvalid: when the business's settings do not fit the definition any more.
        """
        settings = dict(tenant.settings)
        if tenant.timezone:
            settings["timezone"] = tenant.timezone
        if not settings:
            return self
        key = json.dumps(settings, sort_keys=True)
        return self._variants.get(key, lambda: self.with_settings(settings, origin=f"tenant {tenant.id}"))

    def __repr__(self) -> str:
        return f"<Bot {self.id} {self.revision}>"


def overlaid(bot_id: str, tree: Node, settings: Node, plugins: Plugins) -> Bot:
    """The bot of a definition with a business's settings laid over it.

    :raises BotInvalid: with everything that is wrong with the two together.
    """
    refused = [
        Problem(Code.NOT_OVERRIDABLE, f"'{key}' cannot be overridden for one business; delete it", (key,))
        for key in settings.mapping
        if key in OWN_KEYS
    ]
    refused += [
        Problem(
            Code.NOT_OVERRIDABLE,
            f"'{name}.{key}' cannot be set for one business, as settings are stored unencrypted; "
            "set it in the bot definition",
            (name, key),
        )
        for name, key in _secrets(settings, plugins)
    ]
    try:
        bot = Bot(bot_id, tree.overlaid(settings.without(*OWN_KEYS)), plugins)
    except BotInvalid as invalid:
        raise BotInvalid([*located(refused, settings), *invalid.problems]) from None
    if refused:
        raise BotInvalid(located(refused, settings))
    return bot


def _secrets(settings: Node, plugins: Plugins) -> Iterator[tuple[str, str]]:
    """The secrets that stand in settings, as section and key."""
    for name, model in plugins.sections.items():
        section = settings.child(name)
        for key in section.mapping if section else ():
            field = model.model_fields.get(key)
            if field and (field.annotation is SecretStr or SecretStr in get_args(field.annotation)):
                yield name, key


def _related(one: Sequence[str | int], other: Sequence[str | int]) -> bool:
    """Whether one path leads to the other, or on from it."""
    return all(step == its for step, its in zip(one, other, strict=False))


class _Variants:
    """The most recently used variants of a bot, by the settings that made them."""

    def __init__(self) -> None:
        self._bots: OrderedDict[str, Bot] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: str, make: Callable[[], Bot]) -> Bot:
        with self._lock:
            bot = self._bots.get(key)
            if bot is not None:
                self._bots.move_to_end(key)
                return bot
        # Made outside the lock: two threads may make the same one, and either will do.
        bot = make()
        with self._lock:
            self._bots[key] = bot
            if len(self._bots) > _MOST_VARIANTS:
                self._bots.popitem(last=False)
        return bot
