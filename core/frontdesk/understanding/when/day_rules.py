"""The grammar of days: runs of tagged words that name one by its distance or its weekday."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from frontdesk.understanding.when.cascade import Build, Rules, rule
from frontdesk.understanding.when.days import Date, InDays, InMonths, Weekday
from frontdesk.understanding.when.picking import Built, day_token, pick, piece_of, value_of
from frontdesk.understanding.when.token import Token
from frontdesk.understanding.when.weeks import Either, FromTo, Weekend, WeekOf

__all__ = ["DAY_RULES"]


def _offset(tokens: Sequence[Token]) -> Built:
    count = value_of(tokens, "n", 1)
    unit = pick(tokens, "dwq")[0].tag
    if count > 400:
        return None
    if unit == "q":
        return day_token(InMonths(count))
    return day_token(InDays(int(count * _length(tokens)), weeks=unit == "w"))


def _length(tokens: Sequence[Token]) -> int:
    """The days of the unit: a day, a week, a fortnight."""
    unit = pick(tokens, "dw")[0]
    return 7 * (unit.value or 1) if unit.tag == "w" else 1


def _turned(tokens: Sequence[Token]) -> Built:
    """As in "дня через два", "недели через две"."""
    return _offset(tokens) if _in_russian(pick(tokens, "dwq")[0]) else None


def _week_today(tokens: Sequence[Token]) -> Built:
    """As in "2 weeks today", "a week tomorrow"."""
    return None if _in_russian(tokens[-2]) else _weeks_from(tokens)


def _in_russian(token: Token) -> bool:
    return token.text[:1] > "z"


def _weeks_from(tokens: Sequence[Token]) -> Built:
    """As in "a week from Friday", "two weeks on Monday", "3 days from today"."""
    count = value_of(tokens, "n", 1)
    unit = pick(tokens, "dwq")[0].tag
    weekday = value_of(tokens, "W")
    if unit == "q":
        return day_token(InMonths(count)) if weekday is None and count < 13 else None
    if weekday is not None:
        return day_token(Weekday(weekday, weeks=count)) if unit == "w" and count < 60 else None
    days = count * _length(tokens) + value_of(tokens, "R", 0)
    return day_token(InDays(days)) if days < 400 else None


def _which(tokens: Sequence[Token]) -> Built:
    weekday = value_of(tokens, "W")
    tags = {token.tag for token in tokens}
    if "a" in tags:
        return day_token(Weekday(weekday, "after next"))
    return day_token(Weekday(weekday, "next" if "x" in tags else "this"))


def _week(offset: int) -> Build:
    def build(tokens: Sequence[Token]) -> Built:
        tags = {token.tag for token in tokens}
        return day_token(WeekOf(offset, piece=piece_of(tags)))

    return build


def _weekend(tokens: Sequence[Token]) -> Built:
    tags = {token.tag for token in tokens}
    return day_token(Weekend(2 if "a" in tags else 1 if "x" in tags else 0))


def _next_days(tokens: Sequence[Token]) -> Built:
    count = value_of(tokens, "n", 3)
    return day_token(FromTo(InDays(1), InDays(count - 1 if count > 1 else 0))) if count < 60 else None


def _several(tokens: Sequence[Token]) -> Built:
    days = pick(tokens, "D")
    first, last = days[0].value, days[-1].value
    tags = {token.tag for token in tokens}
    if tags & {"|", ","}:
        return day_token(Either(tuple(token.value for token in days)))
    if isinstance(first, Date) and isinstance(last, Date) and first.year is None:
        first = replace(first, year=last.year, swapped=False)
    return day_token(FromTo(first, last))


def _from_now(tokens: Sequence[Token]) -> Built:
    """As in "between now and Friday"."""
    return day_token(FromTo(InDays(0), tokens[-1].value))


def _day_after(tokens: Sequence[Token]) -> Built:
    """As in "the day after tomorrow", "после завтра"."""
    return day_token(InDays(2)) if value_of(tokens, "R") == 1 else None


def _week_on(tokens: Sequence[Token]) -> Built:
    """As in "Friday week": the Friday after the coming one."""
    return day_token(Weekday(tokens[0].value, weeks=1))


def _this_and_next(_tokens: Sequence[Token]) -> Built:
    return day_token(FromTo(WeekOf(0), WeekOf(1)))


def _relative(tokens: Sequence[Token]) -> Built:
    return day_token(InDays(value_of(tokens, "R")))


def _weekday(tokens: Sequence[Token]) -> Built:
    return day_token(Weekday(tokens[0].value))


def _drop(_tokens: Sequence[Token]) -> Built:
    return ("_", None)


def _drop_all(tokens: Sequence[Token]) -> Built:
    """As in "any day but Monday and Tuesday"; but "не в пятницу, а в субботу" names a day."""
    return None if any(token.text == "а" for token in pick(tokens, "&")) else _drop(tokens)


def _next_weeks(tokens: Sequence[Token]) -> Built:
    """As in "next three weeks"."""
    count = value_of(tokens, "n")
    return day_token(FromTo(WeekOf(1), WeekOf(count))) if 0 < count < 20 else None


#: In the order in which they are tried.
DAY_RULES = Rules(
    rule(r"daR|aR", _day_after),
    # so many days on
    rule(r"(?<![ixhjk])(?<![ixhjk]n)n?(?:[dw][fv][RW]|[dwq]f[Rr])", _weeks_from),
    rule(r"(?<![ixhjk])(?<![ixhjk]n)n?wR", _week_today),
    rule(r"i[dwq]n(?![HNdwqMO])|[dwq]in(?![HNdwqMO])", _turned),
    rule(r"in?[dwq]", _offset),
    # weeks, weekends
    rule(r"[xk]nd", _next_days),
    rule(r"[xk]nw", _next_weeks),
    rule(r"Wax", _which),
    rule(r"waxw?", _week(2)),
    rule(r"h\|xw", _this_and_next),
    rule(r"[SeYBm]?-?[iv]?x[eSm]?w|[SeBm]?[iv]?[jk]w", _week(1)),
    rule(r"[YSeBm]?[iv]?h[eSm]?w|[SeBm]w", _week(0)),
    rule(r"Ww(?!W)", _week_on),
    rule(r"[hxk]+W|x,v?W", _which),
    rule(r"Eax|[hxk]*E", _weekend),
    rule(r"Y?R", _relative),
    rule(r"W", _weekday),
    # several days
    rule(r"fr[t&-][vk]*D", _from_now),
    rule(r"f[vk]*D[-tb][vk]*D|D[-t][vk]*D", _several),
    rule(r"\|D,?\|D|D,?\|[vgk]*D|fD&D", _several),
    rule(r"![vgk]*D(?:&v?D)+", _drop_all),
    rule(r"![vgk]*D", _drop),
)
