"""Rows of plugins that scripts take as given."""

from __future__ import annotations

from types import ModuleType

import pytest

from frontdesk import Fixture, PluginRefused, hookimpl
from frontdesk.builtin import BUILTINS
from frontdesk.plugins import Plugins
from frontdesk.testing import run_scripts


class Notes(Fixture):
    """Rows that are kept in a list instead of a table."""

    name = "notes"

    def __init__(self) -> None:
        self.rows: list[dict] = []

    def put(self, scope, bot, contact, row, now) -> None:
        if "text" not in row:
            raise ValueError("a note needs 'text'")
        self.rows.append({**row, "contact": contact, "bot": bot.id, "day": now.date()})

    def look(self, scope, bot) -> list[dict]:
        return self.rows


def _plugin() -> ModuleType:
    notes = Notes()

    @hookimpl
    def frontdesk_fixtures():
        return [notes]

    module = ModuleType("notes")
    module.frontdesk_fixtures = frontdesk_fixtures
    return module


@pytest.fixture
def plugins() -> Plugins:
    return Plugins.load(BUILTINS, extra={"notes": _plugin()})


def test_given_rows_belong_to_customers_and_are_seen_again(write, plugins):
    script = """
given: {notes: [{text: likes tea, contact: A}, {text: of nobody}]}
steps: [{user: hello}]
expect:
  notes: [{text: likes tea, contact: A, bot: mia, day: 2026-11-23}, {text: of nobody}]
"""
    report = run_scripts([write(script)], plugins)
    assert report.ok, report.results[0].explained()


def test_a_row_that_cannot_be_given_fails_the_script(write, plugins):
    (result,) = run_scripts([write("given: {notes: [{}]}\nsteps: [{user: hello}]")], plugins).failed
    assert result.failure.differences == ("given notes: a note needs 'text'",)


def test_two_fixtures_of_one_name_are_refused():
    plugins = Plugins.load(BUILTINS, entry_points=(), extra={"notes": _plugin(), "more": _plugin()})
    with pytest.raises(PluginRefused, match="plugins 'notes' and 'more' both have a fixture 'notes'"):
        _ = plugins.fixtures


def test_fixtures_are_shown_with_what_a_plugin_offers(plugins):
    (notes,) = (each for each in plugins.describe() if each.name == "notes")
    assert notes.offers["fixtures"] == ("notes",)
