"""Hours as people say them."""

from __future__ import annotations

from datetime import timedelta

import pytest

TIMES = {
    "в 14:00": "14:00",
    "14.00": "14:00",
    "14-30": "14:30",
    "14 30": "14:30",
    "1430": "14:30",
    "14ч": "14:00",
    "14ч30": "14:30",
    "в 14 часов 30 минут": "14:30",
    "к 15": "15:00",
    "на 15": "15:00",
    "часиков в 7": "19:00",
    "часам к пяти": "17:00",
    "часа в два": "14:00",
    "около шести": "18:00",
    "в районе трёх": "15:00",
    "примерно в 11": "11:00",
    "в 3": "15:00",
    "в три": "15:00",
    "к двум": "14:00",
    "в час": "13:00",
    "на час дня": "13:00",
    "в 9": "09:00",
    "в 12": "12:00",
    "в полдень": "12:00",
    "в 3 часа дня": "15:00",
    "в 4 часа после полудня": "16:00",
    "в девять вечера": "21:00",
    "в 8 вечера": "20:00",
    "в 8 утра": "08:00",
    "в 12 ночи": "00:00",
    "вечером в 7": "19:00",
    "вечером часов в 8": "20:00",
    "утром в 10": "10:00",
    "полвторого": "13:30",
    "в пол шестого": "17:30",
    "в пол-третьего": "14:30",
    "пол 6": "17:30",
    "в половине восьмого вечера": "19:30",
    "без четверти три": "14:45",
    "без пятнадцати 5": "16:45",
    "без двадцати пять": "16:40",
    "четверть седьмого": "18:15",
    "десять минут пятого": "16:10",
    "в шестнадцать тридцать": "16:30",
    "в семь пятнадцать вечера": "19:15",
    "девять ноль пять": "09:05",
    "в 15:30 дня": "15:30",
    "at 2pm": "14:00",
    "2 p.m.": "14:00",
    "2p": "14:00",
    "at two pm": "14:00",
    "10am": "10:00",
    "12am": "00:00",
    "12 pm": "12:00",
    "noon": "12:00",
    "at 3": "15:00",
    "@ 3": "15:00",
    "arnd 10ish": "10:00",
    "around five": "17:00",
    "at 11": "11:00",
    "five o'clock": "17:00",
    "8 o'clock in the evening": "20:00",
    "quarter to 5": "16:45",
    "a quarter past four": "16:15",
    "half past two": "14:30",
    "half 4": "16:30",
    "ten past two": "14:10",
    "twenty to six pm": "17:40",
    "seven thirty in the evening": "19:30",
    "two-fifteen": "14:15",
    "evening 5:45": "17:45",
    "in the morning at 10": "10:00",
    "at 16h15": "16:15",
    "730 pm": "19:30",
    "07:30": "07:30",
    "не в 3, а в 5": "17:00",
    "v 15 30": "15:30",
}
WINDOWS = {
    "с 3 до 5": ("15:00", "17:00"),
    "с 10 до 12": ("10:00", "12:00"),
    "с 11 до 2": ("11:00", "14:00"),
    "между двумя и четырьмя": ("14:00", "16:00"),
    "в 3-4": ("15:00", "16:00"),
    "с 5 до 7 вечера": ("17:00", "19:00"),
    "после 6": ("18:00", None),
    "после 18:00": ("18:00", None),
    "не раньше шести": ("18:00", None),
    "не позже 12": (None, "12:00"),
    "до 11:00": (None, "11:00"),
    "с 16": ("16:00", None),
    "after 3:30": ("15:30", None),
    "no earlier than 4": ("16:00", None),
    "not before 10": ("10:00", None),
    "before noon": (None, "12:00"),
    "by 5": (None, "17:00"),
    "until 6pm": (None, "18:00"),
    "between 2 and 4": ("14:00", "16:00"),
    "from 9 to 11": ("09:00", "11:00"),
    "5-7pm": ("17:00", "19:00"),
    "11am - 1pm": ("11:00", "13:00"),
    "after 3 but before 6": ("15:00", "18:00"),
    "в начале восьмого вечера": ("19:00", "19:30"),
}
PARTS = {
    "утром": "morning",
    "с утра": "morning",
    "до обеда": "morning",
    "в первой половине дня": "morning",
    "днём": "day",
    "в обед": "lunch",
    "после обеда": "afternoon",
    "во второй половине дня": "afternoon",
    "вечерком": "evening",
    "ближе к вечеру": "evening",
    "после работы": "evening",
    "in the morning": "morning",
    "before lunch": "morning",
    "at lunchtime": "lunch",
    "this afternoon": "afternoon",
    "after lunch": "afternoon",
    "tonight": "evening",
    "after work": "evening",
    "tomorrow night": "night",
}


