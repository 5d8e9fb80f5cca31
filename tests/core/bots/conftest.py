"""Bot definitions written for one test each."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from frontdesk import Bot, BotInvalid, Problem
from frontdesk.bots import Bots
from frontdesk.builtin import BUILTINS
from frontdesk.plugins import Plugins

#: A plugin with a section, texts, an understander and a check of its own.
DESK_BELL = '''
from pydantic import Field, field_validator
from frontdesk import Action, Done, Intent, Option, Problem, Reply, Section, Slot, SlotKind, Texts
from frontdesk import Understander, hookimpl

class Bell(Section):
    """A bell."""
    id: str
    sound: str | dict[str, str] = "ding"
    times: int = Field(default=1, ge=1)

class Bells(Section):
    """The bells."""
    bells: list[Bell] = Field(min_length=1)
    loud: bool = False
    hours: dict[str, str | None] = {}
    secret: str = Field(default="", repr=False)

    @field_validator("secret")
    @classmethod
    def long(cls, value: str) -> str:
        if value and len(value) < 8:
            raise ValueError(f"{value!r} is too short")
        return value

def options(bot):
    return [Option(bell.id, {"en": [bell.id]}) for bell in bot.section(Bells).bells]

BELL = Slot("bell", SlotKind.OPTION, options=options)

class Ring(Action):
    name = "ring"
    def run(self, turn):
        return Done(Reply("ding"))

class Ear(Understander):
    name = "ear"
    def read(self, utterance, so_far):
        return None

@hookimpl
def frontdesk_config():
    return Bells

@hookimpl
def frontdesk_intents():
    return [Intent("ring", action="ring", slots=(BELL,))]

@hookimpl
def frontdesk_actions():
    return [Ring()]

@hookimpl
def frontdesk_understanders():
    return [Ear()]

@hookimpl
def frontdesk_texts():
    rung = {"one": "{count} ring by {name}", "other": "{count} rings by {name}"}
    russian = {"bell.rung": "{count}", "bell.hello": "Дин"}
    return Texts({"en": {"bell.rung": rung, "bell.hello": "Ding"}, "ru": russian})

@hookimpl
def frontdesk_check(bot):
    section = bot.section(Bells)
    if section.secret == "loud and clear":
        raise RuntimeError(section.secret)
    return [
        Problem("BELL1", f"bell {bell.id!r} is silent, give it a sound", ("bell", "bells", index, "sound"))
        for index, bell in enumerate(section.bells)
        if not bell.sound
    ]
'''

PIGEONS = """
from frontdesk import Channel, Sent, hookimpl

class Pigeon(Channel):
    name = "pigeon"
    def request(self, outbound, bot):
        return Sent("coo")

@hookimpl
def frontdesk_channels(settings):
    return [Pigeon()]
"""


@pytest.fixture(scope="session")
def plugins(tmp_path_factory: pytest.TempPathFactory) -> Plugins:
    """The built-in plugins, ``bell`` and ``pigeons``."""
    folder = tmp_path_factory.mktemp("plugins")
    (folder / "bell.py").write_text(DESK_BELL, encoding="utf-8")
    (folder / "pigeons.py").write_text(PIGEONS, encoding="utf-8")
    return Plugins.load(BUILTINS, folder, entry_points=())


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Writes a definition and gives its path."""

    def write(text: str, name: str = "bot.yaml") -> Path:
        path = tmp_path / name
        path.write_text(textwrap.dedent(text), encoding="utf-8")
        return path

    return write


@pytest.fixture
def load(write: Callable[..., Path], plugins: Plugins) -> Callable[..., Bot]:
    """Loads a bot from the text of its definition."""

    def load(text: str, environ: Mapping[str, str] | None = None, name: str = "bot.yaml") -> Bot:
        [bot] = Bots.load(write(text, name), plugins, environ or {})
        return bot

    return load


@pytest.fixture
def problems(load: Callable[..., Bot]) -> Callable[..., list[Problem]]:
    """What is wrong with a definition, given its text; fails when nothing is."""

    def problems(text: str, environ: Mapping[str, str] | None = None) -> list[Problem]:
        with pytest.raises(BotInvalid) as invalid:
            load(text, environ)
        return list(invalid.value.problems)

    return problems


@pytest.fixture
def seen(problems: Callable[..., list[Problem]]) -> Callable[..., list[str]]:
    """The same as ``line:column CODE``, one each."""

    def seen(text: str, environ: Mapping[str, str] | None = None) -> list[str]:
        return [f"{each.line}:{each.column} {each.code}" for each in problems(text, environ)]

    return seen
