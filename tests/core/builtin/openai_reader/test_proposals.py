"""Whatever a model answers, what comes of it is a reading that the bot can live with."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frontdesk import Choice, Guess, Reading, Slot, SlotKind, Utterance
from frontdesk.bots import Bots
from frontdesk.builtin.openai_reader import proposal
from frontdesk.builtin.openai_reader.doubts import is_unsure
from frontdesk.builtin.openai_reader.masking import Mask
from frontdesk.builtin.openai_reader.merging import merged
from frontdesk.builtin.openai_reader.proposal import proposed
from frontdesk.builtin.openai_reader.schema import slots_of
from frontdesk.plugins import Plugins

NOW = datetime(2026, 11, 23, 10, tzinfo=ZoneInfo("Europe/Moscow"))
OFFERED = (
    Choice("10:00", {"time": "10:00"}, id="1.1"),
    Choice("Yes", answer="yes", id="1.2"),
    Choice("12:00", {"time": "12:00"}, id="1.3"),
)
WORDS = (
    "book",
    "cancel",
    "haircut",
    "manicure",
    "maria",
    "yes",
    "1",
    "2",
    "3",
    "tomorrow",
    "at ten",
    "K7M3QR",
)
json = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.sampled_from(WORDS)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(WORDS), inner, max_size=4),
    max_leaves=8,
)
answers = st.fixed_dictionaries(
    {},
    optional={
        "intents": json,
        "slots": st.dictionaries(
            st.sampled_from(["service", "staff", "code", "phone", "day", "time", "name", "price"]), json
        )
        | json,
        "when": json,
        "choice": json,
        "refuses": json,
        "calls_off": json,
        "indifferent": json,
        "language": json,
        "small_talk": json,
        "answer": json,
    },
)


@pytest.fixture(scope="module")
def bot():
    [bot] = Bots.load("salon", Plugins.load(), {})
    return bot


@pytest.fixture(scope="module")
def utterance(bot):
    return Utterance(
        text="tomorrow at ten, K7M3QR, haircut", now=NOW, bot=bot, language="en", offered=OFFERED
    )


@settings(max_examples=300)
@given(answer=answers, talks=st.booleans())
def test_nothing_impossible_is_proposed(utterance, answer, talks):
    reading = proposed(answer, utterance, Mask(), smalltalk=talks)
    bot = utterance.bot
    assert reading.doubtful
    assert reading.answer in (None, "no")
    assert {guess.intent for guess in reading.guesses} <= bot.abilities.intents.keys()
    assert all(guess.confidence < 0.7 for guess in reading.guesses)
    assert reading.chosen is None or reading.chosen.answer is None
    assert reading.slots.keys() <= {*slots_of(bot), "day", "time"}
    services = {option.id for option in slots_of(bot)["service"].options(bot)}
    assert reading.slots.get("service") in {None, *services}
    assert reading.slots.get("code") in {None, "K7M3QR"}
    assert reading.slots.get("day") in {None, "2026-11-24"}
    assert talks or not reading.small_talk


@settings(max_examples=200)
@given(answer=answers)
def test_a_model_takes_nothing_back_that_the_rules_are_sure_of(utterance, answer):
    rules = Reading(
        guesses=(Guess("book", 0.9),),
        slots={"service": "haircut"},
        answer="yes",
        source="rules",
        language="en",
    )
    both = merged(rules, proposed(answer, utterance, Mask(), smalltalk=False), below=0.5, source="openai")
    assert both.guesses[0] == Guess("book", 0.9)
    assert both.slots.get("service") == "haircut" or "haircut" in both.unclear["service"]
    assert both.answer in ("yes", None)
    assert not both.stop
    assert both.doubtful or both.slots == rules.slots


def test_a_value_settles_a_range_and_one_of_several(utterance):
    rules = Reading(slots={"time": {"from": "18:00", "to": None}}, unclear={"service": ("haircut", "beard")})
    model = Reading(slots={"time": "19:00", "service": "beard"})
    both = merged(rules, model, below=0.5, source="openai")
    assert both.slots == {"time": "19:00", "service": "beard"}
    assert not both.unclear
    assert merged(model, rules, below=0.5, source="openai").slots["time"] == "19:00"


DAY = Slot("day", SlotKind.DAY)


@pytest.mark.parametrize(
    ("reading", "asked", "unsure"),
    [
        (None, None, True),
        (Reading(), None, True),
        (Reading(guesses=(Guess("book", 0.9),)), None, False),
        (Reading(guesses=(Guess("book", 0.3),)), None, True),
        (Reading(slots={"day": "2026-11-24"}), None, True),
        (Reading(slots={"day": "2026-11-24"}), DAY, False),
        (Reading(guesses=(Guess("book", 0.3),)), DAY, True),
        (Reading(guesses=(Guess("faq", 0.8),)), DAY, False),
        (Reading(answer="yes"), DAY, False),
        (Reading(indifferent=True), DAY, False),
        (Reading(stop=True), None, False),
        (Reading(chosen=OFFERED[0]), DAY, False),
        (Reading(unclear={"day": ("2026-11-24", "2026-12-01")}), DAY, False),
        (Reading(guesses=(Guess("book", 0.9),), unmet=frozenset({"service"})), None, True),
    ],
)
def test_when_a_model_is_worth_asking(utterance, reading, asked, unsure):
    assert is_unsure(reading, replace(utterance, asked=asked), 0.5) is unsure


@pytest.mark.parametrize(
    ("text", "slots", "unsure"),
    [
        ("hi there!", {}, False),
        ("hi, my mane wants some taming", {}, True),
        ("hi, tomorrow", {"day": "2026-11-24"}, True),
    ],
)
def test_a_greeting_explains_no_more_than_a_greeting(utterance, text, slots, unsure):
    reading = Reading(guesses=(Guess("greeting", 0.9),), slots=slots)
    assert is_unsure(reading, replace(utterance, text=text), 0.5) is unsure


@pytest.mark.parametrize(
    ("text", "value", "counted"),
    [
        ("tomorrow at 10:00", 10, False),
        ("on 24.11", 24, False),
        ("24/11 please", 11, False),
        ("2026-11-24", 24, False),
        ("10-30", 30, False),
        ("at 3 pm", 3, False),
        ("it is 1,500", 500, False),
        ("call 89161234567", 916, False),
        ("two of us", 3, False),
        ("for 4 people", 4, True),
        ("4", 4, True),
        ("4, please.", 4, True),
        ("tomorrow at 10:00 for 10 people", 10, True),
        ("нас 4", 4, True),
    ],
)
def test_a_number_is_no_part_of_an_hour_or_a_day(utterance, monkeypatch, text, value, counted):
    guests = Slot("guests", SlotKind.NUMBER)
    monkeypatch.setattr(proposal, "slots_of", lambda bot: {"guests": guests})
    reading = proposed(
        {"slots": {"guests": value}}, replace(utterance, text=text, language=None), Mask(), smalltalk=False
    )
    assert reading.slots == ({"guests": value} if counted else {})


@pytest.mark.parametrize(
    ("spans", "day"),
    [
        (["tomorrow"], "2026-11-24"),
        (["haircut"] * 6 + ["tomorrow"], None),
        (["blorp " * 20 + "tomorrow"], None),
    ],
)
def test_only_few_and_short_stretches_are_read(utterance, spans, day):
    said = replace(utterance, text="haircut " + "blorp " * 20 + "tomorrow")
    assert proposed({"when": spans}, said, Mask(), smalltalk=False).slots.get("day") == day
