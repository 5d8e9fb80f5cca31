"""What happens when the customer is not understood: never a loop, always a way out."""

from __future__ import annotations


def test_the_second_miss_shows_a_way_out_and_the_third_gives_up(talk):
    talk.hears("book")
    assert talk.hears() == "Простите, не получилось понять.\nwhich service?"
    assert talk.hears().startswith("Давайте иначе")
    assert talk.titles == ["Позвать человека", "Не сейчас"]
    assert "начнём заново" in talk.hears()
    assert talk.state.form is None
    assert "Записаться" in talk.titles


def test_the_way_out_closes_the_form(talk):
    talk.hears("book")
    talk.hears()
    talk.hears()
    assert "остановимся" in talk.taps("Не сейчас")
    assert talk.state.form is None


def test_an_answer_forgives_the_misses(talk):
    talk.hears("book")
    talk.hears()
    talk.hears()
    talk.hears(slots={"service": "haircut"})
    assert talk.hears().startswith("Простите, не получилось понять.")


def test_the_same_question_again_and_again_shows_a_way_out(talk):
    talk.hears("book", slots={"day": "2026-11-29"})
    for _ in range(2):
        talk.hears(slots={"day": "2026-11-29"})
    assert "Не сейчас" in talk.titles


def test_nothing_open_and_nothing_understood_shows_the_menu(talk):
    first = talk.hears()
    assert first.startswith("Простите")
    assert "Записаться" in talk.titles
    assert talk.hears() != first


def test_yes_to_nothing_is_taken_kindly(talk):
    assert talk.hears(answer="yes").startswith("Хорошо")


def test_a_bot_that_can_do_nothing_still_answers(talk_with, wordless_bot):
    talk = talk_with(wordless_bot)
    assert talk.hears(stop=True, answer="yes").startswith("Простите")


def test_a_person_takes_over_and_the_bot_keeps_silent_until_it_is_called(talk):
    talk.hears("book")
    assert "сотруднику" in talk.hears("human")
    assert talk.state.form is None
    assert talk.hears("book") == ""
    assert talk.hears("menu") == "Чем могу помочь?"
    assert talk.hears("book") == "which service?"


def test_the_bot_comes_back_by_itself_after_some_hours(talk):
    talk.hears("human")
    talk.now = talk.now.replace(hour=talk.now.hour + 5)
    assert talk.hears("book") == "which service?"


def test_a_tap_on_an_outdated_choice_is_not_on_offer_any_more(talk):
    talk.hears("greeting")
    outdated = talk.state.offered[0]
    talk.taps("Записаться")
    assert outdated not in talk.state.offered
    talk.hears("greeting")
    assert not {choice.id for choice in talk.state.offered} & {outdated.id}
