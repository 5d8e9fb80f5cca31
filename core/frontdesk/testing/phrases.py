"""Phrases of customers, and what they mean: an owner's own list, in YAML."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from frontdesk.bots.check import in_order, located
from frontdesk.bots.codes import Code
from frontdesk.bots.validation import validate
from frontdesk.bots.yaml_source import read_yaml
from frontdesk.errors import BotInvalid, Problem

__all__ = ["Phrase", "PhraseFile", "load_phrases"]


def _as_list(value: object) -> object:
    return [value] if isinstance(value, str) else value


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, coerce_numbers_to_str=True)


class Phrase(_Part):
    """One message, and what it means.

    :ivar say: the message.
    :ivar intent: what it wants: the name of an intent, ``yes``, ``no``, ``stop``, ``inform`` (it only
        hands over values) or ``nothing``. Several where more than one will do.
    :ivar slots: the values that it hands over, and no others; a list where more than one will do. None where
        only the intent counts.
    :ivar language: what the conversation is in; the file's when left out.
    :ivar asked: the slot that the bot has just asked for.
    """

    say: str = Field(min_length=1)
    intent: Annotated[tuple[str, ...], BeforeValidator(_as_list), Field(min_length=1)]
    slots: dict[str, Any] | None = None
    language: str | None = None
    asked: str | None = None

    @cached_property
    def values(self) -> Mapping[str, tuple[Any, ...]]:
        """By slot name, each value that will do, in the form in which readings hold it."""
        return {
            slot: tuple(_plain(each) for each in (value if isinstance(value, list) else [value]))
            for slot, value in (self.slots or {}).items()
        }


class PhraseFile(_Part):
    """A file of phrases.

    :ivar bot: the bot definition: a file beside this one, or the name of a bundled bot.
    :ivar clock: when they are written; in the bot's time zone, unless it says another one.
    :ivar at_least: so many of the phrases, in per cent, must be read entirely right.
    :ivar file: where it was read from.
    :ivar lines: where each of the phrases stands.
    """

    bot: str
    clock: datetime
    language: str | None = None
    at_least: float = Field(default=100.0, ge=0, le=100)
    phrases: tuple[Phrase, ...] = Field(min_length=1)
    file: Path = Path()
    lines: tuple[int, ...] = ()

    @cached_property
    def bot_source(self) -> str | Path:
        """What to load the bot from."""
        beside = self.file.parent / self.bot
        return beside if beside.exists() else self.bot


def load_phrases(path: Path) -> PhraseFile:
    """Read a file of phrases.

    :raises BotInvalid: with everything that is wrong with the file.
    """
    try:
        tree = read_yaml(path.read_bytes(), str(path))
    except OSError as error:
        message = f"{error.strerror}; look at the name and the rights of the file"
        raise BotInvalid([Problem(Code.UNREADABLE, message, file=str(path))]) from error
    phrases = tree.child("phrases")
    lines = [phrase.mark.line for phrase in phrases.items] if phrases else []
    plain = tree.plain if isinstance(tree.plain, dict) else {}
    read, problems = validate(PhraseFile, {**plain, "file": path, "lines": lines}, tree, ())
    if read is None or problems:
        raise BotInvalid(in_order(located(problems, tree)))
    return read


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {key: _plain(each) for key, each in value.items()}
    return value
