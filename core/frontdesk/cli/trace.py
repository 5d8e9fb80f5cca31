"""How a reply came about, for people."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

__all__ = ["trace_lines"]


def trace_lines(why: Mapping[str, Any]) -> list[str]:
    """What the pipeline wrote down about a turn, in a few short lines.

    :param why: as it is kept with the message.
    """
    reading = why.get("reading", {})
    lines = [f"understood  {'; '.join(_understood(reading)) or 'nothing'}  ({_source(reading)})"]
    lines += [f"            {reason}" for reason in reading.get("reasons", ())]
    lines.append(f"decided     {_decided(why)}")
    if why.get("form"):
        lines.append(f"form        {_pairs(why['form'])}")
    return lines


def _understood(reading: Mapping[str, Any]) -> Iterator[str]:
    if reading.get("guesses"):
        yield ", ".join(f"{intent} {confidence:.2f}" for intent, confidence in reading["guesses"])
    if reading.get("slots"):
        yield _pairs(reading["slots"])
    for name, values in reading.get("unclear", {}).items():
        yield f"{name} is one of {_listed(values)}"
    for name, values in reading.get("also", {}).items():
        yield f"{name} also {_listed(values)}"
    if reading.get("unmet"):
        yield f"not on offer: {_listed(reading['unmet'])}"
    if reading.get("dropped"):
        yield f"no longer wanted: {_listed(reading['dropped'])}"
    if reading.get("chosen"):
        yield f"choice {reading['chosen']}"
    if reading.get("answer"):
        yield str(reading["answer"])
    yield from (word for word in ("stop", "correction", "indifferent") if reading.get(word))


def _source(reading: Mapping[str, Any]) -> str:
    return ", ".join(str(reading[name]) for name in ("source", "language") if reading.get(name))


def _decided(why: Mapping[str, Any]) -> str:
    steps = ", ".join(_plain(step) for step in why.get("decision", ()))
    return f"{steps}: text {why['template']}" if why.get("template") else steps


def _pairs(values: Mapping[str, Any]) -> str:
    return " ".join(f"{name}={_plain(value)}" for name, value in values.items())


def _listed(values: Iterable[Any]) -> str:
    return ", ".join(_plain(value) for value in values)


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
