"""Booking in a chat."""

from __future__ import annotations

from datetime import timedelta

import pytest

from frontdesk import Reading
from frontdesk_salon_booking.actions import Book
from frontdesk_salon_booking.events import BookingCreated
from frontdesk_salon_booking.models import Booking


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (
            "Хочу записаться на маникюр завтра в 14:00",
            ("Маникюр", "вторник, 24 ноября", "14:00", "Мастер: Ирина", "1 500 ₽"),
        ),
        (
            "I'd like a manicure tomorrow at 2pm please",
            ("Manicure", "Tuesday, 24 November", "14:00", "With Irina", "1,500"),
        ),
    ],
)
def test_a_complete_request_is_booked_at_once_and_told_in_full(chat, text, parts):
    answer = chat.say(text)
    [booking] = chat.bookings
    assert (booking.first.service, booking.wall_start, booking.status) == (
        "manicure",
        "2026-11-24T14:00",
        "confirmed",
    )
    assert booking.contact_id == chat.customer.id
    for part in (*parts, booking.booking_code):
        assert part in answer
    assert chat.reply.template == "book.done"
    assert [event for event in chat.events if isinstance(event, BookingCreated)] == [
        BookingCreated("salon", booking.id)
    ]


def test_what_is_missing_is_asked_for_and_the_whole_is_confirmed(chat):
    chat.say("Хочу записаться")
    assert chat.why["asks"] == "service"
    assert "Маникюр" in chat.titles
    chat.tap("Маникюр")
    assert chat.why["asks"] == "day"
    assert chat.titles[:2] == ["Сегодня, 10:30", "Сегодня"]
    assert "Вс, 29 нояб." not in chat.titles
    chat.tap("Завтра")
    assert chat.why["asks"] == "time"
    assert "с 09:00 до 20:00" in chat.reply.text
    chat.tap("14:00")
    assert chat.why["confirming"]
    assert chat.bookings == []
    for part in ("Маникюр", "вторник, 24 ноября, 14:00", "Ирина", "1 500 ₽"):
        assert part in chat.reply.text
    chat.say("да")
    assert [booking.wall_start for booking in chat.bookings] == ["2026-11-24T14:00"]


def test_no_to_the_confirmation_asks_what_to_change(chat):
    chat.say("маникюр завтра")
    chat.say("14:00")
    chat.tap("Нет")
    assert chat.bookings == []
    chat.say("лучше в 16:00")
    chat.say("да")
    assert [booking.wall_start for booking in chat.bookings] == ["2026-11-24T16:00"]


def test_a_correction_keeps_the_rest(chat):
    chat.say("маникюр завтра")
    chat.say("в 14:00")
    chat.say("нет, в 15")
    assert "вторник, 24 ноября, 15:00" in chat.reply.text
    assert "Маникюр" in chat.reply.text


def test_a_service_with_several_meanings_is_asked_about(chat):
    chat.say("Хочу на стрижку")
    assert chat.titles == ["Женская стрижка", "Мужская стрижка"]
    assert [choice.description for choice in chat.reply.choices] == ["2 000 ₽, 1 ч", "1 200 ₽, 1 ч"]
    chat.tap("Мужская стрижка")
    assert chat.why["form"]["service"] == "haircut_men"


def test_a_taken_time_is_said_so_with_the_nearest_others(chat, make_chat):
    make_chat("first").say("маникюр завтра в 14:00")
    chat.say("маникюр завтра в 14:00")
    assert chat.reply.text == (
        "В 14:00 уже занято. Могу предложить 13:00, 15:00 или 25 ноября (среда) в 14:00."
    )
    assert chat.titles == ["13:00", "15:00", "Ср, 25 нояб., 14:00"]
    assert len(chat.bookings) == 1
    chat.tap("Ср, 25 нояб., 14:00")
    assert [booking.wall_start for booking in chat.bookings] == ["2026-11-24T14:00", "2026-11-25T14:00"]


def test_somebody_else_is_offered_at_the_same_time(chat, make_chat):
    make_chat("first").say("женская стрижка у Анны завтра в 14:00")
    chat.say("женская стрижка у Анны завтра в 14:00")
    assert "14:00" in chat.reply.text
    assert "Анна" in chat.reply.text
    assert chat.titles == ["14:00, Мария", "13:00", "15:00"]
    chat.tap("14:00, Мария")
    assert [booking.first.staff for booking in chat.bookings] == ["anna", "maria"]


def test_somebody_who_does_not_do_it_is_objected_to(chat):
    chat.say("запишите к Ирине на окрашивание завтра в 12:00")
    assert "Анна" in chat.reply.text
    assert chat.titles == ["Анна"]
    chat.tap("Анна")
    [booking] = chat.bookings
    assert (booking.first.service, booking.first.staff) == ("coloring", "anna")


@pytest.mark.parametrize(
    ("text", "template", "part"),
    [
        ("маникюр в воскресенье", "booking.refused_closed_day", "Воскресенье, 29 ноября"),
        ("стрижка в воскресенье", "booking.refused_closed_day", "30 ноября (понедельник)"),
        ("маникюр завтра в 23:00", "booking.refused_closed_time", "с 09:00 до 21:00"),
        ("маникюр завтра в 20:30", "booking.refused_ends_late", "закрываемся мы в 21:00"),
        ("маникюр завтра в 14:10", "booking.refused_off_grid", "14:00 или 14:30"),
        ("маникюр сегодня в 10:00", "booking.refused_too_soon", "10:30"),
        ("маникюр вчера в 12:00", "booking.refused_past_day", "сегодня, завтра"),
        ("маникюр 31 декабря", "booking.refused_too_far", "вторник, 22 декабря"),
        ("маникюр в 23:00", "booking.refused_closed_time", "В 23:00"),
    ],
)
def test_what_cannot_be_is_said_with_what_can(chat, text, template, part):
    chat.say(text)
    assert chat.reply.template == template
    assert part in chat.reply.text
    assert chat.bookings == []
    assert 1 <= len(chat.titles) <= 3
    assert ".." not in chat.reply.text


