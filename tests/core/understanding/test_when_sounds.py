"""Days and hours written as they sound."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from frontdesk.understanding.when.reader import read_when
from frontdesk.understanding.when.sounds import by_sound, sound_of

MONDAY = datetime(2026, 11, 23, 10, tzinfo=ZoneInfo("Europe/Moscow"))


@pytest.mark.parametrize(
    ("written", "day", "time"),
    [
        ("зафтра в адинацать", "2026-11-24", "11:00"),
        ("во фторник в двенацать", "2026-11-24", "12:00"),
        ("в читверг в питнацать", "2026-11-26", "15:00"),
        ("в васкрисенье вичером", "2026-11-29", None),
        ("севодня", "2026-11-23", None),
        ("в субботу", "2026-11-28", None),
    ],
)
def test_a_day_is_read_as_it_sounds(written, day, time):
    when = read_when(written, now=MONDAY, language="ru")
    assert when.day_value() == day
    assert time is None or when.time_value() == time


@pytest.mark.parametrize("word", ["четыреста", "вторсырье", "подними", "сегмент"])
def test_other_words_stay_what_they_are(word):
    assert read_when(f"хочу {word}", now=MONDAY, language="ru").empty


def test_words_that_sound_alike_are_none_of_them():
    assert by_sound(["кампания", "компания", "вторник"]) == {sound_of("вторник"): "вторник"}
