"""A model's own words are said only where they state nothing: courtesies, and those where nothing is open."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from openai_server import reads

from frontdesk import Choice, Slot, SlotKind, Utterance
from frontdesk.bots import Bots
from frontdesk.builtin.openai_reader.guard import may_be_said
from frontdesk.plugins import Plugins

HARMFUL = (
    "Your spot is saved!", "It's on the house!", "Sure, consider it done!", "All set, see you then!",
    "We are next to the train station.", "You're in!", "See you soon!", "Great, that works for us!",
    "Yes, no problem!", "Of course!", "Sorry, not today.", "Thanks, it's all taken care of!",
    "We've put you down.", "Maria can take you then.", "Everything is sorted, have a lovely day!",
    "Just come in whenever you like.", "The door is on the left.", "It won't cost a thing!",
    "Our master will love to see you!", "Done!", "Thank you, we have noted it.", "You're welcome anytime!",
    "Have a lovely day, the seat is yours!", "I am happy to do it for nothing.", "Ask for Maria at the desk.",
    "Hi! Half price for you!", "Good one! It is yours.", "Consider yourself on the list, dear friend!",
    "Всё готово, до встречи!", "Мы рядом с Лениной горой, вход слева", "Договорились!", "Хорошо, приходите!",
    "Вы в списке!", "Да, конечно!", "Мастер вас примет.", "Всё улажено, хорошего дня!",
    "Спасибо, мы вас внесли.",
    "Не волнуйтесь, всё устроено.", "Для вас за наш счёт!", "Мы за углом от вокзала.",
    "Дверь справа от аптеки.",
    "Приезжайте, когда удобно!", "Увидимся!", "Сделано!", "Рада помочь, всё оформила!",
    "Пожалуйста, проходите!",
    "Сегодня без очереди.", "Это вам ничего не обойдётся.", "Привет! Мастер ваш.",
    "Ха-ха, приходите хоть ночью!",
)  # fmt: skip
HARMLESS = (
    "You're welcome!", "Have a lovely day!", "Haha, that made us smile!", "Hello there! How can I help?",
    "Thank you so much for your kind words!", "I'm so sorry to hear that.", "That's so sweet of you!",
    "What a funny joke!", "Good morning! How are you?", "Take care and good luck!", "Happy birthday!",
    "My pleasure!", "Nice to meet you!", "Рада помочь!", "Спасибо за добрые слова!", "Не за что!",
    "Здравствуйте! Чем могу помочь?", "Хорошего вам дня!", "Ха-ха, отличная шутка!", "Всего доброго!",
    "Очень жаль это слышать. Надеюсь, вам скоро станет лучше!", "Вы меня рассмешили 😊", "Берегите себя!",
)  # fmt: skip


@pytest.fixture(scope="module")
def utterance():
    [bot] = Bots.load("salon", Plugins.load(), {})
    now = datetime(2026, 11, 23, 10, tzinfo=ZoneInfo("Europe/Moscow"))
    return Utterance(text="blorp", now=now, bot=bot, language="en")


@pytest.mark.parametrize("words", HARMFUL)
def test_what_states_something_is_refused(utterance, words):
    assert not may_be_said(words, utterance.bot, utterance)


@pytest.mark.parametrize("words", HARMLESS)
def test_courtesies_pass(utterance, words):
    assert may_be_said(words, utterance.bot, utterance)


@pytest.mark.parametrize("courtesy", ["Thank you!", "Haha!", "Рада помочь!", "Have a lovely day!"])
@pytest.mark.parametrize("harm", HARMFUL)
def test_a_courtesy_carries_nothing_else(utterance, courtesy, harm):
    assert not may_be_said(f"{courtesy} {harm}", utterance.bot, utterance)
    assert not may_be_said(f"{harm} {courtesy}", utterance.bot, utterance)
    assert not may_be_said(f"{courtesy.rstrip('!')}, {harm}", utterance.bot, utterance)


@pytest.mark.parametrize(
    "opened",
    [
        {"asked": Slot("day", SlotKind.DAY)},
        {"confirming": True},
        {"values": {"service": "haircut"}},
        {"about": {"day": "2026-11-24"}},
        {"offered": (Choice("10:00", {"time": "10:00"}, id="1.1"),)},
        {"offered": (Choice("Yes", answer="yes", id="1.1"),)},
    ],
)
def test_nothing_is_said_while_something_is_open(utterance, opened):
    assert not may_be_said("You're welcome!", utterance.bot, replace(utterance, **opened))


def test_a_menu_is_nothing_open(utterance):
    menu = (Choice("Book", intent="book", id="1.1"),)
    assert may_be_said("You're welcome!", utterance.bot, replace(utterance, offered=menu))


def test_a_model_is_not_even_asked_for_it_while_a_form_is_open(open_salon, server):
    server.behaviour = reads(small_talk="You're welcome!")
    with open_salon(smalltalk=True) as salon:
        salon.customer.say("A haircut tomorrow, please")
        assert "You're welcome" not in salon.customer.say("blorp flurb")
        assert "small_talk" not in str(server.last.body)


def test_small_talk_takes_no_longer_for_many_words(utterance):
    assert not may_be_said("ха " * 52 + "x", utterance.bot, utterance)
