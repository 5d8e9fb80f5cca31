"""The policy as a state machine: whatever a customer says next, these rules of a good receptionist hold."""

from __future__ import annotations

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from frontdesk import Guess, Reading
from frontdesk.dialogue import HUMAN, STOP, OpenForm, State, settled

VALUES = {
    "service": st.sampled_from(["haircut", "massage", "styling"]),
    # On 29 November the fake salon is closed; at 13:00 it has no room.
    "day": st.sampled_from(
        ["2026-11-27", "2026-11-28", "2026-11-29", {"from": "2026-11-27", "to": "2026-11-30"}]
    ),
    "time": st.sampled_from(["13:00", "15:00", "16:00", {"from": "18:00", "to": None}]),
    "staff": st.sampled_from(["vera", "olga"]),
    "name": st.sampled_from(["Anna", "Ivan"]),
}
SEVERAL = st.fixed_dictionaries({}, optional=VALUES).filter(bool)
#: So often the same question may come in a row before a way out of it is shown.
PATIENCE = 3
#: The same talks every time; without the phase that looks for the lines to blame, which traces every one.
QUICK = settings(
    max_examples=120,
    stateful_step_count=25,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
)
#: What the fake action fills in by itself, and what it objects to.
FILLED_IN = {"staff"}
REFUSED = {"2026-11-29", "13:00"}


