"""What figures are: a number, a day, an hour."""

from __future__ import annotations

import re

from frontdesk.understanding.when.clock import Clock
from frontdesk.understanding.when.token import Token

__all__ = ["figures"]

_DIGITS = re.compile(r"\d+")
#: "В 6-ом часу".
_LOCATIVE = ("ом", "ем")


def figures(kind: str, text: str, start: int, end: int) -> Token:
    """The token of a piece with figures in it.

    :param kind: the name of the group of the lexer's pattern that matched.
    :param start: where it begins in the normalized text.
    """
    if kind == "quarter":
        return Token("Q", None, text, start, end)
    if kind == "wrong":
        return Token("U", None, text, start, end)
    if kind == "number":
        return Token("n", int(text[:9]), text, start, end, digits=len(text))
    if kind == "oclock":
        return Token("H", "oclock", text, start, end)
    if kind == "weekend":
        return Token("E", None, text, start, end)
    if kind == "half":
        return Token("A", "am" if text[0] == "a" else "pm", text, start, end)
    numbers = tuple(map(int, _DIGITS.findall(text)))
    if kind == "count":
        return Token("n", numbers[0], text, start, end, digits=len(str(numbers[0])))
    if kind == "nth":
        form = "other" if text.endswith(_LOCATIVE) else "genitive"
        return Token("o", numbers[0], text, start, end, digits=len(str(numbers[0])), form=form)
    if kind in ("clock", "hours"):
        minute = numbers[1] if len(numbers) > 1 else 0
        sure = text[0] == "0" or numbers[0] > 12
        return Token("C", Clock(numbers[0] % 24, minute, sure=sure), text, start, end)
    if kind in ("iso", "full"):
        return Token("F", numbers, text, start, end)
    return _pair(kind, text, numbers, start, end)


def _pair(kind: str, text: str, numbers: tuple[int, ...], start: int, end: int) -> Token:
    first, second = numbers
    if kind == "dashed":
        if first < 24 and (second == 0 or 24 < second < 60):
            return Token("C", Clock(first, second, sure=first > 12 or text[0] == "0"), text, start, end)
        return Token("-", (first, second), text, start, end)
    as_month = {"dotted": second, "slashed": second if second <= 12 else first}[kind]
    if (
        kind == "dotted"
        and first < 24
        and second < 60
        and len(text.partition(".")[2]) == 2
        and not 1 <= as_month <= 12
    ):
        return Token("C", Clock(first, second, sure=first > 12 or text[0] == "0"), text, start, end)
    return Token("F", (first, second), text, start, end)
