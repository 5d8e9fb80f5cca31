"""What words from elsewhere may not say."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal
from importlib.resources import files
from zoneinfo import ZoneInfo

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from frontdesk.builtin.phrases import frontdesk_texts as phrases
from frontdesk.builtin.smalltalk_words import TEXTS
from frontdesk.catalogue import Catalogue
from frontdesk.speech import Speech
from frontdesk.understanding import Claim, claims

LANGUAGES = ("ru", "en")
SPEECHES = {
    (language, currency): Speech(Catalogue({}), language, ZoneInfo("Europe/Moscow"), currency)
    for language in LANGUAGES
    for currency in ("RUB", "EUR", "KZT", "USD", "CHF")
}
#: Small talk, which claims nothing: whatever stands beside it.
HARMLESS = (
    "Рада это слышать!", "Спасибо за добрые слова.", "Ха-ха, отличная шутка!", "Я просто бот, но поболтаю.",
    "Будем рады вам.", "Здравствуйте! Чем могу помочь?", "Да, кошки прекрасны.", "Ценим ваше терпение.",
    "I am so glad to hear that!", "Thank you for your kind words.", "Good morning! How can I help?",
    "I am only a bot, but I do like dogs.", "Feel free to ask me anything.", "We will be glad to see you.",
)  # fmt: skip
beside = st.sampled_from(("", *HARMLESS))
spoken = st.sampled_from(sorted(SPEECHES))


@pytest.mark.parametrize("text", HARMLESS)
def test_small_talk_claims_nothing(text):
    assert claims(text) == ()


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_bot_says_without_a_fact_may_be_said_by_anybody(language):
    texts = TEXTS.by_language[language]
    for key in ("hello", "menu", "welcome", "welcome_short", "goodbye"):
        assert claims(texts[f"smalltalk.{key}"]) == (), key
    texts = phrases().by_language[language]
    for key in ("not_understood", "not_caught", "suggest", "yes", "no"):
        assert claims(texts[f"core.{key}"]) == (), key


@given(beside, spoken, st.dates(date(2026, 1, 1), date(2027, 12, 31)), beside)
def test_a_day_is_found(before, speaker, day, after):
    speech = SPEECHES[speaker]
    for said in (speech.day(day), speech.day_short(day)):
        assert claims(f"{before} {said} {after}")


@given(beside, spoken, st.times(), beside)
def test_an_hour_is_found(before, speaker, at, after):
    at = time(at.hour, at.minute)
    assert claims(f"{before} {SPEECHES[speaker].time(at)} {after}")


@given(beside, spoken, st.decimals(0, 10**7, places=2), st.integers(1, 1440), beside)
def test_a_price_and_a_duration_are_found(before, speaker, price, minutes, after):
    speech = SPEECHES[speaker]
    assert claims(f"{before} {speech.money(Decimal(price))} {after}")
    assert claims(f"{before} {speech.minutes(minutes)} {after}")


@given(beside, st.text("ABCDEFGHJKMNPQRSTUVWXYZ", min_size=3, max_size=3), st.integers(222, 999), beside)
def test_a_code_is_found(before, letters, figures, after):
    assert claims(f"{before} {letters}{figures} {after}")


def _stating():
    """Every text of the plugin that has a fact in it, or tells of a booking."""
    folder = files("frontdesk_salon_booking.texts")
    telling = ("book.done", "book.confirm", "book.ask_name", "booking.refused_", "cancel.", "move.",
               "prices.", "my_bookings.", "booking.ask_day", "booking.ask_time", "booking.offer")  # fmt: skip
    # A bare "no" or "take it out", and that something is over or too soon, without saying what.
    buttons = (
        "cancel.no",
        "cancel.yes_part",
        "move.no",
        "booking.refused_past",
        "booking.refused_past_day",
        "booking.refused_too_soon",
    )
    for language in LANGUAGES:
        for key, text in yaml.safe_load((folder / f"{language}.yaml").read_text("utf-8")).items():
            if key.startswith(telling) and key not in buttons:
                yield language, key, text


@pytest.mark.parametrize(("language", "key", "text"), list(_stating()))
def test_what_the_salon_says_about_bookings_is_found(language, key, text):
    speech = SPEECHES[language, "RUB"]
    day, at, price = speech.day("2026-11-27"), speech.time("14:00"), speech.money(2000)
    filled = text.format_map(
        dict.fromkeys(("day", "last", "first", "days", "when", "before", "after"), day)
        | dict.fromkeys(("time", "times", "options", "hours", "closes", "visit", "details", "booking"), at)
        | {"price": price, "items": price, "duration": "60", "code": "K7M3QP", "service": "", "staff": ""}
        | {
            "services": "",
            "category": "",
            "left": "",
            "name": "",
            "notice": speech.minutes(120),
            "until": day,
            "shift": at,
        }
    )
    assert claims(filled), filled


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("See you tomorrow!", "when"),
        ("Приходите в пятницу вечером", "when"),
        ("It takes half an hour", "when"),
        ("Это займёт полчаса", "when"),
        ("Стрижка у нас бесплатно", "price"),
        ("Your haircut is free today", "price"),
        ("Скидка для вас!", "price"),
        ("Two thousand RUB", "price"),
        ("на сто ₽ дешевле", "price"),
        ("It is twenty, not more", "number"),
        ("Цена ②", "number"),
        ("We are on Main Street", "address"),
        ("Мы на Садовой улице", "address"),
        ("Я вас записала", "booking"),
        ("Your appointment is confirmed", "booking"),
        ("Мы сейчас открыты", "booking"),
        ("Мы вам перезвоним", "promise"),
        ("I promise you will love it", "promise"),
        ("Смотрите на example.com", "link"),
        ("Write to desk@example.com", "link"),
        ("Вы зaпиcаны", "disguise"),
    ],
)
def test_each_kind_of_claim(text, kind):
    assert kind in {claim.kind for claim in claims(text)}


def test_a_claim_shows_its_words():
    assert Claim("price", "скидка") in claims("Вам положена СКИДКА")


@given(st.text())
def test_whatever_is_said_can_be_looked_at(text):
    assert claims(text) == claims(text)