@pytest.mark.parametrize(("text", "moment"), TIMES.items())
def test_time(when, text, moment):
    assert when(text).time_values() == (moment,)


@pytest.mark.parametrize(("text", "window"), WINDOWS.items())
def test_window(when, text, window):
    assert when(text).time_values() == ({"from": window[0], "to": window[1]},)


@pytest.mark.parametrize(("text", "part"), PARTS.items())
def test_part_of_the_day(when, text, part):
    found = when(text)
    assert found.part == part
    assert set(found.time_value()) == {"from", "to"}


@pytest.mark.parametrize(
    ("text", "day", "moment"),
    [
        ("завтра в 14:00", "2027-03-18", "14:00"),
        ("чт 18-30", "2027-03-18", "18:30"),
        ("в пятницу 19 марта в полпятого", "2027-03-19", "16:30"),
        ("22.03 в 18.00", "2027-03-22", "18:00"),
        ("на 20-е на девять утра", "2027-03-20", "09:00"),
        ("26го в 5", "2027-03-26", "17:00"),
        ("на следующей неделе в среду часов в 6 вечера", "2027-03-24", "18:00"),
        ("завтра 15", "2027-03-18", "15:00"),
        ("zavtra v 3 chasa dnya", "2027-03-18", "15:00"),
        ("pfdnhf d 15", "2027-03-18", "15:00"),
        ("sat arnd 10ish", "2027-03-20", "10:00"),
        ("tmrw @ 3", "2027-03-18", "15:00"),
        ("quarter to 11 in the morning on the 25th", "2027-03-25", "10:45"),
        ("seven tonight", "2027-03-17", "19:00"),
        ("friday at half 5", "2027-03-19", "17:30"),
        ("march 25th, 2:15 pm", "2027-03-25", "14:15"),
        ("через два часа", "2027-03-17", "11:20"),
        ("через полтора часа", "2027-03-17", "10:50"),
        ("через полчаса", "2027-03-17", "09:50"),
        ("in an hour", "2027-03-17", "10:20"),
        ("in half an hour", "2027-03-17", "09:50"),
        ("in 20 minutes", "2027-03-17", "09:40"),
    ],
)
def test_day_and_time(when, text, day, moment):
    found = when(text)
    assert (found.day_values(), found.time_values()) == ((day,), (moment,))


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("на час позже", 60),
        ("на полчаса раньше", -30),
        ("half an hour later", 30),
        ("an hour earlier", -60),
        ("the day after", 24 * 60),
        ("the day before please", -24 * 60),
        ("на следующий день", 24 * 60),
        ("днём позже", 24 * 60),
        ("2 days after", 2 * 24 * 60),
        ("a week later", 7 * 24 * 60),
    ],
)
def test_shift(when, text, minutes):
    assert when(text).shift == timedelta(minutes=minutes)


@pytest.mark.parametrize(
    "text", ["any day after 5", "the day after tomorrow", "в любой день после 6", "днём попозже"]
)
def test_no_shift(when, text):
    assert when(text).shift is None
    assert not when(text).empty


def test_the_other_half_of_the_day_is_told(when):
    assert when("в 8").other_time_values() == ("20:00",)
    assert when("в 20").other_time_values() == ()


def test_a_bare_number_answers_the_question_for_a_time(when):
    assert when("15", asked="time").time_value() == "15:00"
    assert when("пять", asked="time").time_value() == "17:00"
    assert when("15").empty


@pytest.mark.parametrize(
    "text", ["2 стрижки", "дом 15 квартира 3", "for 2 ladies", "25:00", "в 3 раза", "+7 916"]
)
def test_no_time(when, text):
    assert when(text).time_value() is None
