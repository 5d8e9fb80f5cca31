"""Recognising questions."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontdesk_faq.questions import Questions

QUESTIONS = Questions(
    {
        "address": [
            "Адрес",
            "где вы находитесь",
            "как к вам добраться",
            "where are you",
            "how do I get there",
        ],
        "prices": ["Цены", "сколько стоит стрижка", "прайс", "prices", "how much is a haircut"],
        "parking": [
            "Парковка",
            "где припарковаться",
            "есть ли у вас парковка",
            "parking",
            "where can I park",
        ],
        "payment": ["Оплата", "можно ли оплатить картой", "do you take cards"],
    }
)


def _best(text: str) -> str | None:
    found = QUESTIONS.find(text)
    return found[0].entry if found and found[0].recognised else None


@pytest.mark.parametrize(
    ("text", "entry"),
    [
        ("где вы находитесь?", "address"),
        ("А где вы нахадитесь", "address"),
        ("подскажите пожалуйста ваш адрес", "address"),
        ("как до вас добраться?", "address"),
        ("Where are you?", "address"),
        ("Сколько стоит стрижка?", "prices"),
        ("сколько будет стоить стрижка", "prices"),
        ("скиньте прайс", "prices"),
        ("how much is a haircut, please?", "prices"),
        ("у вас есть парковка", "parking"),
        ("where could I park my car", "parking"),
        ("оплатить картой можно?", "payment"),
    ],
)
def test_a_question_is_recognised_in_other_words_forms_and_typos(text, entry):
    assert _best(text) == entry


@pytest.mark.parametrize(
    "text",
    [
        "",
        "?!",
        "запишите меня на завтра в 15:00",
        "K7M3QP",
        "спасибо",
        "book me for tomorrow",
        "да",
        "a",
        "и",
    ],
)
def test_what_is_no_question_is_none(text):
    assert _best(text) is None


def test_each_entry_is_found_once_best_first():
    found = QUESTIONS.find("где парковка и сколько стоит стрижка")
    entries = [match.entry for match in found]
    assert len(entries) == len(set(entries))
    assert {"parking", "prices"} <= {match.entry for match in found if match.recognised}
    assert [match.score for match in found] == sorted((match.score for match in found), reverse=True)


@given(st.text(max_size=80))
def test_any_text_can_be_searched(text):
    for match in QUESTIONS.find(text):
        assert match.entry in {"address", "prices", "parking", "payment"}
        assert match.words
