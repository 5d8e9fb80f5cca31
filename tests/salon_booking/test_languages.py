"""A salon whose customers write neither Russian nor English."""

from __future__ import annotations

import sys

import pytest

from frontdesk import BotInvalid


@pytest.fixture
def codes(make_bot):
    """What is wrong with the salon in a language, by code: the texts, in any case."""

    def codes(language):
        with pytest.raises(BotInvalid) as invalid:
            make_bot(definition(language))
        return {problem.code: problem for problem in invalid.value.problems}

    return codes


def definition(language):
    return f"""
languages: [ru, {language}]
timezone: Europe/Berlin
plugins: [salon_booking]
salon_booking:
  hours: {{mon: "09:00-21:00"}}
  services: [{{id: cut, name: Schnitt, minutes: 60}}]
  staff: [{{id: anna, name: Anna}}]
"""


def test_days_in_other_languages_need_the_extra(codes, monkeypatch):
    assert "FD133" not in codes("de")
    monkeypatch.setitem(sys.modules, "dateparser", None)
    problem = codes("de")["FD133"]
    assert problem.path == ("languages", 1)
    assert problem.message.endswith("install it: pip install 'frontdesk[languages]'")


def test_a_bot_that_asks_for_no_day_needs_nothing(make_bot, monkeypatch):
    monkeypatch.setitem(sys.modules, "dateparser", None)
    with pytest.raises(BotInvalid) as invalid:
        make_bot("languages: [de]\ntimezone: UTC\n")
    assert {problem.code for problem in invalid.value.problems} == {"FD143"}
