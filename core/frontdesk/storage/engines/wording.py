"""A statement's text, and how it is said to a server that is to keep its plan."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

__all__ = ["Wording"]

_KEPT = re.compile(r"(?:SELECT|INSERT|UPDATE|DELETE|WITH)\s", re.IGNORECASE)
#: What a text is made of, as far as placeholders are concerned: quoted, placeholder, percent sign, and what
#: would be read differently by us and by the server.
_PARTS = re.compile(
    r"""(?P<quoted> '[^']*' | "[^"]*" ) | (?P<place> %s ) | (?P<percent> %% )"""
    r"""| (?P<unclear> ['"%;$\\] | -- | /\* )""",
    re.VERBOSE,
)


class Wording:
    """The text of a statement that is run again and again: known again by being the same object.

    :param sql: the text, with ``%s`` for every value.
    :param constants: those values that are always the same, by their places. They become part of the plan:
        it is another one for the few rows that are waiting than for the many that are done.
    :ivar keepable: whether a server may be asked to keep its plan. It is not once one has refused.
    """

    __slots__ = ("constants", "keepable", "sql")

    def __init__(self, sql: str, constants: Mapping[int, Any] | None = None) -> None:
        self.sql = sql
        self.constants = constants or {}
        self.keepable = bool(_KEPT.match(sql))

    def numbered(self, literal: Callable[[Any], str]) -> tuple[str, list[int]] | None:
        """The text with ``$1``, ``$2``, … in place of ``%s``, as PREPARE wants it.

        :param literal: writes a constant as a literal.
        :return: the text, and the place of the value behind each number; None where it is not sure what a
            placeholder in the text is.
        """
        if _unclear(self.sql):
            return None
        slots: list[int] = []
        place = -1

        def spell(part: re.Match[str]) -> str:
            nonlocal place
            if part["quoted"]:
                return part["quoted"].replace("%%", "%")
            if part["percent"]:
                return "%"
            place += 1
            if place in self.constants:
                return literal(self.constants[place])
            slots.append(place)
            return f"${len(slots)}"

        return _PARTS.sub(spell, self.sql), slots


def _unclear(sql: str) -> bool:
    # A single percent sign between quotes is a placeholder for the driver and text for the server.
    return any(
        part["unclear"] or "%" in (part["quoted"] or "").replace("%%", "") or "\\" in (part["quoted"] or "")
        for part in _PARTS.finditer(sql)
    )
