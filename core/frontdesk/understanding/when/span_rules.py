"""The grammar of spans of time: from now on, or from what was said before."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from frontdesk.understanding.when.cascade import Build, Rules, rule
from frontdesk.understanding.when.picking import Built, pick
from frontdesk.understanding.when.token import Token

__all__ = ["SPAN_RULES"]

_MOST_DAYS = 60
_MINUTES = {"H": 60, "K": 1, "N": 1, "d": 24 * 60, "w": 7 * 24 * 60}


def _minutes(tokens: Sequence[Token]) -> int | None:
    counts = [token.value for token in pick(tokens, "n")]
    units = pick(tokens, "".join(_MINUTES))
    # "Часа через полтора" tells its unit twice.
    unit = next((unit for unit in units if unit.tag == "K"), units[0])
    count = counts[0] if counts else 1
    if count > 1000:
        return None
    size = unit.value if unit.tag == "K" else _MINUTES[unit.tag]
    return int(count * size) // (2 if pick(tokens, "L") else 1)


def _moment(tokens: Sequence[Token]) -> Built:
    """As in "через два часа", "in an hour"."""
    minutes = _minutes(tokens)
    return None if minutes is None else ("I", timedelta(minutes=minutes))


def _moment_hours(tokens: Sequence[Token]) -> Built:
    """As in "in 2h": what looks like a clock is a span of time here."""
    clock = tokens[-1].value
    return ("I", timedelta(hours=clock.hour)) if tokens[-1].text[-1] in "hч" else None


def _shift(sign: int) -> Build:
    """As in "на час позже", "half an hour earlier"."""

    def build(tokens: Sequence[Token]) -> Built:
        minutes = _minutes(tokens)
        return None if minutes is None else ("G", timedelta(minutes=sign * minutes))

    return build


def _turned(tokens: Sequence[Token]) -> Built:
    """As in "минут через 20", "часа через два", "полчаса спустя"."""
    return None if tokens[-1].tag == "i" and tokens[-1].text != "спустя" else _moment(tokens)


def _next_to(tokens: Sequence[Token]) -> Built:
    """As in "the day after", "на следующий день", "a day before that": seen from the day that was said."""
    days = next((token.value for token in pick(tokens, "n")), 1)
    return ("G", timedelta(days=-days if tokens[-1].tag == "b" else days)) if days < _MOST_DAYS else None


def _a_day_later(tokens: Sequence[Token]) -> Built:
    """As in "днем позже"; but "днем попозже" is in the afternoon."""
    if (tokens[0].text, tokens[1].text) not in (("днем", "позже"), ("днем", "раньше")):
        return None
    return ("G", timedelta(days=1 if tokens[1].tag == "Y" else -1))


#: In the order in which they are tried.
SPAN_RULES = Rules(
    rule(r"n?d[ab](?![DRPCTnoWJ])|(?<=v)xd|^xd(?!n)", _next_to),
    rule(r"P[YX](?![vg]*[nC])", _a_day_later),
    rule(r"[vi]?n?L?[HKNdw]Y", _shift(1)),
    rule(r"[vi]?n?L?[HKNdw]X", _shift(-1)),
    rule(r"Yvn?L?[HKN](?!n)", _shift(1)),
    rule(r"Xvn?L?[HKN](?!n)", _shift(-1)),
    rule(r"i[HN]n(?![HNMO])|iHK|[HN]i[nK](?![HNMO])", _turned),
    rule(r"in?L?[HK](?![vn])|in?N", _moment),
    rule(r"iC", _moment_hours),
    rule(r"n?L?[HKN]i(?![nLHNKdwqCPT])", _turned),
)
