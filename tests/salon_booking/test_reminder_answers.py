"""What customers answer to "will you be there?" is about that visit, and nothing is lost by one tap."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import datetime, timedelta

import pytest

from frontdesk.testing import Conversation, open_desk
from frontdesk_salon_booking.models import Booking
from frontdesk_salon_booking.remind import REMIND

MONDAY = datetime(2026, 11, 23, 10)
SECTION = {"reminders": [{"before": "24h", "ask": True}]}
WORDS = {
    "en": {
        "book": "A manicure on Wednesday at 3 pm, please",
        "another": "And a haircut on 30 November at 1 pm, please",
        "yes": "yes",
        "cancel": "Cancel",
        "move": "Move",
        "really": "Cancel this booking?\nManicure\nWednesday, 25 November, 15:00\nWith Irina"
        "\nPrice: RUB 1,500",
        "kept": "No, keep it",
        "instead": "I see, no problem. What shall we do?",
        "ways": ("Move a booking", "Cancel a booking"),
        "friday": "on Friday",
    },
    "ru": {
        "book": "Маникюр в среду в 15:00, пожалуйста",
        "another": "Запишите ещё на стрижку 30 ноября в 13:00",
        "yes": "да",
        "cancel": "Отменить",
        "move": "Перенести",
        "really": "Отменить эту запись?\nМаникюр\nсреда, 25 ноября, 15:00\nМастер: Ирина\nЦена: 1 500 ₽",
        "kept": "Нет, оставить",
        "instead": "Понимаю, ничего страшного. Как поступим?",
        "ways": ("Перенести запись", "Отменить запись"),
        "friday": "в пятницу",
    },
}


@pytest.fixture(params=["en", "ru"])
def language(request):
    return request.param


@pytest.fixture
def asked(language):
    """Somebody with two visits, asked whether they will be at the first."""
    with ExitStack() as stack:
        desk = stack.enter_context(open_desk("salon", clock=MONDAY, settings={"salon_booking": SECTION}))
        customer = Conversation(desk, name="Анна" if language == "ru" else "Ann")
        words = WORDS[language]
        customer.say(words["book"])
        customer.say(words["another"])
        if customer.trace["confirming"]:
            customer.say(words["yes"])
        assert customer.actions == ["book", "book"]
        desk.clock.advance(timedelta(days=1, hours=5))
        REMIND.run(desk)
        assert customer.look()
        yield desk, customer, words


def visits(desk):
    """When each visit is and what has become of it, in the order in which they were booked."""
    return [(b.wall_start, b.status) for b in desk.storage.rows(Booking.select().order_by(Booking.id))]


WEDNESDAY, MONDAY_NEXT = "2026-11-25T15:00", "2026-11-30T13:00"


def test_a_tap_on_cancel_is_asked_about_once(asked):
    desk, customer, words = asked
    assert customer.tap(words["cancel"]) == words["really"]
    assert visits(desk) == [(WEDNESDAY, "confirmed"), (MONDAY_NEXT, "confirmed")]
    customer.say(words["yes"])
    assert visits(desk) == [(WEDNESDAY, "cancelled"), (MONDAY_NEXT, "confirmed")]


def test_a_tap_by_mistake_costs_nothing(asked):
    desk, customer, words = asked
    customer.tap(words["cancel"])
    customer.tap(words["kept"])
    assert visits(desk) == [(WEDNESDAY, "confirmed"), (MONDAY_NEXT, "confirmed")]


def test_a_tap_on_move_moves_the_visit_that_was_asked_about(asked):
    desk, customer, words = asked
    customer.tap(words["move"])
    customer.say(words["friday"])
    customer.say(words["yes"])
    assert customer.actions[-1] == "move"
    assert visits(desk) == [("2026-11-27T15:00", "confirmed"), (MONDAY_NEXT, "confirmed")]


def test_another_day_alone_moves_it_too(asked):
    desk, customer, words = asked
    customer.say(words["friday"])
    customer.say(words["yes"])
    assert visits(desk) == [("2026-11-27T15:00", "confirmed"), (MONDAY_NEXT, "confirmed")]


NOES = {
    "en": ["no", "nope", "I can't", "sorry, no"],
    "ru": ["нет", "не смогу", "не получится", "увы, не смогу"],
}


@pytest.mark.parametrize("number", range(4))
def test_after_a_bare_no_it_is_asked_what_becomes_of_the_visit(asked, language, number):
    _, customer, words = asked
    assert customer.say(NOES[language][number]) == words["instead"]
    assert customer.choices == words["ways"]


def test_which_is_then_cancelled(asked, language):
    desk, customer, words = asked
    customer.say(NOES[language][0])
    assert customer.tap(words["ways"][1]) == words["really"]
    customer.say(words["yes"])
    assert visits(desk) == [(WEDNESDAY, "cancelled"), (MONDAY_NEXT, "confirmed")]


def test_or_moved(asked, language):
    desk, customer, words = asked
    customer.say(NOES[language][0])
    customer.tap(words["ways"][0])
    customer.say(words["friday"])
    customer.say(words["yes"])
    assert visits(desk) == [("2026-11-27T15:00", "confirmed"), (MONDAY_NEXT, "confirmed")]


SAYINGS = {"en": ["can't make it", "I won't be there"], "ru": ["не приду", "нет, не смогу прийти"]}


@pytest.mark.parametrize("number", range(2))
def test_who_says_that_they_will_not_come_is_asked_about_that_visit(asked, language, number):
    _, customer, words = asked
    assert customer.say(SAYINGS[language][number]) == words["really"]
