"""The grammar of dates: runs of tagged words that name a day of the month, or a month."""

from __future__ import annotations

from collections.abc import Sequence

from frontdesk.understanding.when.cascade import Rules, rule
from frontdesk.understanding.when.days import Date, DayOfMonth
from frontdesk.understanding.when.picking import Built, day_token, pick, piece_of, value_of
from frontdesk.understanding.when.token import Token
from frontdesk.understanding.when.weeks import Either, FromTo, MonthOf, NthWeekday, WeekOfMonth

__all__ = ["DATE_RULES"]

_FIRST_YEAR, _LAST_YEAR = 1900, 2200
_HOURS = 24
_SHORT_YEAR = 99


def _year(number: int) -> int:
    return number if number >= 100 else 2000 + number


def _figures(tokens: Sequence[Token]) -> Built:
    """``30.11.26``, ``2026-11-30``, ``4/25``."""
    token = tokens[0]
    numbers = token.value
    if len(numbers) == 3 and "." in token.text and numbers[2] > _SHORT_YEAR:
        # So much looks like a date that it is one, even where no calendar has it.
        return day_token(Date(*numbers))
    if len(numbers) == 3 and numbers[0] > 31:
        if not _FIRST_YEAR < numbers[0] < _LAST_YEAR:
            return None
        return day_token(Date(numbers[2], numbers[1], numbers[0]))
    year = _year(numbers[2]) if len(numbers) == 3 else None
    first, second = numbers[0], numbers[1]
    if not (1 <= first <= 31 and 1 <= second <= 31) or min(first, second) > 12:
        return None
    if second > 12:
        return day_token(Date(second, first, year))
    if token.form == "month first" and "/" in token.text:
        return day_token(Date(second, first, year, swapped=first != second))
    if first > 12 or "." in token.text or first == second:
        return day_token(Date(first, second, year))
    return day_token(Date(first, second, year, swapped=True))


def _day_month(tokens: Sequence[Token]) -> Built:
    numbers = pick(tokens, "no")
    day, month = numbers[0].value, value_of(tokens, "M")
    years = [token.value for token in numbers[1:] if token.digits in (2, 4)]
    if not _can_be_said(numbers[0], tokens) or (years and not _FIRST_YEAR < _year(years[0]) < _LAST_YEAR):
        return None
    return day_token(Date(day, month, _year(years[0]) if years else None))


def _days_of_month(tokens: Sequence[Token]) -> Built:
    """As in "10 - 22 августа 2012", "April ninth through seventeenth"."""
    numbers = pick(tokens, "no")
    month = value_of(tokens, "M")
    first, last = numbers[0].value, numbers[1].value
    years = [_year(token.value) for token in numbers[2:] if token.digits in (2, 4)]
    if not (1 <= first <= 31 and 1 <= last <= 31):
        return None
    year = years[0] if years else None
    if any(token.tag == "|" for token in tokens):
        return day_token(Either((Date(first, month, year), Date(last, month, year))))
    if last <= first:
        return day_token(FromTo(Date(first, month, year), Date(last)))
    return day_token(FromTo(Date(first, month, year), Date(last, month, year)))


def _days_figures(tokens: Sequence[Token]) -> Built:
    """``14. - 15.10.2018``: the first day borrows month and year from the second."""
    figures = _figures(pick(tokens, "F"))
    first = pick(tokens, "n")[0].value
    if figures is None or not isinstance(figures[1], Date) or not 1 <= first <= 31:
        return None
    last = figures[1]
    start = Date(first, last.month, last.year)
    either = any(token.tag == "|" for token in tokens)
    return day_token(Either((start, last)) if either else FromTo(start, last))


def _number_day(tokens: Sequence[Token]) -> Built:
    number = pick(tokens, "no")[0]
    return day_token(Date(number.value)) if _can_be_said(number, tokens) else None


def _can_be_said(number: Token, tokens: Sequence[Token]) -> bool:
    """A day of the month; or, before the word that makes it one, a day that no month has: "32 ноября"."""
    beyond = number is tokens[0] and any(token.tag in "MO" for token in tokens[1:])
    return 1 <= number.value <= 31 or (beyond and number.tag == "n" and number.value < 100)


def _ordinal(tokens: Sequence[Token]) -> Built:
    """A bare ordinal is a day only where its form says so: "25-го", "первого", "on the fifth"."""
    token = tokens[-1]
    if not 1 <= token.value <= 31:
        return None
    prepared = len(tokens) > 1
    plain = token.form == "genitive" or token.value > 12 or (token.the and prepared)
    return day_token(Date(token.value)) if plain or (token.form == "neuter" and prepared) else None


