"""No phone number leaves the house, however it is written."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontdesk.builtin.openai_reader.history import recent_lines
from frontdesk.builtin.openai_reader.masking import Mask
from frontdesk.readings import Occasion
from frontdesk.storage import Contact, Conversation

#: Whatever may stand between digits without making a day or an hour of them.
BETWEEN = (
    "", "", " ", "-", "_", "*", "•", "‑", "‒", "‐", "–", "—", "(", ") ", "\u00a0", "\u2009", "\u202f",
    "\u2060",
    "\u200b", "\u200d", "\ufeff", "\u00ad", " и ", " and ", " да ", "и", " - ", "…", "~", "|", "[", "]",
    "@", "#",
    "'", "\ufe0f\u20e3", "  ", "      ", "\n", " + ", "=", "·", "\u0336",
)  # fmt: skip
#: One of these throughout: mixed, they write hours.
EVENLY = (".", ":", "/", ",", ". ", ", ", "-", "*", " / ")
ZEROS = ("0", "０", "٠", "۰", "०")
numbers = st.from_regex(r"(?:[78]?9)[0-9]{9}", fullmatch=True)


def shown(text: str) -> str:
    """The digits that are left, as plain ones; a mark parts them."""
    plain = re.sub(r"\[[a-z]+-\d+\]", "|", Mask().hide(text))
    return "".join(str(unicodedata.digit(c)) if c.isdigit() else "|" * (c == "|") for c in plain)


def gives_away(text: str, number: str) -> bool:
    left = shown(text)
    return any(number[at : at + 6] in left for at in range(len(number) - 5))


@given(numbers, st.lists(st.sampled_from(BETWEEN), min_size=10, max_size=10), st.sampled_from(ZEROS))
def test_no_phone_number_gets_through(number, between, zero):
    digits = [chr(ord(zero) + int(digit)) for digit in number]
    written = "".join(digit + gap for digit, gap in zip(digits, [*between, ""], strict=False))
    assert not gives_away(f"позвоните на {written} вечером", number)
    assert not gives_away(written, number)


@given(numbers, st.sampled_from(EVENLY), st.sets(st.integers(1, 10)))
def test_no_evenly_written_number_gets_through(number, between, cuts):
    written = "".join((between if at in cuts else "") + digit for at, digit in enumerate(number))
    assert not gives_away(f"call {written} please", number)


@pytest.mark.parametrize(
    "written",
    [
        "916_123_45_67", "8*916*123*45*67", "8•916•123•45•67", "8 (916) 123‑45‑67", "8‒916‒123‒45‒67",
        "8\u2009916\u2009123\xa045\xa067", "８９１６１２３４５６７", "٨٩١٦١٢٣٤٥٦٧", "8 916 123 и 45 67",
        "8\u2060916\u200b123\u200d45\ufeff67", "8\xad916\xad1234567", "⑧⑨①⑥①②③④⑤⑥⑦", "8[916]123[45]67",
        "8 916 @123 45 67", "тел 891 612 34 567", "9:16 12:34 56 7", "9-11-12-13-11-12",
    ],
)  # fmt: skip
def test_ways_to_write_one(written):
    assert not any(map(str.isdigit, shown(written)))


@pytest.mark.parametrize(
    "text",
    [
        "1500 и 2000", "на 24.11 в 15 и в 16", "10:00 и 11:00", "10:00, 11:00 и 12:00",
        "24 и 25 декабря 2026",
        "2026-11-24 10:30 и 25.11.2026 11:00", "24.11.2026, 15:00!", "24-11 15-30",
        "24.11–26.11.2026 10:00–12:00",
        "24.11.2026 15", "29 и 30 и 31",
    ],
)  # fmt: skip
def test_days_hours_and_prices_are_left(text):
    assert Mask().hide(text) == text


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("15 7KM3QR", "15 [code-1]"),
        ("K12345 15:00", "[code-1] 15:00"),
        ("anna89161234567@mail.ru @zina_k", "[email-1] [handle-1]"),
        ("89161234567@mail.ru", "[email-1]"),
        ("gel 100", "gel 100"),
    ],
)
def test_digits_of_something_else_are_that(text, hidden):
    assert Mask().hide(text) == hidden


def test_a_name_does_not_break_marks():
    mask = Mask(["Code Phone"])
    hidden = mask.hide("K7M3QR for Code, 89161234567")
    assert hidden == "[code-1] for [name-1], [phone-1]"
    assert mask.show(hidden) == "K7M3QR for Code, 89161234567"


def test_what_was_said_before_is_hidden_before_it_is_cut(salon):
    """Whatever is left of the budget when its turn comes, no end of the number is what fits."""
    salon.customer.say("blorp +7 916 123-45-67 flurb")
    [conversation], [contact] = salon.rows(Conversation), salon.rows(Contact)
    occasion = Occasion(salon.desk, salon.customer.tenant, conversation.id, contact.id)
    seen = [" ".join(line.text for line in recent_lines(occasion, most, Mask())) for most in range(1, 120)]
    assert "blorp [phone-1] flurb" in seen[-1]
    assert any("… flurb" in text for text in seen)
    assert not any(digits in text for text in seen for digits in ("916", "123", "45", "67"))
