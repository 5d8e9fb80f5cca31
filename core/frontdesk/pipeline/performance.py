"""Carrying out what the policy decided, and gathering what there is to say into one reply."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from frontdesk.dialogue import (
    HUMAN,
    MOST_CHOICES,
    STOP,
    Acknowledge,
    Advance,
    Answer,
    Close,
    Decision,
    Fallback,
    Miss,
    Open,
    OpenForm,
    Refuse,
    Repeat,
    Run,
    State,
    Suggest,
    fill,
    menu,
)
from frontdesk.messages import Choice, Reply
from frontdesk.pipeline.forms import Step, step

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
        self._form = state.form if state.form and state.form.action in self._abilities.actions else None
        self._waiting = (
            state.waiting if state.waiting and state.waiting.action in self._abilities.actions else None
        )
        self._misses = 0
        self._said: list[Reply] = []
        self._question: Reply | None = None
        self._interrupted = False

    # -- what the policy decided -----------------------------------------------------------------------------

    def carry_out(self, decision: Decision) -> None:
        """Do one thing that the policy decided."""
        match decision:
            case Open():
                self._open(decision)
            case Answer(intent):
                self._answer(intent)
            case Advance():
                self._advance()
            case Run():
                self._step(self._required(), agreed=True)
            case Repeat():
                self._repeat()
            case Refuse():
                self._refuse()
            case Miss():
                self._miss()
            case Close():
                self._close()
            case Acknowledge():
                self._say("acknowledged")
            case Suggest(intents):
                self._suggest(intents)
            case Fallback():
                self._fallback()

    def interrupt(self, plugin: str, reply: Reply) -> None:
        """A plugin answers instead of the dialogue; an empty text keeps silent."""
        self._interrupted = True
        self.steps.append(f"interrupt {plugin}" if reply.text else f"silence {plugin}")
        if reply.text:
            self._said.append(reply)

    # -- what came of it -------------------------------------------------------------------------------------

    def reply(self) -> Reply | None:
        """All that is to be said, as one message; None for silence."""
        parts = [part for part in (*self._said, self._question) if part is not None and part.text]
        if not parts:
            return None
        asking = self._question or next((part for part in reversed(parts) if part.choices), parts[-1])
        return Reply(
            text="\n\n".join(part.text for part in parts),
            choices=asking.choices,
            choices_label=(asking.choices_label or self._turn.say("core.choose")) if asking.choices else "",
            template="+".join(part.template for part in parts if part.template),
        )

    def state(self, reply: Reply | None) -> State:
        """Where the conversation stands after this reply."""
        choices = reply.choices if reply else ()
        if self._interrupted:
            # The dialogue's question is still open, and so is what it offered.
            return self._before.offering(choices) if choices else self._before
        after = replace(self._before, form=self._form, waiting=self._waiting, misses=self._misses)
        return after.offering(choices)

    def summary(self) -> str:
        """The kinds of steps taken, without names: ``answer+ask``."""
        return "+".join(dict.fromkeys(taken.split(" ", 1)[0] for taken in self.steps)) or "silence"

    # -- forms -----------------------------------------------------------------------------------------------

    def _open(self, decision: Open) -> None:
        intent = self._abilities.intents[decision.intent]
        action = self._abilities.actions[intent.action]
        opened = OpenForm(action.name, intent.name, unsure=decision.doubtful)
        opened = fill(opened, action.form, self._turn.reading)
        if self._question is not None and self._form is not None:
            # Something that was asked for in the same message has a question of its own: this one waits.
            self._waiting = replace(opened, unsure=True)
            return
        if decision.returns and self._form is not None:
            self._waiting = self._form
        elif not decision.returns:
            self._waiting = None
        self._turn.aside = False
        self._step(opened, opening=True)

    def _answer(self, name: str) -> None:
        intent = self._abilities.intents[name]
        action = self._abilities.actions[intent.action]
        opened = fill(OpenForm(action.name, intent.name), action.form, self._turn.reading)
        self._turn.aside = self._form is not None
        taken = step(self._turn, action, opened, opening=True)
        if taken.outcome == "run":
            self._take_note(taken, label="answer")
            self._finished(taken)
        elif self._question is None:
            self._take_note(taken)
            self._waiting = self._form
            self._form, self._question = taken.form, taken.reply

    def _advance(self) -> None:
        form = self._required()
        self._step(fill(form, self._abilities.actions[form.action].form, self._turn.reading))

    def _repeat(self) -> None:
        if self._form is not None and self._question is None:
            self._step(self._form, may_run=False)

    def _step(
        self, form: OpenForm, *, opening: bool = False, agreed: bool = False, may_run: bool = True
    ) -> None:
        action = self._abilities.actions[form.action]
        taken = step(self._turn, action, form, opening=opening, agreed=agreed, may_run=may_run)
        self._take_note(taken)
        self._form = taken.form
        if taken.form is None:
            self._finished(taken)
            self._return()
        else:
            self._question = self._with_way_out(taken.reply, taken.form)

    def _finished(self, taken: Step) -> None:
        self.ran.append(taken.action)
        if taken.reply is not None:
            self._said.append(taken.reply)
        if taken.ends:
            self._form = self._waiting = self._question = None

    def _return(self) -> None:
        """Go back to what was interrupted."""
        if self._waiting is not None:
            self._form, self._waiting = self._waiting, None
            self._repeat()

    def _take_note(self, taken: Step, label: str = "") -> None:
        self.steps.append(f"{label} {taken.action}" if label else taken.described())

    def _required(self) -> OpenForm:
        if self._form is None:
            raise AssertionError("the policy goes on with a form, and none is open")
        return self._form

    # -- when it does not go smoothly ------------------------------------------------------------------------

    def _refuse(self) -> None:
        if self._question is not None:
            return
        form = self._required()
        if form.refused:
            self._close()
            return
        if form.confirming and self._ends_here(form):
            return
        own = f"{form.action}.refused"
        key = own if self._turn.speech.text(own) else "core.refused"
        self.steps.append(f"refuse {form.action}")
        self._form = replace(form, refused=True, confirming=False, asked=None, unsure=True)
        self._question = Reply(self._turn.say(key), choices=self._ways_out(), template=key)

    def _ends_here(self, form: OpenForm) -> bool:
        """Whether a "no" to the confirmation ends the form, as its action sees it."""
        self._turn.values = dict(form.values)
        reply = self._abilities.actions[form.action].refused(self._turn)
        if reply is None:
            return False
        self.steps.append(f"refuse {form.action}")
        self._said.append(reply)
        self._form = None
        self._return()
        return True

    def _miss(self) -> None:
        form = replace(self._required(), misses=self._required().misses + 1)
        if form.misses >= _MOST_MISSES:
            self.steps.append(f"give_up {form.action}")
            self._form = self._waiting = None
            self._say("gave_up", menu(self._abilities.intents, self._turn.language), step="")
            return
        self.steps.append(f"miss {form.action}")
        self._step(form, may_run=False)
        if self._question is not None:
            key = "core.not_caught" if form.misses == 1 else "core.stuck"
            choices = self._question.choices if form.misses == 1 else self._extended(self._question.choices)
            text = f"{self._turn.say(key)}\n{self._question.text}"
            self._question = replace(
                self._question, text=text, choices=choices, template=f"{key}+{self._question.template}"
            )

    def _close(self) -> None:
        nothing_open = self._form is None
        self._form = self._waiting = self._question = None
        self._say("nothing_to_stop" if nothing_open else "stopped", step="close")

    def _suggest(self, intents: tuple[str, ...]) -> None:
        choices = menu(self._abilities.intents, self._turn.language, intents)
        if choices:
            self._say("suggest", choices)
        else:
            self._fallback()

    def _fallback(self) -> None:
        self._misses = self._before.misses + 1
        answered = self._abilities.fallback(self._turn)
        if answered is not None:
            plugin, reply = answered
            self.steps.append(f"fallback {plugin}")
            self._said.append(reply)
            return
        choices = menu(self._abilities.intents, self._turn.language)
        self._say("not_understood" if self._misses == 1 else "not_understood_again", choices, step="clarify")

    # -- words -----------------------------------------------------------------------------------------------

    def _say(self, name: str, choices: tuple[Choice, ...] = (), step: str | None = None) -> None:
        key = f"core.{name}"
        if step != "":
            self.steps.append(step or name)
        self._said.append(Reply(self._turn.say(key), choices=choices, template=key))

    def _with_way_out(self, reply: Reply | None, form: OpenForm) -> Reply | None:
        if reply is None or form.asks <= _PATIENCE:
            return reply
        return replace(reply, choices=self._extended(reply.choices))

    def _extended(self, choices: tuple[Choice, ...]) -> tuple[Choice, ...]:
        ways_out = tuple(
            way for way in self._ways_out() if way.intent not in {choice.intent for choice in choices}
        )
        return (*choices[: MOST_CHOICES - len(ways_out)], *ways_out)

    def _ways_out(self) -> tuple[Choice, ...]:
        person = menu(self._abilities.intents, self._turn.language, (HUMAN,))
        return (*person, Choice(self._turn.say("core.stop"), intent=STOP))
