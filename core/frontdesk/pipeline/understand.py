"""Understanding one message: the bot's understanders in their order, outside any transaction."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from frontdesk.dialogue import State
from frontdesk.intents import Slot
from frontdesk.messages import Inbound
from frontdesk.readings import Occasion, Reading, Utterance

if TYPE_CHECKING:
    from frontdesk.bots import Bot

__all__ = ["understand", "utterance_of"]


def utterance_of(
    bot: Bot, state: State, message: Inbound, now: datetime, occasion: Occasion | None = None
) -> Utterance:
    """The message with what is needed to understand it.

    :param bot: as the tenant has it.
    :param now: the moment from which "tomorrow" is counted; aware.
    :param occasion: where it was written, for understanders that look beyond its text.
    """
    local = now.astimezone(bot.zone)
    state = state.woken(local)
    form = state.form
    return Utterance(
        text=message.text,
        now=local,
        bot=bot,
        language=state.language,
        asked=_asked(bot, state),
        confirming=form.confirming if form else False,
        offered=state.offered,
        values=form.values if form else {},
        about=(form.facts if form else {}) or (state.topic.facts if state.topic else {}),
        occasion=occasion,
    )


def understand(
    bot: Bot,
    utterance: Utterance,
    report_error: Callable[[str, Exception], None],
    tapped: str | None = None,
    *,
    readers: Sequence[str] | None = None,
) -> Reading:
    """What the message means.

    A tap on a choice that is still on offer needs no understander. A tap on an outdated choice is read as its
    title, as if it had been typed.

    :param report_error: told the name of an understander that raised, and its error; the others still count.
    :param tapped: the id of the tapped choice (``Inbound.choice``), or None.
    :param readers: names of the understanders to ask; those of the bot when there are none.
    """
    choice = next((offer for offer in utterance.offered if offer.id == tapped), None) if tapped else None
    if choice is not None:
        return Reading(chosen=choice, source="tap", reasons=(f"tap on choice {choice.id}",))
    reading = Reading()
    if not utterance.text.strip():
        return reading
    so_far: Reading | None = None
    for name in bot.definition.understanding if readers is None else readers:
        understander = bot.abilities.understanders[name]
        try:
            so_far = understander.read(utterance, so_far) or so_far
        except Exception as error:  # noqa: BLE001 - a plugin may raise anything; the customer is answered all the same
            report_error(name, error)
    return so_far or reading


def _asked(bot: Bot, state: State) -> Slot | None:
    form = state.form
    action = bot.abilities.actions.get(form.action) if form else None
    if form is None or action is None:
        return None
    return next((slot for slot in action.form.slots if slot.name == form.asked), None)
