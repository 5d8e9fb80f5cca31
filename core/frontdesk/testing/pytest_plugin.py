"""Pytest collects ``*.conversation.yaml``: every script is a test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from frontdesk.errors import BotInvalid
from frontdesk.testing.report import Result
from frontdesk.testing.runner import Runner
from frontdesk.testing.script import SUFFIX, Script, load_scripts

__all__ = ["pytest_collect_file"]

_RUNNER = pytest.StashKey[Runner]()


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Take in conversation scripts; all other files are left to the other plugins."""
    if file_path.name.endswith(SUFFIX):
        return ScriptFile.from_parent(parent, path=file_path)
    return None


class ScriptFile(pytest.File):
    """A file of scripts."""

    def collect(self) -> Iterator[pytest.Item]:
        """Its scripts."""
        try:
            scripts = load_scripts(self.path)
        except BotInvalid as invalid:
            raise self.CollectError(str(invalid)) from invalid
        for script in scripts:
            yield ScriptItem.from_parent(self, name=script.title, script=script)


class ScriptItem(pytest.Item):
    """A script.

    :param script: what to run.
    """

    def __init__(self, *, script: Script, **params: Any) -> None:
        super().__init__(**params)
        self._script = script

    def runtest(self) -> None:
        """Run it on a database of its own."""
        stash = self.session.stash
        if _RUNNER not in stash:
            stash[_RUNNER] = Runner()
        result = stash[_RUNNER].run(self._script)
        if result.failure is not None:
            raise DoesNotHoldError(result)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """The conversation and what is wrong with it, without a traceback."""
        if isinstance(excinfo.value, DoesNotHoldError):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        """Where it stands."""
        return self.path, self._script.line - 1, self.name


class DoesNotHoldError(AssertionError):
    """A script does not hold."""

    def __init__(self, result: Result) -> None:
        super().__init__(result.explained())
