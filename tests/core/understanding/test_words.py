"""Normalizing, languages, spelling, stems."""

from __future__ import annotations

import pytest

from frontdesk.understanding import detect_language, normalize
from frontdesk.understanding.spelling import respell
from frontdesk.understanding.tokens import Stemmer, split_words
from frontdesk.understanding.when.words import WORDS


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("  Ещё   РАЗ ", "еще раз"),
        ("«Ёлка» — it’s", '"елка" - it\'s'),
        ("5\u202f000\u00a0₽", "5 000 ₽"),
        ("ｆｕｌｌ", "full"),
        ("", ""),
    ],
)
def test_normalize(text, plain):
    assert normalize(text) == plain


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Запишите меня", "ru"),
        ("book me in", "en"),
        ("ok, спасибо", "ru"),
        ("15:00", None),
        ("K7M3QP", None),
        ("Anna", None),
        ("tomorrow", "en"),
        ("🙂", None),
        ("", None),
    ],
)
def test_detect_language(text, language):
    assert detect_language(text) == language


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("zavtra utrom", "завтра утром"),
        ("v sleduyuschuyu pyatnitsu", "в следующую пятницу"),
        ("pfdnhf enhjv", "завтра утром"),
        ("ntomorrow morning", None),
        ("tomorrow morning", None),
        ("anna petrova", None),
        ("завтра", None),
        ("", None),
    ],
)
def test_respell(typed, meant):
    assert respell(typed, WORDS.__contains__) == meant


def test_stems_of_declined_words_agree():
    stem = Stemmer().stem
    assert {stem(word) for word in ("стрижка", "стрижку", "стрижки", "стрижкой")} == {"стрижк"}
    assert stem("haircuts") == stem("haircut")


def test_split_words_tells_where_they_stand():
    words = split_words("at 5, don't")
    assert [(word.text, word.start, word.end) for word in words] == [
        ("at", 0, 2),
        ("5", 3, 4),
        ("don't", 6, 11),
    ]
