"""When people are there, and what else leads to them."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from frontdesk import Reason
from frontdesk.bots.staffing import HandoverRules

MOSCOW = ZoneInfo("Europe/Moscow")
OFFICE = HandoverRules(hours={"mon": "09:00-18:00", "tue": "09:00-24:00", "fri": "10:00-14:00"})


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=MOSCOW)


@pytest.mark.parametrize(
    ("now", "opens"),
    [
        ("2026-11-23T08:59", "2026-11-23T09:00"),
        ("2026-11-23T09:00", None),
        ("2026-11-23T17:59", None),
        ("2026-11-23T18:00", "2026-11-24T09:00"),
        ("2026-11-24T23:59", None),
        ("2026-11-25T12:00", "2026-11-27T10:00"),
        ("2026-11-27T14:00", "2026-11-30T09:00"),
    ],
)
def test_it_knows_when_somebody_will_be_there(now, opens):
    assert OFFICE.opens(at(now)) == (opens and at(opens))


def test_a_week_of_one_morning_comes_round():
    rules = HandoverRules(hours={"mon": "09:00-10:00"})
    assert rules.opens(at("2026-11-23T10:00")) == at("2026-11-30T09:00")


def test_people_who_are_not_there_yet_get_their_time():
    assert OFFICE.until(at("2026-11-22T12:00")) == at("2026-11-23T13:00")
    assert HandoverRules(return_after=30).until(at("2026-11-22T12:00")) == at("2026-11-22T12:30")


@given(st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 1)))
def test_whenever_it_is_somebody_is_there_or_comes_within_a_week(moment):
    now = moment.replace(tzinfo=MOSCOW)
    opens = OFFICE.opens(now)
    assert opens is None or now < opens <= now + timedelta(days=7)
    assert opens is None or OFFICE.opens(opens) is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"hours": {"mon": "9-18"}},
        {"hours": {"mon": "18:00-09:00"}},
        {"hours": {"monday": "09:00-18:00"}},
        {"return_after": 0},
        {"when": {"misses": 0}},
        {"notify": {"url": "example.com", "secret": "0123456789abcdef"}},
        {"notify": {"url": "https://user:pass@example.com", "secret": "0123456789abcdef"}},
        {"notify": {"url": "https://example.com", "secret": "short"}},
    ],
)
def test_what_cannot_be_is_refused(wrong):
    with pytest.raises(ValidationError):
        HandoverRules.model_validate(wrong)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Мне нужен возврат по счёту", Reason.WORDS),
        ("i want an invoice, please", Reason.WORDS),
        ("Ваш мастер испортила мне волосы, верните деньги", Reason.COMPLAINT),
        ("this is the worst, I want a refund", Reason.COMPLAINT),
        ("Здравствуйте, я хочу пожаловаться на администратора", Reason.COMPLAINT),
        ("your receptionist was so rude to me", Reason.COMPLAINT),
        ("Запишите меня на стрижку завтра", None),
        ("How much is a haircut?", None),
        ("я не жалуюсь, всё хорошо", None),
    ],
)
def test_some_words_lead_to_a_person(text, reason):
    rules = HandoverRules.model_validate(
        {"when": {"complaints": True, "words": {"ru": ["=возврат|счет =по"], "en": ["invoic"]}}}
    )
    assert rules.reason(text) is reason


def test_without_rules_no_word_does():
    assert HandoverRules().reason("верните деньги") is None


def test_a_secret_does_not_show():
    rules = HandoverRules.model_validate(
        {"notify": {"url": "https://example.com/x", "secret": "0123456789abcdef"}}
    )
    assert "0123456789abcdef" not in repr(rules)
