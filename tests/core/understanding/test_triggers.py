"""Trigger stems."""

from __future__ import annotations

import pytest

from frontdesk.intents import Intent
from frontdesk.understanding.tokens import split_words
from frontdesk.understanding.triggers import EXACT, TriggerIndex

INTENTS = (
    Intent("book", "book", {"ru": ("запиш|брон", "=хочу прийти"), "en": ("need appointment",)}),
    Intent(
        "cancel",
        "cancel",
        {"ru": ("отмен", "не смог прий"), "en": ("cancel", "can|could =remove appointment")},
    ),
)


def fired(text):
    return TriggerIndex(INTENTS).find(split_words(text))


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("запишите меня", "book"),
        ("забронируйте", None),
        ("бронь на завтра", "book"),
        ("хочу к вам прийти", "book"),
        ("прийти хочу", None),
        ("хочу завтра если можно вместе с подругой прийти", None),
        ("отменяю", "cancel"),
        ("я не смогу завтра прийти", "cancel"),
        ("смогу прийти", None),
        ("can you remove the appointment", "cancel"),
        ("candles removed appointment", None),
    ],
)
def test_stems_and_their_order(text, intent):
    found = fired(text)
    assert (found[0].intent if found else None) == intent
    assert all(each.confidence >= EXACT for each in found)


@pytest.mark.parametrize("text", ["атменить", "зопишите"])
def test_the_first_letter_counts(text):
    assert bool(fired(text)) is (text[0] == "з")


def test_typos_are_less_sure():
    found = fired("отмнеите")
    assert [each.intent for each in found] == ["cancel"]
    assert found[0].confidence < EXACT


@pytest.mark.parametrize(
    ("text", "negated"),
    [
        ("не отменяйте", True),
        ("не хочу отменять", True),
        ("не могли бы вы отменить", False),
        ("не смогу прийти", False),
        ("no, cancel it", False),
        ("do not cancel", True),
    ],
)
def test_negation(text, negated):
    assert [each.negated for each in fired(text)] == [negated]


def test_own_words_come_first():
    found = fired("I need to cancel my appointment")
    assert [(each.intent, each.own) for each in found] == [("cancel", True), ("book", False)]
