"""Every way in which a plugin is refused names the plugin and a cure."""

from __future__ import annotations

import pytest

from frontdesk import PluginRefused
from frontdesk.plugins import Plugins


def refusal(load, **sources: str) -> PluginRefused:
    with pytest.raises(PluginRefused) as refused:
        load(**sources)
    return refused.value


@pytest.mark.parametrize("mark", ["@hookimpl\n", ""])
def test_an_unknown_hook_name_is_refused_with_the_nearest_one(load, mark):
    refused = refusal(load, mine=f"{mark}def frontdesk_chanels(settings): return []")
    assert refused.what.startswith("plugin 'mine' (given): frontdesk_chanels() at made_for_a_test.py:")
    assert "did you mean 'frontdesk_channels'?" in refused.what
    assert refused.cure.startswith("Rename it to 'frontdesk_channels'")


def test_a_marked_function_without_the_prefix_is_refused(load):
    refused = refusal(load, mine="@hookimpl\ndef intents(): return []")
    assert "intents() at" in refused.what
    assert "frontdesk_intents" in refused.cure


def test_a_marked_function_like_no_hook_is_refused(load):
    refused = refusal(load, mine="@hookimpl\ndef qqq(): return []")
    assert "docs/hooks.md" in refused.cure


def test_the_name_that_the_mark_gives_counts(load):
    good = '@hookimpl(specname="frontdesk_intents")\ndef anything(): return []'
    assert load(mine=good).contributions["mine"].hooks == ("frontdesk_intents",)
    refused = refusal(load, mine='@hookimpl(specname="frontdesk_intent")\ndef anything(): return []')
    assert "did you mean 'frontdesk_intents'?" in refused.what


def test_a_hook_function_without_the_mark_is_refused(load):
    refused = refusal(load, mine="def frontdesk_intents(): return []")
    assert "not marked" in refused.what
    assert "@frontdesk.hookimpl" in refused.cure


@pytest.mark.parametrize("body", ["return []", "yield 1"])
def test_an_async_implementation_is_refused(load, body):
    refused = refusal(load, mine=f"@hookimpl\nasync def frontdesk_intents(): {body}")
    assert "frontdesk_intents() at made_for_a_test.py:" in refused.what
    assert "is async" in refused.what
    assert "Write it with def" in refused.cure


@pytest.mark.parametrize(
    ("hook", "offered"),
    [
        (
            "frontdesk_actions()",
            "class Late(Action):\n    name = 'late'\n    async def run(self, turn): pass",
        ),
        (
            "frontdesk_understanders()",
            "class Late(Understander):\n    name = 'late'\n    async def read(self, said, so_far): pass",
        ),
        ("frontdesk_jobs()", "async def run(desk): pass\ndef Late(): return Job('late', run)"),
    ],
)
def test_what_is_offered_is_not_async_either(load, hook, offered):
    names = "from frontdesk import Action, Job, Understander"
    refused = refusal(load, mine=f"{names}\n{offered}\n@hookimpl\ndef {hook}:\n    return [Late()]")
    assert f"{hook} returned something asynchronous: " in refused.what
    assert "run() at made_for_a_test.py:" in refused.what or "read() at made_for_a_test.py:" in refused.what
    assert "Write it with def" in refused.cure


@pytest.mark.parametrize("mark", ["@hookimpl(wrapper=True)", "@hookimpl(hookwrapper=True)"])
def test_a_wrapper_is_refused(load, mark):
    assert "wrapper" in refusal(load, mine=f"{mark}\ndef frontdesk_intents():\n    return (yield)").what


@pytest.mark.parametrize(
    ("signature", "name"),
    [
        ("frontdesk_before_turn(trun)", "trun"),
        ("frontdesk_intents(desk)", "desk"),
        ("frontdesk_intents(*, turn)", "turn"),
        ("frontdesk_intents(*args)", "args"),
        ("frontdesk_intents(**params)", "params"),
    ],
)
def test_a_parameter_that_the_hook_does_not_pass_is_refused(load, signature, name):
    assert f"takes '{name}'" in refusal(load, mine=f"@hookimpl\ndef {signature}: return None").what


def test_the_right_parameter_is_suggested(load):
    refused = refusal(load, mine="@hookimpl\ndef frontdesk_before_turn(trun): return None")
    assert "it passes turn" in refused.what
    assert refused.cure == "Rename it to 'turn'."


def test_fewer_parameters_are_fine(load):
    plugins = load(mine="@hookimpl\ndef frontdesk_before_turn(): return Reply('hi')")
    assert plugins.abilities(["mine"]).before_turn(None)[1].text == "hi"


def test_methods_of_a_plugin_object_are_looked_at_too():
    class Mine:
        def frontdesk_chanels(self):
            return []

        @property
        def frontdesk_trap(self):
            raise AssertionError("looking at a plugin must not run its properties")

    with pytest.raises(PluginRefused, match="frontdesk_chanels"):
        Plugins.load({}, entry_points=(), extra={"mine": Mine()})


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (
            "@hookimpl\ndef frontdesk_intents(): return 1 / 0",
            "raised ZeroDivisionError: division by zero (made",
        ),
        ("@hookimpl\ndef frontdesk_intents(): return ['x']", "must return a list of Intent objects"),
        (
            "@hookimpl\ndef frontdesk_intents(): return Intent('a', 'a')",
            "must return a list of Intent objects",
        ),
        ("@hookimpl\ndef frontdesk_texts(): return {}", "must return a Texts object or None"),
        ("@hookimpl\ndef frontdesk_texts(): return Texts({'en': {'mine.x': '{'}})", "text 'mine.x' (en)"),
        ("@hookimpl\ndef frontdesk_texts(): return Texts({'zz': {'mine.x': 'x'}})", "unknown language 'zz'"),
        ("@hookimpl\ndef frontdesk_config(): return dict", "derived from frontdesk.Section"),
        (
            "from pathlib import Path\n@hookimpl\n"
            "def frontdesk_migrations(): return frontdesk.Migrations('other', Path('/'))",
            "Migrations('mine', ...)",
        ),
        (
            "from pathlib import Path\n@hookimpl\n"
            "def frontdesk_migrations(): return frontdesk.Migrations('mine', Path('/no/where'))",
            "not a folder",
        ),
    ],
)
def test_a_hook_that_raises_or_returns_nonsense_is_refused(load, source, said):
    refused = refusal(load, mine=source)
    assert str(refused).startswith("plugin 'mine' (given): ")
    assert said in str(refused)


@pytest.mark.parametrize("name", ["Mine", "1st", "a-b", "ünique"])
def test_a_name_that_cannot_be_a_section_is_refused(name, module):
    with pytest.raises(PluginRefused, match="cannot be a section"):
        Plugins.load({}, entry_points=(), extra={name: module("")})


def test_two_plugins_of_one_name_are_refused(module, folder):
    with pytest.raises(PluginRefused) as refused:
        Plugins.load({"mine": module("")}, folder(mine=""), entry_points=())
    assert "plugin 'mine'" in refused.value.what
    assert "another plugin of this name (built-in)" in refused.value.what
    assert "mine.py" in refused.value.what
    assert "remove the file" in refused.value.cure


def test_one_module_under_two_names_is_refused(module):
    same = module("")
    with pytest.raises(PluginRefused, match="plugin 'second'"):
        Plugins.load({}, entry_points=(), extra={"first": same, "second": same})
