"""Comparing what is with what a script says, and telling the difference in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from frontdesk.testing.conversation import Heard
from frontdesk.testing.script import Answer, Never

__all__ = ["answer_differs", "never_differs", "rows_differ"]


def answer_differs(expected: Answer, heard: Heard) -> list[str]:
    """What is wrong with an answer; empty when nothing is."""
    return list(_answer(expected, heard))


def never_differs(never: Never, heard: Sequence[Heard], ran: Sequence[str]) -> list[str]:
    """What has happened that must not."""
    said = [
        f"the bot must never say {fragment!r}, and said {each.text!r}"
        for fragment in never.says
        for each in heard
        if _has(each.text, fragment)
    ]
    return said + [
        f"the action {action!r} must never run, and ran" for action in never.actions if action in ran
    ]


def rows_differ(
    name: str, expected: Sequence[Mapping[str, Any]], found: Sequence[Mapping[str, Any]]
) -> list[str]:
    """Which rows are missing, and which are there that should not be.

    A row is the expected one when it has all the values that are named; every row needs one that expects it.
    """
    unexpected = list(found)
    missing = []
    for wanted in expected:
        match = next((row for row in unexpected if _is(row, wanted)), None)
        if match is None:
            missing.append(wanted)
        else:
            unexpected.remove(match)
    return [f"{name}: missing {_shown(row)}" for row in missing] + [
        f"{name}: unexpected {_shown(row)}" for row in unexpected
    ]


def _answer(expected: Answer, heard: Heard) -> Iterator[str]:
    if expected.silent and heard.text:
        yield f"expected silence, and the bot said {heard.text!r}"
    for fragment in expected.says:
        if not _has(heard.text, fragment):
            yield f"expected to hear {fragment!r}"
    for fragment in expected.not_says:
        if _has(heard.text, fragment):
            yield f"expected not to hear {fragment!r}"
    if expected.choices is not None and tuple(expected.choices) != heard.choices:
        yield f"expected the choices {list(expected.choices)}, there are {list(heard.choices)}"
    absent = [title for title in expected.offers if title not in heard.choices]
    if absent:
        yield f"expected the choices {absent} among {list(heard.choices)}"
    yield from _trace(expected, heard.why)


def _trace(expected: Answer, why: Mapping[str, Any]) -> Iterator[str]:
    if expected.asks is not None and why.get("asks") != expected.asks:
        yield f"expected it to ask for {expected.asks!r}, it asks for {why.get('asks')!r}"
    if expected.confirms is not None and bool(why.get("confirming")) != expected.confirms:
        yield (
            "expected it to confirm first"
            if expected.confirms
            else "expected it not to ask for a confirmation"
        )
    source = why.get("reading", {}).get("source")
    if expected.source is not None and source != expected.source:
        yield f"expected the message to be read by {expected.source!r}, it was read by {source!r}"


def _has(text: str, fragment: str) -> bool:
    return fragment.casefold() in text.casefold()


def _is(row: Mapping[str, Any], wanted: Mapping[str, Any]) -> bool:
    return all(key in row and str(row[key]) == str(value) for key, value in wanted.items())


def _shown(row: Mapping[str, Any]) -> str:
    return "{" + ", ".join(f"{key}: {value}" for key, value in row.items() if value is not None) + "}"
