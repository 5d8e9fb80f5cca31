"""What must hold of any phrase, at any moment, in any zone."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontdesk import Opening
from frontdesk.understanding import read_when
from frontdesk.understanding.numbers import NUMBER_WORDS
from frontdesk.understanding.when.words import WORDS

FIGURES = [
    "1",
    "3",
    "7",
    "12",
    "14",
    "25",
    "31",
    "99",
    "0",
    "1430",
    "15:30",
    "9-30",
    "10.30",
    "31.02",
    "1/12",
]
MARKS = [",", ".", "-", "–", "/", "?", "!", "@", "(", ")", ":", ";"]
phrases = st.lists(st.sampled_from([*WORDS, *NUMBER_WORDS, *FIGURES, *MARKS, "xyz"]), max_size=10).map(
    " ".join
)
zones = st.sampled_from(
    [
        ZoneInfo(key)
        for key in (
            "UTC",
            "Europe/Moscow",
            "Europe/Berlin",
            "America/New_York",
            "Australia/Lord_Howe",
            "Africa/Casablanca",
            "Pacific/Kiritimati",
            "Asia/Beirut",
        )
    ]
)
moments = st.builds(
    lambda moment, zone, fold: moment.replace(tzinfo=zone, fold=fold),
    st.one_of(
        st.datetimes(datetime(1950, 1, 1), datetime(2150, 1, 1)),
        # The nights in which clocks are changed, the ends of February, of the year and of the calendar.
        st.sampled_from(
            [
                datetime(2026, 3, 29, 2, 30),
                datetime(2026, 10, 25, 2, 30),
                datetime(2026, 3, 29, 0, 0),
                datetime(2028, 2, 29, 23, 59),
                datetime(2027, 12, 31, 23, 59),
                datetime(9999, 12, 31, 12, 0),
                datetime(1, 1, 2, 12, 0),
            ]
        ),
    ),
    zones,
    st.integers(0, 1),
)
languages = st.sampled_from(["ru", "en", None])


def usual_hours(day):
    return () if day.weekday() == 6 else (Opening(9 * 60, 13 * 60), Opening(14 * 60, 21 * 60))


@given(
    phrases, moments, languages, st.sampled_from([None, usual_hours]), st.sampled_from([None, "day", "time"])
)
def test_what_is_read_is_valid(text, now, language, hours, asked):
    found = read_when(text, now=now, language=language, hours=hours, asked=asked)
    for value in found.day_values():
        ends = (value,) if isinstance(value, str) else (value["from"], value["to"])
        assert any(ends)
        assert all(end is None or date.fromisoformat(end) for end in ends)
    for value in (*found.time_values(), *found.other_time_values()):
        ends = (value,) if isinstance(value, str) else (value["from"], value["to"])
        assert any(end is not None for end in ends)
        assert all(end is None or time.fromisoformat(end).second == 0 for end in ends)
    assert len(set(map(str, found.day_values()))) == len(found.day_values())
    assert len(set(map(str, found.time_values()))) == len(found.time_values())
    assert not (found.days and found.impossible_day)
    assert found.empty or found.spans


@given(phrases, languages)
def test_case_and_space_around_it_mean_nothing(text, language):
    now = datetime(2027, 3, 17, 9, 20, tzinfo=ZoneInfo("Europe/Samara"))
    plain = read_when(text, now=now, language=language)
    assert read_when(f"  {text.upper()} \n", now=now, language=language) == plain
    assert read_when(text.title().replace(" ", "  "), now=now, language=language) == plain


@pytest.mark.parametrize(
    ("text", "now", "day", "moment"),
    [
        ("через 2 часа", datetime(2026, 10, 25, 1, 30), "2026-10-25", "02:30"),
        ("in two hours", datetime(2026, 3, 29, 1, 30), "2026-03-29", "04:30"),
        ("завтра в 3", datetime(2026, 10, 24, 23, 59), "2026-10-25", "15:00"),
        ("через час", datetime(2026, 12, 31, 23, 30), "2027-01-01", "00:30"),
    ],
)
def test_when_the_clocks_are_changed(text, now, day, moment):
    found = read_when(text, now=now.replace(tzinfo=ZoneInfo("Europe/Berlin")))
    assert (found.day_value(), found.time_value()) == (day, moment)


WEEKDAYS = {
    "ru": ["понедельник", "вторник", "среду", "четверг", "пятницу", "субботу", "воскресенье"],
    "en": ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
}
TEMPLATES = {
    "ru": [
        "запишите на {day} в {hour}:{minute:02d}",
        "{day} {hour:02d}-{minute:02d}",
        "а в {day} к {hour}:{minute:02d}?",
    ],
    "en": [
        "{day} at {hour}:{minute:02d} please",
        "can you do {hour:02d}:{minute:02d} {day}",
        "{day} {hour}.{minute:02d}",
    ],
}


@given(
    st.sampled_from(["ru", "en"]),
    st.integers(0, 6),
    st.integers(13, 21),
    st.sampled_from([0, 30, 45]),
    st.integers(0, 2),
    moments.filter(lambda now: 1900 < now.year < 9000),
)
def test_a_weekday_and_an_hour_are_read_back(language, weekday, hour, minute, template, now):
    text = TEMPLATES[language][template].format(day=WEEKDAYS[language][weekday], hour=hour, minute=minute)
    found = read_when(text, now=now, language=language)
    ahead = (weekday - now.date().weekday()) % 7 or 7
    assert found.day_value() == (now.date() + timedelta(days=ahead)).isoformat()
    assert found.time_values() == (f"{hour:02d}:{minute:02d}",)
