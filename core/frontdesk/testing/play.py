"""Playing one conversation script: step by step, up to the first that does not hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from frontdesk.clock import FrozenClock
from frontdesk.desk import Desk
from frontdesk.offers import Fixture
from frontdesk.suggestions import did_you_mean
from frontdesk.testing.conversation import Conversation, Heard
from frontdesk.testing.desks import ACCOUNT, CHANNEL
from frontdesk.testing.expectations import answer_differs, never_differs, rows_differ
from frontdesk.testing.report import Line
from frontdesk.testing.script import Expectation, Person, Script, Step

__all__ = ["DiffersError", "Play", "Tape"]


@dataclass(slots=True)
class Tape:
    """How far a script has come.

    :ivar line: of the step that is being taken.
    :ivar lines: what was said.
    """

    line: int
    lines: list[Line] = field(default_factory=list)


class DiffersError(Exception):
    """Something is not as the script says."""

    def __init__(self, differences: Sequence[str]) -> None:
        super().__init__(differences)
        self.differences = tuple(differences)


@dataclass(frozen=True, slots=True)
class _Said:
    """One message of a customer and what came back."""

    by: str
    heard: Heard


class Play:
    """One script being played.

    :param tape: filled while it is being played.
    """

    def __init__(self, script: Script, desk: Desk, tape: Tape) -> None:
        self._script = script
        self._desk = desk
        self._tape = tape
        self._people: dict[str, Conversation] = {}
        self._current = next(iter(script.people), "A")
        self._said: list[_Said] = []

    def play(self) -> None:
        """Play it.

        :raises DiffersError: at the first step that does not hold.
        """
        self._register_staff()
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
        written = "\n".join(step.user or ()) or step.tap or step.sends or step.staff or ""
        self._tape.lines.append(Line("staff" if step.staff else self._current, written))
        if step.tap is not None:
            try:
                person.tap(step.tap)
            except LookupError as error:
                raise DiffersError([str(error)]) from error
        elif step.sends is not None:
            person.send(step.sends)
        elif step.staff is not None:
            person.staff(step.staff)
        else:
            person.say(*(step.user or ("",)))
        heard = person.heard[-1]
        self._said.append(_Said(self._current, heard))
        self._tape.lines.append(Line("bot", heard.text, heard.choices))

    def _wait(self, duration: timedelta) -> None:
        if not isinstance(self._desk.clock, FrozenClock):
            raise TypeError("a script's clock stands still until it waits")
        self._desk.clock.advance(duration)
        for job in self._desk.plugins.jobs.values():
            if job.every is not None:
                # However long it is waited, once will do: nothing else has happened meanwhile.
                job(self._desk)
        for name, person in self._people.items():
            if person.look():
                heard = person.heard[-1]
                self._said.append(_Said(name, heard))
                self._tape.lines.append(Line("bot", heard.text, heard.choices))

    def _expect(self, expectation: Expectation) -> None:
        ran = [action for said in self._said for action in said.heard.why.get("actions", ())]
        if expectation.actions is not None and list(expectation.actions) != ran:
            self._require([f"actions: expected {list(expectation.actions)}, ran {ran}"])
        self._require(never_differs(expectation.never, [said.heard for said in self._said], ran))
        for name, rows in expectation.rows.items():
            self._require(rows_differ(name, rows, self._rows(name)))

    def _require(self, differences: Sequence[str]) -> None:
        if differences:
            raise DiffersError(differences)

    # -- people and rows ------------------------------------------------------------------------------

    def _person(self, label: str) -> Conversation:
        if label not in self._people:
            known = self._script.people.get(label, Person())
            self._people[label] = Conversation(self._desk, label, name=known.name, phone=known.phone)
        return self._people[label]

    def _register_staff(self) -> None:
        """The numbers of the business's own people."""
        people = self._script.people.values()
        numbers = [person.phone for person in people if person.staff and person.phone]
        if numbers:
            self._desk.tenants.save(channel=CHANNEL, account=ACCOUNT, staff_numbers=numbers)

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
                    raise DiffersError([f"given {name}: {error}"]) from error

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
            raise DiffersError([f"no plugin has a fixture {name!r}{hint}"])
        return fixtures[name]
