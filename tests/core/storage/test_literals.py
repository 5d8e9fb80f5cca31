"""Values are written just as the driver writes them, or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import psycopg2
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from frontdesk.storage.engines.literals import literals

PLAIN = st.none() | st.booleans() | st.integers() | st.binary(max_size=40) | st.text(max_size=20)


@pytest.fixture(scope="module")
def driver(postgres_server: str) -> Iterator[Any]:
    """The driver's way of writing."""
    with closing(psycopg2.connect(postgres_server)) as connection, connection.cursor() as cursor:
        yield cursor


@given(st.lists(PLAIN, min_size=1, max_size=4))
@example(["'", "\\", "\\'; --"])
@example([-1, -(2**70), True, None, b"", b"'\\", "", "%s", "$1", '"', "Лена 💅"])
def test_what_is_written_is_what_the_driver_writes(driver: Any, values: list[Any]) -> None:
    written = literals(values)
    if any(isinstance(value, str) and set(value) & set("'\\\0") for value in values):
        assert written is None
    else:
        # It keeps a minus sign away from what may come before it.
        by_driver = [driver.mogrify("%s", (value,)).decode().removeprefix(" ") for value in values]
        assert written == ", ".join(by_driver)


@pytest.mark.parametrize(
    "value", [1.5, Decimal(1), datetime(2026, 11, 23, tzinfo=UTC), [1], memoryview(b"x")]
)
def test_what_is_not_plain_is_left_to_the_driver(value: object) -> None:
    assert literals([1, value]) is None
