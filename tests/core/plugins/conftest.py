"""Plugins written for one test each."""

from __future__ import annotations

import types
from collections.abc import Callable
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from frontdesk.plugins import Plugins

PREAMBLE = """
from __future__ import annotations
import frontdesk
from frontdesk import Action, Done, Intent, Job, Metric, Problem, Reply, Texts, Understander, hookimpl
"""

Load = Callable[..., Plugins]


@pytest.fixture
def module() -> Callable[[str], types.ModuleType]:
    """Makes a plugin module of source text."""

    def make(source: str) -> types.ModuleType:
        made = types.ModuleType("made_for_a_test")
        exec(compile(PREAMBLE + source, "made_for_a_test.py", "exec", dont_inherit=True), vars(made))
        return made

    return make


@pytest.fixture
def load(module: Callable[[str], types.ModuleType]) -> Load:
    """Loads plugins from source texts by plugin name, and nothing else."""

    def load(**sources: str) -> Plugins:
        given = {name: module(source) for name, source in sources.items()}
        return Plugins.load({}, entry_points=(), extra=given)

    return load


@pytest.fixture
def folder(tmp_path: Path) -> Callable[..., Path]:
    """Writes single-file plugins into a folder."""

    def write(**sources: str) -> Path:
        for name, source in sources.items():
            (tmp_path / f"{name}.py").write_text(PREAMBLE + source, encoding="utf-8")
        return tmp_path

    return write


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., EntryPoint]:
    """Puts a module on the path and gives an entry point to it."""

    def install(name: str, source: str, module_name: str) -> EntryPoint:
        (tmp_path / f"{module_name}.py").write_text(PREAMBLE + source, encoding="utf-8")
        monkeypatch.syspath_prepend(str(tmp_path))
        return EntryPoint(name, module_name, "frontdesk.plugins")

    return install
