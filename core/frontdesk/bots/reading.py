"""Reading a bot definition with everything that it extends."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import resources
from pathlib import Path

from frontdesk.bots.codes import Code
from frontdesk.bots.environment import fill_variables
from frontdesk.bots.tree import Mark, Node
from frontdesk.bots.yaml_source import read_yaml
from frontdesk.errors import BotInvalid, Problem
from frontdesk.suggestions import did_you_mean

__all__ = ["OWN_KEYS", "bundled", "read_definition"]

#: What a definition does not inherit from the one it extends: who it is, and whom it serves.
OWN_KEYS = ("extends", "frontdesk", "id", "tenants")

_SUFFIXES = (".yaml", ".yml")


def bundled() -> Mapping[str, Path]:
    """The bot definitions that come with frontdesk, by name."""
    folder = Path(str(resources.files("frontdesk_bots")))
    return {path.stem: path for path in sorted(folder.glob("*.yaml"))}


def read_definition(path: Path, environ: Mapping[str, str]) -> tuple[Node, list[Problem]]:
    """Read a definition, fill in the environment, and lay it over what it extends.

    :return: the definition, and what is wrong so far.
    :raises BotInvalid: when nothing of it can be used.
    """
    problems: list[Problem] = []
    return _read(path, environ, (), problems), problems


def _read(path: Path, environ: Mapping[str, str], above: tuple[Path, ...], problems: list[Problem]) -> Node:
    try:
        content = path.read_bytes()
    except OSError as error:
        reason = error.strerror or "it cannot be read"
        message = f"{reason}; look at the name and the rights of the file"
        raise BotInvalid([Problem(Code.UNREADABLE, message, file=str(path))]) from error
    own = fill_variables(read_yaml(content, str(path), problems), environ, problems)
    extends = own.child("extends")
    if extends is None or not isinstance(extends.value, str):
        return own
    chain = (*above, path.resolve())
    base_path = _resolve(extends.value, path, extends.mark, problems)
    if base_path is None:
        return own
    if base_path.resolve() in chain:
        names = " extends ".join(step.name for step in (*chain, base_path))
        message = f"it goes round in circles: {names}; delete one of these extends:"
        problems.append(_at(extends.mark, Code.EXTENDS_CYCLE, message))
        return own
    base = _read(base_path, environ, chain, problems)
    return base.without(*OWN_KEYS).overlaid(own)


def _resolve(name: str, path: Path, mark: Mark, problems: list[Problem]) -> Path | None:
    beside = path.parent / name
    if name.endswith(_SUFFIXES) or "/" in name:
        if beside.is_file():
            return beside
        message = f"there is no file {str(beside)!r}; extends: names a file beside this one or a bundled bot"
    else:
        ready = bundled()
        if name in ready:
            return ready[name]
        message = f"there is no bundled bot '{name}'{did_you_mean(name, ready)}"
    problems.append(_at(mark, Code.EXTENDS_UNKNOWN, message))
    return None


def _at(mark: Mark, code: Code, message: str) -> Problem:
    return Problem(code, message, file=mark.file, line=mark.line, column=mark.column)
