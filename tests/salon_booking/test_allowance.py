"""At most so many bookings ahead for a customer, whatever they send at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest


@pytest.fixture
def limited(make_bot):
    """A salon that takes two bookings ahead from a customer."""
    return make_bot(max_upcoming=2)


def test_the_third_one_is_not_made_and_what_is_booked_is_told(make_chat, limited):
    chat = make_chat(bot=limited)
    chat.say("маникюр завтра в 14:00")
    chat.say("окрашивание в пятницу в 12:00")
    assert chat.say("запишите на маникюр в субботу в 14:00") == (
        "Вы уже записаны:\n"
        "Маникюр, вторник, 24 ноября, 14:00\n"
        "Окрашивание, пятница, 27 ноября, 12:00\n\n"
        "Больше предстоящих записей сразу мы в чате не делаем. "
        "Могу перенести или отменить одну из них. А если нужно записаться ещё, позову сотрудника."
    )
    assert chat.titles == ["Перенести", "Отменить", "Позвать человека"]
    assert len(chat.bookings) == 2


def test_it_is_told_before_anything_is_asked(make_chat, limited):
    chat = make_chat(bot=limited)
    chat.say("маникюр завтра в 14:00")
    chat.say("окрашивание в пятницу в 12:00")
    assert "You are booked already" in chat.say("I would like to book a haircut please")
    assert "That is as many as can be booked ahead in the chat." in chat.reply.text
    assert chat.titles == ["Move it", "Cancel it", "Talk to a person"]


def test_what_is_over_or_cancelled_does_not_count(make_chat, limited):
    chat = make_chat(bot=limited)
    chat.say("маникюр завтра в 14:00")
    chat.say("окрашивание в пятницу в 12:00")
    chat.clock.advance(timedelta(days=1, hours=5))
    chat.say("запишите на маникюр в субботу в 14:00")
    assert len(chat.bookings) == 3
    chat.say("отмените окрашивание")
    chat.say("да")
    chat.say("запишите на маникюр в субботу в 16:00")
    chat.agree()
    assert [each.status for each in chat.bookings] == ["confirmed", "cancelled", "confirmed", "confirmed"]


def test_staff_books_as_many_as_it_likes(make_admin, limited):
    admin = make_admin(limited)
    for hour in (10, 12, 14):
        body = {
            "service": "manicure",
            "start": f"2026-11-24T{hour}:00",
            "customer_name": "Olga",
            "customer_phone": "+79161234567",
        }
        assert admin("POST", "/admin/bookings/salon", body)[0] == 201


def test_messages_at_once_cannot_exceed_it(make_chat, limited):
    """Twelve at the same moment, for different hours and masters: two are booked."""
    first = make_chat(bot=limited)
    chats = [first]
    for number in range(11):
        other = make_chat(f"conversation {number}", bot=limited)
        other.customer = first.customer
        chats.append(other)
    ready = Barrier(len(chats))

    def ask(number, chat):
        ready.wait()
        service = "маникюр" if number % 2 else "окрашивание"
        return chat.say(f"{service} в пятницу в {9 + number % 11}:00")

    with ThreadPoolExecutor(len(chats)) as pool:
        answers = list(pool.map(ask, range(len(chats)), chats))
    assert len(first.bookings) == 2
    assert sum("Вы уже записаны" in answer for answer in answers) >= len(chats) - 2 - sum(
        "занято" in answer for answer in answers
    )
    assert sum("Вы записаны!" in answer for answer in answers) == 2
