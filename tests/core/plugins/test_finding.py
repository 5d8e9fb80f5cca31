"""Plugins are found in installed distributions and in a folder."""

from __future__ import annotations

import json
import sys
from importlib import metadata

import pytest

from frontdesk import PluginRefused
from frontdesk.builtin import BUILTINS
from frontdesk.plugins import Plugins

INTENT = """
@hookimpl
def frontdesk_intents():
    return [Intent("wave", action="wave")]

class Wave(Action):
    name = "wave"
    def run(self, turn):
        return Done(Reply("o/"))

@hookimpl
def frontdesk_actions():
    return [Wave()]
"""


def test_a_single_file_is_a_plugin(folder):
    plugins = Plugins.load({}, folder(waver=INTENT), entry_points=())
    assert plugins.names == ("waver",)
    assert plugins.abilities(["waver"]).actions["wave"].run(None).reply.text == "o/"


def test_files_that_begin_with_an_underscore_are_not_plugins(folder):
    assert Plugins.load({}, folder(_helper="raise SystemExit"), entry_points=()).names == ()


def test_a_file_does_not_shadow_a_module_of_its_name(folder):
    plugins = Plugins.load({}, folder(json=INTENT), entry_points=())
    assert plugins.names == ("json",)
    assert sys.modules["json"] is json


def test_a_file_may_use_dataclasses_and_sections(folder):
    source = """
from dataclasses import dataclass

@dataclass
class Point:
    x: int

class Mine(frontdesk.Section):
    points: int = Point(3).x

@hookimpl
def frontdesk_config():
    return Mine
"""
    assert Plugins.load({}, folder(mine=source), entry_points=()).sections["mine"]().points == 3


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("import no_such_module", "ModuleNotFoundError: No module named 'no_such_module'"),
        ("def x(:", "SyntaxError: invalid syntax"),
        ("import sys\nsys.exit(3)", "SystemExit: 3"),
    ],
)
def test_a_file_that_cannot_be_imported_is_refused(folder, source, said):
    before = set(sys.modules)
    with pytest.raises(PluginRefused) as refused:
        Plugins.load({}, folder(broken=source), entry_points=())
    assert refused.value.what.startswith("plugin 'broken' (")
    assert said in refused.value.what
    assert "broken.py:" in refused.value.what
    assert "\n" not in refused.value.what
    assert "remove the file from FRONTDESK_PLUGINS_DIR" in refused.value.cure
    assert not {name for name in set(sys.modules) - before if "broken" in name}


def test_an_installed_plugin_is_imported(installed):
    plugins = Plugins.load({}, entry_points=[installed("wave", INTENT, "fd_test_wave")])
    assert plugins.names == ("wave",)


def test_an_entry_point_seen_twice_counts_once(installed):
    entry = installed("wave", INTENT, "fd_test_twice")
    assert Plugins.load({}, entry_points=[entry, entry]).names == ("wave",)


def test_an_installed_plugin_that_cannot_be_imported_is_refused(installed):
    entry = installed("broken", "1 / 0", "fd_test_broken")
    with pytest.raises(PluginRefused) as refused:
        Plugins.load({}, entry_points=[entry])
    assert "plugin 'broken' (fd_test_broken)" in refused.value.what
    assert "ZeroDivisionError: division by zero" in refused.value.what
    assert "pip uninstall" in refused.value.cure


def test_two_installed_plugins_of_one_name_are_refused(installed):
    entries = [installed("wave", INTENT, "fd_test_one"), installed("wave", INTENT, "fd_test_two")]
    with pytest.raises(PluginRefused, match="another plugin of this name \\(fd_test_one\\)"):
        Plugins.load({}, entry_points=entries)


def test_what_is_bundled_loads_and_is_described():
    plugins = Plugins.load()
    described = {each.name: each for each in plugins.describe()}
    assert set(described) >= {*BUILTINS, "faq", "salon_booking", "whatsapp"}
    assert described["terminal"].origin == "built-in"
    assert described["terminal"].offers["channels"] == ("terminal",)
    assert described["rules"].offers["understanders"] == ("rules",)
    assert described["faq"].origin == f"frontdesk {metadata.version('frontdesk')}"
    assert described["faq"].offers["section"] == ("faq",)
    assert plugins.builtins == tuple(BUILTINS)
    assert set(plugins.channel_plugins) == {"terminal", "whatsapp"}
