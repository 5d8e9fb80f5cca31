"""Whatever is read, in whatever order: the dialogue answers, keeps its thread and never loops."""

from __future__ import annotations

import json

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from frontdesk import Guess, Reading
from frontdesk.dialogue import State

_INTENTS = st.sampled_from(
    ["book", "cancel", "tell", "mine", "greeting", "thanks", "goodbye", "menu", "unknown"]
)
_VALUES = {
    "service": st.sampled_from(["haircut", "massage"]),
    "day": st.sampled_from(["2026-11-27", "2026-11-29", {"from": "2026-11-27", "to": "2026-11-30"}]),
    "time": st.sampled_from(["13:00", "15:00", {"from": "18:00", "to": None}]),
    "staff": st.sampled_from(["vera", "olga"]),
    "name": st.sampled_from(["Anna", "Ivan"]),
    "code": st.just("K7M3QP"),
    "topic": st.just("address"),
    "nonsense": st.integers(),
}
_UNCLEAR = {"day": st.just(("2026-11-27", "2026-12-04")), "topic": st.just(("address", "prices"))}


@st.composite
def readings(draw) -> tuple[Reading, int]:
    """A reading, and which of the offered choices it picks."""
    guesses = draw(st.lists(st.builds(Guess, _INTENTS, st.floats(0, 1)), max_size=3))
    reading = Reading(
        guesses=tuple(sorted(guesses, key=lambda guess: -guess.confidence)),
        slots=draw(st.fixed_dictionaries({}, optional=_VALUES)),
        unclear=draw(st.fixed_dictionaries({}, optional=_UNCLEAR)),
        answer=draw(st.sampled_from([None, None, "yes", "no"])),
        stop=draw(st.sampled_from([False, False, False, True])),
        correction=draw(st.booleans()),
        language=draw(st.sampled_from([None, "ru", "en", "de"])),
    )
    return (Reading() if draw(st.booleans()) else reading), draw(st.integers(0, 12))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(readings(), max_size=12))
def test_any_talk_is_answered_kept_as_json_and_never_loops(talk_with, bot, heard):
    talk = talk_with(bot)
    question, times = None, 0
    for reading, pick in heard:
        offered = talk.state.offered
        chosen = offered[pick] if pick < len(offered) and reading.empty else None
        said = talk.takes(Reading(chosen=chosen, source="tap") if chosen else reading)
        assert said
        assert State.from_json(json.loads(json.dumps(talk.state.to_json()))) == talk.state
        form = talk.state.form
        asked = (form.action, form.asked, form.confirming) if form else None
        times = times + 1 if asked is not None and asked == question else 1
        question = asked
        if asked is not None and times > 3:
            assert "stop" in {choice.intent for choice in talk.state.offered}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(readings(), max_size=12))
def test_nothing_is_booked_that_was_neither_asked_for_completely_nor_agreed_to(talk_with, bot, heard):
    talk = talk_with(bot)
    for reading, _ in heard:
        before = talk.state
        talk.takes(reading)
        if len(talk.booked) == len(before.memory.get("book", [])):
            continue
        form = before.form
        was_sure = form is not None and form.action == "book" and not form.unsure
        requested = any(guess.intent == "book" and guess.confidence >= 0.7 for guess in reading.guesses)
        complete = {"service", "day", "time", "name"} <= set(reading.slots)
        assert reading.answer == "yes" or was_sure or (requested and complete)
