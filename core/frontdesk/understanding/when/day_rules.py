"""The grammar of days: runs of tagged words that name one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from frontdesk.understanding.when.cascade import Build, Rule, rule
from frontdesk.understanding.when.days import (
    Date,
    DayOfMonth,
    Either,
    FromTo,
    InDays,
    InMonths,
    MonthOf,
    NthWeekday,
    Said,
    Weekday,
    Weekend,
    WeekOf,
)
from frontdesk.understanding.when.token import Token

__all__ = ["DAY_RULES"]

Built = tuple[str, object] | None


def _pick(tokens: Sequence[Token], tags: str) -> list[Token]:
    return [token for token in tokens if token.tag in tags]


def _value(tokens: Sequence[Token], tags: str, default: Any = None) -> Any:
    found = _pick(tokens, tags)
    return found[0].value if found else default


def _day(said: Said) -> Built:
    return ("D", said)


def _year(number: int) -> int:
    return number if number >= 100 else 2000 + number


def _figures(tokens: Sequence[Token]) -> Built:
    """``30.11.26``, ``2026-11-30``, ``4/25``."""
    token = tokens[0]
    numbers = token.value
    if len(numbers) == 3 and numbers[0] > 31:
        return _day(Date(numbers[2], numbers[1], numbers[0]))
    year = _year(numbers[2]) if len(numbers) == 3 else None
    first, second = numbers[0], numbers[1]
    if not (1 <= first <= 31 and 1 <= second <= 31) or min(first, second) > 12:
        return None
    if second > 12:
        return _day(Date(second, first, year))
    if first > 12 or "." in token.text or first == second:
        return _day(Date(first, second, year))
    return _day(Date(first, second, year, swapped=True))


def _day_month(tokens: Sequence[Token]) -> Built:
    numbers = _pick(tokens, "no")
    day, month = numbers[0].value, _value(tokens, "M")
    years = [token.value for token in numbers[1:] if token.digits in (2, 4)]
    if not 1 <= day <= 31 or (years and not 1900 < _year(years[0]) < 2200):
        return None
    return _day(Date(day, month, _year(years[0]) if years else None))


def _days_of_month(tokens: Sequence[Token]) -> Built:
    """ "10 - 22 августа 2012", "April ninth through seventeenth"."""
    numbers = _pick(tokens, "no")
    month = _value(tokens, "M")
    first, last = numbers[0].value, numbers[1].value
    years = [_year(token.value) for token in numbers[2:] if token.digits in (2, 4)]
    if not (1 <= first <= 31 and 1 <= last <= 31):
        return None
    year = years[0] if years else None
    if any(token.tag == "|" for token in tokens):
        return _day(Either((Date(first, month, year), Date(last, month, year))))
    if last <= first:
        return _day(FromTo(Date(first, month, year), Date(last)))
    return _day(FromTo(Date(first, month, year), Date(last, month, year)))


def _days_figures(tokens: Sequence[Token]) -> Built:
    """``14. - 15.10.2018``: the first day borrows month and year from the second."""
    figures = _figures(_pick(tokens, "F"))
    first = _pick(tokens, "n")[0].value
    if figures is None or not isinstance(figures[1], Date) or not 1 <= first <= 31:
        return None
    last = figures[1]
    start = Date(first, last.month, last.year)
    either = any(token.tag == "|" for token in tokens)
    return _day(Either((start, last)) if either else FromTo(start, last))


def _number_day(tokens: Sequence[Token]) -> Built:
    day = _value(tokens, "no")
    return _day(Date(day)) if 1 <= day <= 31 else None


def _ordinal(tokens: Sequence[Token]) -> Built:
    """A bare ordinal is a day only where its form says so: "25-го", "первого", "on the fifth"."""
    token = tokens[-1]
    if not 1 <= token.value <= 31:
        return None
    prepared = len(tokens) > 1
    plain = token.form == "genitive" or token.value > 12 or (token.the and prepared)
    return _day(Date(token.value)) if plain or (token.form == "neuter" and prepared) else None


def _offset(tokens: Sequence[Token]) -> Built:
    count = _value(tokens, "n", 1)
    unit = _pick(tokens, "dwq")[0].tag
    if count > 400:
        return None
    if unit == "q":
        return _day(InMonths(count))
    return _day(InDays(int(count * (7 if unit == "w" else 1)), weeks=unit == "w"))


def _weeks_from(tokens: Sequence[Token]) -> Built:
    """ "a week from Friday", "two weeks on Monday", "3 days from today"."""
    count = _value(tokens, "n", 1)
    unit = _pick(tokens, "dw")[0].tag
    weekday = _value(tokens, "W")
    if weekday is not None:
        return _day(Weekday(weekday, weeks=count)) if unit == "w" and count < 60 else None
    days = count * (7 if unit == "w" else 1) + _value(tokens, "R", 0)
    return _day(InDays(days)) if days < 400 else None


def _which(tokens: Sequence[Token]) -> Built:
    weekday = _value(tokens, "W")
    tags = {token.tag for token in tokens}
    if "a" in tags:
        return _day(Weekday(weekday, "after next"))
    return _day(Weekday(weekday, "next" if "x" in tags else "this"))


def _week(offset: int) -> Build:
    def build(tokens: Sequence[Token]) -> Built:
        tags = {token.tag for token in tokens}
        piece = "end" if tags & {"e", "Y"} else "start" if tags & {"S", "B"} else ""
        return _day(WeekOf(offset, piece=piece))

    return build


def _weekend(tokens: Sequence[Token]) -> Built:
    return _day(Weekend(1 if any(token.tag == "x" for token in tokens) else 0))


def _month(tokens: Sequence[Token]) -> Built:
    tags = {token.tag for token in tokens}
    piece = "end" if "e" in tags else "start" if tags & {"S", "B"} else ""
    return _day(MonthOf(_value(tokens, "M"), 1 if "x" in tags else 0, piece))


def _this_month(tokens: Sequence[Token]) -> Built:
    day = _value(tokens, "no")
    return (
        _day(DayOfMonth(day, 1 if any(token.tag == "x" for token in tokens) else 0))
        if 1 <= day <= 31
        else None
    )


def _next_days(tokens: Sequence[Token]) -> Built:
    count = _value(tokens, "n", 3)
    return _day(FromTo(InDays(1), InDays(count - 1 if count > 1 else 0))) if count < 60 else None


def _weekdays(tokens: Sequence[Token]) -> Built:
    days = _pick(tokens, "D")
    first, last = days[0].value, days[-1].value
    tags = {token.tag for token in tokens}
    if tags & {"|", ","}:
        return _day(Either(tuple(token.value for token in days)))
    return _day(FromTo(first, last))


def _said(tokens: Sequence[Token]) -> Built:
    return _day(_pick(tokens, "D")[0].value)


def _drop(_tokens: Sequence[Token]) -> Built:
    return ("_", None)


DAY_RULES: tuple[Rule, ...] = (
    rule(r"daR|aR", lambda t: _day(InDays(2)) if _value(t, "R") == 1 else None),
    # figures
    rule(r"n\.?[-tb|]F", _days_figures),
    rule(r"F", _figures),
    # day and month
    rule(r"f?[no]\.?[-tb|&]v?[no]O?[-|]?M[-|]?(?:,?n(?![-:HNAP])y?)?", _days_of_month),
    rule(r"f?M[no][-tb|&]v?[no](?!M|H|A)", _days_of_month),
    rule(r"[no][-.|]?O?M[-.|]?,?n(?=y|[^-HNAPpud]|$)y?", lambda t: _with_year(t)),
    rule(r"[no][-.|]?O?M\.?", _day_month),
    rule(r"M\.?(?:[no]),?n(?=y|[^-HNAPpud]|$)y?", lambda t: _with_year(t)),
    rule(r"M\.?[no](?![HA])", _day_month),
    rule(r"oWvM|oWM", lambda t: _day(NthWeekday(_value(t, "o"), _value(t, "W"), _value(t, "M")))),
    rule(r"[Se]?(?<=[Sei])M|[SeB]M|[Se]?[xh]q", _month),
    # day of the month
    rule(r"o[vi]?[hx]q", _this_month),
    rule(r"[no]O", _number_day),
    rule(r"O[no](?![HA:])", _number_day),
    rule(r"[vgbaft]o(?![cMWuwdqNL])", lambda t: _with_preposition(t)),
    rule(r"(?<=[WD])o(?![cuwdqN])|(?<=[WD],)o(?![cuwdqN])", _number_day),
    rule(r"(?<![LQBzn])(?<![LQBzn]N)o(?![cuwdqN_PLHo])", _ordinal),
    # so many days on
    rule(r"n?[dw](?:f|v)(?:R|W)", _weeks_from),
    rule(r"n?[dw]fi?(?=$|[.,_vC])", lambda t: None),
    rule(r"in?[dwq]", _offset),
    rule(r"n?[dwq](?=[Y])Y", _offset),
    # weeks, weekends, months
    rule(r"[xk]nd", _next_days),
    rule(r"Wax", _which),
    rule(r"waxw?|wax", _week(2)),
    rule(r"[SeYB]?[iv]?x[eS]?w|[SeB]?jw|[SeB]?kw", _week(1)),
    rule(r"[YSeB]?[iv]?h[eS]?w", _week(0)),
    rule(r"Ww(?!W)", lambda t: _day(Weekday(t[0].value, weeks=1))),
    rule(r"[hxk]+W", _which),
    rule(r"[hxk]*E", _weekend),
    rule(r"Y?R", lambda t: _day(InDays(_value(t, "R")))),
    rule(r"W", lambda t: _day(Weekday(t[0].value))),
    # several days
    rule(r"f[vk]*D[-tb][vk]*D|D[-t][vk]*D", _weekdays),
    rule(r"\|D,?\|D|D,?\|[vgk]*D|fD&D", _weekdays),
    rule(r"!v?D", _drop),
)


def _with_year(tokens: Sequence[Token]) -> Built:
    number = _pick(tokens, "n")[-1]
    if number.digits == 4 and 1900 < number.value < 2200:
        return _day_month(tokens)
    return None


def _with_preposition(tokens: Sequence[Token]) -> Built:
    found = _ordinal(tokens)
    return found
