"""Dialogues that another system led: each message is understood after what that system had said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from frontdesk.dialogue import Advance, Open, OpenForm, Run, State, decide, fill, resolved
from frontdesk.pipeline.overhear import overhear
from nlu.catalogue import Business, Catalogue
from nlu.phrases import moment, read
from nlu.values import SLOTS, name_of

__all__ = ["Replay"]

_ACTION = "book"


class Replay:
    """One such dialogue. Nothing is booked: only what the customer wants by now is told.

    :param request: ``dialog_start``.
    """

    def __init__(self, catalogue: Catalogue, request: Mapping[str, Any]) -> None:
        people = {name.casefold(): name for name in reversed(request["providers"])}
        self._bot = catalogue.bot(Business(request["lang"], tuple(people.values()), request["service"]))
        self._now = moment(self._bot, request)
        self._form = self._bot.abilities.actions[_ACTION].form
        self._state = State(form=OpenForm(_ACTION, _ACTION), language=request["lang"])

    def say(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """What is known after a message of the customer."""
        state, bot = self._state, self._bot
        if request.get("prev_system"):
            state = overhear(bot, state, request["prev_system"], self._now)
        reading = resolved(state, read(bot, state, request["text"], self._now))
        form = state.form or OpenForm(_ACTION, _ACTION)
        for decision in decide(state, reading, bot.abilities):
            if isinstance(decision, Advance):
                form = fill(form, self._form, reading, decision.without)
            elif isinstance(decision, Run) or (isinstance(decision, Open) and decision.intent == _ACTION):
                form = fill(form, self._form, reading)
        taken_up = reading.chosen is not None or reading.answer == "no"
        self._state = replace(state, form=form, offered=() if taken_up else state.offered)
        return {"reply": "", "state": self._values(form)}

    def _values(self, form: OpenForm) -> dict[str, Any]:
        known = {**{slot: values[0] for slot, values in form.unclear.items()}, **form.values}
        return {
            SLOTS[slot]: name_of(self._bot, slot, _moment(value))
            for slot, value in known.items()
            if slot in SLOTS
        }


def _moment(value: Any) -> Any:
    """A range with an open end as the end that it has: the protocol's states hold moments."""
    if not isinstance(value, Mapping):
        return value
    return value["from"] if value["to"] is None else value["to"] if value["from"] is None else value
