"""Filling ``${NAME}`` in a bot definition from the environment."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from frontdesk.bots.codes import Code
from frontdesk.bots.tree import Mark, Node
from frontdesk.errors import Problem

__all__ = ["fill_variables", "masked"]

_VARIABLE = re.compile(
    r"\$(?P<escaped>\$\{)|\$\{(?P<name>[A-Za-z_][A-Za-z0-9_]*)(?P<default>:-[^}]*)?\}|(?P<wrong>\$\{[^}]*\}?)"
)

_LONG_ENOUGH = 4


def fill_variables(tree: Node, environ: Mapping[str, str], problems: list[Problem]) -> Node:
    """Replace ``${NAME}`` and ``${NAME:-default}`` in all texts of a tree; ``$${`` stands for ``${`` itself.

    :param environ: an empty variable counts as one that is not set.
    :param problems: gets a problem for each variable that is not set and has no default, and for each ``${``
        that begins no variable.
    """
    if isinstance(tree.value, Mapping):
        filled = {key: fill_variables(node, environ, problems) for key, node in tree.value.items()}
        return replace(tree, value=filled)
    if isinstance(tree.value, tuple):
        return replace(tree, value=tuple(fill_variables(node, environ, problems) for node in tree.value))
    if not isinstance(tree.value, str) or "${" not in tree.value:
        return tree
    return _fill(tree, tree.value, environ, problems)


def _fill(node: Node, text: str, environ: Mapping[str, str], problems: list[Problem]) -> Node:
    used: dict[str, str] = {}

    def substitute(match: re.Match[str]) -> str:
        if match["escaped"]:
            return "${"
        if match["wrong"]:
            problems.append(_malformed(match["wrong"], node.mark))
            return ""
        name, default = match["name"], match["default"]
        value = environ.get(name, "")
        if value:
            used[name] = value
        elif default is None:
            problems.append(_missing(name, node.mark))
            used[name] = ""
        return value or (default or "")[2:]

    return replace(node, value=_VARIABLE.sub(substitute, text), variables=used)


def _malformed(written: str, mark: Mark) -> Problem:
    message = (
        f"'{written}' names no environment variable; write ${{NAME}} or ${{NAME:-text}}, the name with "
        f"letters, digits and _ (write $${{ for a dollar sign before a brace)"
    )
    return Problem(Code.VARIABLE_MISSING, message, file=mark.file, line=mark.line, column=mark.column)


def _missing(name: str, mark: Mark) -> Problem:
    message = (
        f"the environment variable {name} is not set; set it, or give a default with ${{{name}:-...}} "
        f"(write $${{ for a dollar sign before a brace)"
    )
    return Problem(Code.VARIABLE_MISSING, message, file=mark.file, line=mark.line, column=mark.column)


def masked(message: str, tree: Node) -> str:
    """A message in which no value that came from an environment variable can be read."""
    values = {value: name for node in tree.walk() for name, value in node.variables.items() if value}
    for value in sorted(values, key=len, reverse=True):
        for written in (value, repr(value)[1:-1]):
            pattern = re.escape(written)
            if len(value) < _LONG_ENOUGH:
                # "1" is no secret inside of "at least 10".
                pattern = rf"(?<!\w){pattern}(?!\w)"
            message = re.sub(pattern, f"${{{values[value]}}}", message)
    return message
