"""The plugin in a bot, with the real pipeline around it."""

from __future__ import annotations

import pytest

from frontdesk import BotInvalid
from frontdesk.testing import Conversation, open_desk


@pytest.fixture
def mia(definition, write):
    with open_desk(write(definition)) as desk:
        yield Conversation(desk)


def test_a_question_is_answered_word_for_word(mia):
    assert mia.say("Подскажите, а где вы находитесь?") == "Садовая, 1."
    assert mia.actions == ["faq"]
    assert mia.trace["template"] == "faq:address"


def test_in_the_language_of_the_question(mia):
    assert mia.say("Where are you?") == "1 Sadovaya."
    assert mia.say("прайс") == "2000"


def test_two_questions_in_one_message_get_both_answers(mia):
    assert mia.say("Где вы находитесь и сколько стоит стрижка?") == "Садовая, 1.\n\n2000"


def test_the_menu_leads_to_the_questions_and_a_tap_to_the_answer(mia):
    mia.say("Здравствуйте")
    assert mia.choices == ("Задать вопрос", "Позвать человека")
    assert mia.tap("Задать вопрос") == "Что вам подсказать?"
    assert mia.choices == ("Адрес", "Цены", "Детям")
    assert mia.tap("Детям") == "С трёх лет."


def test_what_is_close_to_a_question_is_offered(mia):
    assert mia.say("расскажите про стрижки") == "Возможно, вы хотели узнать об этом?"
    assert mia.choices == ("Детям", "Цены")


def test_what_is_far_from_any_question_is_left_to_the_dialogue(mia):
    assert "другими словами" in mia.say("абракадабра")


def test_questions_asked_by_the_same_words_are_asked_about(definition, write):
    definition["faq"]["entries"][2]["ask"]["ru"].append("прайс")
    with open_desk(write(definition)) as desk:
        mia = Conversation(desk)
        assert mia.say("прайс") == "Что вам подсказать?"
        assert set(mia.choices) == {"Цены", "Детям"}
        assert mia.tap("Цены") == "2000"


def _codes(definition, write) -> list[str]:
    with pytest.raises(BotInvalid) as invalid, open_desk(write(definition)):
        pass
    return [problem.code for problem in invalid.value.problems]


def test_two_entries_of_one_id_are_refused(definition, write):
    definition["faq"]["entries"][1]["id"] = "address"
    assert _codes(definition, write) == ["FAQ101"]


def test_a_missing_language_is_refused(definition, write):
    del definition["faq"]["entries"][0]["answer"]["en"]
    del definition["faq"]["entries"][2]["title"]["ru"]
    assert _codes(definition, write) == ["FAQ102", "FAQ102"]


def test_an_empty_answer_is_refused(definition, write):
    definition["faq"]["entries"][0]["answer"]["en"] = "  "
    definition["faq"]["entries"][1]["answer"] = ""
    assert _codes(definition, write) == ["FAQ103", "FAQ103"]


def test_a_bot_that_would_not_hear_the_questions_is_refused(definition, write):
    definition["understanding"] = ["rules"]
    assert _codes(definition, write) == ["FAQ104"]


def test_a_section_without_entries_is_refused(definition, write):
    definition["faq"]["entries"] = []
    with pytest.raises(BotInvalid, match="entries"), open_desk(write(definition)):
        pass
