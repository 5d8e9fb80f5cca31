"""What happens when the customer is not understood: never a loop, always a way out."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

from frontdesk import Reading, Reason
from frontdesk.bots.staffing import HandoverRules


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


def test_a_person_takes_over_and_there_is_a_way_back(talk):
    talk.hears("book")
    assert "сотруднику" in talk.hears("human")
    assert talk.handed_over is Reason.ASKED
    assert talk.state.form is None
    assert talk.titles == ["Вернуть бота"]
    assert talk.taps("Вернуть бота") == "Чем могу помочь?"
    assert talk.handed_over is None


def ruled(bot, **when):
    return replace(bot, definition=SimpleNamespace(handover=HandoverRules.model_validate({"when": when})))


def test_so_many_misses_lead_to_a_person_whether_or_not_a_form_is_open(talk_with, bot):
    talk = talk_with(ruled(bot, misses=2))
    talk.takes(Reading())
    assert talk.handed_over is None
    assert "сотруднику" in talk.takes(Reading())
    assert talk.handed_over is Reason.MISSED
    talk.hears("book")
    talk.takes(Reading())
    assert talk.handed_over is None
    talk.takes(Reading())
    assert talk.handed_over is Reason.MISSED
    assert talk.state.form is None


def test_a_complaint_leads_to_a_person_whatever_else_is_understood(talk_with, bot):
    talk = talk_with(ruled(bot, complaints=True))
    talk.hears("book")
    assert "сотруднику" in talk.hears("cancel", text="отмените всё и верните деньги")
    assert talk.handed_over is Reason.COMPLAINT
    assert talk.state.form is None


def test_a_bot_without_a_way_to_a_person_goes_on(talk_with, bot):
    intents = {name: intent for name, intent in bot.abilities.intents.items() if name != "human"}
    abilities = SimpleNamespace(**{**vars(bot.abilities), "intents": intents})
    talk = talk_with(replace(ruled(bot, misses=1, complaints=True), abilities=abilities))
    assert "Простите" in talk.takes(Reading())
    assert talk.hears("mine", text="верните деньги") == "your bookings"
    assert talk.handed_over is None


def test_a_tap_on_an_outdated_choice_is_not_on_offer_any_more(talk):
    talk.hears("greeting")
    outdated = talk.state.offered[0]
    talk.taps("Записаться")
    assert outdated not in talk.state.offered
    talk.hears("greeting")
    assert not {choice.id for choice in talk.state.offered} & {outdated.id}
