"""Saying what went wrong without saying what it went wrong with."""

from __future__ import annotations

import json

import pytest

from frontdesk.diagnosis import describe
from frontdesk.storage.pages import page_of


def caught(function, *args) -> BaseException:
    with pytest.raises(Exception) as info:  # noqa: PT011 - whatever it is
        function(*args)
    return info.value


def test_the_text_is_left_out_and_the_place_is_told():
    def plugin(text: str) -> None:
        json.loads(text)

    error = caught(plugin, "Anna +7 999 123-45-67")
    said = describe(error)
    assert said.startswith("JSONDecodeError in ")
    assert f"test_diagnosis line {plugin.__code__.co_firstlineno + 1}" in said
    assert "999" not in said


def test_a_plugin_is_blamed_before_frontdesk():
    error = caught(page_of, None, [], 1, "no cursor", None)
    assert "test_diagnosis" in describe(error)


def test_an_error_that_was_never_raised_has_no_place():
    assert describe(ValueError("x")) == "ValueError"
