"""Conversation scripts: reading them, running them, telling what does not hold."""

from __future__ import annotations

import subprocess
import sys
from io import StringIO
from xml.etree import ElementTree

import pytest
from rich.console import Console

from frontdesk import BotInvalid
from frontdesk.testing import find_scripts, load_scripts, run_scripts

HOLDS = """
steps:
  - user: where are you?
  - bot: {says: 1 SADOVAYA, not_says: "2000", choices: [], source: faq, confirms: false}
expect: {actions: faq, never: {says: free, actions: book}}
"""


def _differences(path) -> tuple[str, ...]:
    report = run_scripts([path])
    assert not report.ok
    (result,) = report.failed
    return result.failure.differences


def test_what_holds_holds(write):
    report = run_scripts([write(HOLDS)])
    assert report.ok
    assert [result.title for result in report.results] == ["Conversation 1"]
    assert [line.by for line in report.results[0].transcript] == ["A", "bot"]


@pytest.mark.parametrize(
    ("expectation", "difference"),
    [
        ("- bot: five", "expected to hear 'five'"),
        ("- bot: {not_says: Sadovaya}", "expected not to hear 'Sadovaya'"),
        ("- bot: {choices: [Yes]}", "expected the choices ['Yes'], there are []"),
        ("- bot: {offers: [Yes]}", "expected the choices ['Yes'] among []"),
        ("- bot: {asks: day}", "expected it to ask for 'day', it asks for None"),
        ("- bot: {confirms: true}", "expected it to confirm first"),
        ("- bot: {source: tap}", "expected the message to be read by 'tap', it was read by 'faq'"),
        ("- bot: {silent: true}", "expected silence, and the bot said '1 Sadovaya.'"),
        ("- expect: {actions: [book]}", "actions: expected ['book'], ran ['faq']"),
        ("- expect: {never: {says: sadovaya}}", "the bot must never say 'sadovaya', and said '1 Sadovaya.'"),
        ("- expect: {never: {actions: faq}}", "the action 'faq' must never run, and ran"),
        ("- expect: {booking: []}", "no plugin has a fixture 'booking'; did you mean 'bookings'?"),
        ("- tap: Book", "there is no choice “Book” to tap; there is: nothing"),
    ],
)
def test_what_does_not_hold_is_told_with_its_line(write, expectation, difference):
    path = write(f"steps:\n  - user: where are you?\n  {expectation}")
    report = run_scripts([path])
    (result,) = report.failed
    assert result.failure.differences == (difference,)
    assert result.failure.line == 8
    assert "A:      where are you?" in result.explained()
    assert "bot:    1 Sadovaya." in result.explained()


def test_people_take_turns_and_time_passes(write):
    steps = """
people: {B: {name: Liam}}
steps:
  - {as: A, user: can I talk to a human}
  - {as: B, user: how much is it}
  - bot: "2000"
  - {as: A, user: how much is it}
  - bot: {silent: true}
  - wait: 5h
  - user: how much is it?
  - bot: "2000"
"""
    assert run_scripts([write(steps)]).ok


BOOKED = """
bot: salon
given:
  bookings:
    - {service: haircut, day: 2026-11-26, time: "12:00", contact: A, code: K7M3QP}
steps:
  - user: when is my appointment?
"""


def test_given_rows_are_there_and_expected_rows_are_looked_for(write):
    expected = 'expect: {bookings: [{contact: A, service: haircut, time: "12:00", status: confirmed}]}'
    assert run_scripts([write(BOOKED + expected)]).ok


def test_missing_and_unexpected_rows_are_told(write):
    missing, unexpected = _differences(write(BOOKED + "expect: {bookings: [{service: manicure}]}"))
    assert missing == "bookings: missing {service: manicure}"
    assert unexpected.startswith("bookings: unexpected {contact: A, service: haircut, day: 2026-11-26")


def test_a_row_that_cannot_be_given_is_told(write):
    given = 'given: {bookings: [{service: surgery, day: 2026-11-26, time: "12:00"}]}'
    (difference,) = _differences(write(f"bot: salon\n{given}\nsteps: [{{user: hello}}]"))
    assert difference.startswith("given bookings: there is no service 'surgery'")


@pytest.mark.parametrize(
    ("steps", "message"),
    [
        ("steps: []", "steps: tuple should have at least 1 item"),
        (
            "steps: [{user: hi, bot: ho}]",
            "a step is one of bot, expect, sends, staff, tap, user, wait; here is bot and",
        ),
        ("steps: [{bot: {say: ho}}]", "FD110 unknown key 'say'; did you mean 'says'?"),
        ("steps: [{wait: long}]", "'long' is not a duration; write 90s, 15min, 2h or 1d"),
        ("step: []", "FD110 unknown key 'step'; did you mean 'steps'?"),
    ],
)
def test_a_script_that_cannot_be_read_is_refused_with_its_place(write, steps, message):
    path = write(steps)
    with pytest.raises(BotInvalid) as invalid:
        load_scripts(path)
    assert message in str(invalid.value)
    assert str(invalid.value).startswith(f"{path}:")
    report = run_scripts([path, write(HOLDS, name="other")])
    assert [result.failure is None for result in report.results] == [False, True]


def test_a_file_without_conversations_is_refused(write):
    with pytest.raises(BotInvalid, match="there are no conversations"):
        load_scripts(write())


def test_a_bot_that_is_not_there_fails_the_script(write):
    (difference,) = _differences(write("bot: nobody.yaml\nsteps: [{user: hello}]"))
    assert "nobody.yaml" in difference


def test_scripts_are_found_at_any_depth(write, tmp_path):
    deep = tmp_path / "a/b"
    deep.mkdir(parents=True)
    moved = write(HOLDS).rename(deep / "x.conversation.yaml")
    assert find_scripts([tmp_path, moved]) == [moved]
    with pytest.raises(FileNotFoundError, match="nowhere"):
        find_scripts([tmp_path / "nowhere"])


def test_nothing_to_run_is_no_success(tmp_path):
    assert not run_scripts([tmp_path]).ok


def test_the_report_shows_what_failed_and_writes_junit(write, tmp_path):
    report = run_scripts([write(HOLDS, "steps: [{user: the address}, {bot: five}]")])
    console = Console(file=StringIO(), width=200)
    report.render(console)
    shown = console.file.getvalue()
    assert "1 of 2 conversations hold" in shown
    assert "expected to hear 'five'" in shown
    report.junit(tmp_path / "junit.xml")
    suite = ElementTree.parse(tmp_path / "junit.xml").getroot().find("testsuite")
    assert (suite.get("tests"), suite.get("failures")) == ("2", "1")
    assert [case.get("name") for case in suite] == ["Conversation 1", "Conversation 2"]
    assert "expected to hear 'five'" in suite[1].find("failure").text


def test_pytest_collects_scripts_and_explains_failures(write, tmp_path):
    path = write(HOLDS, "steps: [{user: the address}, {bot: five}]")
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-q", "--rootdir", tmp_path, path]
    ran = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=False)
    assert ran.returncode == 1
    assert "1 failed, 1 passed" in ran.stdout
    assert "expected to hear 'five'" in ran.stdout
    assert "Traceback" not in ran.stdout
