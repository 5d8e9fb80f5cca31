"""The grammar of days: runs of tagged words that name one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

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
    WeekOfMonth,
)
from frontdesk.understanding.when.picking import Built, pick, value_of
from frontdesk.understanding.when.token import Token

__all__ = ["DAY_RULES"]


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
    if token.form == "month first" and "/" in token.text:
        return _day(Date(second, first, year, swapped=first != second))
    if first > 12 or "." in token.text or first == second:
        return _day(Date(first, second, year))
    return _day(Date(first, second, year, swapped=True))


def _day_month(tokens: Sequence[Token]) -> Built:
    numbers = pick(tokens, "no")
    day, month = numbers[0].value, value_of(tokens, "M")
    years = [token.value for token in numbers[1:] if token.digits in (2, 4)]
    if not 1 <= day <= 31 or (years and not 1900 < _year(years[0]) < 2200):
        return None
    return _day(Date(day, month, _year(years[0]) if years else None))


def _days_of_month(tokens: Sequence[Token]) -> Built:
    """ "10 - 22 августа 2012", "April ninth through seventeenth"."""
    numbers = pick(tokens, "no")
    month = value_of(tokens, "M")
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
    figures = _figures(pick(tokens, "F"))
    first = pick(tokens, "n")[0].value
    if figures is None or not isinstance(figures[1], Date) or not 1 <= first <= 31:
        return None
    last = figures[1]
    start = Date(first, last.month, last.year)
    either = any(token.tag == "|" for token in tokens)
    return _day(Either((start, last)) if either else FromTo(start, last))


def _number_day(tokens: Sequence[Token]) -> Built:
    day = value_of(tokens, "no")
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
    count = value_of(tokens, "n", 1)
    unit = pick(tokens, "dwq")[0].tag
    if count > 400:
        return None
    if unit == "q":
        return _day(InMonths(count))
    return _day(InDays(int(count * (7 if unit == "w" else 1)), weeks=unit == "w"))


def _weeks_from(tokens: Sequence[Token]) -> Built:
    """ "a week from Friday", "two weeks on Monday", "3 days from today"."""
    count = value_of(tokens, "n", 1)
    unit = pick(tokens, "dw")[0].tag
    weekday = value_of(tokens, "W")
    if weekday is not None:
        return _day(Weekday(weekday, weeks=count)) if unit == "w" and count < 60 else None
    days = count * (7 if unit == "w" else 1) + value_of(tokens, "R", 0)
    return _day(InDays(days)) if days < 400 else None


def _which(tokens: Sequence[Token]) -> Built:
    weekday = value_of(tokens, "W")
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
    return _day(MonthOf(value_of(tokens, "M"), 1 if "x" in tags else 0, piece))


def _this_month(tokens: Sequence[Token]) -> Built:
    day = value_of(tokens, "no")
    return (
        _day(DayOfMonth(day, 1 if any(token.tag == "x" for token in tokens) else 0))
        if 1 <= day <= 31
        else None
    )


def _next_days(tokens: Sequence[Token]) -> Built:
    count = value_of(tokens, "n", 3)
    return _day(FromTo(InDays(1), InDays(count - 1 if count > 1 else 0))) if count < 60 else None


def _several(tokens: Sequence[Token]) -> Built:
    days = pick(tokens, "D")
    first, last = days[0].value, days[-1].value
    tags = {token.tag for token in tokens}
    if tags & {"|", ","}:
        return _day(Either(tuple(token.value for token in days)))
    if isinstance(first, Date) and isinstance(last, Date) and first.year is None:
        first = replace(first, year=last.year, swapped=False)
    return _day(FromTo(first, last))


def _day_after(tokens: Sequence[Token]) -> Built:
    """ "the day after tomorrow", "после завтра"."""
    return _day(InDays(2)) if value_of(tokens, "R") == 1 else None


def _nth_weekday(tokens: Sequence[Token]) -> Built:
    return _day(NthWeekday(value_of(tokens, "o"), value_of(tokens, "W"), value_of(tokens, "M")))


def _week_on(tokens: Sequence[Token]) -> Built:
    """ "Friday week": the Friday after the coming one."""
    return _day(Weekday(tokens[0].value, weeks=1))


def _this_and_next(_tokens: Sequence[Token]) -> Built:
    return _day(FromTo(WeekOf(0), WeekOf(1)))


def _relative(tokens: Sequence[Token]) -> Built:
    return _day(InDays(value_of(tokens, "R")))


def _weekday(tokens: Sequence[Token]) -> Built:
    return _day(Weekday(tokens[0].value))


def _drop(_tokens: Sequence[Token]) -> Built:
    return ("_", None)


def _with_year(tokens: Sequence[Token]) -> Built:
    number = pick(tokens, "n")[-1]
    if number.digits == 4 and 1900 < number.value < 2200:
        return _day_month(tokens)
    return None


def _weeks_of_month(tokens: Sequence[Token]) -> Built:
    """ "the third week of January"."""
    return _day(WeekOfMonth(value_of(tokens, "o"), value_of(tokens, "M")))


def _next_weeks(tokens: Sequence[Token]) -> Built:
    """ "next three weeks"."""
    count = value_of(tokens, "n")
    return _day(FromTo(WeekOf(1), WeekOf(count - 1))) if 0 < count < 20 else None


def _numbered(tokens: Sequence[Token]) -> Built:
    """ "on the 17": a number is a day where it has an article."""
    number = tokens[-1]
    return _number_day(tokens) if number.the and number.digits else None


def _with_digits(tokens: Sequence[Token]) -> Built:
    """ "The 2nd works": in figures it is a day whatever follows."""
    return _number_day(tokens) if tokens[-1].digits else None


#: In the order in which they are tried.
DAY_RULES: tuple[Rule, ...] = (
    rule(r"daR|aR", _day_after),
    # figures
    rule(r"n\.?[-tb|]F\.?", _days_figures),
    rule(r"F\.?", _figures),
    # day and month
    rule(r"f?[no]\.?[-tb|&]v?[no]O?[-|]?M[-|]?(?:,?n(?![-:HNAP])y?)?", _days_of_month),
    rule(r"M[no](?=[-tb]M)", _day_month),
    rule(r"f?M[no][-tb|&]v?[no](?!M|H|A|P)", _days_of_month),
    rule(r"[no][-.|]?[Od]?M[-.|]?,?n(?=y|[^-HNAPpud]|$)y?", _with_year),
    rule(r"[no][-.|]?[Od]?M\.?", _day_month),
    rule(r"M\.?(?:[no]),?n(?=y|[^-HNAPpud]|$)y?", _with_year),
    rule(r"M\.?[no](?![HA])", _day_month),
    rule(r"oW[vi]?M", _nth_weekday),
    rule(r"ow[vi]?M", _weeks_of_month),
    # day of the month
    rule(r"[no][vi]?[hx]q", _this_month),
    rule(r"[no]O", _number_day),
    rule(r"O[no](?![HA:])", _number_day),
    rule(r"[vgbaft]o(?![cMWuwdqNL])", _ordinal),
    rule(r"[vgbaft]n(?![uwdqNyMHAP:%-])", _numbered),
    rule(r"(?<=[WD])o(?![cuwdqN])|(?<=[WD],)o(?![cuwdqN])", _number_day),
    rule(r"(?<![LQBzn])(?<![LQBzn]N)(?<!L-)o(?![cuwdqN_PLHo])", _ordinal),
    rule(r"(?<![LQBzn])(?<![LQBzn]N)(?<!L-)o(?=_)", _with_digits),
    # months
    rule(r"[SeB][xh]?[qM]|(?<=[iv])M(?![no])|[xh]q", _month),
    # so many days on
    rule(r"(?<![ixhjk])(?<![ixhjk]n)n?[dw][fv][RW]", _weeks_from),
    rule(r"in?[dwq]", _offset),
    # weeks, weekends
    rule(r"[xk]nd", _next_days),
    rule(r"[xk]nw", _next_weeks),
    rule(r"Wax", _which),
    rule(r"waxw?", _week(2)),
    rule(r"h\|xw", _this_and_next),
    rule(r"[SeYB]?[iv]?x[eS]?w|[SeB]?[iv]?[jk]w", _week(1)),
    rule(r"[YSeB]?[iv]?h[eS]?w|[SeB]w", _week(0)),
    rule(r"Ww(?!W)", _week_on),
    rule(r"[hxk]+W", _which),
    rule(r"[hxk]*E", _weekend),
    rule(r"Y?R", _relative),
    rule(r"W", _weekday),
    # several days
    rule(r"f[vk]*D[-tb][vk]*D|D[-t][vk]*D", _several),
    rule(r"\|D,?\|D|D,?\|[vgk]*D|fD&D", _several),
    rule(r"![vgk]*D", _drop),
)
