from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest

SCRIPT = """\
bot: echo
clock: "2026-11-23T10:00"
conversations:
  - title: It repeats
    steps:
      - user: hello
      - bot: {says: hello}
  - title: It knows better
    steps:
      - user: hello
      - bot: {says: goodbye}
"""


@pytest.fixture
def script(bare):
    path = Path("talks/echo.conversation.yaml")
    path.parent.mkdir()
    path.write_text(SCRIPT, "utf-8")
    return path


def test_what_does_not_hold_is_shown(frontdesk, script):
    result = frontdesk("test", "talks")
    assert result.exit_code == 1
    assert "It repeats" in result.output
    assert f"{script}:11" in result.output
    assert "goodbye" in result.output
    assert "1 of 2" in result.output


def test_what_holds_is_zero(frontdesk, script):
    script.write_text(SCRIPT.partition("  - title: It knows")[0], "utf-8")
    assert frontdesk("test", str(script)).exit_code == 0


def test_junit(frontdesk, script):
    frontdesk("test", "talks", "--junit", "report.xml")
    suite = ElementTree.parse("report.xml").getroot().find("testsuite")
    assert (suite.get("tests"), suite.get("failures")) == ("2", "1")
    assert [case.get("name") for case in suite] == ["It repeats", "It knows better"]


def test_nothing_to_run_is_wrong_usage(frontdesk, bare):
    Path("empty").mkdir()
    assert frontdesk("test", "empty").exit_code == 2
    assert frontdesk("test", "nowhere").exit_code == 2
