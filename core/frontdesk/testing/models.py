"""Language models in conversation scripts: off, answering as they were recorded, or asked for real."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any, Literal

from frontdesk.builtin.openai_reader import Address, Completion, LiveWire, OpenAiPlugin, Wire
from frontdesk.testing.script import SUFFIX

__all__ = ["Cassette", "Models", "UnreadableAnswers", "cassette_of"]

_SUFFIX = ".llm.json"

Mode = Literal["off", "recorded", "live"]


class UnreadableAnswers(ValueError):
    """A file with recorded answers is not one; says which, and what to do."""


def cassette_of(script: Path) -> Path:
    """Where the recorded answers of a script file are: ``mia.llm.json`` beside ``mia.conversation.yaml``."""
    return script.with_name(script.name.removesuffix(SUFFIX) + _SUFFIX)


class Cassette:
    """The recorded answers of one script file, by what was asked.

    :param path: the file; it need not exist.
    :param blank: begin without what was recorded before.
    :raises UnreadableAnswers: the file is not what :meth:`save` writes.
    """

    def __init__(self, path: Path, *, blank: bool = False) -> None:
        self.path = path
        self._guard = threading.Lock()
        self._answers: dict[str, dict[str, Any]] = {} if blank or not path.exists() else _read(path)
        self.missing: list[str] = []

    def find(self, body: Mapping[str, Any]) -> Completion | None:
        """The recorded answer to a request, or None; then it is noted as missing."""
        with self._guard:
            entry = self._answers.get(_key(body))
            if entry is None:
                self.missing.append(_message(body))
                return None
            return Completion(**entry["answer"])

    def keep(self, body: Mapping[str, Any], answer: Completion) -> None:
        """Record an answer."""
        with self._guard:
            self._answers[_key(body)] = {"message": _message(body), "answer": asdict(answer)}

    def save(self) -> None:
        """Write the file, where there is anything in it, or was."""
        with self._guard:
            if self._answers or self.path.exists():
                text = json.dumps(self._answers, ensure_ascii=False, indent=2, sort_keys=True)
                self.path.write_text(f"{text}\n", "utf-8")


class Models:
    """How scripts meet language models.

    :param mode: ``off``: none is asked, and rules read alone; ``recorded``: recorded answers only, without a
        network; ``live``: they are asked, and cost what they cost.
    :param record: keep the answers of ``live``.
    :ivar plugin: the plugin to load in place of the built-in one.
    """

    def __init__(self, mode: Mode = "off", *, record: bool = False) -> None:
        self.mode = mode
        self._record = record
        self._cassette: Cassette | None = None
        wires: dict[Mode, Wire | None] = {"off": None, "recorded": _Recorded(self), "live": _Live(self)}
        self.plugin = OpenAiPlugin(wires[mode])

    def begin(self, script: Path) -> None:
        """A script of this file is going to be run.

        :raises UnreadableAnswers: the file with its recorded answers cannot be read.
        """
        path = cassette_of(script)
        if self.mode == "off" or (self._cassette is not None and self._cassette.path == path):
            return
        self._cassette = Cassette(path, blank=self._record)

    def end(self) -> tuple[str, ...]:
        """The script was run.

        :return: what is to be said about recorded answers that are missing.
        """
        cassette = self._cassette
        if cassette is None:
            return ()
        if self._record:
            cassette.save()
        missing, cassette.missing = cassette.missing, []
        return tuple(
            f"no answer of the model to {message!r} is recorded in {cassette.path.name}; "
            "record it with: frontdesk test --llm live --record"
            for message in missing
        )

    def recorded(self, body: Mapping[str, Any]) -> Completion | None:
        """The recorded answer to a request, or None."""
        return self._cassette.find(body) if self._cassette else None

    def keep(self, body: Mapping[str, Any], answer: Completion) -> None:
        """Keep an answer, where answers are kept."""
        if self._record and self._cassette:
            self._cassette.keep(body, answer)


class _Recorded(Wire):
    """Answers as it was recorded; needs no key."""

    def __init__(self, models: Models) -> None:
        self._models = models

    def reaches(self, address: Address) -> bool:
        return True

    def prepare(self) -> None:
        """There is nothing to load."""

    def ask(self, address: Address, body: Mapping[str, Any], seconds: float) -> Completion:
        # An answer without words counts as none, and the script is told in the end.
        return self._models.recorded(body) or Completion("")


class _Live(LiveWire):
    """Asks, and has the answers kept."""

    def __init__(self, models: Models) -> None:
        super().__init__()
        self._models = models

    def ask(self, address: Address, body: Mapping[str, Any], seconds: float) -> Completion:
        answer = super().ask(address, body, seconds)
        self._models.keep(body, answer)
        return answer


def _key(body: Mapping[str, Any]) -> str:
    plain = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(plain.encode()).hexdigest()


def _message(body: Mapping[str, Any]) -> str:
    """What the customer wrote, so that people find it in the file."""
    try:
        return str(json.loads(body["messages"][-1]["content"])["message"])
    except (KeyError, IndexError, TypeError, ValueError):
        return ""


def _read(path: Path) -> dict[str, dict[str, Any]]:
    try:
        answers = json.loads(path.read_bytes())
        for entry in answers.values():
            Completion(**entry["answer"])
    except (ValueError, TypeError, KeyError, AttributeError, OSError) as error:
        raise UnreadableAnswers(
            f"{path}: these are no recorded answers of a model ({type(error).__name__})\n"
            "record them anew with: frontdesk test --llm live --record"
        ) from error
    recorded: dict[str, dict[str, Any]] = answers
    return recorded
