"""The chain of understanders, and taps."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from frontdesk import Choice, Guess, Inbound, Reading, Understander
from frontdesk.dialogue import OpenForm, State
from frontdesk.pipeline.understand import understand, utterance_of

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


class Fixed(Understander):
    """Reads the same in everything, and notes what it was given."""

    def __init__(self, name: str, reading: Reading | None) -> None:
        self.name = name
        self.reading = reading
        self.given: list[Reading | None] = []

    def read(self, utterance, so_far):
        self.given.append(so_far)
        return self.reading


class Broken(Understander):
    name = "broken"

    def read(self, utterance, so_far):
        raise RuntimeError("out of order")


RULES = Reading(guesses=(Guess("book", 0.6),), source="rules")
MODEL = Reading(guesses=(Guess("book", 0.9),), source="model")


@pytest.fixture
def bot_with(bot):
    def make(*understanders: Understander):
        names = [understander.name for understander in understanders]
        abilities = SimpleNamespace(**vars(bot.abilities))
        abilities.understanders = {understander.name: understander for understander in understanders}
        fake = SimpleNamespace(
            abilities=abilities, zone=bot.zone, definition=SimpleNamespace(understanding=names)
        )
        fake.errors = []
        return fake

    return make


def _message(text: str = "hello", choice: str | None = None) -> Inbound:
    return Inbound("terminal", "desk", "1", "anna", NOW, text=text, choice=choice)


def _hear(bot, message: Inbound, state: State | None = None) -> Reading:
    utterance = utterance_of(bot, state or State(), message, NOW)
    return understand(bot, utterance, lambda name, error: bot.errors.append(name), message.choice)


def test_each_understander_gets_what_the_one_before_read(bot_with):
    rules, model = Fixed("rules", RULES), Fixed("model", MODEL)
    bot = bot_with(rules, model)
    assert _hear(bot, _message()) == MODEL
    assert rules.given == [None]
    assert model.given == [RULES]


def test_one_that_has_nothing_to_say_keeps_what_there_is(bot_with):
    assert _hear(bot_with(Fixed("rules", RULES), Fixed("model", None)), _message()) == RULES


def test_one_that_raises_is_reported_and_the_others_still_count(bot_with):
    bot = bot_with(Fixed("rules", RULES), Broken(), Fixed("model", None))
    assert _hear(bot, _message()) == RULES
    assert bot.errors == ["broken"]


def test_a_message_without_words_needs_no_understander(bot_with):
    rules = Fixed("rules", RULES)
    assert _hear(bot_with(rules), _message("  ")).empty
    assert rules.given == []


def test_a_tap_needs_no_understander(bot_with):
    rules = Fixed("rules", RULES)
    state = State().offering((Choice("14:00", values={"time": "14:00"}), Choice("15:00")))
    reading = _hear(bot_with(rules), _message("14:00", "1.1"), state)
    assert reading.source == "tap"
    assert reading.chosen == state.offered[0]
    assert rules.given == []


def test_a_tap_on_an_outdated_choice_is_read_as_its_title(bot_with):
    state = State().offering((Choice("14:00"),)).offering((Choice("15:00"),))
    assert _hear(bot_with(Fixed("rules", RULES)), _message("14:00", "1.1"), state) == RULES


def test_the_utterance_tells_what_is_open_in_the_tenant_s_time(bot_with):
    form = OpenForm("book", "book", values={"service": "haircut"}, asked="time")
    state = replace(State(form=form, language="en", at=NOW), offered=(Choice("14:00", id="1.1"),))
    bot = bot_with()
    utterance = utterance_of(bot, state, _message(), NOW)
    assert utterance.now.isoformat() == "2026-11-23T12:00:00+03:00"
    assert utterance.asked.name == "time"
    assert utterance.values == {"service": "haircut"}
    assert utterance.language == "en"
    assert [choice.title for choice in utterance.offered] == ["14:00"]
