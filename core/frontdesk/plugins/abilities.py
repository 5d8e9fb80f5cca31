"""What one set of plugins can do together: all that a bot can do."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from copy import copy
from datetime import date
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from frontdesk.actions import Action
from frontdesk.catalogue import Catalogue
from frontdesk.errors import PluginRefused, Problem
from frontdesk.hours import Opening
from frontdesk.intents import Intent, SlotKind
from frontdesk.messages import Reply
from frontdesk.notifiers import Notifier
from frontdesk.plugins.calls import HookCalls
from frontdesk.plugins.contribution import Contribution
from frontdesk.plugins.finding import last_line
from frontdesk.readings import Understander
from frontdesk.suggestions import did_you_mean

if TYPE_CHECKING:
    from frontdesk.bots import Bot
    from frontdesk.turns import Turn

__all__ = ["Abilities"]

#: What customers write in words of their own, and what tells who they are.
_UNTRACED = frozenset({SlotKind.NAME, SlotKind.PHONE, SlotKind.TEXT})


class _Named(Protocol):
    @property
    def name(self) -> str: ...


N = TypeVar("N", bound=_Named)


class Abilities:
    """What one set of plugins can do together. Shared by all bots that enable the same plugins.

    :param contributions: of the enabled plugins, in the order in which they are asked.
    :raises PluginRefused: when two of them claim the same name, or an intent refers to no action.

    :ivar plugins: names of the enabled plugins, in the order in which they are asked.
    :ivar intents: by name. So are ``actions``, ``understanders`` and ``notifiers``. Those of staff are
        only in :attr:`for_staff`.
    :ivar texts: what all of them have to say.
    :ivar untraced: names of slots whose values nobody needs in a trace, not even a sealed one.
    """

    def __init__(self, contributions: Sequence[Contribution], calls: HookCalls) -> None:
        self.plugins = tuple(each.found.name for each in contributions)
        self._owners: dict[int, str] = {}
        self.intents: Mapping[str, Intent] = self._gather(
            "intent", ((each, each.intents) for each in contributions)
        )
        self.actions: Mapping[str, Action] = self._gather(
            "action", ((each, each.actions) for each in contributions)
        )
        self.understanders: Mapping[str, Understander] = self._gather(
            "understander", ((each, each.understanders) for each in contributions)
        )
        self.notifiers: Mapping[str, Notifier] = self._gather(
            "notifier", ((each, each.notifiers) for each in contributions)
        )
        self._everything = self.intents, self.actions
        own = {intent.action for intent in self.intents.values() if intent.staff}
        own -= {intent.action for intent in self.intents.values() if not intent.staff}
        self.untraced = frozenset(
            slot.name
            for slots in (
                *(action.form.slots for action in self.actions.values()),
                *(intent.slots for intent in self.intents.values()),
            )
            for slot in slots
            if slot.kind in _UNTRACED
        )
        self.texts = _all_texts(contributions)
        self._refuse_idle_intents(contributions)
        self._before_turn = self._callers(calls.function, "frontdesk_before_turn")
        self._fallback = self._callers(calls.function, "frontdesk_fallback")
        self._hours = self._callers(calls.function, "frontdesk_hours")
        self._check = self._callers(calls.caller, "frontdesk_check")
        self._keep_for_staff(own)

    def _keep_for_staff(self, own: Collection[str]) -> None:
        """What only the business's own people can ask for is not there for anybody else.

        :param own: names of such actions.
        """
        intents, actions = self._everything
        self.intents = MappingProxyType({name: each for name, each in intents.items() if not each.staff})
        self.actions = MappingProxyType({name: each for name, each in actions.items() if name not in own})

    @cached_property
    def for_staff(self) -> Abilities:
        """The same with what the business's own people can ask for."""
        if not any(intent.staff for intent in self._everything[0].values()):
            return self
        whole = copy(self)
        whole.intents, whole.actions = self._everything
        return whole

    def owner(self, ability: object) -> str:
        """The name of the plugin that has this intent, action or understander."""
        return self._owners[id(ability)]

    def before_turn(self, turn: Turn) -> tuple[str, Reply] | None:
        """The first plugin that answers instead of the dialogue, and its reply; None to go on."""
        return _first(self._before_turn, turn)

    def fallback(self, turn: Turn) -> tuple[str, Reply] | None:
        """The first plugin that answers what was not understood, and its reply; None when nobody does."""
        return _first(self._fallback, turn)

    def hours(self, bot: Bot, day: date) -> Sequence[Opening] | None:
        """When the business is open on a day, from the first plugin that knows; None when nobody does."""
        for _, caller in self._hours:
            openings: Sequence[Opening] | None = caller(bot=bot, day=day)
            if openings is not None:
                return openings
        return None

    def check(self, bot: Bot, *, broken: str, able: Collection[str] | None = None) -> list[Problem]:
        """What the plugins find wrong with a bot.

        :param broken: the code of the problem that a plugin raises instead of answering.
        :param able: names of the plugins to ask; all of them without it.
        """
        problems: list[Problem] = []
        for plugin, caller in self._check:
            if able is not None and plugin not in able:
                continue
            try:
                problems += [problem for found in caller(bot=bot) for problem in found]
            except Exception as error:  # noqa: BLE001 - whatever a plugin raises is that plugin's problem
                problems.append(Problem(broken, f"plugin '{plugin}' could not check it: {last_line(error)}"))
        return problems

    def _gather(
        self, kind: str, offered: Iterable[tuple[Contribution, Sequence[N]]]
    ) -> MappingProxyType[str, N]:
        gathered: dict[str, N] = {}
        for contribution, abilities in offered:
            plugin = contribution.found.name
            for ability in abilities:
                if ability.name in gathered:
                    other = self._owners[id(gathered[ability.name])]
                    raise contribution.found.refused(
                        f"plugin '{other}' already has an {kind} '{ability.name}'",
                        f"Rename it in one, or let the bot enable only one of '{other}' and '{plugin}'.",
                    )
                gathered[ability.name] = ability
                self._owners[id(ability)] = plugin
        return MappingProxyType(gathered)

    def _refuse_idle_intents(self, contributions: Sequence[Contribution]) -> None:
        for contribution in contributions:
            for intent in contribution.intents:
                if intent.action not in self.actions:
                    hint = did_you_mean(intent.action, self.actions)
                    raise contribution.found.refused(
                        f"intent '{intent.name}' refers to action '{intent.action}', which nobody has{hint}",
                        "Return the action from frontdesk_actions(), or enable the plugin that has it.",
                    )

    def _callers(
        self, find: Callable[[str, str], Callable[..., Any] | None], hook: str
    ) -> tuple[tuple[str, Callable[..., Any]], ...]:
        callers = ((plugin, find(plugin, hook)) for plugin in self.plugins)
        return tuple((plugin, caller) for plugin, caller in callers if caller)


def _first(callers: Iterable[tuple[str, Callable[..., Any]]], turn: Turn) -> tuple[str, Reply] | None:
    for plugin, caller in callers:
        reply = caller(turn=turn)
        if reply is not None:
            return plugin, reply
    return None


def _all_texts(contributions: Sequence[Contribution]) -> Catalogue:
    owners: dict[str, str] = {}
    texts = Catalogue({})
    for contribution in contributions:
        for key in contribution.texts:
            if key in owners:
                raise PluginRefused(
                    f"plugins '{owners[key]}' and '{contribution.found.name}' both have a text '{key}'",
                    "Put the plugin's name before the keys of its texts.",
                )
            owners[key] = contribution.found.name
        texts = texts.overlaid(contribution.texts)
    return texts
