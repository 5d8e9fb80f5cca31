"""What a colleague wrote to a customer in their own words, as if the bot had offered it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from frontdesk.dialogue import OpenForm, State
from frontdesk.intents import SlotKind
from frontdesk.messages import Choice
from frontdesk.readings import Utterance
from frontdesk.understanding import offer_in

if TYPE_CHECKING:
    from frontdesk.bots import Bot

__all__ = ["overhear"]


def overhear(bot: Bot, state: State, text: str, now: datetime) -> State:
    """The state once somebody else has written to the customer on the bot's behalf.

    What they named is on offer: a "yes, please" that follows takes it up. What they asked for is asked.

    :param text: as it was written: "Maria has 3 pm on Friday, shall I put you down?".
    :param now: the moment from which "tomorrow" is counted; aware.
    """
    heard = offer_in(Utterance(text=text, now=now.astimezone(bot.zone), bot=bot, language=state.language))
    # What was offered before stays so until another value is named: "Maria is free." ... "At 3 or at 5?"
    before: dict[str, Any] = {}
    for choice in state.offered:
        before |= choice.values
    values = {**before, **heard.values}
    choices = (Choice(text, values),) if values else ()
    form = state.form and replace(state.form, asked=_slot(bot, state.form, heard.asked))
    return replace(state, form=form).offering(choices)


def _slot(bot: Bot, form: OpenForm, kind: SlotKind | None) -> str | None:
    """The slot of the open form that a question of this kind asks for."""
    action = bot.abilities.actions.get(form.action)
    if action is None or kind is None:
        return None
    return next((slot.name for slot in action.form.slots if slot.kind is kind), None)
