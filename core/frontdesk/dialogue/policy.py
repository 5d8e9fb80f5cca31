"""What to do with a message, given where the conversation stands: a pure function."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from frontdesk.actions import Form
from frontdesk.dialogue.attending import ways_instead
from frontdesk.dialogue.decisions import (
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
    Refuse,
    Repeat,
    Run,
    Suggest,
)
from frontdesk.dialogue.filling import given, settled, takes_out, unclear
from frontdesk.dialogue.resolving import CERTAIN
from frontdesk.dialogue.state import OpenForm, State
from frontdesk.dialogue.switching import put_off, turned_to, undoes_another
from frontdesk.dialogue.talked_of import changed_by, says_it_again, taken_over, undone_by
from frontdesk.dialogue.wishes import Repertoire, Wishes, about_what_is_arranged, asks, undoes
from frontdesk.readings import Guess, Reading

__all__ = ["Repertoire", "decide"]

#: From here on a question beside an answer is answered, too.
_ASKED = 0.6


def decide(state: State, reading: Reading, repertoire: Repertoire) -> tuple[Decision, ...]:
    """What to do with a message.

    :param reading: as :func:`~frontdesk.dialogue.resolving.resolved` returned it.
    :return: at least one decision, in the order in which they are to be carried out.
    """
    if state.form is None or state.form.action not in repertoire.actions:
        return _nothing_open(state, reading, repertoire)
    asked = Wishes(reading, repertoire, state.form)
    if reading.stop:
        return _called_off(asked)
    besides = put_off(state, state.form, asked, reading, repertoire)
    if besides is not None:
        return (*_beside(asked, besides), _before(state.form, reading), besides)
    if state.form.confirming:
        return _confirming(state.form, reading, repertoire, asked)
    return _filling(state, state.form, reading, repertoire, asked)


def _nothing_open(state: State, reading: Reading, repertoire: Repertoire) -> tuple[Decision, ...]:
    if not repertoire.intents:
        return (Fallback(),)
    wishes = Wishes(reading, repertoire, None)
    serious = wishes.incomplete + wishes.complete
    if reading.declined and not serious and (changing := _about_what_is_arranged(repertoire)):
        return (ways_instead(state, reading) or Suggest(changing, declined=True),)
    undone = undone_by(state.topic, reading, repertoire)
    if undone is not None:
        return (Open(undone, doubtful=True, given=taken_over(state.topic, undone, reading, repertoire)),)
    change = changed_by(state.topic, reading, repertoire)
    if change is not None:
        known = taken_over(state.topic, change, reading, repertoire)
        opened = Open(change, doubtful=True, given=known)
        return (*_beside(wishes, opened), opened)
    if says_it_again(state.topic, reading, repertoire):
        return wishes.answers() or (Acknowledge(),)
    if serious:
        main = serious[0]
        others = tuple(Answer(guess.intent) for guess in wishes.complete if guess is not main)
        known = taken_over(state.topic, main.intent, reading, repertoire)
        return (*others, Open(main.intent, doubtful=main.confidence < CERTAIN, given=known))
    if reading.stop:
        return (Close(),)
    missed = _for_what_is_not_offered(reading, repertoire)
    if missed is not None:
        return (Open(missed, doubtful=True),)
    if wishes.courtesies or reading.answer or reading.speak:
        polite = _open(wishes.courtesies[0]) if wishes.courtesies else Acknowledge()
        return (ways_instead(state, reading) or polite,)
    if reading.undecided:
        return (Guide(),)
    if wishes.suspected:
        return (Suggest(tuple(guess.intent for guess in wishes.suspected)),)
    return (Fallback(),)


def _about_what_is_arranged(repertoire: Repertoire) -> tuple[str, ...]:
    """The intents that change or undo what was arranged before."""
    return tuple(
        intent.name
        for intent in repertoire.intents.values()
        if intent.title and about_what_is_arranged(intent)
    )


def _for_what_is_not_offered(reading: Reading, repertoire: Repertoire) -> str | None:
    """The intent that would have been meant if what is named were on offer: it tells what is."""
    for intent in repertoire.intents.values():
        action = repertoire.actions.get(intent.action)
        if (
            intent.from_slots
            and action
            and reading.unmet.intersection(slot.name for slot in action.form.slots)
        ):
            return intent.name
    return None


def _open(guess: Guess) -> Open:
    return Open(guess.intent, doubtful=guess.confidence < CERTAIN)


def _switch(guess: Guess, open_form: OpenForm, repertoire: Repertoire) -> Open:
    """Begin something else; a single question apart from the open form comes back to it."""
    form = repertoire.actions[open_form.action].form
    other = repertoire.actions[repertoire.intents[guess.intent].action].form
    required = {slot.name for slot in other.slots} - other.optional
    returns = len(required) <= 1 and required.isdisjoint(slot.name for slot in form.slots)
    return replace(_open(guess), returns=returns)


def _called_off(wishes: Wishes) -> tuple[Decision, ...]:
    return (Close(), *(Answer(guess.intent) for guess in wishes.complete))


def _confirming(
    open_form: OpenForm, reading: Reading, repertoire: Repertoire, wishes: Wishes
) -> tuple[Decision, ...]:
    form = repertoire.actions[open_form.action].form
    said = given(form, reading)
    doubtful = unclear(form, reading)
    if takes_out(open_form, form, reading):
        return (Advance(),)
    turned = turned_to(open_form, said, wishes, reading, repertoire)
    if turned is not None:
        return (*_beside(wishes, turned), turned)
    if undoes_another(open_form, {**said, **doubtful}, wishes, reading, repertoire):
        return (_switch(wishes.incomplete[0], open_form, repertoire),)
    about = _asked_about(open_form, {**said, **doubtful}, wishes, reading, repertoire)
    changes = [
        name for name in (*said, *doubtful) if name in doubtful or open_form.values.get(name) != said[name]
    ]
    if any(name not in about for name in changes) or reading.dropped & open_form.values.keys():
        return (Advance(without=about), *_beside(wishes))
    # Who asks for it once more has read what will be done, and wants it.
    # Not who asks for what is not to be had.
    plain = not (reading.correction or reading.doubtful or reading.unmet)
    again = wishes.own and reading.answer is None and plain
    if reading.answer == "yes" or again:
        return (Run(), *_beside(wishes))
    if wishes.incomplete:
        return (_switch(wishes.incomplete[0], open_form, repertoire),)
    if reading.answer == "no" or reading.correction:
        return (*_beside(wishes), Refuse())
    return _off_topic(wishes, repeated=bool(said) or wishes.own or reading.speak is not None)


def _filling(
    state: State, open_form: OpenForm, reading: Reading, repertoire: Repertoire, wishes: Wishes
) -> tuple[Decision, ...]:
    form = repertoire.actions[open_form.action].form
    said = {**given(form, reading), **unclear(form, reading)}
    if takes_out(open_form, form, reading):
        return (Advance(),)
    turned = turned_to(open_form, said, wishes, reading, repertoire)
    if turned is not None:
        return (*_beside(wishes, turned), turned)
    if _calls_off_this(open_form, said, wishes, repertoire):
        return _called_off(wishes)
    if undoes_another(open_form, said, wishes, reading, repertoire):
        return (*_beside(wishes), _switch(wishes.incomplete[0], open_form, repertoire))
    if wishes.incomplete and not _informs(open_form, said, wishes.incomplete[0], reading):
        return (*_beside(wishes), _switch(wishes.incomplete[0], open_form, repertoire))
    about = _asked_about(open_form, said, wishes, reading, repertoire)
    if said.keys() - about or reading.dropped & {slot.name for slot in form.slots}:
        return (Advance(without=about), *_beside(wishes), *_asked_as_well(wishes, form, repertoire))
    if reading.unmet and not wishes.complete:
        return (Repeat(),)
    if reading.indifferent and not said:
        return (*_beside(wishes), Advance())
    if reading.answer == "yes" and not wishes.incomplete:
        return (*_beside(wishes), _agreed_to_nothing(state, open_form))
    if reading.answer == "no" or reading.correction:
        return (*_beside(wishes), Refuse())
    if reading.undecided and not wishes.complete:
        return (Guide(),)
    return _off_topic(wishes, repeated=reading.speak is not None)


def _before(open_form: OpenForm, reading: Reading) -> Decision:
    """What is done about the open form first: "yes, and book me a haircut" agrees to it, too."""
    if not open_form.confirming or reading.answer is None:
        return Repeat()
    return Run() if reading.answer == "yes" else Refuse()


def _calls_off_this(
    open_form: OpenForm, said: Mapping[str, object], wishes: Wishes, repertoire: Repertoire
) -> bool:
    """Whether a wish to undo something names just what is being done, and is not done yet: "cancel the
    lashes", while they are being booked."""
    other = wishes.incomplete and undoes(repertoire.intents[wishes.incomplete[0].intent])
    return bool(other and said) and all(open_form.values.get(name) == said[name] for name in said)


