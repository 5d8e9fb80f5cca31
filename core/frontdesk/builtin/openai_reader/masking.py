"""Taking out what must not leave the house: phone numbers, e-mail addresses, codes, the customer's name."""

from __future__ import annotations

import re
from collections.abc import Iterable

__all__ = ["Mask"]

_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")
_HANDLE = re.compile(r"(?<!\w)@\w{3,}")
#: Digits with whatever people put between those of a phone number.
_NUMBER = re.compile(r"\+?\(?\d(?:[\s().\-–—/+:,]*\d)*")
_DATE = r"(?:(?:0?[1-9]|[12]\d|3[01])[./-](?:0?[1-9]|1[0-2])(?:[./-](?:\d\d){1,2})?|\d{4}-\d\d-\d\d)"
_HOUR = r"(?:[01]?\d|2[0-4])"
_TIME = rf"{_HOUR}[:.][0-5]\d"
#: What says by its form that it is a day, an hour, or from when to when.
_WHEN = re.compile(
    rf"{_DATE}|{_TIME}|{_HOUR}-[0-5]\d|{_DATE}[-–—]{_DATE}|(?:{_TIME}|{_HOUR})[-–—]{_TIME}|{_TIME}[-–—]{_HOUR}"
)
_SMALL = re.compile(r"\d{1,2}")
#: Six letters and digits, or two halves of three; a digit among them.
_CODE = re.compile(
    r"(?<![\w-])(?=[A-ZА-Я0-9 -]{0,6}\d)(?=[A-ZА-Я0-9 -]{0,6}[A-ZА-Я])"
    r"[A-ZА-Я0-9]{3}[ -]?[A-ZА-Я0-9]{3}(?![\w-])",
    re.IGNORECASE,
)
#: So many digits are no year, no price and no hour.
_MANY = 6
_MANY_IN_A_ROW = 5
_DIGITS = re.compile(r"\d")


class Mask:
    """Replaces what is personal by marks (``[phone-1]``), the same thing by the same mark, and back.

    It rather hides too much: a long number that is no day and no hour is taken for a phone number.

    :param names: what the customer is called.
    """

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._marks: dict[tuple[str, str], str] = {}
        self._meant: dict[str, str] = {}
        words = {word for name in names for word in re.findall(r"[^\W\d_]{2,}", name)}
        # Russian names are declined; their last letter or two change.
        stems = sorted((_stem(word) for word in words), key=len, reverse=True)
        self._names = (
            re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, stems))})[^\W\d_]{{0,3}}(?!\w)", re.IGNORECASE)
            if stems
            else None
        )

    def hide(self, text: str) -> str:
        """The text with marks in place of what is personal."""
        text = _EMAIL.sub(lambda found: self._mark("email", found[0]), text)
        text = _HANDLE.sub(lambda found: self._mark("handle", found[0]), text)
        text = _CODE.sub(lambda found: self._code(found[0]), text)
        text = _NUMBER.sub(lambda found: self._number(found[0]), text)
        if self._names is not None:
            text = self._names.sub(lambda found: self._mark("name", found[0]), text)
        return text

    def show(self, text: str) -> str:
        """The text with what the marks stand for."""
        return re.sub(r"\[[a-z]+-\d+\]", lambda mark: self._meant.get(mark[0], mark[0]), text)

    def _code(self, code: str) -> str:
        plain = re.sub(r"[ -]", "", code)
        # Two halves that are a word and a number are more often that: "gel 100".
        whole = plain == code or re.search(r"\d", code[:3]) is not None or code.isupper()
        return self._mark("code", code) if whole and not plain.isalpha() else code

    def _number(self, number: str) -> str:
        digits = len(_DIGITS.findall(number))
        in_a_row = max(map(len, re.findall(r"\d+", number)))
        if digits < _MANY and in_a_row < _MANY_IN_A_ROW and not number.startswith("+"):
            return number
        if not number.startswith("+") and _is_when(number):
            return number
        return self._mark("phone", number)

    def _mark(self, kind: str, meant: str) -> str:
        key = (kind, meant.casefold())
        if key not in self._marks:
            count = 1 + sum(1 for known, _ in self._marks if known == kind)
            self._marks[key] = f"[{kind}-{count}]"
            self._meant[self._marks[key]] = meant
        return self._marks[key]


def _is_when(number: str) -> bool:
    """Whether all of it is days and hours, at least one of them in a form that nothing else has."""
    pieces = [piece for piece in re.split(r"[\s,]+", number) if piece]
    others = [piece for piece in pieces if not _WHEN.fullmatch(piece)]
    return len(others) < len(pieces) and len(others) <= 2 and all(map(_SMALL.fullmatch, others))


def _stem(word: str) -> str:
    return word[: max(len(word) - 1, 3)] if len(word) > 3 else word
