"""What language the bot answers in."""

from __future__ import annotations

import pytest

THREE = {"service": "haircut", "day": "2026-11-27", "time": "15:00"}


def test_the_first_message_decides(talk):
    assert talk.hears(language="en").startswith("Sorry")
    assert talk.state.language == "en"


def test_a_language_that_the_bot_does_not_speak_is_answered_in_its_first(talk):
    assert talk.hears("thanks", language="de").startswith("Пожалуйста")


def test_the_customer_switches_and_the_bot_follows(talk):
    assert talk.hears("greeting", language="en").startswith("Hello")
    assert talk.hears("thanks").startswith("You are welcome")
    assert talk.hears("thanks", language="ru").startswith("Пожалуйста")
    assert talk.hears("thanks", language="de").startswith("Пожалуйста")


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        ("ok", {"answer": "yes"}),
        ("a?", {}),
        ("shellac", {"slots": {"service": "massage"}}),
    ],
)
def test_a_stray_word_does_not_switch(talk, text, reading):
    talk.hears("book", language="ru")
    talk.hears(language="en", text=text, **reading)
    assert talk.state.language == "ru"


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        ("I do not understand", {}),
        ("tomorrow 3pm", {"slots": {"time": "15:00"}}),
    ],
)
def test_a_message_that_says_something_does(talk, text, reading):
    talk.hears("book", language="ru")
    talk.hears(language="en", text=text, **reading)
    assert talk.state.language == "en"


def test_a_name_does_not_switch_the_language(talk):
    talk.hears("book", language="ru", slots=THREE)
    talk.hears(slots={"name": "John Smith the Third"}, language="en", text="John Smith the Third")
    assert talk.state.language == "ru"


def test_a_tap_keeps_the_language(talk):
    talk.hears("greeting", language="en")
    talk.taps("Book")
    assert talk.state.language == "en"
