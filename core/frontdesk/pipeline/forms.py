"""One step of a form with its action: prepare, then ask, confirm or run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal

from frontdesk.actions import Action, Done, Objection
from frontdesk.dialogue import OpenForm, asks_for_more_than_the_person, missing, settled
from frontdesk.messages import Choice, Reply

if TYPE_CHECKING:
    from frontdesk.intents import Slot
    from frontdesk.topics import Topic
    from frontdesk.turns import Turn

__all__ = ["Stage", "Step", "step"]

#: Where a step stands: see :class:`frontdesk.Turn`.
Stage = Literal["open", "next", "on"]


@dataclass(frozen=True, slots=True)
class Step:
    """What came of a step.

    :ivar form: the form as it stands now; None when it is closed.
    :ivar ends: what else is open is dropped too.
    """

    outcome: Literal["ask", "object", "confirm", "run"]
    action: str
    reply: Reply | None
    form: OpenForm | None
    ends: bool = False
    topic: Topic | None = None
    carry: Mapping[str, Any] = field(default_factory=dict)
    also_done: int = 0

    def described(self) -> str:
        """In short, for the trace: ``ask book.time``."""
        slot = f".{self.form.asked}" if self.form and self.form.asked else ""
        return f"{self.outcome} {self.action}{slot}"


def step(
    turn: Turn,
    action: Action,
    form: OpenForm,
    *,
    stage: Stage = "on",
    agreed: bool = False,
    may_run: bool = True,
) -> Step:
    """Go one step on with a form.

    :param stage: at ``open`` it is unsure if more has to be asked than who the customer is.
    :param agreed: the customer has just confirmed it.
    :param may_run: False when the message said nothing about it: then it is confirmed before it is run.
    """
    turn.values = dict(form.values)
    turn.unsure = form.unsure
    turn.stage, turn.further, turn.facts = stage, form.then, form.facts
    _show_unclear(turn, form)
    early = action.prepare(turn)
    if isinstance(early, Done):
        return _done(action, early)
    if early is not None:
        return _objected(turn, action, form, early)
    form = _left_to_us(turn, action, _with_values(turn, form))
    slots = missing(form, action.form)
    if slots:
        turn.unsure = form.unsure or (stage == "open" and asks_for_more_than_the_person(slots))
        # A message about something else changes nothing about what was asked.
        same = next((slot for slot in slots if not may_run and slot.name == form.asked), slots[0])
        return _asked(turn, action, form, same)
    if not agreed:
        question = action.confirmation(turn)
        if question is None and not may_run:
            question = Reply(turn.say("core.is_that_right"), template="core.is_that_right")
        if question is not None:
            return _confirming(turn, action, form, question)
    result = action.run(turn)
    if isinstance(result, Done):
        return _done(action, result)
    return _objected(turn, action, form, result)


def _show_unclear(turn: Turn, form: OpenForm) -> None:
    """Let the action see what the form leaves open, whichever message that was said in."""
    if turn.reading.unclear != form.unclear:
        turn.reading = replace(turn.reading, unclear=form.unclear)


def _done(action: Action, result: Done) -> Step:
    return Step(
        "run",
        action.name,
        result.reply,
        None,
        result.ends,
        result.topic,
        result.carry,
        result.also_done,
    )


def _left_to_us(turn: Turn, action: Action, form: OpenForm) -> OpenForm:
    """The form with what the action prefers, where the customer leaves it to the business."""
    for slot in missing(form, action.form) if turn.reading.indifferent else ():
        preferred = {} if settled(form.values.get(slot.name)) else action.prefer(turn, slot)
        if preferred:
            turn.values = {**turn.values, **preferred}
            turn.unsure = True
            form = replace(_with_values(turn, form), unsure=True)
    return form


def _with_values(turn: Turn, form: OpenForm) -> OpenForm:
    """The form with what ``prepare`` filled in; a slot that it settled is not unclear any more."""
    unclear = form.unclear and {
        name: options
        for name, options in form.unclear.items()
        if turn.values.get(name) == form.values.get(name)
    }
    if turn.values == form.values and unclear == form.unclear:
        return form
    return form.holding(dict(turn.values), unclear)


def _asked(turn: Turn, action: Action, form: OpenForm, slot: Slot) -> Step:
    unsure = turn.unsure
    _show_unclear(turn, form)
    reply = action.ask(turn, slot)
    asks = form.asks + 1 if form.asked == slot.name else 1
    after = replace(form, unsure=unsure, asked=slot.name, confirming=False, asks=asks, facts=turn.facts)
    return Step("ask", action.name, reply, after)


def _confirming(turn: Turn, action: Action, form: OpenForm, question: Reply) -> Step:
    if not question.choices:
        choices = (
            Choice(turn.say("core.yes"), answer="yes"),
            Choice(turn.say("core.no"), answer="no"),
        )
        question = replace(question, choices=choices)
    asks = form.asks + 1 if form.confirming else 1
    return Step(
        "confirm",
        action.name,
        question,
        replace(form, asked=None, confirming=True, asks=asks, facts=turn.facts),
    )


def _objected(turn: Turn, action: Action, form: OpenForm, objection: Objection) -> Step:
    values = {name: value for name, value in turn.values.items() if name not in objection.drop}
    unclear = {name: options for name, options in form.unclear.items() if name not in objection.drop}
    asks = form.asks + 1 if form.asked == objection.slot else 1
    after = replace(
        form,
        values=values,
        unclear=unclear,
        asked=objection.slot,
        confirming=False,
        asks=asks,
        facts=turn.facts,
    )
    return Step("object", action.name, objection.reply, after)
