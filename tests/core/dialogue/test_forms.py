"""How a form is filled, corrected, confirmed and run."""

from __future__ import annotations

FULL = {"service": "haircut", "day": "2026-11-27", "time": "15:00", "name": "Anna"}


def test_a_complete_request_is_its_own_confirmation(talk):
    assert talk.hears("book", slots=FULL) == "booked 2026-11-27 15:00"
    assert talk.booked == [FULL]
    assert talk.state.form is None


def test_what_a_message_gives_is_never_asked_again(talk):
    assert talk.hears("book", slots={"service": "haircut", "time": "15:00"}) == "which day?"
    assert talk.hears(slots={"day": "2026-11-27", "name": "Anna"}) == "is 15:00 right?"
    assert talk.hears(answer="yes") == "booked 2026-11-27 15:00"


def test_asking_only_for_the_name_needs_no_confirmation(talk):
    slots = {name: value for name, value in FULL.items() if name != "name"}
    assert talk.hears("book", slots=slots) == "which name?"
    assert talk.hears(slots={"name": "Anna"}) == "booked 2026-11-27 15:00"


def test_a_doubtful_intent_is_confirmed(talk):
    assert talk.hears("book", sure=0.6, slots=FULL) == "is 15:00 right?"


def test_an_unclear_value_is_asked_with_its_candidates_and_then_confirmed(talk):
    slots = {name: value for name, value in FULL.items() if name != "day"}
    days = ("2026-11-27", "2026-12-04")
    assert talk.hears("book", slots=slots, unclear={"day": days}) == "which day?"
    assert talk.titles == list(days)
    assert talk.taps("2026-12-04") == "is 15:00 right?"
    assert talk.hears(answer="yes") == "booked 2026-12-04 15:00"


def test_a_range_narrows_and_the_slot_is_still_asked(talk):
    slots = FULL | {"time": {"from": "18:00", "to": None}}
    assert talk.hears("book", slots=slots) == "which time?"
    assert talk.state.form.values["time"] == {"from": "18:00", "to": None}


def test_a_correction_changes_one_value_and_keeps_the_rest(talk):
    talk.hears("book", slots={"service": "haircut", "day": "2026-11-27", "time": "14:00"})
    assert talk.hears(slots={"time": "15:00"}, correction=True) == "which name?"
    assert talk.hears(slots={"name": "Anna"}) == "is 15:00 right?"


def test_a_correction_at_the_confirmation_confirms_again(talk):
    talk.hears("book", sure=0.6, slots=FULL)
    assert talk.hears(slots={"time": "16:00"}, answer="no", correction=True) == "is 16:00 right?"
    assert talk.hears(answer="yes") == "booked 2026-11-27 16:00"


def test_yes_with_a_change_confirms_the_change(talk):
    talk.hears("book", sure=0.6, slots=FULL)
    assert talk.hears(slots={"time": "16:00"}, answer="yes") == "is 16:00 right?"
    assert talk.booked == []


def test_yes_that_repeats_the_time_runs(talk):
    talk.hears("book", sure=0.6, slots=FULL)
    assert talk.hears(slots={"time": "15:00"}, answer="yes") == "booked 2026-11-27 15:00"


def test_no_at_the_confirmation_asks_what_to_change_and_no_again_closes(talk):
    talk.hears("book", sure=0.6, slots=FULL)
    assert "что поменять" in talk.hears(answer="no")
    assert talk.state.form.refused
    assert "остановимся" in talk.hears(answer="no")
    assert talk.state.form is None


def test_yes_to_what_shall_be_changed_agrees_to_nothing(talk):
    talk.hears("book", sure=0.6, slots=FULL)
    talk.hears(answer="no")
    assert talk.hears(answer="yes") == "is 15:00 right?"
    assert talk.hears(answer="yes") == "booked 2026-11-27 15:00"


def test_no_to_a_question_keeps_it_open(talk):
    talk.hears("book", slots={"service": "haircut"})
    assert "что поменять" in talk.hears(answer="no")
    assert talk.state.form.asked == "day"
    assert talk.hears(slots={"day": "2026-11-27"}) == "which time?"


def test_an_action_can_take_no_for_its_end(talk):
    talk.hears("cancel", slots={"code": "K7M3QP"})
    assert talk.hears(answer="no") == "K7M3QP stays"
    assert talk.state.form is None


def test_after_a_no_a_change_is_taken_and_confirmed(talk):
    talk.hears("book", sure=0.6, slots=FULL)
    talk.hears(answer="no")
    assert talk.hears(slots={"time": "17:00"}) == "is 17:00 right?"


def test_confirmations_get_yes_and_no_to_tap(talk):
    talk.hears("book", sure=0.6, slots=FULL)
    assert talk.titles == ["Да", "Нет"]
    assert talk.taps("Да") == "booked 2026-11-27 15:00"


def test_an_objection_keeps_the_rest_and_a_tap_settles_it(talk):
    assert talk.hears("book", slots=FULL | {"time": "13:00"}) == "taken"
    assert "time" not in talk.state.form.values
    assert talk.titles == ["13:30", "14:00", "tomorrow"]
    assert talk.taps("14:00") == "booked 2026-11-27 14:00"


def test_what_is_picked_from_an_offer_needs_no_confirmation_even_where_it_changes_what_was_said(talk):
    talk.hears("book", slots=FULL | {"time": "13:00"})
    assert talk.taps("tomorrow") == "booked 2026-11-28 13:30"


def test_an_objection_before_anything_is_asked(talk):
    assert talk.hears("book", slots={"day": "2026-11-29"}) == "closed on Sunday"
    assert talk.state.form.asked == "day"
    assert talk.hears(slots={"day": "2026-11-27"}) == "which service?"


def test_values_that_follow_from_others_are_kept(talk):
    talk.hears("book", slots={"service": "massage"})
    assert talk.state.form.values["staff"] == "vera"


def test_yes_to_a_single_offer_takes_it(talk):
    talk.hears("book", slots={"service": "haircut"}, unclear={"day": ("2026-11-27",)})
    assert talk.titles == ["2026-11-27"]
    assert talk.hears(answer="yes") == "which time?"
    assert talk.state.form.values["day"] == "2026-11-27"


def test_stop_closes_the_form(talk):
    talk.hears("book")
    assert "остановимся" in talk.hears(stop=True)
    assert talk.state.form is None
    assert talk.hears(slots={"time": "15:00"}) != "which day?"


def test_a_new_wish_with_a_form_of_its_own_drops_the_old_one(talk, bot):
    talk.hears("cancel")
    assert talk.hears("book", slots={"service": "haircut"}) == "which day?"
    assert talk.state.waiting is None


def test_an_open_question_is_forgotten_after_a_day(talk):
    talk.hears("book", slots={"service": "haircut"})
    talk.now = talk.now.replace(day=25)
    talk.hears(slots={"day": "2026-11-27"})
    assert talk.state.form is None


def test_a_form_whose_action_is_gone_is_dropped(talk, wordless_bot):
    talk.hears("book")
    talk.bot = wordless_bot
    talk.hears()
    assert talk.state.form is None
