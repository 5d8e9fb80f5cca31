from __future__ import annotations

import json
from pathlib import Path

import pytest

PHRASES = """\
bot: shop
clock: "2026-11-23T10:00"
language: en
phrases:
  - {say: hello, intent: greeting}
  - {say: may I have a balloon, intent: faq}
"""


@pytest.fixture
def phrases(bare):
    path = Path("mine.yaml")
    path.write_text(PHRASES, "utf-8")
    return path


def test_what_is_read_otherwise_is_shown(frontdesk, phrases):
    result = frontdesk("eval", str(phrases))
    assert result.exit_code == 1
    assert "mine.yaml:6  may I have a balloon" in result.output
    assert "add: nothing of 'faq' knows 'balloon'" in result.output
    assert "1 of 2 phrases" in result.output


def test_enough_is_zero(frontdesk, phrases):
    phrases.write_text(f"at_least: 50\n{PHRASES}", "utf-8")
    assert frontdesk("eval", str(phrases)).exit_code == 0


def test_json_is_for_programs(frontdesk, phrases):
    [told] = json.loads(frontdesk("eval", str(phrases), "--format", "json").output)
    assert (told["phrases"], told["right"], told["ok"]) == (2, 50.0, False)
    [wrong] = told["wrong"]
    assert (wrong["line"], wrong["expected"]) == (6, ["faq"])


def test_a_file_with_mistakes_is_one_and_names_them(frontdesk, phrases):
    phrases.write_text(PHRASES.replace("faq}", "fax}"), "utf-8")
    result = frontdesk("eval", str(phrases))
    assert result.exit_code == 1
    assert "mine.yaml:6:1 FD112 the bot has no intent 'fax'; did you mean 'faq'?" in result.output
