"""How the bot says things."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontdesk.catalogue import Catalogue, Phrase
from frontdesk.speech import Speech

BOOKINGS = {
    "one": "{count} запись",
    "few": "{count} записи",
    "many": "{count} записей",
    "other": "{count} записи",
}
TEXTS = Catalogue(
    {
        "ru": {"hello": "Привет, {name}!", "bookings": BOOKINGS, "only_ru": "только так"},
        "en": {"hello": "Hi {name}!", "bookings": {"one": "{count} booking", "other": "{count} bookings"}},
        "de": {"only_de": "nur so"},
    }
)


def speech(language: str, currency: str | None = "RUB") -> Speech:
    return Speech(TEXTS, language, ZoneInfo("Europe/Moscow"), currency, fallback="ru")


def test_a_text_is_filled_in():
    assert speech("ru").say("hello", name="Анна") == "Привет, Анна!"
    assert speech("en").say("hello", name="Anna", unused=1) == "Hi Anna!"


@pytest.mark.parametrize(
    ("count", "ru", "en"),
    [
        (0, "0 записей", "0 bookings"),
        (1, "1 запись", "1 booking"),
        (2, "2 записи", "2 bookings"),
        (5, "5 записей", "5 bookings"),
        (11, "11 записей", "11 bookings"),
        (21, "21 запись", "21 bookings"),
    ],
)
def test_plurals(count, ru, en):
    assert speech("ru").say("bookings", count=count) == ru
    assert speech("en").say("bookings", count=count) == en


def test_a_missing_text_is_taken_from_the_fallback_then_from_anywhere():
    assert speech("en").say("only_ru") == "только так"
    assert speech("en").say("only_de") == "nur so"
    assert speech("en").text("only_ru")


def test_the_plural_rule_is_that_of_the_text_that_is_said():
    texts = Catalogue({"ru": {"bookings": BOOKINGS}})
    english = Speech(texts, "en", ZoneInfo("UTC"), None, fallback="ru")
    assert english.say("bookings", count=3) == "3 записи"


def test_an_unknown_text_is_named():
    assert not speech("ru").text("nope")
    with pytest.raises(KeyError, match=r"nope"):
        speech("ru").say("nope")


def test_a_missing_parameter_is_named_with_its_text():
    with pytest.raises(KeyError, match=r"'hello' needs 'name'"):
        speech("ru").say("hello")
    with pytest.raises(KeyError, match=r"'bookings' needs 'count'"):
        speech("ru").say("bookings")


def test_days():
    assert speech("ru").day(date(2026, 11, 27)) == "пятница, 27 ноября"
    assert speech("en").day("2026-11-27") == "Friday, 27 November"
    assert speech("ru").day_short("2026-11-27") == "пт, 27 нояб."
    assert speech("en").day_short("2026-11-27") == "Fri, 27 Nov"


@pytest.mark.parametrize(
    ("language", "wide", "short"),
    [
        ("de", "Freitag, 27. November", "Fr., 27. Nov."),
        ("uk", "пʼятниця, 27 листопада", "пт, 27 лист."),
        ("kk", "27 қараша, жұма", "27 қар., жм"),
        ("tr", "27 Kasım Cuma", "27 Kas Cum"),
        ("es", "viernes, 27 de noviembre", "vie, 27 de nov"),
        ("fr", "vendredi 27 novembre", "ven. 27 nov."),
        ("ja", "11月27日(金曜日)", "11月27日(金)"),
    ],
)
def test_each_language_has_its_own_order_of_a_day(language, wide, short):
    assert speech(language).day(date(2026, 11, 27)) == wide
    assert speech(language).day_short(date(2026, 11, 27)) == short


def test_moments_are_told_in_the_business_s_zone():
    late = datetime(2026, 11, 26, 22, 30, tzinfo=UTC)
    assert speech("ru").day(late) == "пятница, 27 ноября"
    assert speech("ru").time(late) == "01:30"


def test_times_are_on_the_24_hour_clock():
    assert speech("en").time("14:00") == "14:00"
    assert speech("en").time(time(9, 5)) == "09:05"


@pytest.mark.parametrize(
    ("language", "currency", "amount", "said"),
    [
        ("ru", "RUB", 2000, "2 000 ₽"),
        ("ru", "RUB", Decimal("2000.00"), "2 000 ₽"),
        ("ru", "RUB", "1999.5", "1 999,50 ₽"),
        ("en", "RUB", 2000, "RUB 2,000"),
        ("en", "EUR", 15, "€15"),
        ("en", "EUR", 15.5, "€15.50"),
        ("de", "EUR", 2000, "2.000 €"),
        ("ru", None, 2000, "2 000"),
        ("en", None, "0.5", "0.50"),
    ],
)
def test_money(language, currency, amount, said):
    assert speech(language, currency).money(amount) == said


@pytest.mark.parametrize(
    ("minutes", "ru", "en"),
    [
        (90, "1 ч 30 мин", "1 hr 30 mins"),
        (60, "1 ч", "1 hr"),
        (45, "45 мин", "45 mins"),
        (0, "0 мин", "0 mins"),
    ],
)
def test_durations(minutes, ru, en):
    assert speech("ru").minutes(minutes) == ru
    assert speech("en").minutes(minutes) == en


def test_lists():
    assert speech("ru").join(["а", "б", "в"]) == "а, б и в"
    assert speech("en").join(["a", "b", "c"]) == "a, b and c"
    assert speech("en").join(["a", "b"], "or") == "a or b"
    assert speech("ru").join(["а"]) == "а"
    assert speech("ru").join([]) == ""


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("{", "braces"),
        ("}", "braces"),
        ("{}", "plain field"),
        ("{0}", "plain field"),
        ("{name.__class__}", "plain field"),
        ("{name[0]}", "plain field"),
        ("{name!r}", "plain field"),
        ("{name:>10}", "plain field"),
        ({"one": "x"}, "'other'"),
        ({"other": "x", "lots": "y"}, "'lots' is not a plural category"),
    ],
)
def test_a_text_that_cannot_be_said_is_refused_with_its_name(text, complaint):
    with pytest.raises(ValueError, match=complaint) as refused:
        Catalogue({"en": {"farewell": text}})
    assert "'farewell' (en)" in str(refused.value)


def test_doubled_braces_are_said():
    assert Phrase.parse("key", "en", "{{name}} is {name}").fill({"name": "Anna"}) == "{name} is Anna"


def test_a_catalogue_is_laid_over_another_key_by_key():
    merged = TEXTS.overlaid(Catalogue({"en": {"hello": "Hey {name}"}}))
    both = [Speech(texts, "en", ZoneInfo("UTC"), None).say("hello", name="A") for texts in (merged, TEXTS)]
    assert both == ["Hey A", "Hi A!"]
    assert Speech(merged, "ru", ZoneInfo("UTC"), None).say("hello", name="A") == "Привет, A!"


@given(st.text())
def test_any_text_is_refused_or_says_itself(text):
    try:
        phrase = Phrase.parse("key", "en", text)
    except ValueError:
        return
    said = phrase.fill(dict.fromkeys(phrase.fields, "x"))
    assert said == text.format(**dict.fromkeys(phrase.fields, "x"))


@given(st.integers(min_value=0, max_value=10**9), st.sampled_from(["ru", "en", "de"]))
def test_money_never_loses_a_digit(amount, language):
    assert "".join(filter(str.isdigit, speech(language).money(amount))) == str(amount)
