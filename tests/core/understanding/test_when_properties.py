"""What must hold of any text, any day and any hour."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from frontdesk.understanding import normalize, read_when

NOW = datetime(2027, 3, 17, 9, 20, tzinfo=ZoneInfo("Europe/Samara"))
MONTHS = [
    "января",
    "февраля",
    "марта",
    "апреля",
    "мая",
    "июня",
    "июля",
    "августа",
    "сентября",
    "октября",
    "ноября",
    "декабря",
]
MONTHS_EN = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]

words = st.sampled_from(
    [
        "в",
        "на",
        "с",
        "до",
        "после",
        "не",
        "и",
        "или",
        "через",
        "пол",
        "без",
        "четверть",
        "час",
        "часа",
        "минут",
        "день",
        "недели",
        "следующую",
        "эту",
        "пятницу",
        "завтра",
        "утра",
        "дня",
        "вечером",
        "3",
        "14",
        "15:30",
        "25",
        "1",
        "0",
        "31.02",
        "99",
        "первого",
        "марта",
        "at",
        "on",
        "from",
        "to",
        "half",
        "past",
        "quarter",
        "next",
        "this",
        "week",
        "days",
        "in",
        "the",
        "2nd",
        "-",
        ",",
        ".",
        "/",
        "am",
        "pm",
    ]
)
days = st.dates(min_value=NOW.date() + timedelta(days=1), max_value=NOW.date() + timedelta(days=300))
quarters = st.integers(0, 95).map(lambda count: (count // 4, count % 4 * 15))


@given(st.text())
def test_any_text_is_read(text):
    found = read_when(text, now=NOW)
    assert all(0 <= start <= end <= len(normalize(text)) for start, end in found.spans)


@given(st.lists(words, max_size=12).map(" ".join), st.sampled_from(["ru", "en", None]))
def test_any_order_of_its_words_is_read_the_same_twice(text, language):
    assert read_when(text, now=NOW, language=language) == read_when(text, now=NOW, language=language)


@given(st.text())
def test_normalizing_twice_changes_nothing(text):
    assert normalize(normalize(text)) == normalize(text)


@given(days)
def test_every_spelling_of_a_day_is_read_back(day: date):
    spellings = (
        f"{day.day} {MONTHS[day.month - 1]} {day.year}",
        f"{day.day}-го {MONTHS[day.month - 1]}",
        f"на {day.day} {MONTHS[day.month - 1]}",
        f"{day:%d.%m.%Y}",
        f"{day:%d.%m.%y}",
        day.isoformat(),
        f"{MONTHS_EN[day.month - 1]} {day.day}, {day.year}",
        f"the {day.day}th of {MONTHS_EN[day.month - 1]}",
        f"{day.day} {MONTHS_EN[day.month - 1][:3]}",
        f"через {(day - NOW.date()).days} дней",
        f"in {(day - NOW.date()).days} days",
    )
    assert {spelling: read_when(spelling, now=NOW).day_values() for spelling in spellings} == {
        spelling: (day.isoformat(),) for spelling in spellings
    }


@given(quarters)
def test_every_spelling_of_a_time_is_read_back(moment):
    hour, minute = moment
    twelve, half = hour % 12 or 12, "am" if hour < 12 else "pm"
    spellings = (
        f"в {hour:02d}:{minute:02d}",
        f"{hour:02d}:{minute:02d}",
        f"at {twelve}:{minute:02d} {half}",
        f"{twelve}:{minute:02d}{half}",
        f"к {hour:02d}-{minute:02d}" if minute in (0, 30, 45) else f"к {hour:02d}:{minute:02d}",
        f"{hour:02d}ч{minute:02d}",
    )
    expected = (f"{hour:02d}:{minute:02d}",)
    assert {spelling: read_when(spelling, now=NOW).time_values() for spelling in spellings} == dict.fromkeys(
        spellings, expected
    )


@given(days, quarters)
def test_day_and_time_together_are_read_back(day, moment):
    text = f"запишите на {day.day} {MONTHS[day.month - 1]} в {moment[0]:02d}:{moment[1]:02d}"
    found = read_when(text, now=NOW)
    assert found.day_values() == (day.isoformat(),)
    assert found.time_values() == (f"{moment[0]:02d}:{moment[1]:02d}",)
