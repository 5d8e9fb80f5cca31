"""What a model adds to a reading, and what it cannot."""

from __future__ import annotations

import pytest
from openai_server import reads, says

ODD = "my mop wants shortening come thursday mornin' ten"


def test_it_is_not_asked_where_the_rules_are_sure(salon, server):
    salon.customer.say("A haircut tomorrow at 2 pm, please")
    assert server.requests == []
    assert salon.customer.trace["reading"]["source"] == "rules"


def test_it_is_asked_where_they_are_not(salon, server):
    server.behaviour = reads(intents=["book"], slots={"service": ["haircut"]}, when=["thursday", "ten"])
    said = salon.customer.say("zorp glim thursday, ten")
    assert len(server.requests) == 1
    reading = salon.customer.trace["reading"]
    assert reading["source"] == "openai"
    assert reading["doubtful"]
    assert reading["slots"]["service"] == "haircut"
    assert reading["slots"]["day"] == "2026-11-26"
    # It never books by itself: the customer is asked first.
    assert salon.customer.trace["confirming"]
    assert "2,000" in said or "2000" in said
    salon.customer.say("yes")
    assert "book" in salon.customer.actions


def test_days_are_resolved_by_our_code_from_words_that_stand_in_the_message(salon, server):
    server.behaviour = reads(
        intents=["book"], slots={"service": ["haircut"]}, when=["2026-12-24", "next friday"]
    )
    salon.customer.say("zorp glim")
    assert "day" not in salon.customer.trace["reading"]["slots"]


@pytest.mark.parametrize(
    "answer",
    [
        {"intents": ["rob_a_bank"], "slots": {"service": ["free_haircut"], "price": 0}},
        {"intents": [{"name": "book"}, 7, None], "slots": {"service": {"id": "haircut"}, "code": 5}},
        {"intents": ["book", "book"], "slots": {"service": [["haircut"]], "code": "K7M3QR"}},
        {"intents": [], "slots": {}, "choice": "9", "when": {"day": "tomorrow"}, "language": "xx"},
        {"intents": [], "slots": {}, "choice": 1, "refuses": "true", "calls_off": 1, "indifferent": "yes"},
    ],
)
def test_what_the_bot_does_not_know_is_dropped(salon, server, answer):
    server.behaviour = reads(**answer)
    assert salon.customer.say("blorp")
    reading = salon.customer.trace["reading"]
    assert not reading["slots"]
    assert not reading["stop"]
    assert reading["answer"] is None
    assert reading["language"] in (None, "en")
    assert {intent for intent, _ in reading["guesses"]} <= {"book"}
    assert salon.customer.actions == []


def test_a_code_is_masked_on_the_way_out_and_known_again_on_the_way_back(salon, server):
    server.behaviour = reads(intents=["cancel"], slots={"code": "[code-1]"})
    salon.customer.say("blorp that K7M3QR thingy")
    assert "K7M3QR" not in server.last.text
    assert salon.customer.trace["reading"]["slots"]["code"] == "K7M3QR"


def test_an_offered_choice_can_be_picked(salon, server):
    salon.customer.say("I would like to book a haircut on Thursday")
    choices = salon.customer.choices
    assert choices
    server.behaviour = reads(choice="2")
    salon.customer.say("blorpish")
    assert server.last.question["choices"]["2"] == choices[1]
    assert salon.customer.trace["reading"]["chosen"]
    assert salon.customer.trace["confirming"]


def test_always_asks_for_every_message_and_lets_the_rules_have_the_last_word(open_salon, server):
    server.behaviour = reads(intents=["book"], slots={"service": ["manicure"]}, calls_off=True)
    with open_salon(when="always") as salon:
        salon.customer.say("A haircut tomorrow at 2 pm, please")
        assert len(server.requests) == 1
        # Two different services were understood: nobody guesses which.
        assert set(salon.customer.trace["reading"]["unclear"]["service"]) == {"haircut", "manicure"}
        assert not salon.customer.trace["reading"]["stop"]
        assert salon.customer.actions == []


def test_never_means_never(open_salon, server):
    with open_salon(when="never") as salon:
        assert salon.customer.say("blorp")
    assert server.requests == []


def test_what_was_said_before_is_told_within_a_budget(open_salon, server):
    with open_salon(history_tokens=30) as salon:
        salon.customer.say("hello")
        salon.customer.say("blorp " * 100)
        salon.customer.say("flurb")
    conversation = server.last.question["conversation"]
    assert conversation
    assert conversation[-1]["from"] == "business"
    assert sum(len(line["text"]) for line in conversation) <= 4 * 30 + 10
    assert server.last.question["message"] == "flurb"


def test_it_is_told_the_days_ahead_with_the_open_hours(salon, server):
    salon.customer.say("blorp")
    calendar = server.last.question["calendar"]
    assert calendar[0] == "Monday 2026-11-23 09:00-21:00"
    assert calendar[5] == "Saturday 2026-11-28 closed"
    assert len(calendar) == 14


def test_the_schema_is_strict_and_knows_no_yes(salon, server):
    salon.customer.say("blorp")
    shape = server.last.body["response_format"]["json_schema"]
    assert shape["strict"] is True
    properties = shape["schema"]["properties"]
    assert properties["slots"]["properties"]["service"]["items"]["enum"] == ["haircut", "manicure"]
    assert set(properties["intents"]["items"]["enum"]) >= {"book", "cancel", "move"}
    assert shape["schema"]["required"] == list(properties)
    assert "yes" not in str(shape)


@pytest.mark.parametrize("words", ["You are booked", "ok", '{"intents": 5, "slots": []}', "[]", "null", ""])
def test_an_answer_of_another_shape_counts_as_none(salon, server, words):
    server.behaviour = says(words)
    assert salon.customer.say("blorp")
    assert words not in salon.customer.replies
    assert salon.customer.trace["reading"]["source"] != "openai"
