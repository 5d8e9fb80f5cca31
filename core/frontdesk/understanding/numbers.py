"""Numbers written as words, in Russian (declined) and English."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

__all__ = ["NUMBER_WORDS", "NumberWord"]


@dataclass(frozen=True, slots=True)
class NumberWord:
    """One word of a number.

    :ivar ordinal: empty for a cardinal; else the form: ``genitive`` (второго), ``neuter`` (второе),
        ``other`` (второй, second).
    """

    value: int
    ordinal: str = ""


_CARDINALS_RU = {
    0: "ноль нуля нуль",
    1: "один одна одно одного одной одному одну",
    2: "два две двух двум двумя",
    3: "три трех трем тремя",
    4: "четыре четырех четырем четырьмя",
    5: "пять пяти пятью",
    6: "шесть шести шестью",
    7: "семь семи семью",
    8: "восемь восьми восемью",
    9: "девять девяти девятью",
    10: "десять десяти десятью",
    11: "одиннадцать одиннадцати одиннадцатью",
    12: "двенадцать двенадцати двенадцатью",
    13: "тринадцать тринадцати",
    14: "четырнадцать четырнадцати",
    15: "пятнадцать пятнадцати",
    16: "шестнадцать шестнадцати",
    17: "семнадцать семнадцати",
    18: "восемнадцать восемнадцати",
    19: "девятнадцать девятнадцати",
    20: "двадцать двадцати",
    30: "тридцать тридцати",
    40: "сорок сорока",
    50: "пятьдесят пятидесяти",
}
_ORDINAL_STEMS_RU = {
    1: "перв",
    2: "втор",
    4: "четверт",
    5: "пят",
    6: "шест",
    7: "седьм",
    8: "восьм",
    9: "девят",
    10: "десят",
    11: "одиннадцат",
    12: "двенадцат",
    13: "тринадцат",
    14: "четырнадцат",
    15: "пятнадцат",
    16: "шестнадцат",
    17: "семнадцат",
    18: "восемнадцат",
    19: "девятнадцат",
    20: "двадцат",
    30: "тридцат",
}
_CARDINALS_EN = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen twenty"
)
_ORDINALS_EN = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
    "fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
)


def _russian() -> Iterator[tuple[str, NumberWord]]:
    for value, words in _CARDINALS_RU.items():
        for word in words.split():
            yield word, NumberWord(value)
    for value, stem in _ORDINAL_STEMS_RU.items():
        yield stem + "ого", NumberWord(value, "genitive")
        yield stem + "ое", NumberWord(value, "neuter")
        for ending in ("ый", "ой", "ая", "ую", "ому", "ом", "ым", "ые", "ых"):
            yield stem + ending, NumberWord(value, "other")
    yield "третьего", NumberWord(3, "genitive")
    yield "третье", NumberWord(3, "neuter")
    for word in ("третий", "третья", "третью", "третьей", "третьему", "третьем"):
        yield word, NumberWord(3, "other")


def _english() -> Iterator[tuple[str, NumberWord]]:
    for value, word in enumerate(_CARDINALS_EN.split()):
        yield word, NumberWord(value)
    for value, word in ((30, "thirty"), (40, "forty"), (40, "fourty"), (50, "fifty")):
        yield word, NumberWord(value)
    for value, word in enumerate(_ORDINALS_EN.split(), start=1):
        yield word, NumberWord(value, "other")
    yield "thirtieth", NumberWord(30, "other")


#: Every word of a number from 0 to 50, normalized. "Twenty" and "five" are two words.
NUMBER_WORDS: Mapping[str, NumberWord] = MappingProxyType({**dict(_russian()), **dict(_english())})
