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
