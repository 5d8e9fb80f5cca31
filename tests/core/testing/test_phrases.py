"""Phrases of an owner's own: read as customers' messages are, and compared with what they mean."""

from __future__ import annotations

from pathlib import Path

import pytest

from frontdesk.errors import BotInvalid
from frontdesk.testing import evaluate, load_phrases

FLOORS = {"salon_ru": (95, 96, 98), "salon_en": (95, 96, 98)}
PHRASES = Path(__file__).parents[2] / "phrases"


@pytest.fixture
def judged(tmp_path):
    def judge(*phrases, **keys):
        file = tmp_path / "mine.yaml"
        lines = ["bot: salon", 'clock: "2026-11-23T10:00"', "phrases:", *(f"  - {each}" for each in phrases)]
        file.write_text("\n".join([*(f"{key}: {value}" for key, value in keys.items()), *lines]), "utf-8")
        return evaluate(load_phrases(file))

    return judge


@pytest.mark.parametrize("name", FLOORS)
def test_phrases_of_customers_are_read_at_least_so_well(name):
    card = evaluate(load_phrases(PHRASES / f"{name}.yaml"))
    right, intents, slots = FLOORS[name]
    assert card.right >= right
    assert card.intents_right >= intents
    assert card.slots_right >= slots


def test_what_is_read_right_counts(judged):
    card = judged(
        "{say: A manicure tomorrow, intent: book, slots: {service: manicure, day: 2026-11-24}}",
        "{say: 'Where are you?', intent: [faq, prices], slots: {question: [address, hours]}}",
        "{say: hello, intent: greeting, slots: {}}",
    )
    assert card.ok
    assert (card.right, card.intents_right, card.slots_right) == (100, 100, 100)
    assert not card.confusion


def test_what_is_read_wrong_is_told(judged):
    card = judged(
        "{say: A manicure tomorrow at 2 pm, intent: cancel, slots: {service: pedicure, code: K7M3QP}}",
        "{say: hello, intent: greeting}",
    )
    [wrong] = [verdict for verdict in card.verdicts if not verdict.right]
    assert wrong.line == 4
    assert wrong.intent == "book"
    assert wrong.wrong == {"service", "code", "day", "time"}
    assert card.confusion == {("cancel", "book"): 1}
    assert (card.right, card.intents_right, card.slots_right) == (50, 50, 0)
    assert not card.ok


def test_the_file_says_how_much_is_enough(judged):
    phrases = ("{say: hello, intent: greeting}", "{say: hello, intent: thanks}")
    assert judged(*phrases, at_least=50).ok
    assert not judged(*phrases, at_least=51).ok


def test_values_in_doubt_are_right_where_each_of_them_will_do(judged):
    phrase = "{{say: next Tuesday, intent: [inform, book], slots: {{day: {}}}}}"
    assert judged(phrase.format("[2026-11-24, 2026-12-01]")).ok
    assert not judged(phrase.format("2026-12-08")).ok


def test_what_was_asked_is_told_along(judged):
    assert judged("{say: '15', asked: day, intent: inform, slots: {day: 2026-12-15}}").ok
    assert judged("{say: '15', asked: time, intent: inform, slots: {time: '15:00'}}").ok


def test_advice_names_the_words_that_nobody_knows(judged):
    card = judged("{say: a botox tomorrow, intent: book, slots: {service: coloring, day: 2026-11-24}}")
    assert "no service is called 'botox': add it to what coloring is called" in card.verdicts[0].advice


def test_mistakes_in_the_file_are_told_with_their_place(judged):
    with pytest.raises(BotInvalid) as raised:
        judged("{say: hello, intent: greting}", "{say: hello, intent: greeting, slots: {colour: red}}")
    first, second = raised.value.problems
    assert (first.line, second.line) == (4, 5)
    assert "did you mean 'greeting'?" in first.message
    assert "no slot 'colour'" in second.message
    with pytest.raises(BotInvalid, match="intents"):
        judged("{say: hello, intents: greeting}")


def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(BotInvalid, match="look at the name"):
        load_phrases(tmp_path / "none.yaml")