def test_every_offer_can_be_taken(chat):
    for text in ("маникюр завтра в 23:00", "маникюр в воскресенье в 15:00", "маникюр завтра в 14:10"):
        chat.say(text)
        chat.tap(chat.titles[0])
    assert len(chat.bookings) == 3


def test_a_full_day_is_said_so_with_other_days(chat, make_bot, make_chat):
    short = make_bot(hours=dict.fromkeys(("tue", "wed", "thu"), "10:00-11:00"))
    make_chat("first", bot=short).say("маникюр завтра в 10:00")
    second = make_chat("second", bot=short)
    second.say("маникюр завтра")
    assert second.reply.template == "booking.refused_full_day"
    assert second.titles == ["Ср, 25 нояб.", "Чт, 26 нояб.", "Пт, 27 нояб."]


def test_a_part_of_the_day_narrows_what_is_offered(chat):
    chat.say("маникюр завтра вечером")
    assert all(title >= "17:00" for title in chat.titles)
    chat.say("стоп")
    chat.say("маникюр в субботу вечером")
    assert chat.reply.template == "booking.ask_time"
    assert chat.titles == ["17:00"]


def test_the_time_alone_is_kept_while_the_day_is_asked(chat):
    chat.say("запишите меня на маникюр в 15:00")
    assert chat.reply.template == "booking.ask_day_at"
    assert "15:00" in chat.reply.text
    chat.tap("Завтра")
    assert "вторник, 24 ноября, 15:00" in chat.reply.text


def test_confirm_always_asks_even_when_all_was_said(make_bot, make_chat):
    chat = make_chat(bot=make_bot(confirm="always"))
    chat.say("маникюр завтра в 14:00")
    assert chat.titles == ["Да, записать", "Нет"]
    assert chat.bookings == []
    chat.tap("Да, записать")
    assert len(chat.bookings) == 1


def test_the_name_is_asked_for_where_the_channel_does_not_tell_it(make_chat, scope):
    chat = make_chat(name=None)
    chat.say("маникюр завтра в 14:00")
    assert chat.why["asks"] == "name"
    chat.say("Ольга")
    [booking] = chat.bookings
    assert scope.reveal(booking, Booking.customer_name) == "Ольга"
    assert scope.reveal(booking, Booking.customer_phone) == "+79161234567"


def test_the_name_is_asked_for_always_or_never(make_bot, make_chat, scope):
    asked = make_chat("asked", bot=make_bot(ask_name="always"))
    asked.say("маникюр завтра в 14:00")
    assert asked.titles == ["Ольга"]
    asked.tap("Ольга")
    never = make_chat("never", name=None, bot=make_bot(ask_name="never"))
    never.say("маникюр завтра в 16:00")
    names = [scope.reveal(booking, Booking.customer_name) for booking in never.bookings]
    assert names == ["Ольга", None]


def test_who_shall_do_it_is_asked_where_the_business_wants_it(make_bot, make_chat):
    chat = make_chat(bot=make_bot(ask_staff=True))
    chat.say("женская стрижка завтра в 14:00")
    assert chat.titles == ["Анна", "Мария", "К любому мастеру"]
    chat.tap("Мария")
    assert [booking.first.staff for booking in chat.bookings] == ["maria"]
    chat.say("маникюр завтра в 14:00")
    assert len(chat.bookings) == 2


def test_the_same_message_again_books_nothing_more(chat):
    def run():
        with chat.scope.storage.write():
            turn = chat.turn(chat.message("маникюр завтра в 14:00"), Reading(), key=7)
            turn.values = {"service": "manicure", "day": "2026-11-24", "time": "14:00", "name": "Ольга"}
            return Book().run(turn)

    assert run() == run()
    assert len(chat.bookings) == 1


@pytest.mark.parametrize(("kept", "told"), [(0, "booking.refused_taken"), (5, "booking.refused_lapsed")])
def test_a_time_taken_between_question_and_answer_is_objected_to(make_bot, make_chat, kept, told):
    chat = make_chat(bot=make_bot(hold_minutes=kept))
    chat.say("маникюр завтра")
    chat.say("14:00")
    assert chat.why["confirming"]
    chat.clock.advance(timedelta(minutes=kept))
    make_chat("faster").say("маникюр завтра в 14:00")
    chat.say("да")
    assert chat.reply.template == told
    chat.tap("15:00")
    chat.say("да")
    assert [booking.wall_start[11:] for booking in chat.bookings] == ["14:00", "15:00"]


def test_a_question_about_another_service_does_not_change_the_booking(chat):
    chat.say("маникюр")
    answer = chat.say("а сколько стоит окрашивание?")
    assert answer.startswith("Окрашивание: 2 ч.")
    assert chat.why["asks"] == "day"
    assert chat.why["form"]["service"] == "manicure"


def test_an_hour_is_no_place_in_the_list(chat):
    chat.say("маникюр завтра")
    chat.say("в 11")
    assert "11:00" in chat.reply.text
    chat.say("нет, в 18:30")
    assert "18:30" in chat.reply.text
