"""``frontdesk test --llm``: conversation scripts with a model that is off, recorded, or asked for real."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path

import pytest
from openai_server import KEY, OpenAiServer, reads

BOT = """\
extends: salon
understanding: [rules, faq, openai]
openai: {timeout: 5, reasoning_effort: null, temperature: 0}
"""
SCRIPT = """\
bot: mia.yaml
clock: "2026-11-23T10:00"
conversations:
  - title: A word that nobody knows
    steps:
      - user: zorp glim plz
      - bot: {source: openai, asks: day}
"""


@pytest.fixture
def script(bare) -> Path:
    Path("mia.yaml").write_text(BOT, "utf-8")
    path = Path("mia.conversation.yaml")
    path.write_text(SCRIPT, "utf-8")
    return path


@pytest.fixture
def server(monkeypatch):
    with closing(OpenAiServer()) as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        monkeypatch.setenv("OPENAI_API_KEY", KEY)
        server.behaviour = reads(intents=["book"], slots={"service": ["haircut"]})
        yield server


def test_it_is_off_by_default(frontdesk, script, server):
    result = frontdesk("test", str(script))
    assert result.exit_code == 1
    assert "'openai'" in result.output
    assert server.requests == []


def test_what_was_recorded_is_answered_without_a_network(frontdesk, script, server, monkeypatch):
    recorded = frontdesk("test", str(script), "--llm", "live", "--record")
    assert recorded.exit_code == 0, recorded.output
    assert len(server.requests) == 1
    [entry] = json.loads(Path("mia.llm.json").read_text("utf-8")).values()
    assert entry["message"] == "zorp glim plz"
    assert KEY not in Path("mia.llm.json").read_text("utf-8")
    monkeypatch.delenv("OPENAI_API_KEY")
    again = frontdesk("test", str(script), "--llm", "recorded")
    assert again.exit_code == 0, again.output
    assert len(server.requests) == 1


def test_live_keeps_nothing_unless_it_is_told_to(frontdesk, script, server):
    assert frontdesk("test", str(script), "--llm", "live").exit_code == 0
    assert not Path("mia.llm.json").exists()


def test_a_missing_answer_says_what_to_do(frontdesk, script, server):
    result = frontdesk("test", str(script), "--llm", "recorded")
    assert result.exit_code == 1
    assert "no answer of the model to 'zorp glim plz' is recorded in mia.llm.json" in result.output
    assert "--llm live --record" in result.output
    assert server.requests == []


def test_a_changed_prompt_is_a_missing_answer(frontdesk, script, server):
    assert frontdesk("test", str(script), "--llm", "live", "--record").exit_code == 0
    Path("mia.yaml").write_text(BOT.replace("temperature: 0", "temperature: 1"), "utf-8")
    assert "no answer of the model" in frontdesk("test", str(script), "--llm", "recorded").output


@pytest.mark.parametrize("content", ["not json", "[]", '{"a": 1}', '{"a": {"answer": {"words": 1}}}'])
def test_a_file_that_holds_no_answers_is_named(frontdesk, script, content):
    Path("mia.llm.json").write_text(content, "utf-8")
    result = frontdesk("test", str(script), "--llm", "recorded")
    assert result.exit_code == 1
    assert "mia.llm.json: these are no recorded answers" in result.output


def test_what_is_recorded_anew_replaces_what_was_there(frontdesk, script, server):
    assert frontdesk("test", str(script), "--llm", "live", "--record").exit_code == 0
    script.write_text(SCRIPT.replace("zorp glim", "zorp glum"), "utf-8")
    assert frontdesk("test", str(script), "--llm", "live", "--record").exit_code == 0
    [entry] = json.loads(Path("mia.llm.json").read_text("utf-8")).values()
    assert entry["message"] == "zorp glum plz"


def test_recording_needs_somebody_to_record(frontdesk, script):
    result = frontdesk("test", str(script), "--record")
    assert result.exit_code == 2
    assert "--llm live" in result.output
