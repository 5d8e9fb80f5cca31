"""Conversation scripts: what a customer writes, what the bot must answer, what must have happened."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from frontdesk.bots.check import in_order, located
from frontdesk.bots.codes import Code
from frontdesk.bots.tree import Node
from frontdesk.bots.validation import validate
from frontdesk.bots.yaml_source import read_yaml
from frontdesk.errors import BotInvalid, Problem

__all__ = ["Answer", "Expectation", "Never", "Person", "Script", "Step", "load_scripts"]

SUFFIX = ".conversation.yaml"
_DURATION = re.compile(r"(\d+)\s*(s|min|h|d)")
_UNITS = {"s": "seconds", "min": "minutes", "h": "hours", "d": "days"}


def _as_list(value: object) -> object:
    return value if value is None or isinstance(value, list | tuple) else [value]


def _duration(value: object) -> object:
    match = _DURATION.fullmatch(value.strip()) if isinstance(value, str) else None
    if match is None:
        raise ValueError(f"{value!r} is not a duration; write 90s, 15min, 2h or 1d")
    return timedelta(**{_UNITS[match[2]]: int(match[1])})


Texts = Annotated[tuple[str, ...], BeforeValidator(_as_list)]
Duration = Annotated[timedelta, BeforeValidator(_duration)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, coerce_numbers_to_str=True)


class Person(_Part):
    """A customer.

    :ivar name: what the channel says that they go by.
    :ivar phone: E.164 with a leading plus.
    :ivar staff: the number is registered as one of the business's own; needs a phone.
    """

    name: str | None = None
    phone: str | None = None
    staff: bool = False


class Answer(_Part):
    """What the bot must say to the message before.

    :ivar says: fragments that must be in it, whatever their case.
    :ivar not_says: fragments that must not be in it.
    :ivar choices: all titles that can be tapped, in their order.
    :ivar offers: some of them.
    :ivar asks: the slot that it asks for.
    :ivar confirms: whether it asks "is that right?".
    :ivar source: who read the message: ``rules``, ``tap``, ...
    :ivar silent: True when it must say nothing.
    """

    says: Texts = ()
    not_says: Texts = ()
    choices: Texts | None = None
    offers: Texts = ()
    asks: str | None = None
    confirms: bool | None = None
    source: str | None = None
    silent: bool = False

    @model_validator(mode="before")
    @classmethod
    def _short(cls, value: object) -> object:
        return {"says": value} if isinstance(value, str | list) else value


class Never(_Part):
    """What must not have happened in the whole conversation.

    :ivar says: fragments that are in nothing that the bot said.
    :ivar actions: names of actions that did not run.
    """

    says: Texts = ()
    actions: Texts = ()


class Expectation(BaseModel):
    """What must have happened by now. The other keys are names of plugins' fixtures with their rows.

    :ivar actions: names of all actions that ran so far, in order, for all customers.
    """

    model_config = ConfigDict(extra="allow", frozen=True)

    actions: Texts | None = None
    never: Never = Never()

    @property
    def rows(self) -> dict[str, list[dict[str, Any]]]:
        """The rows that must be there, by fixture."""
        return dict(self.model_extra or {})


class Step(_Part):
    """One step: exactly one of ``user``, ``tap``, ``sends``, ``staff``, ``bot``, ``wait``,
    ``expect``.

    :ivar user: what the customer writes; several texts are several messages in a row, before any answer.
    :ivar staff: what the business's own people write to the customer, past the bot.
    :ivar by: which customer writes, or is answered; the one before when left out (``as`` in YAML).
    """

    model_config = ConfigDict(extra="forbid", frozen=True, coerce_numbers_to_str=True, populate_by_name=True)

    user: Texts | None = None
    tap: str | None = None
    sends: str | None = None
    staff: str | None = None
    bot: Answer | None = None
    wait: Duration | None = None
    expect: Expectation | None = None
    by: str | None = Field(default=None, alias="as")

    @model_validator(mode="after")
    def _one(self) -> Step:
        kinds = {"user", "tap", "sends", "staff", "bot", "wait", "expect"}
        given = sorted(kind for kind in kinds if getattr(self, kind) is not None)
        if len(given) != 1:
            found = " and ".join(given) or "none of them"
            raise ValueError(f"a step is one of {', '.join(sorted(kinds))}; here is {found}")
        return self


class Script(_Part):
    """One conversation.

    :ivar bot: the bot definition: a file beside the script, or the name of a bundled bot.
    :ivar clock: when it takes place; in the bot's time zone, unless it says another one.
    :ivar settings: what the business overrides in the definition.
    :ivar people: the customers, by what the steps call them; others are strangers.
    :ivar given: rows that are there before, by fixture.
    :ivar file: where it was read from.
    :ivar line: where its title stands.
    :ivar lines: where each of its steps stands.
    """

    title: str
    bot: str
    clock: datetime
    settings: dict[str, Any] = Field(default_factory=dict)
    people: dict[str, Person] = Field(default_factory=dict)
    given: dict[str, list[dict[str, Any]]] = Field(default_factory=dict)
    steps: tuple[Step, ...] = Field(min_length=1)
    expect: Expectation | None = None
    file: Path = Path()
    line: int = 0
    lines: tuple[int, ...] = ()

    @cached_property
    def bot_source(self) -> str | Path:
        """What to load the bot from."""
        beside = self.file.parent / self.bot
        return beside if beside.exists() else self.bot


def load_scripts(path: Path) -> list[Script]:
    """Read the scripts of a file.

    A file holds ``conversations:``, a list of scripts; what stands beside it (``bot``, ``clock``, ``people``,
    ``given``, ``settings``) holds for each of them that does not say otherwise.

    :raises BotInvalid: with everything that is wrong with the file.
    """
    try:
        tree = read_yaml(path.read_bytes(), str(path))
    except OSError as error:
        message = f"{error.strerror}; look at the name and the rights of the file"
        raise BotInvalid([Problem(Code.UNREADABLE, message, file=str(path))]) from error
    conversations = tree.child("conversations")
    if conversations is None or not conversations.items:
        message = "there are no conversations; write them as a list under 'conversations:'"
        raise BotInvalid(located([Problem(Code.MISSING_KEY, message)], tree))
    common = tree.without("conversations")
    scripts: list[Script] = []
    problems: list[Problem] = []
    for item in conversations.items:
        whole = common.overlaid(item)
        script, found = validate(Script, _with_places(whole, item, path), whole, ())
        problems += located(found, whole)
        if script is not None:
            scripts.append(script)
    if problems:
        raise BotInvalid(in_order(problems))
    return scripts


def _with_places(whole: Node, item: Node, path: Path) -> dict[str, Any]:
    steps = whole.child("steps")
    lines = [step.mark.line for step in steps.items] if steps else []
    return {**whole.plain, "file": path, "line": item.mark.line, "lines": lines}
