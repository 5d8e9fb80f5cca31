"""Reading YAML: what values mean, where they stand, and what is said about mistakes."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frontdesk import BotInvalid
from frontdesk.bots.yaml_source import read_yaml


def read(text: str | bytes):
    return read_yaml(text if isinstance(text, bytes) else text.encode(), "bot.yaml")


def problem(text: str | bytes):
    with pytest.raises(BotInvalid) as invalid:
        read(text)
    [problem] = invalid.value.problems
    return problem


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("5", 5),
        ("-5", -5),
        ("0.5", 0.5),
        ("true", True),
        ("False", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("no", "no"),
        ("on", "on"),
        ("10:00", "10:00"),
        ("1_000", "1_000"),
        ("007", "007"),
        ("0x1F", "0x1F"),
        ("1e3", "1e3"),
        (".inf", ".inf"),
        ("2026-12-31", "2026-12-31"),
        ('"5"', "5"),
        ("'true'", "true"),
        ("!!str 5x", "5x"),
        ("9" * 40, "9" * 40),
        ("[1, a]", [1, "a"]),
        ("{a: {b: 1}}", {"a": {"b": 1}}),
        ('"a\\u0441"', "aс"),
    ],
)
def test_values_are_those_of_yaml_1_2(written, meant):
    value = read(f"key: {written}").plain["key"]
    assert value == meant
    assert type(value) is type(meant)


def test_keys_are_texts():
    assert read("no: 1\n5: 2\ntrue: 3\n").plain == {"no": 1, "5": 2, "true": 3}


def test_aliases_are_followed():
    assert read("a: &hours [9, 21]\nb: *hours\n").plain == {"a": [9, 21], "b": [9, 21]}


def test_everything_knows_where_it_stands():
    tree = read("a: 1\nb:\n  c: [x,\n    y]\n")
    assert tree.locate(()) == ("bot.yaml", 1, 1)
    assert tree.locate(("b", "c", 1)) == ("bot.yaml", 4, 5)
    assert tree.locate(("b", "c"), key=True) == ("bot.yaml", 3, 3)
    assert tree.locate(("b", "c")) == ("bot.yaml", 3, 6)
    assert tree.locate(("b", "missing")) == ("bot.yaml", 3, 3)
    assert tree.locate(("b", "c", 7)) == ("bot.yaml", 3, 6)


@pytest.mark.parametrize(
    ("text", "where", "said"),
    [
        ("", "1:1 FD103", "empty"),
        ("# nothing\n", "1:1 FD103", "empty"),
        ("---\n", "2:1 FD103", "empty"),
        ("- a\n", "1:1 FD103", "mapping of keys"),
        ("text", "1:1 FD103", "mapping of keys"),
        ("a: 1\nb: 2\na: 3\n", "3:1 FD102", "'a' is here twice (it already stands in line 1)"),
        ("a:\n  b: 1\n  b: 1\n", "3:3 FD102", "'b' is here twice"),
        ("a:\n\tb: 1\n", "2:1 FD101", "a tab"),
        ("a: b: c\n", "1:5 FD101", "a colon inside a value"),
        ("a: 'x\n", "2:1 FD101", "quoted scalar that begins in line 1"),
        ("a: [1\nb: 2\n", "2:2 FD101", "in line 1"),
        ("a:\n   b: 1\n  c: 2\n", "3:3 FD101", "not indented like the others"),
        ("a: {b: 1\nc: 2}\n", "2:2 FD101", "the bracket that begins in line 1 is not closed"),
        ("a: @x\n", "1:4 FD101", "cannot start"),
        ("a: *x\n", "1:4 FD101", "in quotes"),
        ("a: 1\n---\nb: 2\n", "2:1 FD101", "a second document"),
        ("a: !!python/name:os.system x\n", "1:4 FD104", "tag !!python/name:os.system"),
        ("a: !mine x\n", "1:4 FD104", "tag !mine"),
        ("a: !!binary x\n", "1:4 FD104", "tag !!binary"),
        ("? [a, b]\n: 1\n", "1:3 FD104", "a key must be"),
        ("a: &x [*x]\n", "1:4 FD104", "alias that leads back"),
        ("a: " + "[" * 60 + "]" * 60, "1:44 FD104", "nested too deeply"),
        ("a: " + "[" * 1000, "1:1 FD104", "nested too deeply"),
        ('a: "\\ud800"\n', "1:4 FD101", "no character"),
        ('a: "\\U00110000"\n', "1:7 FD101", "no character"),
        ("a: 1\nb: x\x00y\n", "2:5 FD101", "control character"),
        ("a: б\n".encode() + b"b: \xff\n", "2:4 FD100", "UTF-8"),
        ("a: x".encode("utf-16"), "1:1 FD100", "UTF-8"),
    ],
)
def test_mistakes_are_explained_where_they_are(text, where, said):
    found = problem(text)
    assert f"{found.line}:{found.column} {found.code}" == where
    assert said in found.message


def test_a_small_file_cannot_stand_for_an_endless_one():
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 9)]
    assert problem("\n".join(lines)).code == "FD104"


def test_a_byte_order_mark_is_passed_over():
    assert read("a: 1".encode("utf-8-sig")).plain == {"a": 1}


def test_windows_line_ends_are_fine():
    tree = read("a: 1\r\nb: 2\r\n")
    assert tree.plain == {"a": 1, "b": 2}
    assert tree.locate(("b",)).line == 2


@given(st.one_of(st.binary(), st.text().map(lambda text: text.encode("utf-8", "surrogatepass"))))
def test_any_bytes_are_a_mapping_or_a_problem(content):
    try:
        outcome = [read(content).plain]
    except BotInvalid as invalid:
        outcome = [{each.code: each.message} for each in invalid.problems if each.line and each.column]
    assert outcome
    assert all(isinstance(each, dict) for each in outcome)


TEXT = st.text(st.characters(codec="utf-8"), max_size=8)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=50)
@given(st.dictionaries(TEXT, json_values, max_size=5))
def test_json_is_read_as_it_is_meant(value):
    assert read(json.dumps(value, indent=1)).plain == value
