"""Telling actions that their forms are closed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from frontdesk.dialogue import Answer, Decision, Open, State

if TYPE_CHECKING:
    from frontdesk.plugins import Abilities
    from frontdesk.turns import Turn

__all__ = ["tell_closed"]


def tell_closed(turn: Turn, before: State, after: State, decisions: Iterable[Decision]) -> None:
    """Tell each action whose form was open before this turn or in it, and is not any more.

    :param after: the state that is kept, with ``turn.memory`` itself in it: what they forget is forgotten.
    """
    abilities = turn.bot.abilities
    open_now = set(_forms(after))
    for name in dict.fromkeys((*_forms(before), *_opened(abilities, decisions))):
        action = abilities.actions.get(name)
        if action is not None and name not in open_now:
            action.closed(turn)


def _forms(state: State) -> Iterator[str]:
    """The names of the actions whose forms are open."""
    for form in (state.form, state.waiting):
        if form is not None:
            yield form.action


def _opened(abilities: Abilities, decisions: Iterable[Decision]) -> Iterator[str]:
    for decision in decisions:
        if isinstance(decision, Open | Answer):
            yield abilities.intents[decision.intent].action
