"""Carrying out what the policy decided, and gathering what there is to say into one reply."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from frontdesk.dialogue import (
    Acknowledge,
    Advance,
    Answer,
    AskWhich,
    Close,
    Decision,
    Fallback,
    Guide,
    Miss,
    Open,
    OpenForm,
    Refuse,
    Repeat,
    Run,
    State,
    Suggest,
    fill,
    queued,
    spoken_of,
)
from frontdesk.messages import Reply
from frontdesk.pipeline.forms import Stage, Step, step
from frontdesk.pipeline.wording import Wording

if TYPE_CHECKING:
    from frontdesk.turns import Turn

__all__ = ["Performance"]

#: So often the same question is asked in a row before every further time shows a way out.
_PATIENCE = 2
#: After so many misses in a row a form is given up.
_MOST_MISSES = 3


class Performance:
    """One turn being taken.

    :ivar steps: what was done, in the order in which it was done, for the trace.
    :ivar ran: names of the actions that ran to their end.
    """

    def __init__(self, turn: Turn, state: State) -> None:
        self.steps: list[str] = []
        self.ran: list[str] = []
        self._turn = turn
        self._before = state
        self._abilities = turn.bot.abilities
        self._form = self._known(state.form)
        self._waiting = self._known(state.waiting)
        self._misses, self._topic = 0, state.topic
        self._words = Wording(turn)
        self._interrupted = False
        if turn.returned:
            self._words.state_core("back")

    def carry_out(self, decision: Decision) -> None:
        """Do one thing that the policy decided."""
        match decision:
            case Open():
                self._open(decision)
            case Answer(intent):
                self._answer(intent)
            case Advance(without):
                self._advance(without)
            case Run():
                self._step(self._required(), agreed=True)
            case Repeat():
                self._repeat()
            case AskWhich() | Guide():
                self._guide("which" if isinstance(decision, AskWhich) else "take_your_time")
            case Refuse():
                self._refuse()
            case Miss():
                self._miss()
            case Close():
                self._close()
            case Acknowledge():
                self._note("acknowledge")
                self._words.state_core("acknowledged")
            case Suggest():
                self._suggest(decision)
            case Fallback():
                self._fallback()

    def interrupt(self, plugin: str, reply: Reply) -> None:
        """A plugin answers instead of the dialogue; an empty text keeps silent."""
        self._interrupted = True
        # The dialogue's question is still open, and so is what it offered.
        self._form, self._waiting = self._before.form, self._before.waiting
        self._misses = self._before.misses
        self._note("interrupt" if reply.text else "silence", plugin)
        self._words.state(reply)

    def reply(self) -> Reply | None:
        """All that is to be said, as one message; None for silence."""
        return self._words.whole()

    def state(self, reply: Reply | None) -> State:
        """Where the conversation stands after this reply."""
        choices = reply.choices if reply else ()
        after = State(
            form=self._form,
            waiting=self._waiting,
            offered=self._before.offered,
            offer=self._before.offer,
            language=self._turn.language,
            misses=self._misses,
            memory=self._turn.memory,
            topic=self._topic,
            at=self._turn.now,
        )
        return after if self._interrupted and not choices else after.offering(choices)

    def summary(self) -> str:
        """The kinds of steps taken, without names: ``answer+ask``."""
        return "+".join(dict.fromkeys(taken.split(" ", 1)[0] for taken in self.steps)) or "silence"

    def _open(self, decision: Open) -> None:
        intent = self._abilities.intents[decision.intent]
        action = self._abilities.actions[intent.action]
        presumed = decision.given.keys() - self._turn.reading.slots.keys()
        doubtful = decision.doubtful or bool(presumed)
        opened = OpenForm(action.name, intent.name, values=decision.given, unsure=doubtful)
        opened = fill(opened, action.form, self._turn.reading)
        if self._form is not None and (decision.waits or self._words.question is not None):
            # Something else has a question of its own, or is finished first: this one waits.
            self._waiting = queued(self._waiting, opened)
            if decision.waits:
                self._words.preface("afterwards")
            return
        self._waiting = self._form if decision.returns else None
        self._turn.aside = False
        self._step(opened, stage="open", taken=frozenset(opened.values))

    def _answer(self, name: str) -> None:
        intent = self._abilities.intents[name]
        action = self._abilities.actions[intent.action]
        opened = fill(OpenForm(action.name, intent.name), action.form, self._turn.reading)
        self._turn.aside = self._form is not None
        self._turn.about = spoken_of(self._form, self._topic)
        came = step(self._turn, action, opened, stage="open")
        if came.outcome == "run":
            self._note("answer", came.action)
            self._finished(came)
        elif self._words.question is None:
            self._note(came.described())
            self._waiting = self._form
            self._form, self._words.question = came.form, came.reply

    def _advance(self, without: frozenset[str]) -> None:
        form = self._required()
        filled = fill(form, self._abilities.actions[form.action].form, self._turn.reading, without)
        taken = frozenset(name for name, value in filled.values.items() if form.values.get(name) != value)
        self._step(filled, taken=taken)

    def _repeat(self) -> None:
        if self._form is not None and self._words.question is None:
            self._step(self._form, may_run=False)

    def _step(
        self,
        form: OpenForm,
        *,
        stage: Stage = "on",
        taken: frozenset[str] = frozenset(),
        agreed: bool = False,
        may_run: bool = True,
    ) -> None:
        action = self._abilities.actions[form.action]
        self._turn.about, self._turn.taken = spoken_of(self._form, self._topic), taken
        came = step(self._turn, action, form, stage=stage, agreed=agreed, may_run=may_run)
        self._note(came.described())
        self._form = came.form
        if came.form is None:
            self._finished(came)
            self._go_on(form, came)
            return
        self._words.question = came.reply
        if came.form.asks > _PATIENCE:
            self._words.show_ways_out()

    def _finished(self, came: Step) -> None:
        self.ran.append(came.action)
        self._words.state(came.reply)
        self._topic = came.topic or self._topic
        if came.ends:
            self._drop()

    def _go_on(self, form: OpenForm, came: Step) -> None:
        """Begin the next of several requests of the same kind, or go back to what was interrupted."""
        left = form.then[came.also_done :]
        if left and not came.ends:
            values = {**came.carry, **left[0]}
            following = OpenForm(form.action, form.intent, values, then=left[1:])
            self._step(following, stage="next", taken=frozenset(left[0]), may_run=False)
        else:
            self._return()

    def _return(self) -> None:
        """Go back to what was interrupted."""
        if self._waiting is not None:
            self._form, self._waiting = self._waiting, None
            self._repeat()

    def _refuse(self) -> None:
        if self._words.question is not None:
            return
        form = self._required()
        self._note("refuse", form.action)
        last_word = self._last_word(form)
        if last_word is not None:
            self._form = None
            self._words.state(last_word)
            self._return()
        elif form.refused:
            self._close()
        else:
            self._form = replace(form, refused=True, confirming=False, unsure=True)
            self._words.question = self._words.core("refused", self._words.ways_out())

    def _last_word(self, form: OpenForm) -> Reply | None:
        """What the action says when a refused confirmation is the end of it."""
        if not form.confirming:
            return None
        self._turn.values = dict(form.values)
        return self._abilities.actions[form.action].refused(self._turn)

    def _miss(self) -> None:
        form = replace(self._required(), misses=self._required().misses + 1)
        if form.misses >= _MOST_MISSES:
            self._note("give_up", form.action)
            self._drop()
            self._words.state_core("gave_up", self._words.menu())
            return
        self._note("miss", form.action)
        self._step(form, may_run=False)
        if form.misses == 1:
            self._words.preface("not_caught")
        else:
            self._words.preface("stuck")
            self._words.show_ways_out()

    def _guide(self, words: str) -> None:
        if self._form is None:
            self._note("guide")
            self._words.state_core("guided", self._words.menu())
            return
        self._repeat()
        self._words.preface(words)

    def _close(self) -> None:
        self._note("close")
        self._words.state_core("nothing_to_stop" if self._form is None else "stopped")
        self._drop()

    def _suggest(self, decision: Suggest) -> None:
        choices = self._words.menu(*decision.intents, given=decision.given)
        if not choices:
            self._fallback()
            return
        self._note("suggest")
        self._words.state_core("cannot_come" if decision.declined else "suggest", choices)

    def _fallback(self) -> None:
        self._misses = self._before.misses + 1
        answered = self._abilities.fallback(self._turn)
        if answered is not None:
            plugin, reply = answered
            self._note("fallback", plugin)
            self._words.state(reply)
            return
        self._note("clarify")
        name = "not_understood" if self._misses == 1 else "not_understood_again"
        self._words.state_core(name, self._words.menu())

    def _known(self, form: OpenForm | None) -> OpenForm | None:
        """The form, unless its action has gone from the bot meanwhile."""
        return form if form is not None and form.action in self._abilities.actions else None

    def _required(self) -> OpenForm:
        if self._form is None:
            raise AssertionError("the policy goes on with a form, and none is open")
        return self._form

    def _drop(self) -> None:
        self._form = self._waiting = self._words.question = None

    def _note(self, kind: str, name: str = "") -> None:
        self.steps.append(f"{kind} {name}".strip())
