"""Patterns that are tried only where one of their pieces is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontdesk.understanding import answers, indifference
from frontdesk.understanding.pattern import Pattern


def patterns(module):
    values = [value for value in vars(module).values() if not isinstance(value, type)]
    nested = [each for value in values if isinstance(value, dict) for each in value.values()]
    return [each for each in (*values, *nested) if isinstance(each, Pattern)]


ALL = [*patterns(answers), *patterns(indifference)]


def test_a_match_is_found_and_where():
    match = Pattern(r"another (day|time)", "another").search("or another time")
    assert match is not None
    assert match[1] == "time"
    assert match.start() == 3


def test_without_a_piece_nothing_is_found():
    assert Pattern("bc?", "bc bd").search("b") is None


def test_there_are_such_patterns():
    assert len(ALL) == 11


@pytest.mark.parametrize("pattern", ALL)
@given(data=st.data())
def test_every_match_holds_a_piece(pattern, data):
    text = data.draw(st.from_regex(pattern.expression, fullmatch=True))
    assert pattern.search(text) is not None
