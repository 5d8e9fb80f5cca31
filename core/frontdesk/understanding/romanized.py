"""Russian names in Latin letters, in the ways that people spell them: "Sergey", "Yulia", "Alexei"."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import product

__all__ = ["romanized"]

_WAYS = {
    "ий": "y iy i ii",
    "ия": "ia iya",
    "ие": "ie iye",
    "ья": "ia ya",
    "ье": "ie ye",
    "кс": "x ks",
    "ж": "zh",
    "й": "y i",
    "х": "kh h",
    "ц": "ts",
    "ч": "ch",
    "ш": "sh",
    "щ": "shch",
    "ы": "y",
    "э": "e",
    "ю": "yu iu ju",
    "я": "ya ia ja",
    "ь": "",
    **dict(zip("абвгдезиклмнопрстуф", "abvgdeziklmnoprstuf", strict=True)),
}
_PIECE = re.compile("|".join(sorted(_WAYS, key=len, reverse=True)))


def romanized(name: str) -> Iterable[str]:
    """All usual spellings of a name in Latin letters.

    :param name: normalized.
    """
    ways = [_WAYS[piece].split() or [""] for piece in _PIECE.findall(name)]
    return map("".join, product(*ways))
