"""Days as people say them, seen from Wednesday, 17 March 2027."""

from __future__ import annotations

import pytest

DAYS = {
    # relative
    "сегодня": "03-17",
    "на завтра": "03-18",
    "послезавтра": "03-19",
    "после завтра": "03-19",
    "послепослезавтра": "03-20",
    "завтрашний день": "03-18",
    "через 4 дня": "03-21",
    "через пару дней": "03-19",
    "через десять дней": "03-27",
    "через неделю": "03-24",
    "через две недели": "03-31",
    "через месяц": "04-17",
    "через недельку": "03-24",
    "today": "03-17",
    "tmrw": "03-18",
    "the day after tomorrow": "03-19",
    "in five days": "03-22",
    "in a couple of days": "03-19",
    "in a week": "03-24",
    "a week from today": "03-24",
    "three days from today": "03-20",
    "in two weeks": "03-31",
    # weekdays
    "в пятницу": "03-19",
    "в пт": "03-19",
    "к понедельнику": "03-22",
    "на вскр": "03-21",
    "в эту субботу": "03-20",
    "в ближайший вторник": "03-23",
    "в четверг на следующей неделе": "03-25",
    "на той неделе в пятницу": "03-26",
    "через неделю во вторник": "03-23",
    "через три недели в субботу": "04-10",
    "friday": "03-19",
    "on thurs": "03-18",
    "this saturday": "03-20",
    "coming tuesday": "03-23",
    "next week wednesday": "03-24",
    "friday of next week": "03-26",
    "a week on friday": "03-26",
    "saturday week": "03-27",
    "two weeks from monday": "04-05",
    # dates
    "25 марта": "03-25",
    "25-го марта": "03-25",
    "двадцать пятого марта": "03-25",
    "тридцать первого": "03-31",
    "1 апреля": "04-01",
    "первого апреля": "04-01",
    "на 20-е": "03-20",
    "20 числа": "03-20",
    "двадцатого числа": "03-20",
    "на двадцать второе": "03-22",
    "5-го": "04-05",
    "22.03": "03-22",
    "22.03.27": "03-22",
    "22/03/2027": "03-22",
    "2027-03-29": "03-29",
    "3 апр.": "04-03",
    "четверг, 25 марта": "03-25",
    "march 25": "03-25",
    "march 25th": "03-25",
    "25 march": "03-25",
    "the 25th of march": "03-25",
    "twenty-fifth of march": "03-25",
    "march the twenty fifth": "03-25",
    "the 30th": "03-30",
    "on the 17": "03-17",
    "on the fifth": "04-05",
    "3/25": "03-25",
    "25/3": "03-25",
    "mar. 30": "03-30",
    "the 2nd of next month": "04-02",
    "the 29th of this month": "03-29",
    "thursday the 25th": "03-25",
    "первый понедельник апреля": "04-05",
    "the second tuesday in april": "04-13",
    # typos, transliteration, layout
    "зафтра": "03-18",
    "в пятницк": "03-19",
    "в суботу": "03-20",
    "послезватра": "03-19",
    "tommorow": "03-18",
    "on wensday the 24th": "03-24",
    "on thrusday": "03-18",
    "poslezavtra": "03-19",
    "v pyatnicu": "03-19",
    "pfdnhf": "03-18",
    "d gznybwe": "03-19",
    # the later word counts, and what is refused does not
    "не в пятницу, а в субботу": "03-20",
    "вместо пятницы в понедельник": "03-22",
    "завтра, хотя нет, послезавтра": "03-19",
    "not friday, saturday": "03-20",
}
SPANS = {
    "на этой неделе": ("03-17", "03-21"),
    "на следующей неделе": ("03-22", "03-28"),
    "на той неделе": ("03-22", "03-28"),
    "на неделе после следующей": ("03-29", "04-04"),
    "на выходных": ("03-20", "03-21"),
    "в следующие выходные": ("03-27", "03-28"),
    "в конце недели": ("03-18", "03-21"),
    "в начале следующей недели": ("03-22", "03-24"),
    "с четверга по субботу": ("03-18", "03-20"),
    "с 20 по 23 марта": ("03-20", "03-23"),
    "20-23 марта": ("03-20", "03-23"),
    "20. - 23.03": ("03-20", "03-23"),
    "30 марта - 2 апреля": ("03-30", "04-02"),
    "в четверг или пятницу": ("03-18", "03-19"),
    "чт/пт": ("03-18", "03-19"),
    "хоть завтра, хоть послезавтра": ("03-18", "03-19"),
    "в апреле": ("04-01", "04-30"),
    "в конце марта": ("03-21", "03-31"),
    "this week": ("03-17", "03-21"),
    "next week": ("03-22", "03-28"),
    "the week after next": ("03-29", "04-04"),
    "this or next week": ("03-17", "03-28"),
    "the weekend": ("03-20", "03-21"),
    "later this week": ("03-18", "03-21"),
    "next four days": ("03-18", "03-21"),
    "next two weeks": ("03-22", "04-04"),
    "thursday to saturday": ("03-18", "03-20"),
    "march 20 to 23": ("03-20", "03-23"),
    "march 30th - april 2nd": ("03-30", "04-02"),
    "from march 30th to the 2nd": ("03-30", "04-02"),
    "tomorrow or friday": ("03-18", "03-19"),
    "in april": ("04-01", "04-30"),
    "next month": ("04-01", "04-30"),
}
OPEN = {
    "в следующую пятницу": ("2027-03-26", "2027-03-19"),
    "след четверг": ("2027-03-25", "2027-03-18"),
    "next friday": ("2027-03-26", "2027-03-19"),
    "saturday after next": ("2027-03-27", "2027-04-03"),
    "в среду": ("2027-03-24", "2027-03-17"),
    "wednesday": ("2027-03-24", "2027-03-17"),
    "в четверг или в воскресенье": ("2027-03-18", "2027-03-21"),
}
NONE = [
    "привет",
    "второй вариант",
    "the second one",
    "мне 30 лет",
    "ребёнку 5 лет",
    "нас 3 человека",
    "скидка 20%",
    "марина",
    "may I come",
    "добрый день",
    "good evening",
    "хорошего дня!",
    "не в пятницу",
    "31 февраля",
    "45.45",
    "",
    "...",
]


@pytest.mark.parametrize(("text", "day"), DAYS.items())
def test_day(when, text, day):
    assert when(text).day_values() == (f"2027-{day}",)


@pytest.mark.parametrize(("text", "span"), SPANS.items())
def test_span_of_days(when, text, span):
    assert when(text).day_values() == ({"from": f"2027-{span[0]}", "to": f"2027-{span[1]}"},)


@pytest.mark.parametrize(("text", "days"), OPEN.items())
def test_two_days_are_kept_where_two_can_be_meant(when, text, days):
    found = when(text)
    assert found.day_values() == days
    assert found.ambiguous


@pytest.mark.parametrize("text", NONE)
def test_no_day(when, text):
    assert when(text).day_value() is None


def test_figures_follow_the_language(when):
    assert when("4/5", language="en").day_values() == ("2027-04-05", "2027-05-04")
    assert when("4/5", language="ru").day_values() == ("2027-05-04", "2027-04-05")


def test_a_past_date_is_next_year(when):
    assert when("1 марта").day_value() == "2028-03-01"
    assert when("29 февраля").day_value() == "2028-02-29"


def test_a_bare_number_answers_the_question_for_a_day(when):
    assert when("20", asked="day").day_value() == "2027-03-20"
    assert when("20").empty
