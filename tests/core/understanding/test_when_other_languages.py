"""Days and hours in German and Spanish, by dateparser: likely, and never certain."""

from __future__ import annotations

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontdesk.dialogue import OpenForm, fill
from frontdesk.intents import Slot, SlotKind
from frontdesk.readings import Reading
from frontdesk.understanding import can_read

GERMAN = {
    "morgen um 15 Uhr": ("2027-03-18", "15:00"),
    "ich möchte morgen um 15:30 kommen": ("2027-03-18", "15:30"),
    "am Freitag um 15:00": ("2027-03-19", "15:00"),
    "Samstag": ("2027-03-20", None),
    "übermorgen": ("2027-03-19", None),
    "am 5. April gegen 16 Uhr bitte": ("2027-04-05", "16:00"),
    "in zwei Wochen": ("2027-03-31", None),
    "um 15.30 Uhr": (None, "15:30"),
    "hallo": (None, None),
    "einen Termin für 2 Personen bitte": (None, None),
}
SPANISH = {
    "mañana a las 15:00": ("2027-03-18", "15:00"),
    "quiero una cita para mañana": ("2027-03-18", None),
    "el 5 de abril a las 16:30": ("2027-04-05", "16:30"),
    "viernes": ("2027-03-19", None),
    "somos 2 personas": (None, None),
    "hola": (None, None),
}


@pytest.mark.parametrize(
    ("language", "text", "day", "moment"),
    [
        (language, text, *meant)
        for language, texts in (("de", GERMAN), ("es", SPANISH))
        for text, meant in texts.items()
    ],
)
def test_day_and_hour(when, language, text, day, moment):
    found = when(text, language=language)
    assert (found.day_value(), found.time_value(), found.certain) == (day, moment, False)


def test_who_writes_english_to_a_german_bot_is_understood(when):
    found = when("tomorrow at half past 3", language="de")
    assert (found.day_value(), found.time_value(), found.certain) == ("2027-03-18", "15:30", False)


def test_russian_and_english_are_certain(when):
    assert when("завтра в 3", language="ru").certain
    assert when("tomorrow at 3", language="en").certain


def test_a_language_that_nobody_knows_is_read_by_its_figures(when):
    assert when("xyzzy 15:30", language="xx").time_value() == "15:30"


@given(st.text(), st.sampled_from(["de", "es", "fr", "xx", ""]))
def test_any_text_is_read(when, text, language):
    assert not when(text, language=language).certain


def test_without_the_library_the_figures_remain(when, monkeypatch):
    from frontdesk.understanding.when import other_languages

    monkeypatch.setitem(sys.modules, "dateparser", None)
    other_languages._dateparser.cache_clear()
    assert not can_read("de")
    assert can_read("ru")
    assert can_read("en")
    found = when("morgen um 15 Uhr", language="de")
    assert (found.day_value(), found.time_value(), found.certain) == (None, "15:00", False)
    monkeypatch.undo()
    other_languages._dateparser.cache_clear()
    assert can_read("de")


def test_a_form_that_takes_a_guess_is_confirmed():
    form = type("Form", (), {"slots": (Slot("day", SlotKind.DAY),)})()
    for uncertain in (frozenset(), frozenset({"day"})):
        reading = Reading(slots={"day": "2027-03-18"}, uncertain=uncertain)
        assert fill(OpenForm("book", "book"), form, reading).unsure == bool(uncertain)
