"""Cancelling, moving and listing one's own bookings."""

from __future__ import annotations

from datetime import timedelta

import pytest

from frontdesk_salon_booking.events import BookingCancelled, BookingMoved


@pytest.fixture
def booked(chat):
    """A customer with a manicure tomorrow at two."""
    chat.say("маникюр завтра в 14:00")
    chat.events.clear()
    return chat


def code_of(chat, index=0):
    return chat.bookings[index].booking_code


def test_the_only_booking_is_cancelled_after_a_question(booked):
    booked.say("Отмените мою запись")
    assert "вторник, 24 ноября, 14:00" in booked.reply.text
    assert booked.titles == ["Да, отменить", "Нет, оставить", "Перенести"]
    assert booked.bookings[0].status == "confirmed"
    booked.tap("Да, отменить")
    [booking] = booked.bookings
    assert (booking.status, booking.cancelled_by) == ("cancelled", "customer")
    assert booked.reply.text.startswith("Запись отменена: маникюр, вторник, 24 ноября, 14:00.")
    assert BookingCancelled("salon", booking.id) in booked.events


def test_no_keeps_the_booking_and_ends_the_matter(booked):
    booked.say("отмените запись")
    booked.say("нет")
    assert "запись остаётся" in booked.reply.text
    assert booked.bookings[0].status == "confirmed"
    assert booked.state.form is None


def test_a_code_in_the_message_needs_no_question(booked):
    booked.say(f"отмените запись {code_of(booked)}")
    assert booked.bookings[0].status == "cancelled"


def test_in_english(booked):
    booked.say("please cancel my booking")
    assert booked.titles == ["Yes, cancel it", "No, keep it", "Move it"]
    booked.say("yes")
    assert booked.reply.text.startswith("Cancelled: ")


def test_one_of_several_is_chosen(booked):
    booked.say("окрашивание в пятницу в 12:00")
    booked.say("отмените запись")
    assert booked.titles == ["Завтра, 14:00", "Пт, 27 нояб., 12:00"]
    booked.tap("Пт, 27 нояб., 12:00")
    booked.agree()
    assert [(row.first.service, row.status) for row in booked.bookings] == [
        ("manicure", "confirmed"),
        ("coloring", "cancelled"),
    ]


def test_what_is_said_of_it_tells_which_one_is_meant(booked):
    booked.say("окрашивание в пятницу в 12:00")
    booked.say("отмените запись на окрашивание")
    assert "Окрашивание" in booked.reply.text
    booked.say("да")
    assert [row.status for row in booked.bookings] == ["confirmed", "cancelled"]


def test_somebody_elses_code_is_answered_like_one_that_does_not_exist(booked, make_chat):
    other = make_chat("other")
    other.say("маникюр завтра в 16:00")
    theirs = other.say(f"отмените запись {code_of(booked)}")
    assert other.say("отмените запись K7M3QP") == theirs
    assert "14:00" not in theirs
    stranger = make_chat("stranger")
    answers = {stranger.say(f"отмените запись {code}") for code in (code_of(booked), "K7M3QP")}
    assert answers == {"Предстоящих записей у вас нет."}
    assert [row.status for row in booked.bookings] == ["confirmed", "confirmed"]


def test_a_booking_is_moved_on_its_own_row(booked):
    before = booked.bookings[0]
    booked.say("перенесите мою запись на пятницу в 12:00")
    booked.agree()
    [after] = booked.bookings
    assert (after.id, after.booking_code, after.wall_start) == (
        before.id,
        before.booking_code,
        "2026-11-27T12:00",
    )
    for part in ("Маникюр", "пятница, 27 ноября, 12:00", after.booking_code):
        assert part in booked.reply.text
    assert BookingMoved("salon", after.id) in booked.events


def test_a_time_alone_moves_it_on_the_same_day_after_a_question(booked):
    booked.say("можно перенести запись на 17:00?")
    assert "Было: вторник, 24 ноября, 14:00" in booked.reply.text
    assert "Станет: вторник, 24 ноября, 17:00" in booked.reply.text
    booked.tap("Да, перенести")
    assert booked.bookings[0].wall_start == "2026-11-24T17:00"


