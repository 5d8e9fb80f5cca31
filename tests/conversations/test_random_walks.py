"""A customer who writes whatever comes to mind: always answered, no loops, nothing booked by accident."""

from __future__ import annotations

import random
from datetime import datetime

import pytest

from frontdesk.testing import Conversation, open_desk

WALKS = 12
LONGEST = 10
WORDS = (
    "привет", "хочу записаться", "запишите на стрижку завтра в 14:00", "маникюр", "в пятницу", "в 15", "да",
    "нет", "нет, лучше в 16", "стоп", "отмените мою запись", "перенесите на субботу", "когда я записан?",
    "сколько стоит маникюр?", "где вы находитесь?", "спасибо", "до свидания", "меню", "ыыы", "второй",
    "к Анне", "Иван", "K7M3QP", "в воскресенье", "30 февраля", "в 25:00", "да, и есть ли парковка?",
    "hello", "book a haircut tomorrow at 2 pm", "yes", "no", "never mind", "cancel my booking", "?", "👍",
    "1", "what is free on Friday?", "the second one", "ok", "окрашивание к Марии послезавтра в 11", "19:30",
)  # fmt: skip
WAYS_OUT = {"Не сейчас", "Not now", "Позвать человека", "Talk to a person"}


@pytest.mark.parametrize("bot", ["salon", "clinic", "shop"])
def test_a_random_walk_is_answered_and_never_loops(bot):
    chance = random.Random(bot)
    with open_desk(bot, clock=datetime(2026, 11, 23, 10, 0)) as desk:
        for number in range(WALKS):
            customer = Conversation(desk, f"customer {number}", name=chance.choice([None, "Анна"]))
            walked = _walk(customer, chance)
            assert _longest_run(customer) <= 3, walked


def _walk(customer: Conversation, chance: random.Random) -> list[str]:
    walked: list[str] = []
    for _ in range(chance.randint(3, LONGEST)):
        tappable = [title for title in customer.choices if title not in WAYS_OUT]
        taps = bool(tappable) and chance.random() < 0.35
        walked.append(chance.choice(tappable if taps else WORDS))
        said = customer.tap(walked[-1]) if taps else customer.say(walked[-1])
        assert said, walked
        if "book" in customer.trace.get("actions", ()):
            _require_consent(customer, walked)
    return walked


def _require_consent(customer: Conversation, walked: list[str]) -> None:
    """Booked is what was agreed to, chosen or named in answer to a question, or asked for at once."""
    reading = customer.trace["reading"]
    agreed = reading["answer"] == "yes"
    named = {"time", "name", "service", "staff"} & set(reading["slots"])
    assert agreed or named, walked


def _longest_run(customer: Conversation) -> int:
    """How often in a row the same was said without a way out of it."""
    longest = run = 0
    last = ""
    for heard in customer.heard:
        stuck = heard.text == last and not WAYS_OUT & set(heard.choices)
        run = run + 1 if stuck else 1
        last, longest = heard.text, max(longest, run)
    return longest