def _agreed_to_nothing(state: State, open_form: OpenForm) -> Decision:
    """A "yes" where there is more than one thing to say yes to, or nothing at all."""
    several = sum(1 for choice in state.offered if choice.values) > 1
    return AskWhich() if several and not open_form.refused else Repeat()


def _asked_about(
    open_form: OpenForm,
    said: Mapping[str, object],
    wishes: Wishes,
    reading: Reading,
    repertoire: Repertoire,
) -> frozenset[str]:
    """The names of values that only tell what a side question is about.

    "And how much is colouring?" in the middle of booking a manicure does not book colouring. A correction in
    the same message ("no, at 3, and how much is colouring?") changes what is not asked about.
    """
    topics = {
        slot.name
        for guess in wishes.complete
        for slot in repertoire.actions[repertoire.intents[guess.intent].action].form.slots
    }
    about = {
        name
        for name in said.keys() & topics
        if settled(open_form.values.get(name)) and name != open_form.asked
    }
    return frozenset() if reading.correction and not said.keys() - about else frozenset(about)


def _informs(open_form: OpenForm, said: Mapping[str, object], other: Guess, reading: Reading) -> bool:
    """Whether a message that also sounds like another wish rather goes on with the open form.

    "Move it to 3" and "another day, please" in the middle of a booking change the booking that is being made.
    """
    if reading.dropped & {*open_form.values, open_form.asked}:
        return True
    if not said:
        return reading.indifferent
    changes = any(settled(open_form.values.get(name)) for name in said)
    return open_form.asked in said or changes or reading.correction or other.confidence < CERTAIN


def _asked_as_well(wishes: Wishes, form: Form, repertoire: Repertoire) -> tuple[Answer, ...]:
    """The questions of a message that goes on with the form: "Nina. Do you take amex?"."""
    own = {slot.name for slot in form.slots}
    return tuple(
        Answer(guess.intent)
        for guess in wishes.incomplete
        if guess.confidence >= _ASKED
        and asks(repertoire.intents[guess.intent])
        and own.isdisjoint([slot.name for slot in repertoire.intents[guess.intent].slots])
    )


def _beside(wishes: Wishes, opened: Open | None = None) -> tuple[Answer, ...]:
    """What is answered at once, apart from what is opened."""
    return tuple(
        Answer(guess.intent) for guess in wishes.complete if opened is None or guess.intent != opened.intent
    )


def _off_topic(wishes: Wishes, *, repeated: bool) -> tuple[Decision, ...]:
    answers = wishes.answers()
    if answers:
        return (*answers, Repeat())
    return (Repeat(),) if repeated else (Miss(),)