class Receptionist(RuleBasedStateMachine):
    """One customer's talk; each rule is a message."""

    talk_with = None
    bot = None

    def __init__(self) -> None:
        super().__init__()
        self.talk = self.talk_with(self.bot)
        self.before = State()
        self.booked_before = 0
        self.misses = 0
        self.same = 0
        self.question: tuple[str, str | None, object] | None = None
        self.reading = Reading()

    # -- what customers say ----------------------------------------------------------------------------------

    @rule(values=st.fixed_dictionaries({}, optional=VALUES), sure=st.sampled_from([0.6, 0.9]))
    def wants_to_book(self, values, sure):
        self.hears(Reading(guesses=(Guess("book", sure),), slots=values))

    @rule(values=SEVERAL)
    def tells(self, values):
        self.hears(Reading(slots=values))

    @rule(values=SEVERAL)
    def wants_more_besides(self, values):
        self.hears(Reading(slots=values, addition=True))

    @precondition(lambda self: self.form_of("book") is not None)
    @rule(slot=st.sampled_from(["service", "day", "time", "name"]), data=st.data())
    def corrects_one_thing(self, slot, data):
        value = data.draw(VALUES[slot])
        kept = {
            name: value
            for name, value in self.form_of("book").values.items()
            if name != slot and settled(value) and name not in FILLED_IN
        }
        was_full = self.talk.state.form.confirming
        changed = self.talk.state.form.values.get(slot) != value
        self.hears(Reading(slots={slot: value}, correction=True, answer="no"))
        after = self.form_of("book")
        assert after is not None, "a correction ends nothing"
        assert {name: after.values.get(name) for name in kept} == kept | self.refused(after, kept)
        if was_full and changed and settled(value) and not REFUSED & {value}:
            assert after.confirming, "what is changed at the confirmation is confirmed again"

    @rule(answer=st.sampled_from(["yes", "no"]))
    def says(self, answer):
        self.hears(Reading(answer=answer))

    @rule()
    def does_not_know(self):
        self.hears(Reading(undecided=True))

    @rule()
    def leaves_it_open(self):
        self.hears(Reading(indifferent=True))

    @rule(
        intent=st.sampled_from(["mine", "price", "greeting", "thanks"]),
        answer=st.sampled_from([None, "yes"]),
    )
    def asks_beside(self, intent, answer):
        open_before = self.talk.state.form
        self.hears(Reading(guesses=(Guess(intent, 0.9),), answer=answer))
        if open_before is not None and answer is None:
            after = self.talk.state.form
            assert after is not None, "a side question closes nothing"
            assert after.values == open_before.values
            assert (after.asked, after.confirming) == (open_before.asked, open_before.confirming)

    @rule()
    def wants_to_cancel(self):
        self.hears(Reading(guesses=(Guess("cancel", 0.9),)))

    @rule()
    def wants_another_day(self):
        self.hears(Reading(dropped=frozenset({"day"})))

    @precondition(lambda self: self.talk.state.offered)
    @rule(data=st.data())
    def taps(self, data):
        self.hears(Reading(chosen=data.draw(st.sampled_from(self.talk.state.offered)), source="tap"))

    @rule()
    def calls_it_off(self):
        self.hears(Reading(stop=True))
        assert self.talk.state.form is None
        assert self.talk.state.waiting is None

    @rule()
    def talks_nonsense(self):
        open_before = self.talk.state.form is not None
        self.hears(Reading())
        self.misses += 1
        if self.misses >= 2 and not self.handed_over():
            offered = {choice.intent for choice in self.talk.state.offered}
            assert offered & {HUMAN, STOP}, "after two misses there is a way out"
        if not open_before:
            self.misses = 0

    # -- what holds after each message -----------------------------------------------------------------------

    @invariant()
    def nothing_settled_is_asked_for_again(self):
        form = self.talk.state.form
        if form is not None and form.asked is not None:
            assert not settled(form.values.get(form.asked)) or form.asked in form.unclear

    @invariant()
    def a_confirmation_is_of_a_full_form(self):
        form = self.form_of("book")
        if form is not None and form.confirming:
            assert all(settled(form.values.get(slot)) for slot in ("service", "day", "time", "name"))
            assert not form.unclear

    @invariant()
    def what_is_booked_was_asked_for_completely_or_agreed_to(self):
        booked = self.talk.booked
        if len(booked) == self.booked_before:
            return
        assert len(booked) == self.booked_before + 1, "one message books once"
        assert all(settled(booked[-1].get(slot)) for slot in ("service", "day", "time", "name"))
        form, chosen = self.before.form, self.reading.chosen
        said_yes = self.reading.answer == "yes" or (chosen is not None and chosen.answer == "yes")
        confirmed = form is not None and form.confirming and said_yes
        sure = form is not None and form.action == "book" and not form.unsure
        at_once = any(guess.intent == "book" and guess.confidence >= 0.7 for guess in self.reading.guesses)
        assert confirmed or sure or at_once

    @invariant()
    def no_question_comes_for_ever_without_a_way_out(self):
        if self.same > PATIENCE:
            assert {choice.intent for choice in self.talk.state.offered} & {STOP, HUMAN}

    # -- bookkeeping -----------------------------------------------------------------------------------------

    def hears(self, reading: Reading) -> None:
        if reading != Reading():
            self.misses = 0
        self.before, self.booked_before = self.talk.state, len(self.talk.booked)
        self.reading = reading
        said = self.talk.takes(reading)
        assert said or self.handed_over()
        form = self.talk.state.form
        # A confirmation of something else is another question.
        asked = (form.action, form.asked, form.confirming and dict(form.values)) if form else None
        again = asked is not None and asked == self.question and len(self.talk.booked) == self.booked_before
        self.same = self.same + 1 if again else 1
        self.question = asked

    def form_of(self, action: str) -> OpenForm | None:
        form = self.talk.state.form
        return form if form is not None and form.action == action else None

    def handed_over(self) -> bool:
        return "smalltalk" in self.talk.state.memory

    @staticmethod
    def refused(after: OpenForm, kept: dict) -> dict:
        """What of it the salon objected to just now, which is asked for instead."""
        return {name: None for name, value in kept.items() if value in REFUSED and name == after.asked}


@pytest.mark.slow
def test_a_good_receptionist_whatever_comes_next(talk_with, bot):
    machine = type("Bound", (Receptionist,), {"talk_with": talk_with, "bot": bot})
    run_state_machine_as_test(machine, settings=QUICK)
