"""Cancelling, moving and listing one's own bookings."""

from __future__ import annotations

from datetime import timedelta

import pytest

from frontdesk_salon_booking.events import BookingCancelled, BookingMoved
from frontdesk_salon_booking.models import Booking


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


@pytest.mark.parametrize(
    ("book", "say"),
    [
        ("маникюр завтра в 14:00", ("имя неправильное, меня зовут Катя",)),
        ("маникюр завтра в 14:00", ("запишите на имя Катя, а не Ольга",)),
        ("маникюр завтра в 14:00", ("я Катя, а не Ольга",)),
        ("маникюр завтра в 14:00", ("ой, исправьте имя пожалуйста", "Катя")),
        ("маникюр завтра в 14:00", ("поменяйте имя в записи на Катя",)),
        ("маникюр завтра в 14:00", ("вы ошиблись в имени, я Катя",)),
        ("manicure tomorrow at 2pm", ("the name is wrong, it's Катя",)),
        ("manicure tomorrow at 2pm", ("you got my name wrong", "Катя")),
        ("manicure tomorrow at 2pm", ("please change the name to Катя",)),
        ("manicure tomorrow at 2pm", ("it's Катя, not Ольга",)),
    ],
)
def test_a_booking_gets_another_name(chat, scope, book, say):
    chat.say(book)
    for each in say:
        chat.say(each)
    assert chat.reply.template == "rename.done"
    [booking] = chat.bookings
    assert scope.reveal(booking, Booking.customer_name) == "Катя"
    assert booking.status == "confirmed"


@pytest.mark.parametrize("thanks", ["спасибо, Катя", "Thanks! Kate", "до завтра, с уважением, Катя"])
def test_who_signs_with_another_name_changes_nothing(chat, scope, thanks):
    chat.say("маникюр завтра в 14:00")
    chat.say(thanks)
    [booking] = chat.bookings
    assert scope.reveal(booking, Booking.customer_name) == "Ольга"


def test_another_name_for_one_of_several_asks_for_which(chat, scope):
    chat.say("маникюр завтра в 14:00")
    chat.say("окрашивание у Анны в среду в 15:00")
    chat.say("исправьте имя в записи")
    chat.say("маникюр")
    chat.tap(next(title for title in chat.titles if "14:00" in title)) if chat.titles else None
    chat.say("Катя")
    names = [scope.reveal(booking, Booking.customer_name) for booking in chat.bookings]
    assert sorted(names) == ["Катя", "Ольга"]


@pytest.mark.parametrize("who", ["к кому я записана?", "а кто меня стрижёт?", "who am I booked with?"])
def test_whom_one_is_booked_with_is_told_and_nobody_else(chat, who):
    chat.say("женская стрижка у Марии завтра в 14:00")
    answer = chat.say(who)
    assert any(name in answer for name in ("Мария", "Maria"))
    assert not any(name in answer for name in ("Анна", "Anna"))


@pytest.mark.parametrize(
    ("first", "second", "cancel", "yes"),
    [
        ("маникюр завтра в 14:00", "окрашивание у Анны в среду", "отмените маникюр", "да"),
        ("manicure tomorrow at 2pm", "colouring with Anna on Wednesday", "cancel the manicure", "yes"),
    ],
)
def test_another_booking_is_cancelled_while_one_is_made(chat, first, second, cancel, yes):
    chat.say(first)
    chat.say(second)
    assert chat.state.form.action == "book"
    chat.say(cancel)
    assert chat.reply.template == "cancel.confirm"
    chat.say(yes)
    assert [booking.status for booking in chat.bookings] == ["cancelled"]
    # The booking that was being made is gone on with.
    assert chat.state.form.action == "book"
    chat.say("15:00")
    chat.agree()
    assert [booking.first.service for booking in chat.bookings] == ["manicure", "coloring"]


def test_the_same_one_that_is_being_made_is_called_off(chat):
    chat.say("окрашивание у Анны в среду")
    chat.say("отмените окрашивание")
    assert chat.state.form is None
    assert not chat.bookings


@pytest.mark.parametrize("answer", ["в 11 ее зовут Лена", "11 его зовут Петя", "11 ей так удобнее"])
def test_an_hour_before_a_pronoun_is_no_day_of_the_month(chat, answer):
    chat.say("маникюр завтра")
    chat.say(answer)
    assert chat.why["before"]["asked"] == "time"
    form = chat.state.form
    assert form is None or form.values["day"] == "2026-11-24"


@pytest.mark.parametrize(
    ("book", "move", "yes"),
    [
        (
            ("женская стрижка у Анны завтра в 14:00", "окрашивание у Анны в среду в 12:00"),
            "перенесите стрижку на среду в 13:00",
            "да",
        ),
        (
            ("women's haircut with Anna tomorrow at 14:00", "hair colouring with Anna on Wednesday at 12:00"),
            "move the haircut to Wednesday at 13:00",
            "yes",
        ),
    ],
)
def test_another_master_is_told_before_a_move_is_agreed_to(chat, book, move, yes):
    """Anna colours hair then: Maria is free."""
    for each in book:
        chat.say(each)
    answer = chat.say(move)
    assert chat.reply.template == "move.confirm"
    assert all(any(name in answer for name in names) for names in (("Анна", "Anna"), ("Мария", "Maria")))
    assert [booking.first.staff for booking in chat.bookings] == ["anna", "anna"]
    chat.say(yes)
    assert [booking.first.staff for booking in chat.bookings] == ["anna", "maria"]


def test_a_master_who_is_named_is_not_asked_about(chat):
    chat.say("женская стрижка у Анны завтра в 14:00")
    chat.say("перенесите женскую стрижку на среду в 13:00 к Марии")
    assert chat.reply.template == "move.done"
    assert chat.bookings[0].first.staff == "maria"


@pytest.mark.parametrize(
    ("move", "yes"),
    [
        ("перенесите только стрижку на среду в 12:00", "да"),
        ("move just the haircut to Wednesday at 12:00", "yes"),
    ],
)
def test_that_all_of_a_visit_moves_is_told_first(chat, move, yes):
    chat.say("маникюр и женская стрижка завтра в 14:00")
    chat.agree()
    [before] = chat.bookings
    answer = chat.say(move)
    assert chat.reply.template == "move.confirm"
    assert any(name in answer.casefold() for name in ("маникюр", "manicure"))
    assert chat.bookings[0].start_ts == before.start_ts
    chat.say(yes)
    assert [segment.service for segment in chat.bookings[0].segments] == ["haircut_women", "manicure"]
    assert chat.bookings[0].wall_start == "2026-11-25T12:00"
