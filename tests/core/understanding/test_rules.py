"""Whole messages to a small bot (see conftest)."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontdesk.intents import Slot, SlotKind
from frontdesk.messages import Choice

DAY, TIME = Slot("day", SlotKind.DAY), Slot("time", SlotKind.TIME)
NAME, CODE = Slot("name", SlotKind.NAME), Slot("code", SlotKind.CODE)
SERVICE, NOTE = Slot("service", SlotKind.OPTION), Slot("note", SlotKind.TEXT)
GUESTS = Slot("guests", SlotKind.NUMBER)
HALF_PAST_TWO = Choice("18 марта, 14:30", {"day": "2027-03-18", "time": "14:30"}, id="a")
FOUR = Choice("18 марта, 16:00", {"day": "2027-03-18", "time": "16:00"}, id="b")
NEXT_DAY = Choice("19 марта, 10:00", {"day": "2027-03-19", "time": "10:00"}, id="c")
_WORDS = (
    "хочу не отменить запись маникюр завтра в 3 K7M3QP да нет второй к Анне меня зовут book cancel "
    "the 2nd at noon , ? !"
)
OFFERED = (HALF_PAST_TWO, FOUR, NEXT_DAY)


@pytest.mark.parametrize(
    ("text", "intent", "slots"),
    [
        ("Хочу записаться на мужскую стрижку завтра в 14:00", "book",
         {"service": "men", "day": "2027-03-18", "time": "14:00"}),
        ("запишите на маникюр к Олегу в пятницу в полпятого", "book",
         {"service": "nails", "staff": "oleg", "day": "2027-03-19", "time": "16:30"}),
        ("I'd like to book a men's haircut tomorrow at 2pm", "book",
         {"service": "men", "day": "2027-03-18", "time": "14:00"}),
        ("a manicure with Anna on friday at 5", "book",
         {"service": "nails", "staff": "anna", "day": "2027-03-19", "time": "17:00"}),
        ("маникюр завтра в 3", "book", {"service": "nails", "day": "2027-03-18", "time": "15:00"}),
        ("zapishite na manikyur zavtra v 15:00", "book",
         {"service": "nails", "day": "2027-03-18", "time": "15:00"}),
        ("Добрый вечер! Запишите на маникюр", "book", {"service": "nails"}),
        ("спасибо, запишите на завтра", "book", {"day": "2027-03-18"}),
        ("отмените запись K7M3QP", "cancel", {"code": "K7M3QP"}),
        ("I need to cancel my appointment, к7м3хр", "cancel", {"code": "K7M3XP"}),
        ("я не смогу прийти завтра", "cancel", {"day": "2027-03-18"}),
        ("больше не нужно меня ждать", "cancel", {}),
        ("перенесите на субботу", "move", {"day": "2027-03-20"}),
        ("где вы находитесь?", "where", {}),
        ("Сколько стоит маникюр?", "prices", {"service": "nails"}),
        ("спасибо!", "thanks", {}),
        ("привет", "hello", {}),
        ("меня зовут Катя, +7 927 123-45-67, бронь на завтра", "book",
         {"name": "Катя", "phone": "+79271234567", "day": "2027-03-18"}),
    ],
)  # fmt: skip
def test_first_messages(read, text, intent, slots):
    reading = read(text)
    assert reading.intent == intent
    assert reading.slots == slots
    assert not reading.unclear
    assert reading.source == "rules"


@pytest.mark.parametrize(
    "text",
    [
        "какая завтра погода в Самаре?",
        "qwerty zxcvb",
        "фывфыв",
        "кто поёт эту песню",
        "сыграй мне песню про лето",
        "",
        "🙂",
    ],
)
def test_out_of_scope(read, text):
    assert not read(text).guesses


@pytest.mark.parametrize(
    "text", ["не хочу отменять", "don't cancel", "не надо отменять запись", "I do not want to cancel"]
)
def test_what_is_not_wanted_is_no_wish(read, text):
    assert "cancel" not in [guess.intent for guess in read(text).guesses]


@pytest.mark.parametrize("text", ["не могли бы вы отменить запись", "no, cancel it please"])
def test_polite_negations_are_wishes(read, text):
    assert read(text).intent == "cancel"


def test_several_options_are_unclear(read):
    reading = read("хочу на стрижку в следующую пятницу")
    assert reading.unclear == {"service": ("men", "women"), "day": ("2027-03-26", "2027-03-19")}
    assert reading.slots == {}


def test_several_requests(read):
    reading = read("отмените запись K7M3QP и скажите, сколько стоит маникюр")
    assert {guess.intent for guess in reading.guesses} == {"cancel", "prices"}
    assert all(guess.confidence >= 0.9 for guess in reading.guesses)


def test_confidence_is_honest(read):
    assert read("отмените запись").confidence >= 0.9
    assert 0.5 <= read("атмените пожалуйста, отмните").confidence < 0.9
    assert 0.5 <= read("маникюр завтра").confidence < 0.9


def test_words_that_intents_share_do_not_make_a_second_wish(read):
    assert [guess.intent for guess in read("I need to cancel my appointment").guesses] == ["cancel"]


def test_values_start_nothing_while_a_form_is_open(read):
    assert read("завтра в 3").intent == "book"
    reading = read("завтра в 3", asked=TIME)
    assert not reading.guesses
    assert reading.slots == {"day": "2027-03-18", "time": "15:00"}


def test_a_question_with_a_day_starts_no_booking(read):
    assert read("что делают в пятницу на маникюре").intent != "book"


def test_reasons(read):
    assert 'trigger "отмен" -> cancel' in read("отмените").reasons


@pytest.mark.parametrize(
    ("text", "answer", "slots", "correction"),
    [
        ("да", "yes", {}, False),
        ("нет", "no", {}, False),
        ("нет, в 15", "no", {"time": "15:00"}, True),
        ("да, но в 16", "yes", {"time": "16:00"}, False),
        ("нет, лучше в пятницу", "no", {"day": "2027-03-19"}, True),
        ("хорошо, в пятницу", None, {"day": "2027-03-19"}, False),
        ("ok", "yes", {}, False),
        ("actually make it 5pm", None, {"time": "17:00"}, True),
        ("не 14, а 15", None, {"time": "15:00"}, True),
        ("давайте на час позже", None, {"time": "15:00"}, True),
        ("не знаю", None, {}, False),
        ("perfect, thanks", "yes", {}, False),
        ("нет, спасибо", "no", {}, False),
    ],
)
def test_at_the_confirmation(read, text, answer, slots, correction):
    reading = read(text, confirming=True, values={"day": "2027-03-18", "time": "14:00"})
    assert (reading.answer, reading.slots, reading.correction) == (answer, slots, correction)


def test_yes_and_a_question(read):
    reading = read("да, и где вы находитесь?", confirming=True)
    assert reading.answer == "yes"
    assert reading.intent == "where"


@pytest.mark.parametrize(
    ("text", "slots"),
    [
        ("на час позже", {"time": "15:00"}),
        ("half an hour earlier", {"time": "13:30"}),
        ("на день позже", {"day": "2027-03-19"}),
        ("на неделю позже", {"day": "2027-03-25"}),
    ],
)
def test_shifts_count_from_what_was_said(read, text, slots):
    assert read(text, asked=TIME, values={"day": "2027-03-18", "time": "14:00"}).slots == slots


@pytest.mark.parametrize(
    ("text", "choice"),
    [
        ("2", FOUR),
        ("второй", FOUR),
        ("давайте второй вариант", FOUR),
        ("первое время", HALF_PAST_TWO),
        ("последний вариант", NEXT_DAY),
        ("тот что позже", NEXT_DAY),
        ("the second one", FOUR),
        ("the last one please", NEXT_DAY),
        ("the earliest", HALF_PAST_TWO),
        ("в 14:30", HALF_PAST_TWO),
        ("в 4", FOUR),
        ("16", FOUR),
        ("в пятницу", NEXT_DAY),
        ("19 марта 10:00", NEXT_DAY),
        ("10 утра", NEXT_DAY),
    ],
)
def test_picks(read, text, choice):
    reading = read(text, offered=OFFERED, asked=TIME)
    assert reading.chosen == choice
    assert "time" not in reading.slots


@pytest.mark.parametrize("text", ["завтра", "в 12:15", "где вы находитесь?", "ни один"])
def test_no_pick(read, text):
    assert read(text, offered=OFFERED, asked=TIME).chosen is None


HOURS = tuple(Choice(f"{hour}:00", {"time": f"{hour}:00"}, id=str(hour)) for hour in range(10, 20))


@pytest.mark.parametrize(
    ("text", "index"),
    [
        ("в 4", 6),
        ("4", 6),
        ("3", 5),
        ("1", 3),
        ("10", 0),
        ("четвёртое", 3),
        ("в 10", 0),
        ("самое позднее", 9),
        ("любое", 0),
    ],
)
def test_numbers_over_many_hours(read, text, index):
    assert read(text, offered=HOURS, asked=TIME).chosen == HOURS[index]


def test_the_evening_is_picked_by_its_small_number(read):
    evening = Choice("20:00", {"time": "20:00"}, id="x")
    assert read("в 8", offered=(HALF_PAST_TWO, evening), asked=TIME).chosen == evening


def test_a_typed_title_picks(read):
    menu = (Choice("Записаться", intent="book", id="1"), Choice("Мои записи", intent="mine", id="2"))
    assert read("мои записи", offered=menu).chosen == menu[1]


@pytest.mark.parametrize(
    ("asked", "text", "value"),
    [
        (NAME, "Анна", "Анна"),
        (NAME, "меня зовут анна", "Анна"),
        (NAME, "it's John", "John"),
        (NAME, "Петров Иван", "Петров Иван"),
        (NAME, "Олег, 89271234567", "Олег"),
        (NAME, "Катя, а сколько стоит маникюр?", "Катя"),
        (CODE, "k7m 3qp", "K7M3QP"),
        (TIME, "15", "15:00"),
        (DAY, "20", "2027-03-20"),
        (NOTE, "Аллергия на лак", "Аллергия на лак"),
        (GUESTS, "нас будет 4", 4),
        (SERVICE, "мужскую", "men"),
    ],
)
def test_what_was_asked_for(read, asked, text, value):
    assert read(text, asked=asked).slots[asked.name] == value


@pytest.mark.parametrize("text", ["а сколько стоит?", "завтра", "отмените", "да", "где вы?"])
def test_no_name(read, text):
    assert "name" not in read(text, asked=NAME).slots


def test_a_name_given_is_no_choice_of_staff(read):
    reading = read("Анна", asked=NAME)
    assert reading.slots == {"name": "Анна"}


@pytest.mark.parametrize("text", ["стоп", "забудьте", "отмена", "never mind"])
def test_stop(read, text):
    reading = read(text, asked=TIME)
    assert reading.stop
    assert not reading.guesses


@pytest.mark.parametrize(
    ("text", "language"),
    [("запишите меня", "ru"), ("zapishite menya na zavtra", "ru"), ("book me in", "en"), ("15:00", None)],
)
def test_language(read, text, language):
    assert read(text).language == language


@given(
    st.one_of(
        st.text(),
        st.lists(
            st.sampled_from(_WORDS.split())
        ).map(" ".join),
    ),
    st.sampled_from([None, DAY, TIME, NAME, CODE, SERVICE, NOTE, GUESTS]),
)  # fmt: skip
def test_any_text_is_read_the_same_twice(read: Any, text: str, asked: Slot | None) -> None:
    first = read(text, asked=asked, offered=OFFERED)
    assert first == read(text, asked=asked, offered=OFFERED)
    assert all(0.5 <= guess.confidence <= 1 for guess in first.guesses)
    assert not set(first.slots) & set(first.unclear)
