"""Did you mean."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontdesk.suggestions import did_you_mean, nearest


@pytest.mark.parametrize(
    ("word", "known", "guess"),
    [
        ("smaltalk", ["smalltalk", "texts"], "smalltalk"),
        ("frontdesk_chanels", ["frontdesk_models", "frontdesk_channels"], "frontdesk_channels"),
        ("em", ["en", "ru"], "en"),
        ("r", ["en", "ru"], "ru"),
        ("GPB", ["EGP", "GBP", "USD"], "GBP"),
        ("x", ["en", "ru"], None),
        ("openai", ["rules", "faq"], None),
        ("anything", [], None),
    ],
)
def test_the_nearest_name(word, known, guess):
    assert nearest(word, known) == guess


def test_the_nearest_name_is_suggested():
    assert did_you_mean("faqs", ["faq", "salon"]) == "; did you mean 'faq'?"


def test_where_nothing_is_near_the_first_few_are_named():
    assert did_you_mean("zzz", ["b", "a"]) == "; there is a, b"
    assert did_you_mean("---", [f"name{n:02}" for n in range(20)]).endswith("name11 and 8 more")


def test_nobody_reads_a_list_of_hundreds():
    assert did_you_mean("---", [f"name{n}" for n in range(200)]) == ""
    assert did_you_mean("x", []) == ""


@given(st.text(), st.sets(st.text(), max_size=5))
def test_only_known_names_are_suggested(word, known):
    assert nearest(word, known) in {*known, None}
