"""Running conversation scripts through the real pipeline and a real database."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from pathlib import Path

from frontdesk.bots import Bots
from frontdesk.builtin import BUILTINS
from frontdesk.errors import BotInvalid, FrontdeskError
from frontdesk.plugins import Plugins
from frontdesk.testing.conversation import NotAnsweredError
from frontdesk.testing.desks import open_desk
from frontdesk.testing.models import Models, UnreadableAnswers
from frontdesk.testing.play import DiffersError, Play, Tape
from frontdesk.testing.report import Failure, Report, Result
from frontdesk.testing.script import SUFFIX, Script, load_scripts

__all__ = ["Runner", "find_scripts", "run_scripts"]


def find_scripts(paths: Iterable[Path]) -> list[Path]:
    """The script files: each path that is a file, and ``*.conversation.yaml`` at any depth of each folder.

    :raises FileNotFoundError: naming a path that does not exist.
    """
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            found += sorted(path.rglob(f"*{SUFFIX}"))
        elif path.exists():
            found.append(path)
        else:
            raise FileNotFoundError(f"{path}: there is no such file or folder")
    return list(dict.fromkeys(found))


def run_scripts(
    paths: Iterable[Path],
    plugins: Plugins | None = None,
    *,
    models: Models | None = None,
    environ: Mapping[str, str] | None = None,
) -> Report:
    """Run all scripts of some files and folders.

    A file that cannot be read is a failed result of its own, and the others run.

    :param plugins: the loaded plugins; by default everything that is installed.
    :param models: how language models are met; by default none is asked.
    :param environ: what ``${NAME}`` in definitions is filled from; nothing by default.
    :raises FileNotFoundError: naming a path that does not exist.
    """
    runner = Runner(plugins, models=models, environ=environ)
    results: list[Result] = []
    for path in find_scripts(paths):
        try:
            scripts = load_scripts(path)
        except BotInvalid as invalid:
            failure = Failure(path, 1, tuple(str(problem) for problem in invalid.problems))
            results.append(Result(path.name, path, 1, failure=failure))
            continue
        results += [runner.run(script) for script in scripts]
    return Report(tuple(results))


class Runner:
    """Runs scripts, and loads what they have in common only once.

    :param plugins: the loaded plugins, the one of ``models`` among them; by default everything that is
        installed.
    :param models: how language models are met; by default none is asked.
    :param environ: what ``${NAME}`` in definitions is filled from; nothing by default.
    """

    def __init__(
        self,
        plugins: Plugins | None = None,
        *,
        models: Models | None = None,
        environ: Mapping[str, str] | None = None,
    ) -> None:
        self._models = models or Models()
        self._plugins = plugins or Plugins.load({**BUILTINS, "openai": self._models.plugin})
        self._environ = dict(environ or {})
        self._bots: dict[str | Path, Bots] = {}

    def run(self, script: Script, database_url: str | None = None) -> Result:
        """Run one script; it ends with the first step that does not hold.

        :param database_url: an empty database; a new SQLite file when there is none.
        """
        started = time.perf_counter()
        tape = Tape(script.line)
        failure = None
        try:
            self._models.begin(script.file)
            with open_desk(
                self._load(script.bot_source),
                clock=script.clock,
                database_url=database_url,
                settings=script.settings,
                plugins=self._plugins,
                environ=self._environ,
            ) as desk:
                Play(script, desk, tape).play()
        except DiffersError as differs:
            failure = Failure(script.file, tape.line, differs.differences)
        except (FrontdeskError, NotAnsweredError, UnreadableAnswers) as error:
            failure = Failure(script.file, tape.line, tuple(str(error).splitlines()))
        missing = self._models.end()
        if missing:
            # What follows from a missing answer is not worth telling.
            failure = Failure(script.file, script.line, missing)
        seconds = time.perf_counter() - started
        return Result(script.title, script.file, script.line, tuple(tape.lines), failure, seconds)

    def _load(self, source: str | Path) -> Bots:
        if source not in self._bots:
            self._bots[source] = Bots.load(source, self._plugins, self._environ)
        return self._bots[source]
