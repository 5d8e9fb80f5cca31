"""What is said for PREPARE means what the driver says with the values in it, or nothing is."""

from __future__ import annotations

import pytest

from frontdesk.storage.engines.wording import Wording


def literal(value: object) -> str:
    return f"<{value}>"


@pytest.mark.parametrize(
    ("sql", "constants", "text", "slots"),
    [
        ("SELECT 1", {}, "SELECT 1", []),
        ("SELECT a FROM t WHERE b = %s AND c = %s", {}, "SELECT a FROM t WHERE b = $1 AND c = $2", [0, 1]),
        (
            "SELECT a FROM t WHERE b = %s AND c = %s LIMIT %s",
            {0: "x", 2: 1},
            "SELECT a FROM t WHERE b = <x> AND c = $1 LIMIT <1>",
            [1],
        ),
        ("UPDATE t SET a = NULL WHERE b = %s", {0: None}, "UPDATE t SET a = NULL WHERE b = <None>", []),
        ("DELETE FROM t WHERE a %% %s = 0", {}, "DELETE FROM t WHERE a % $1 = 0", [0]),
        ("SELECT 'it''s 100%%', \"50%%\" FROM t", {}, "SELECT 'it''s 100%', \"50%\" FROM t", []),
        ("SELECT '; -- $1 /*' FROM t WHERE a = %s", {}, "SELECT '; -- $1 /*' FROM t WHERE a = $1", [0]),
    ],
)
def test_places_become_numbers_and_constants_part_of_the_text(sql, constants, text, slots) -> None:
    assert Wording(sql, constants).numbered(literal) == (text, slots)


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT a FROM t WHERE at > now() - interval '%s days'",
        'SELECT a AS "%s" FROM t',
        "SELECT a FROM t WHERE b LIKE 'x%'",
        "SELECT a FROM t WHERE b = %(name)s",
        "SELECT $$%s$$ FROM t",
        r"SELECT E'\'%s' FROM t",
        "SELECT 1; DROP TABLE t",
        "SELECT a FROM t -- where b = %s",
        "SELECT a FROM t /* where b = %s */",
        "SELECT a FROM t WHERE b = 'open",
    ],
)
def test_what_could_be_read_in_two_ways_is_not_said_at_all(sql) -> None:
    assert Wording(sql).numbered(literal) is None


@pytest.mark.parametrize("sql", ["CREATE TABLE t (a int)", "SAVEPOINT s", "SELECTED", "WITHOUT a"])
def test_only_queries_are_kept(sql) -> None:
    assert not Wording(sql).keepable
