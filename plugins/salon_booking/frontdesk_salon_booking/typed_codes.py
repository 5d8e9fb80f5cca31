"""Codes that customers type: looked at a few times, then not for a while."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from frontdesk_salon_booking.code_tries import CodeTries, CodeTry

if TYPE_CHECKING:
    from frontdesk import Turn

__all__ = ["TypedCode"]

#: Cyrillic capitals that look like Latin ones, as they are read in codes.
_ALIKE = str.maketrans("АВЕКМНОРСТУХ", "ABEKMHOPCTYX")


@dataclass(frozen=True, slots=True)
class TypedCode:
    """The code in a message, counted once in a turn.

    :ivar too_many: the wrong ones because of which it was not looked at, or was the last; None where it was.
    """

    code: str
    too_many: CodeTry | None

    @classmethod
    def of(cls, turn: Turn, own: frozenset[str]) -> TypedCode | None:
        """The code that this message tries; None where it has none, or only chose one of a list.

        :param own: the codes of the bookings that are theirs.
        """
        code = turn.reading.slots.get("code")
        if not isinstance(code, str) or not _written(turn, code):
            return None
        known: TypedCode | None = turn.notes.get(cls)
        if known is None or known.code != code:
            known = turn.notes[cls] = cls(code, _count(turn, code.upper() in own))
        return known


def _written(turn: Turn, code: str) -> bool:
    if turn.message.choice is not None:
        return False
    text = "".join(filter(str.isalnum, turn.message.text.upper().translate(_ALIKE)))
    return code.upper() in text


def _count(turn: Turn, right: bool) -> CodeTry | None:
    tries = CodeTries(turn.scope, turn.customer.id, turn.now)
    before = tries.too_many()
    if before is not None:
        return before
    if right:
        tries.right()
        return None
    tries.wrong()
    return tries.too_many()
