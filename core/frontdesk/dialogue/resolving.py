"""What a message stands for, once it is known which of the offered choices it picks."""

from __future__ import annotations

from dataclasses import replace

from frontdesk.dialogue.state import State
from frontdesk.messages import Choice
from frontdesk.readings import Guess, Reading

__all__ = ["CERTAIN", "STOP", "resolved"]

#: The intent of a choice that calls off what is being done.
STOP = "stop"
#: Below this, what an intent leads to is confirmed before it is done.
CERTAIN = 0.7


def resolved(state: State, reading: Reading) -> Reading:
    """The reading with what the picked choice stands for, as if it had been said.

    A bare "yes" to a question with a single choice picks that choice, and so it does with the one that the
    question proposes (``answer="yes"``).
    """
    chosen = reading.chosen or _only_choice(state, reading)
    if chosen is None:
        return reading
    guesses = reading.guesses
    if chosen.intent is not None:
        guesses = (Guess(chosen.intent, 1.0), *(guess for guess in guesses if guess.intent != chosen.intent))
    answer = chosen.answer if chosen.answer in {"yes", "no"} else reading.answer
    return replace(
        reading,
        chosen=chosen,
        guesses=tuple(guess for guess in guesses if guess.intent != STOP),
        slots={**chosen.values, **reading.slots},
        answer=answer,  # type: ignore[arg-type]
        stop=reading.stop or chosen.intent == STOP,
    )


def _only_choice(state: State, reading: Reading) -> Choice | None:
    form = state.form
    if form is None:
        if reading.answer != "yes" or reading.guesses:
            return None
        meant = state.offered
        if len(meant) > 1:
            # "Will you be there?" has one, beside those that lead elsewhere.
            meant = tuple(choice for choice in meant if choice.answer == "yes" and choice.intent)
        return meant[0] if len(meant) == 1 else None
    # "Yes, book me in" goes on with what is being done, as "yes" alone does, and so does "book me in".
    elsewhere = any(guess.intent != form.intent for guess in reading.guesses)
    agrees = reading.answer == "yes" or (reading.answer is None and reading.confidence >= CERTAIN)
    if not agrees or elsewhere or form.confirming or form.asked in reading.slots:
        return None
    fitting = [choice for choice in state.offered if choice.values]
    if len(fitting) > 1:
        fitting = [choice for choice in fitting if choice.answer == "yes"]
    if len(fitting) != 1 or (reading.answer is None and fitting[0].values.keys() & reading.slots.keys()):
        # "Book me at three" is no "yes" to the day and the hour that were proposed.
        return None
    return fitting[0]
