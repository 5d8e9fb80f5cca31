"""Yes, no, stop and corrections."""

from __future__ import annotations

import pytest

from frontdesk.understanding.answers import Remark
from frontdesk.understanding.normalize import normalize

YES = [
    "да",
    "Да!",
    "ага",
    "угу, верно",
    "конечно",
    "всё верно",
    "подтверждаю",
    "хорошо",
    "ок",
    "давайте",
    "пойдёт",
    "мне подходит",
    "супер",
    "+",
    "👍",
    "ну да",
    "да, всё правильно",
    "yes",
    "yep",
    "Yeah sure",
    "ok",
    "sounds good",
    "that works for me",
    "that's correct",
    "perfect",
    "go ahead",
    "please do",
    "I like that one",
    "of course",
    "all the details are right",
    "i'd like that very much, yes",
]
NO = [
    "нет",
    "неа",
    "не надо",
    "не подходит",
    "нет, спасибо",
    "не хочу",
    "неверно",
    "не так",
    "мне неудобно",
    "не подтверждаю",
    "no",
    "nope",
    "no thanks",
    "not really",
    "that's wrong",
    "that doesn't work",
    "not at all",
    "i don't like it",
    "no, that's not right",
    "👎",
]
NEITHER = [
    "маникюр",
    "в пятницу",
    "где вы находитесь",
    "15:00",
    "Анна",
    "how much is it",
    "дайте подумать",
    "find me a good plumber in this town",
    "дарья",
    "поздравляю",
    "",
]
STOP = [
    "стоп",
    "забудьте",
    "отмена",
    "ничего не надо",
    "я передумала",
    "отбой",
    "stop",
    "never mind",
    "forget it",
    "cancel",
    "нет, отмена",
    "i changed my mind",
    "передумал, не надо записывать",
]


@pytest.mark.parametrize("text", YES)
def test_yes(text):
    assert Remark(normalize(text)).answer().value == "yes"


@pytest.mark.parametrize("text", NO)
def test_no(text):
    assert Remark(normalize(text)).answer().value == "no"


@pytest.mark.parametrize("text", NEITHER)
def test_neither(text):
    answer = Remark(normalize(text)).answer()
    assert answer.value is None
    assert not answer.stop


@pytest.mark.parametrize("text", STOP)
def test_stop(text):
    assert Remark(normalize(text)).answer().stop


@pytest.mark.parametrize(
    "text", ["отмените запись на завтра", "не останавливайтесь", "передумала, давайте в пятницу"]
)
def test_no_stop(text):
    assert not Remark(normalize(text)).answer().stop


def test_weak_agreement_is_told_apart():
    assert Remark("хорошо").answer().weak
    assert not Remark("да").answer().weak


@pytest.mark.parametrize(
    "text", ["нет, в 15", "лучше в пятницу", "не в 3, а в 4", "actually, 5pm", "make it 6 instead"]
)
def test_correction(text):
    assert Remark(text).corrects


@pytest.mark.parametrize("text", ["в пятницу", "да, в 3", "at five"])
def test_no_correction(text):
    assert not Remark(text).corrects


def test_questions_and_requests():
    assert Remark("сколько стоит стрижка").asks
    assert not Remark("стрижка завтра").asks
    assert Remark("есть место завтра?").requests
    assert not Remark("стрижка завтра").requests


@pytest.mark.parametrize(
    "text",
    ["стоп, не надо", "спасибо, не надо", "не нужно, спасибо", "я подумаю", "I'll think about it"],
)
def test_what_calls_it_off_politely(text):
    assert Remark(normalize(text)).answer().stop