def _month(tokens: Sequence[Token]) -> Built:
    tags = {token.tag for token in tokens}
    piece = piece_of(tags)
    return day_token(MonthOf(value_of(tokens, "M"), 1 if "x" in tags else 0, piece))


def _this_month(tokens: Sequence[Token]) -> Built:
    day = value_of(tokens, "no")
    return (
        day_token(DayOfMonth(day, 1 if any(token.tag == "x" for token in tokens) else 0))
        if 1 <= day <= 31
        else None
    )


def _days_through(tokens: Sequence[Token]) -> Built:
    """As in "с 25 по 28", "between the 15th and the 18th": numbers that no clock shows, or ordinals."""
    first, last = pick(tokens, "no")
    if not (1 <= first.value <= 31 and 1 <= last.value <= 31):
        return None
    if first.tag == last.tag == "n" and (tokens[2].text != "по" or max(first.value, last.value) <= _HOURS):
        return None
    return day_token(FromTo(Date(first.value), Date(last.value)))


def _evening_of(tokens: Sequence[Token]) -> Built:
    """As in "двадцать восьмого вечером"."""
    return _number_day(tokens) if tokens[0].form == "genitive" else None


def _nth_weekday(tokens: Sequence[Token]) -> Built:
    return day_token(NthWeekday(value_of(tokens, "ol"), value_of(tokens, "W"), value_of(tokens, "M")))


def _with_year(tokens: Sequence[Token]) -> Built:
    number = pick(tokens, "n")[-1]
    if number.digits == 4 and _FIRST_YEAR < number.value < _LAST_YEAR:
        return _day_month(tokens)
    return None


def _weeks_of_month(tokens: Sequence[Token]) -> Built:
    """As in "the third week of January"."""
    return day_token(WeekOfMonth(value_of(tokens, "ol"), value_of(tokens, "M")))


def _half_of_month(tokens: Sequence[Token]) -> Built:
    """As in "во второй половине октября"."""
    half = value_of(tokens, "o")
    return day_token(MonthOf(value_of(tokens, "M"), piece=f"half {half}")) if half in (1, 2) else None


def _numbered(tokens: Sequence[Token]) -> Built:
    """As in "on the 17": a number is a day where it has an article."""
    number = tokens[-1]
    return _number_day(tokens) if number.the and number.digits else None


def _with_digits(tokens: Sequence[Token]) -> Built:
    """As in "The 2nd works": in figures it is a day whatever follows."""
    return _number_day(tokens) if tokens[-1].digits else None


#: In the order in which they are tried.
DATE_RULES = Rules(
    # figures
    rule(r"n\.?[-tb|]F\.?", _days_figures),
    rule(r"F\.?", _figures),
    # day and month
    rule(r"f?[no]\.?[-tb|&]v?[no]O?[-|]?M[-|]?(?:,?n(?![-:HNAP])y?)?", _days_of_month),
    rule(r"M[no](?=[-tb]M)", _day_month),
    rule(r"f?(?<![no])M[no][-tb|&]v?[no](?!M|H|A|P)", _days_of_month),
    rule(r"[no][-.|]?[Od]?M[-.|]?,?n(?=y|[^-HNAPpud]|$)y?", _with_year),
    rule(r"[no][-.|]?[Od]?M\.?", _day_month),
    rule(r"M\.?(?:[no]),?n(?=y|[^-HNAPpud]|$)y?", _with_year),
    rule(r"M\.?[no](?![HA])", _day_month),
    rule(r"[ol]W[vi]?M", _nth_weekday),
    rule(r"[ol]w[vi]?M", _weeks_of_month),
    rule(r"oL[vi]?M", _half_of_month),
    # day of the month
    rule(r"[no]O?[vi]?[hx]q", _this_month),
    rule(r"[no]O", _number_day),
    rule(r"O[no](?![HA:])", _number_day),
    rule(r"fo[tb&-]v?o(?![cMuwdqN])|fn[t]n(?![cMuwdqNOHAP:])", _days_through),
    rule(r"[vgbaft]o(?![cMWuwdqNL])", _ordinal),
    rule(r"[vgbaft]n(?![uwdqNyMHAP:%-])", _numbered),
    rule(r"(?<=[WD])o(?![cuwdqN])|(?<=[WD],)o(?![cuwdqN])", _number_day),
    rule(r"(?<![LQBzn])(?<![LQBzn]N)(?<!L-)o(?![cuwdqN_PLHo])", _ordinal),
    rule(r"(?<![LQBzn])(?<![LQBzn]N)(?<!L-)o(?=_)", _with_digits),
    rule(r"(?<![LQBzn])(?<![LQBzn]N)(?<!L-)o(?=P)", _evening_of),
    # months
    rule(r"[SeBm]-?[xh]?[qM]|(?<=[iv])M(?![no])|[xh]q", _month),
)
