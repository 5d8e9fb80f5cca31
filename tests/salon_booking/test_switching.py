"""Moving where the bot asks whether to cancel, and the other way round."""

from __future__ import annotations

import pytest

from frontdesk_salon_booking.events import BookingCancelled, BookingMoved


@pytest.fixture
def booked(chat):
    """A customer with a manicure tomorrow at two, and colouring on Friday at noon."""
    chat.say("маникюр завтра в 14:00")
    chat.say("окрашивание в пятницу в 12:00")
    chat.events.clear()
    return chat


def times(chat):
    return {(booking.first.service, booking.wall_start[5:]) for booking in chat.bookings}


@pytest.mark.parametrize(
    ("cancel", "move", "yes"),
    [
        ("отмените запись", "перенесите {code} на 16", "да"),
        ("отмените запись", "перенесите {code} на 16:00, пожалуйста", "Да, перенести"),
        ("cancel my booking", "move {code} to 16:00", "yes"),
        ("cancel my booking", "reschedule {code} to 4pm", "yes"),
    ],
)
def test_a_list_to_cancel_from_is_left_for_moving(booked, cancel, move, yes):
    booked.say(cancel)
    assert len(booked.titles) == 2
    booked.say(move.format(code=booked.bookings[0].booking_code))
    assert booked.reply.template == "move.confirm"
    assert booked.reply.text.count("16:00") == 1
    booked.say(yes)
    assert [type(event) for event in booked.events] == [BookingMoved]
    assert times(booked) == {("manicure", "11-24T16:00"), ("coloring", "11-27T12:00")}


@pytest.mark.parametrize(
    ("cancel", "move", "yes"),
    [
        ("отмените маникюр", "перенесите лучше на 16", "да"),
        ("отмените маникюр", "нет, перенесите на завтра на 16", "да"),
        ("cancel the manicure", "move it to 4pm instead", "yes"),
        ("cancel the manicure", "move it to tomorrow at 4pm", "yes"),
    ],
)
def test_shall_i_cancel_this_one_is_left_for_moving_it(booked, cancel, move, yes):
    booked.say(cancel)
    assert booked.reply.template == "cancel.confirm"
    booked.say(move)
    assert booked.reply.template == "move.confirm"
    booked.say(yes)
    assert [type(event) for event in booked.events] == [BookingMoved]
    assert times(booked) == {("manicure", "11-24T16:00"), ("coloring", "11-27T12:00")}


@pytest.mark.parametrize(
    ("cancel", "move"),
    [
        ("отмените маникюр", "нет, перенесите окрашивание на 16"),
        ("cancel the manicure", "no, move the colouring to 4pm"),
    ],
)
def test_another_booking_can_be_moved_instead(booked, cancel, move):
    booked.say(cancel)
    booked.say(move)
    assert booked.reply.template == "move.confirm"
    booked.say("да")
    assert times(booked) == {("manicure", "11-24T14:00"), ("coloring", "11-27T16:00")}


@pytest.mark.parametrize(
    ("move", "cancel", "yes"),
    [
        ("перенесите маникюр", "нет, лучше отмените её", "да"),
        ("перенесите маникюр", "отмените {code}", "да"),
        ("move the manicure", "just cancel it", "yes"),
        ("move the manicure", "cancel {code}", "yes"),
    ],
)
def test_a_move_is_left_for_cancelling_that_booking(booked, move, cancel, yes):
    booked.say(move)
    assert "code" in booked.state.form.values
    booked.say(cancel.format(code=booked.bookings[0].booking_code))
    assert booked.reply.template == "cancel.confirm"
    assert "14:00" in booked.reply.text
    booked.say(yes)
    assert [type(event) for event in booked.events] == [BookingCancelled]
    assert booked.bookings[0].status == "cancelled"
    assert booked.state.form is None


@pytest.mark.parametrize(
    ("move", "cannot"),
    [
        ("перенесите маникюр", "в пятницу не смогу"),
        ("move the manicure", "I can't come on Friday"),
    ],
)
def test_a_day_that_will_not_do_for_a_move_cancels_nothing(booked, move, cannot):
    booked.say(move)
    booked.say(cannot)
    assert booked.state.form.action == "move"
    assert booked.events == []


@pytest.mark.parametrize(
    ("steps", "yes"),
    [
        (("перенесите маникюр", "ещё окрашивание к Анне в среду в 15", "на 26 ноября"), "да"),
        (("перенесите маникюр на 26 ноября", "и ещё окрашивание к Анне в среду в 15"), "да"),
        (("перенесите маникюр", "запишите на окрашивание к Анне в среду в 15", "на 26 ноября"), "да"),
        (("move the manicure", "and another colouring with Anna on Wednesday at 3pm", "26 November"), "yes"),
        (("move the manicure to 26 November", "and a colouring with Anna on Wednesday at 3pm too"), "yes"),
    ],
)
def test_what_is_wanted_besides_waits_until_the_move_is_done(chat, steps, yes):
    chat.say("маникюр завтра в 14:00")
    for step in steps:
        chat.say(step)
    assert chat.reply.template.endswith("move.confirm")
    assert "26" in chat.reply.text
    assert len(chat.bookings) == 1
    chat.say(yes)
    assert chat.reply.template == "move.done+book.confirm"
    assert "15:00" in chat.reply.text
    chat.say(yes)
    assert times(chat) == {("manicure", "11-26T14:00"), ("coloring", "11-25T15:00")}
    assert [each.first.staff for each in chat.bookings if each.first.service == "coloring"] == ["anna"]


def test_it_is_told_that_it_comes_afterwards(chat):
    chat.say("маникюр завтра в 14:00")
    chat.say("перенесите маникюр")
    chat.say("и ещё окрашивание в среду в 15")
    assert chat.reply.text.startswith("Хорошо, этим займёмся сразу после.\n")
    assert chat.reply.template == "core.afterwards+booking.ask_day"
    assert chat.state.form.values["service"] == "manicure"


def test_a_second_wish_waits_behind_the_first(chat):
    chat.say("manicure tomorrow at 2pm")
    chat.say("move my manicure")
    chat.say("and a colouring on Wednesday at 3pm")
    chat.say("and a gel manicure on Thursday at noon")
    chat.say("27 November")
    chat.say("yes")
    assert "15:00" in chat.reply.text
    chat.say("yes")
    assert chat.reply.template == "book.done+book.confirm"
    chat.say("yes")
    assert times(chat) == {
        ("manicure", "11-27T14:00"),
        ("coloring", "11-25T15:00"),
        ("manicure_gel", "11-26T12:00"),
    }


@pytest.mark.parametrize(
    ("cancel", "yes_and", "yes"),
    [
        ("отмените маникюр", "да, и запишите на окрашивание в среду в 15", "да"),
        ("cancel the manicure", "yes, and book me a colouring on Wednesday at 3pm", "yes"),
    ],
)
def test_a_yes_with_another_wish_agrees_and_goes_on_with_it(chat, cancel, yes_and, yes):
    chat.say("маникюр завтра в 14:00")
    chat.say(cancel)
    chat.say(yes_and)
    assert chat.reply.template.startswith("cancel.done+book.")
    chat.say(yes)
    assert [(each.first.service, each.status) for each in chat.bookings] == [
        ("manicure", "cancelled"),
        ("coloring", "confirmed"),
    ]


def test_another_service_of_the_same_visit_is_moved_with_it(chat):
    chat.say("маникюр и окрашивание завтра в 14:00")
    chat.say("перенесите маникюр")
    chat.say("и окрашивание тоже")
    assert chat.state.waiting is None
    assert chat.state.form.action == "move"
