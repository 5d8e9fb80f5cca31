"""Names, phone numbers, booking codes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontdesk.understanding.codes import read_code
from frontdesk.understanding.given_names import full_names, is_given_name
from frontdesk.understanding.names import read_name, read_signature
from frontdesk.understanding.phones import read_phone


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("меня зовут Анна", "Анна"),
        ("Меня зовут анна петрова", "Анна Петрова"),
        ("запишите на имя Петров Иван", "Петров Иван"),
        ("меня зовут Катя, запишите на завтра", "Катя"),
        ("меня зовут Катя запишите на завтра", "Катя"),
        ("это Дмитрий", "Дмитрий"),
        ("my name is John Smith", "John Smith"),
        ("I'm Kate", "Kate"),
        ("My name's anne-marie", "Anne-marie"),
    ],
)
def test_introductions(text, name):
    found = read_name(text)
    assert found is not None
    assert found.name == name


@pytest.mark.parametrize(
    "text", ["это дорого", "i'm late", "я хочу стрижку", "this is wrong", "it's Friday, at 5", "Анна"]
)
def test_no_introduction(text):
    found = read_name(text)
    assert found is None or text.startswith("it's")


@pytest.mark.parametrize(
    ("text", "name"),
    [("анна", "Анна"), ("Иван Петров", "Иван Петров"), ("it's John", "John"), ("на Ольгу", "Ольгу")],
)
def test_names_when_asked(text, name):
    found = read_name(text, asked=True)
    assert found is not None
    assert found.name == name


@pytest.mark.parametrize(
    "name", ["Наталья", "Дарья", "Настя", "Нурлан", "Justin", "Forrest", "Yesenia", "Underwood"]
)
def test_a_name_may_begin_like_a_small_word(name):
    found = read_name(name, asked=True)
    assert found is not None
    assert found.name == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("запишите на маникюр завтра в 15, Лена", "Лена"),
        ("haircut tomorrow at 3. Anna Smith", "Anna Smith"),
        ("к Анне завтра в 15", None),
        ("стрижка, завтра", None),
    ],
)
def test_signatures(text, name):
    found = read_signature(text)
    assert (found.name if found else None) == name


@pytest.mark.parametrize("word", ["любой", "над", "верой", "май", "машина", "haircut"])
def test_words_that_are_no_names(word):
    assert not is_given_name(word)


@pytest.mark.parametrize("word", ["марине", "наталью", "люба", "надя", "илья", "julia"])
def test_given_names(word):
    assert is_given_name(word)


def test_short_forms():
    assert full_names("анечке") == ("анна",)
    assert set(full_names("саша")) == {"александра", "александр"}
    assert full_names("стрижка") == ()


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("+7 927 123-45-67", "+79271234567"),
        ("89271234567", "+79271234567"),
        ("мой номер 8 (927) 123 45 67, Анна", "+79271234567"),
        ("+44 20 7946 0958", "+442079460958"),
    ],
)
def test_phones(text, number):
    found = read_phone(text, "ru")
    assert found is not None
    assert found.number == number


@pytest.mark.parametrize("text", ["завтра в 15:30", "K7M3QP", "22.03.2027 14:30", "12345"])
def test_no_phone(text):
    assert read_phone(text, "ru") is None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("K7M3QP", "K7M3QP"),
        ("отмените k7m3qp", "K7M3QP"),
        ("код К7М3ХР.", "K7M3XP"),
        ("cancel K7M3QP please", "K7M3QP"),
    ],
)
def test_codes(text, code):
    found = read_code(text)
    assert found is not None
    assert found.code == code


@pytest.mark.parametrize(
    "text", ["запись", "cancel", "123456", "100руб", "K7M 3QP", "14:30:15", "+79271234567"]
)
def test_no_code(text):
    assert read_code(text) is None


def test_a_code_in_two_halves_only_when_asked():
    found = read_code("k7m 3qp", asked=True)
    assert found is not None
    assert found.code == "K7M3QP"


@given(st.text())
def test_any_text_is_looked_through(text):
    read_phone(text)
    for found in (read_name(text, asked=True), read_code(text, asked=True)):
        assert found is None or 0 <= found.start < found.end <= len(text)
