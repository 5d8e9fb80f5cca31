"""A piece of a phrase about time: a word at first, a whole day or hour in the end."""

from __future__ import annotations

from typing import Any, NamedTuple

__all__ = ["Token"]


class Token(NamedTuple):
    """One piece.

    :ivar tag: one letter for its kind, see :mod:`frontdesk.understanding.when.words`.
    :ivar value: depends on the tag: the number of a weekday, a clock, a day.
    :ivar start: where it begins in the normalized text.
    :ivar end: where it ends.
    :ivar digits: how many digits it was written with; 0 for words.
    :ivar form: for ordinals, the form (see :class:`frontdesk.understanding.numbers.NumberWord`), else empty.
    :ivar the: True where an article stood before it.
    """

    tag: str
    value: Any
    text: str
    start: int
    end: int
    digits: int = 0
    form: str = ""
    the: bool = False
