"""Questions and courtesies beside what is open, and several wishes in one message."""

from __future__ import annotations

FULL = {"service": "haircut", "day": "2026-11-27", "time": "15:00", "name": "Anna"}
ADDRESS = {"topic": "address"}


def test_a_side_question_is_answered_and_the_open_one_asked_again_in_one_message(talk):
    talk.hears("book", slots={"service": "haircut"})
    assert talk.hears("tell", slots=ADDRESS) == "about address\n\nwhich day?"
    assert talk.hears(slots={"day": "2026-11-27"}) == "which time?"


def test_an_answer_with_a_side_question_gets_both(talk):
    talk.hears("book", slots={"service": "haircut"})
    assert talk.hears("tell", slots=ADDRESS | {"day": "2026-11-27"}) == "about address\n\nwhich time?"


def test_yes_and_where_are_you(talk):
    talk.hears("book", sure=0.6, slots=FULL)
    assert talk.hears("tell", answer="yes", slots=ADDRESS) == "booked 2026-11-27 15:00\n\nabout address"


def test_a_side_question_at_the_confirmation_confirms_again(talk):
    talk.hears("book", sure=0.6, slots=FULL)
    assert talk.hears("tell", slots=ADDRESS) == "about address\n\nis 15:00 right?"
    assert talk.titles == ["Да", "Нет"]
    assert talk.booked == []


def test_what_a_side_question_is_about_does_not_change_the_booking(talk):
    talk.hears("book", slots={"service": "haircut"})
    assert talk.hears("price", slots={"service": "colour"}) == "price of colour\n\nwhich day?"
    assert talk.hears(slots={"day": "2026-11-27", "time": "15:00"}) == "which name?"
    talk.hears(slots={"name": "Anna"})
    assert talk.hears("price", slots={"service": "colour"}) == "price of colour\n\nis 15:00 right?"
    assert talk.hears(answer="yes") == "booked 2026-11-27 15:00"
    assert talk.booked[0]["service"] == "haircut"


def test_a_correction_with_a_side_question_does_change_it(talk):
    talk.hears("book", slots={"service": "haircut"})
    talk.hears("price", slots={"service": "colour"}, correction=True)
    assert talk.state.form.values["service"] == "colour"


def test_the_answer_to_the_open_question_may_be_a_question_itself(talk):
    talk.hears("book")
    assert talk.hears("price", slots={"service": "colour"}).endswith("which day?")
    assert talk.state.form.values["service"] == "colour"


def test_an_incomplete_side_question_is_asked_and_comes_back(talk):
    talk.hears("book", slots={"service": "haircut"})
    assert talk.hears("tell") == "about what?"
    assert talk.taps("address") == "about address\n\nwhich day?"
    assert talk.state.waiting is None
    assert talk.state.form.values == {"service": "haircut"}


def test_a_complete_wish_that_must_be_confirmed_comes_back_too(talk):
    talk.hears("book", slots={"service": "haircut"})
    assert talk.hears("cancel", slots={"code": "K7M3QP"}) == "really cancel?"
    assert talk.hears(answer="yes") == "cancelled\n\nwhich day?"


def test_a_refused_side_wish_comes_back_too(talk):
    talk.hears("book", slots={"service": "haircut"})
    talk.hears("cancel", slots={"code": "K7M3QP"})
    assert talk.hears(answer="no") == "K7M3QP stays\n\nwhich day?"


def test_a_question_and_a_booking_in_one_message(talk):
    said = talk.hears("tell", "book", slots=ADDRESS | {"service": "haircut"})
    assert said == "about address\n\nwhich day?"


def test_a_wish_without_a_form_beside_an_open_one(talk):
    talk.hears("book")
    assert talk.hears("mine") == "your bookings\n\nwhich service?"


def test_a_cancellation_that_asks_and_a_booking_in_one_message_take_turns(talk):
    said = talk.hears("cancel", "book", slots={"code": "K7M3QP", "service": "haircut"})
    assert said == "really cancel?"
    assert talk.hears(answer="yes") == "cancelled\n\nwhich day?"


def test_a_greeting_never_lengthens_a_booking(talk):
    assert talk.hears("greeting", "book", slots=FULL) == "booked 2026-11-27 15:00"


def test_a_greeting_alone_shows_what_the_bot_can_do_with_the_person_last(talk):
    assert talk.hears("greeting") == "Здравствуйте! Это Mia. Чем могу помочь?"
    assert talk.titles == ["Записаться", "Отменить запись", "Ask", "Позвать человека"]
    assert talk.taps("Записаться") == "which service?"


def test_courtesies_in_the_middle_keep_the_question(talk):
    talk.hears("book")
    assert talk.hears("greeting") == "Здравствуйте!\n\nwhich service?"
    assert talk.hears("thanks") == "Пожалуйста!\n\nwhich service?"


def test_goodbye_and_the_menu_close_what_is_open(talk):
    for intent in ("goodbye", "menu"):
        talk.hears("book")
        assert "which" not in talk.hears(intent)
        assert talk.state.form is None


def test_a_stop_with_a_question_does_both(talk):
    talk.hears("book")
    said = talk.hears("tell", stop=True, slots=ADDRESS)
    assert said.endswith("about address")
    assert talk.state.form is None


def test_move_it_to_three_in_the_middle_changes_the_booking_at_hand(talk):
    talk.hears("book", slots={"service": "haircut", "day": "2026-11-27", "time": "14:00"})
    assert talk.hears("cancel", slots={"time": "15:00"}, correction=True) == "which name?"
    assert talk.state.form.values["time"] == "15:00"


def test_a_suspicion_is_asked_about(talk):
    talk.hears("book", sure=0.3, language="en")
    assert talk.titles == ["Book"]
    assert talk.taps("Book") == "which service?"
