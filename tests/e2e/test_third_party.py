"""What a third party writes: the examples do what they say, with public names only."""

from __future__ import annotations

import ast
import importlib
import re
from pathlib import Path

import pytest

from frontdesk.plugins import Plugins
from frontdesk.testing import Conversation, open_desk, run_scripts

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
PUBLIC = {"frontdesk", "frontdesk.storage", "frontdesk.understanding", "frontdesk.testing"}


@pytest.fixture
def feedback(monkeypatch):
    """The package, as if it were installed."""
    monkeypatch.syspath_prepend(str(EXAMPLES / "third_party"))
    return importlib.import_module("frontdesk_feedback")


def test_the_package_passes_its_own_tests(feedback):
    report = run_scripts([EXAMPLES / "third_party/tests"], Plugins.load(extra={"feedback": feedback}))
    assert report.ok, "\n".join(result.explained() for result in report.failed)
    assert len(report.results) == 3


def test_the_package_counts_and_keeps_secrets(feedback, tmp_path):
    bot, database = EXAMPLES / "third_party/tests/salon.yaml", tmp_path / "desk.db"
    with open_desk(bot, extra_plugins={"feedback": feedback}, database_url=f"sqlite:///{database}") as desk:
        customer = Conversation(desk)
        customer.say("I want to leave feedback")
        customer.say("1")
        customer.say("The wash was far too hot")
        assert re.search(rb'feedback_total\{.*stars="1".*\} 1\.0', desk.metrics.render())
    assert b"too hot" not in b"".join(path.read_bytes() for path in tmp_path.iterdir())


def test_a_single_file_answers_in_the_middle_of_a_booking(tmp_path):
    (tmp_path / "bot.yaml").write_text("extends: salon\nplugins: [salon_booking, faq, parking]\n", "utf-8")
    plugins = Plugins.load(plugins_dir=EXAMPLES / "plugins")
    with open_desk(tmp_path / "bot.yaml", plugins=plugins) as desk:
        customer = Conversation(desk)
        acknowledged, question = customer.say("I would like a manicure").split(". ", 1)
        assert acknowledged.endswith("manicure")
        answer = customer.say("where can I park?")
        assert answer.startswith("Behind the house, free.")
        assert answer.endswith(question)


def test_examples_import_public_names_only():
    strays = [
        f"{path.relative_to(EXAMPLES)}: {name}"
        for path in EXAMPLES.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        for name in _imported(node)
        if name.split(".")[0] == "frontdesk" and name not in PUBLIC
    ]
    assert not strays


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.ImportFrom):
        return [node.module or ""]
    return [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
