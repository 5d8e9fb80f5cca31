"""Which of the numbers in a text may be somebody's: of a phone, of a card."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

__all__ = ["NUMBER", "personal_numbers"]

#: Digits of all scripts, and those that Unicode puts into circles, brackets and above the line.
_DIGIT = r"[\d²³¹⁰⁴-⁹₀-₉①-⑨⑴-⑼⒈-⒐⓪⓵-⓽⓿❶-❾➀-➈➊-➒]"
#: Between the digits of one number: whatever is no letter, also what nobody sees, but no whole line of it.
_GAP = r"[\W_]{0,24}"
#: What people say there when they dictate a number.
_AND = r"(?:и|да|плюс|тире|дефис|and|plus|dash)"
_JOINT = rf"[\W_]{{0,4}}{_AND}[\W_]{{0,4}}"
#: Digits with whatever people put between those of a phone number. As text, to be part of another expression.
NUMBER = rf"[+＋]?\(?{_DIGIT}(?:(?:{_GAP}|(?i:{_JOINT})){_DIGIT})*"

_JOINED = re.compile(rf"[\W_]*(?<!\w){_AND}(?!\w)[\W_]*|(?<={_DIGIT}){_AND}(?={_DIGIT})", re.IGNORECASE)
_DIGITS = re.compile(_DIGIT)
_ROW = re.compile(rf"{_DIGIT}+")
_PLUS = ("+", "＋")

_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_MONTH = r"(?:0?[1-9]|1[0-2])"
_YEAR = r"(?:19|20)\d\d"
_SHORT_DATE = rf"{_DAY}[./]{_MONTH}"
_FULL_DATE = rf"(?:{_SHORT_DATE}[./]{_YEAR}|{_DAY}-{_MONTH}-{_YEAR}|{_YEAR}-\d\d-\d\d)"
_DATE = rf"(?:{_FULL_DATE}|{_SHORT_DATE}(?:[./]\d\d)?)"
_HOUR = r"(?:[01]?\d|2[0-4])"
_TIME = rf"{_HOUR}[:.][0-5]\d"
#: What says by its form that it is a day, an hour, or from when to when.
_WHEN = re.compile(rf"{_DATE}|{_TIME}|{_DATE}-{_DATE}|(?:{_TIME}|{_HOUR})-{_TIME}|{_TIME}-{_HOUR}")
#: The same with hyphens only, as phone numbers have them: enough for what is too short for one.
_WHEN_IN_SHORT = re.compile(rf"{_DAY}-{_MONTH}(?:-\d\d)?|{_HOUR}-[0-5]\d")
_WITH_YEAR = re.compile(_FULL_DATE)
_SMALL = re.compile(r"\d{1,2}")
_HYPHENS = re.compile(r"[‐‑‒–—−]")
_BETWEEN = re.compile(r"[\s,]+")
_MOST_SMALL = 2

#: So many digits are no year, no price and no hour.
_MANY = 6
_MANY_IN_A_ROW = 5
#: So many may be all of a phone number.
_WHOLE = 9


def personal_numbers(number: str) -> Iterator[tuple[int, int]]:
    """Where in digits with what stands between them something is that may be personal.

    Anything long is, unless its form proves that it is days and hours. Two numbers with an "and" between them
    are one only where they are as long as a phone number together: "1500 and 2000".
    """
    joints = list(_JOINED.finditer(number))
    if not joints or _count(number) >= _WHOLE:
        if _is_personal(_JOINED.sub(" ", number)):
            yield 0, len(number)
        return
    starts = [0, *(joint.end() for joint in joints)]
    ends = [*(joint.start() for joint in joints), len(number)]
    for start, end in zip(starts, ends, strict=True):
        if _is_personal(number[start:end]):
            yield start, end


def _is_personal(number: str) -> bool:
    if number.startswith(_PLUS):
        return True
    in_a_row = max(map(len, _ROW.findall(number)), default=0)
    if _count(number) < _MANY and in_a_row < _MANY_IN_A_ROW:
        return False
    return not _is_when(number)


def _count(number: str) -> int:
    return len(_DIGITS.findall(number))


def _is_when(number: str) -> bool:
    """Whether all of it is days and hours, at least one of them in a form that nothing else has."""
    plain = _HYPHENS.sub("-", unicodedata.normalize("NFKC", number))
    pieces = [piece.strip("()!?;.:") for piece in _BETWEEN.split(plain)]
    pieces = [piece for piece in pieces if piece]
    short = _count(number) < _WHOLE
    others = [
        piece
        for piece in pieces
        if not (_WHEN.fullmatch(piece) or (short and _WHEN_IN_SHORT.fullmatch(piece)))
    ]
    if not others:
        return True
    proven = short or any(map(_WITH_YEAR.fullmatch, pieces))
    few = len(others) < len(pieces) and len(others) <= _MOST_SMALL
    return proven and few and all(map(_SMALL.fullmatch, others))
