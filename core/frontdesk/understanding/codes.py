"""Booking codes as people type them."""

from __future__ import annotations

import re
from dataclasses import dataclass

__all__ = ["FoundCode", "read_code"]

_LENGTH = 6
#: Cyrillic capitals that look like Latin ones.
_ALIKE = str.maketrans("АВЕКМНОРСТУХ", "ABEKMHOPCTYX")
_WHOLE = re.compile(r"(?<![\w:.+-])[A-ZА-Я0-9]{6}(?![\w:]|-\d)", re.IGNORECASE)
_SPLIT = re.compile(r"(?<![\w:.+-])[A-ZА-Я0-9]{3}[ -][A-ZА-Я0-9]{3}(?![\w:]|-\d)", re.IGNORECASE)
#: A digit next to a letter: no code in one piece is without it, and most texts are.
_MIXED = re.compile(r"\d(?:(?=[^\W\d_])|(?<=[^\W\d_]\d))")
_LATIN = re.compile(r"[A-Z0-9]{6}")


@dataclass(frozen=True, slots=True)
class FoundCode:
    """A booking code in a text, in capitals, and where it stands."""

    code: str
    start: int
    end: int


def read_code(text: str, asked: bool = False) -> FoundCode | None:
    """The first booking code of a text, or None.

    It has six characters, a digit and a letter among them; lower case and Cyrillic letters that look the same
    (``К7М3QР``) are taken for what they look like.

    :param asked: True when the bot has just asked for it: then it may be written in two halves.
    """
    if not asked and not _MIXED.search(text):
        return None
    for pattern in (_WHOLE, _SPLIT) if asked else (_WHOLE,):
        for match in pattern.finditer(text):
            code = match[0].replace(" ", "").replace("-", "").upper().translate(_ALIKE)
            if len(code) == _LENGTH and _LATIN.fullmatch(code) and not code.isdigit() and not code.isalpha():
                return FoundCode(code, match.start(), match.end())
    return None
