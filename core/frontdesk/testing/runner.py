"""Running conversation scripts through the real pipeline and a real database."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from frontdesk.bots import Bots
from frontdesk.builtin import BUILTINS
from frontdesk.clock import FrozenClock
from frontdesk.desk import Desk
from frontdesk.errors import BotInvalid, FrontdeskError
from frontdesk.offers import Fixture
from frontdesk.plugins import Plugins
from frontdesk.suggestions import did_you_mean
from frontdesk.testing.conversation import Conversation, Heard, NotAnsweredError
from frontdesk.testing.desks import open_desk
from frontdesk.testing.expectations import answer_differs, never_differs, rows_differ
from frontdesk.testing.report import Failure, Line, Report, Result
from frontdesk.testing.script import SUFFIX, Expectation, Script, Step, load_scripts

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


def run_scripts(paths: Iterable[Path], plugins: Plugins | None = None) -> Report:
    """Run all scripts of some files and folders.

    A file that cannot be read is a failed result of its own, and the others run.

    :param plugins: the loaded plugins; by default everything that is installed.
    :raises FileNotFoundError: naming a path that does not exist.
    """
    runner = Runner(plugins)
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

    :param plugins: the loaded plugins; by default everything that is installed.
    """

    def __init__(self, plugins: Plugins | None = None) -> None:
        self._plugins = plugins or Plugins.load(BUILTINS)
        self._bots: dict[str | Path, Bots] = {}

    def run(self, script: Script, database_url: str | None = None) -> Result:
        """Run one script; it ends with the first step that does not hold.

        :param database_url: an empty database; a new SQLite file when there is none.
        """
        started = time.perf_counter()
        tape = _Tape(script.line)
        failure = None
        try:
            with open_desk(
                self._load(script.bot_source),
                clock=script.clock,
                database_url=database_url,
                settings=script.settings,
                plugins=self._plugins,
            ) as desk:
                _Run(script, desk, tape).play()
        except _DiffersError as differs:
            failure = Failure(script.file, tape.line, differs.differences)
        except (FrontdeskError, NotAnsweredError) as error:
            failure = Failure(script.file, tape.line, tuple(str(error).splitlines()))
        seconds = time.perf_counter() - started
        return Result(script.title, script.file, script.line, tuple(tape.lines), failure, seconds)

    def _load(self, source: str | Path) -> Bots:
        if source not in self._bots:
            self._bots[source] = Bots.load(source, self._plugins, {})
        return self._bots[source]


@dataclass(slots=True)
class _Tape:
    """How far a script has come.

    :ivar line: of the step that is being taken.
    :ivar lines: what was said.
    """

    line: int
    lines: list[Line] = field(default_factory=list)


class _DiffersError(Exception):
    """Something is not as the script says."""

    def __init__(self, differences: Sequence[str]) -> None:
        super().__init__(differences)
        self.differences = tuple(differences)


@dataclass(frozen=True, slots=True)
class _Said:
    """One message of a customer and what came back."""

    by: str
    heard: Heard


class _Run:
    """One script being played.

    :param tape: filled while it is being played.
    """

    def __init__(self, script: Script, desk: Desk, tape: _Tape) -> None:
        self._script = script
        self._desk = desk
        self._tape = tape
        self._people: dict[str, Conversation] = {}
        self._current = next(iter(script.people), "A")
        self._said: list[_Said] = []

    def play(self) -> None:
        """Play it.

        :raises _DiffersError: at the first step that does not hold.
        """
        self._enter_given()
        for step, line in zip(self._script.steps, self._script.lines, strict=True):
            self._tape.line = line
            self._take(step)
        if self._script.expect is not None:
            self._tape.line = self._script.line
            self._expect(self._script.expect)

    def _take(self, step: Step) -> None:
        self._current = step.by or self._current
        if step.wait is not None:
            self._wait(step.wait)
        elif step.bot is not None:
            heard = self._person(self._current).heard
            self._require(answer_differs(step.bot, heard[-1] if heard else Heard()))
        elif step.expect is not None:
            self._expect(step.expect)
        else:
            self._write(step)

    def _write(self, step: Step) -> None:
        person = self._person(self._current)
        written = "\n".join(step.user or ()) or step.tap or step.sends or ""
        self._tape.lines.append(Line(self._current, written))
        if step.tap is not None:
            try:
                person.tap(step.tap)
            except LookupError as error:
                raise _DiffersError([str(error)]) from error
        elif step.sends is not None:
            person.send(step.sends)
        else:
            person.say(*(step.user or ("",)))
        heard = person.heard[-1]
        self._said.append(_Said(self._current, heard))
        self._tape.lines.append(Line("bot", heard.text, heard.choices))

    def _wait(self, duration: timedelta) -> None:
        if not isinstance(self._desk.clock, FrozenClock):
            raise TypeError("a script's clock stands still until it waits")
        self._desk.clock.advance(duration)

    def _expect(self, expectation: Expectation) -> None:
        ran = [action for said in self._said for action in said.heard.why.get("actions", ())]
        if expectation.actions is not None and list(expectation.actions) != ran:
            self._require([f"actions: expected {list(expectation.actions)}, ran {ran}"])
        self._require(never_differs(expectation.never, [said.heard for said in self._said], ran))
        for name, rows in expectation.rows.items():
            self._require(rows_differ(name, rows, self._rows(name)))

    def _require(self, differences: Sequence[str]) -> None:
        if differences:
            raise _DiffersError(differences)

    # -- people and rows ------------------------------------------------------------------------------

    def _person(self, label: str) -> Conversation:
        if label not in self._people:
            known = self._script.people.get(label)
            self._people[label] = Conversation(
                self._desk, label, name=known.name if known else None, phone=known.phone if known else None
            )
        return self._people[label]

    def _enter_given(self) -> None:
        tenant = self._person(self._current).tenant
        scope = self._desk.storage.scope(tenant.id)
        bot = self._desk.bots.for_tenant(tenant)
        now = self._desk.clock.now().astimezone(bot.zone)
        for name, rows in self._script.given.items():
            fixture = self._fixture(name)
            for row in rows:
                contact = self._contact(row.get("contact"))
                values = {key: value for key, value in row.items() if key != "contact"}
                try:
                    with self._desk.storage.write():
                        fixture.put(scope, bot, contact, values, now)
                except ValueError as error:
                    raise _DiffersError([f"given {name}: {error}"]) from error

    def _rows(self, name: str) -> list[Mapping[str, Any]]:
        tenant = self._person(self._current).tenant
        scope = self._desk.storage.scope(tenant.id)
        labels = {self._contact(label): label for label in self._people}
        found = self._fixture(name).look(scope, self._desk.bots.for_tenant(tenant))
        return [{**row, "contact": labels.get(row.get("contact"))} for row in found]

    def _contact(self, label: str | None) -> int | None:
        """Our id of a customer, who is entered when they have not written yet."""
        if label is None:
            return None
        return self._person(label).enter()

    def _fixture(self, name: str) -> Fixture:
        fixtures = self._desk.plugins.fixtures
        if name not in fixtures:
            hint = did_you_mean(name, fixtures)
            raise _DiffersError([f"no plugin has a fixture {name!r}{hint}"])
        return fixtures[name]