def test_moving_asks_for_day_and_time(booked):
    booked.say("хочу перенести запись")
    assert booked.why["asks"] == "day"
    booked.say("в пятницу")
    assert "Станет: пятница, 27 ноября, 14:00" in booked.reply.text
    booked.say("лучше в 11:00")
    booked.say("да")
    assert booked.bookings[0].wall_start == "2026-11-27T11:00"


def test_moving_into_a_taken_time_offers_others(booked, make_chat):
    make_chat("other").say("маникюр в пятницу в 12:00")
    booked.say("перенесите запись на пятницу в 12:00")
    assert booked.reply.template == "booking.refused_taken"
    assert booked.titles[:2] == ["11:00", "13:00"]
    assert booked.bookings[0].wall_start == "2026-11-24T14:00"


def test_ones_own_time_is_no_obstacle_but_no_move_either(booked):
    booked.say("перенесите запись на завтра в 14:00")
    assert booked.reply.template == "booking.refused_same"
    booked.say("14:30")
    booked.agree()
    assert booked.bookings[0].wall_start == "2026-11-24T14:30"


def test_what_is_past_can_neither_be_moved_nor_cancelled(booked, clock):
    clock.advance(timedelta(days=1, hours=5))
    for text in ("отмените запись", "перенесите запись на пятницу", "мои записи"):
        assert booked.say(text) == "Предстоящих записей у вас нет."
    assert booked.titles == ["Записаться"]
    booked.tap("Записаться")
    assert booked.why["asks"] == "service"


def test_ones_bookings_are_listed_with_their_codes(booked, make_chat):
    make_chat("other").say("маникюр завтра в 16:00")
    one = booked.say("мои записи")
    assert "вторник, 24 ноября, 14:00" in one
    assert code_of(booked) in one
    booked.say("окрашивание в пятницу в 12:00")
    several = booked.say("what bookings do I have?")
    assert several.splitlines()[1:] == [
        f"Manicure, Tuesday, 24 November, 14:00, code {code_of(booked)}",
        f"Hair colouring, Friday, 27 November, 12:00, code {code_of(booked, 2)}",
    ]


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("сколько стоит маникюр?", "Маникюр: 1 500 ₽, 1 ч. Записать вас?"),
        ("how much is a gel manicure?", "Gel manicure: RUB 2,300, 1 hr 30 mins. Shall I book you in?"),
        ("сколько стоит окрашивание?", "Окрашивание: 2 ч. Цену уточнит администратор. Записать вас?"),
        (
            "сколько стоит стрижка?",
            "Наши цены:\nЖенская стрижка: 2 000 ₽ (1 ч)\nМужская стрижка: 1 200 ₽ (1 ч)",
        ),
    ],
)
def test_prices_are_told_from_the_definition(chat, text, answer):
    assert chat.say(text) == answer


def test_all_prices(chat):
    assert len(chat.say("какие у вас цены?").splitlines()) == 6


@pytest.mark.parametrize(
    ("cancel", "yes"),
    [("отмените запись AAAAA9", "да"), ("cancel booking AAAAA9", "yes please")],
)
def test_a_yes_to_a_list_of_one_shows_what_is_going_to_be_cancelled(chat, cancel, yes):
    chat.say("маникюр завтра в 14:00")
    chat.say(cancel)
    assert len(chat.titles) == 1
    chat.say(yes)
    assert chat.reply.template == "cancel.confirm"
    assert "14:00" in chat.reply.text
    assert chat.bookings[0].status == "confirmed"
    chat.say(yes)
    assert chat.bookings[0].status == "cancelled"


def test_who_chooses_it_from_a_list_of_one_is_not_asked_again(chat):
    chat.say("маникюр завтра в 14:00")
    chat.say("отмените запись AAAAA9")
    chat.tap(chat.titles[0])
    assert chat.bookings[0].status == "cancelled"
