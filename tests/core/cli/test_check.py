from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

BROKEN = """\
languages: [en]
timezone: Europe/Londn
pluginz: [faq]
"""


@pytest.mark.parametrize("bot", ["salon", "clinic", "shop", "echo"])
def test_bundled_bots_have_no_problems(frontdesk, bot):
    result = frontdesk("check", bot)
    assert (result.exit_code, result.output) == (0, f"{bot}: no problems\n")


def test_a_notice_without_a_template_is_warned_of_and_no_problem(frontdesk):
    reminders = "salon_booking: {reminders: [{before: 24h, ask: true}]}\n"
    entry = "{name: reminder, language: en, params: [service, day, time, staff]}"
    templates = f"whatsapp: {{templates: {{reminder.ask_staff: {{en: {entry}}}}}}}\n"
    Path("bare.yaml").write_text(f"extends: salon\n{reminders}", "utf-8")
    Path("half.yaml").write_text(f"extends: salon\n{reminders}{templates}", "utf-8")
    for bot, missing in (("bare", "ru, en"), ("half", "ru")):
        result = frontdesk("check", f"{bot}.yaml")
        assert result.exit_code == 0
        assert (
            f"{bot}: warning: 'reminder.ask_staff' ({missing}) has no template on whatsapp" in result.output
        )
        assert f"{bot}.yaml: no problems" in result.output


def test_a_problem_is_a_line_with_its_place(frontdesk):
    Path("broken.yaml").write_text(BROKEN, "utf-8")
    result = frontdesk("check", "broken.yaml")
    assert result.exit_code == 1
    lines = result.output.splitlines()
    assert [line.partition(" ")[0] for line in lines] == ["broken.yaml:2:11", "broken.yaml:3:1"]
    assert all(re.match(r"\S+:\d+:\d+ FD\d+ .+", line) for line in lines)
    assert "Europe/London" in lines[0]
    assert "'plugins'" in lines[1]


def test_problems_as_json(frontdesk):
    Path("broken.yaml").write_text(BROKEN, "utf-8")
    result = frontdesk("check", "broken.yaml", "--format", "json")
    assert result.exit_code == 1
    problems = json.loads(result.output)
    assert [(each["file"], each["line"], each["column"]) for each in problems] == [
        ("broken.yaml", 2, 11),
        ("broken.yaml", 3, 1),
    ]
    assert json.loads(frontdesk("check", "salon", "--format", "json").output) == []


def test_all_files_are_checked(frontdesk):
    for name in ("one.yaml", "two.yaml"):
        Path(name).write_text(BROKEN, "utf-8")
    output = frontdesk("check", "one.yaml", "two.yaml").output
    assert "one.yaml:2:" in output
    assert "two.yaml:2:" in output


def test_what_is_not_there_is_a_problem(frontdesk):
    result = frontdesk("check", "saloon")
    assert result.exit_code == 1
    assert "salon" in result.output
