"""Pages: newest first, continued by a cursor that cannot be made up."""

from __future__ import annotations

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontdesk.errors import BadCursor
from frontdesk.storage import Contact, Scope, Storage
from frontdesk.storage.models import TenantEntry
from frontdesk.storage.pages import page_of


def test_pages_follow_each_other_newest_first(
    storage: Storage, salon: Scope, clinic: Scope, add_contact
) -> None:
    with storage.write():
        ids = [add_contact(scope, str(n)) for n in range(5) for scope in (salon, clinic)][::2]
    seen, cursor = [], None
    for expected in (2, 2, 1):
        page = salon.page(salon.select(Contact), 2, cursor)
        assert len(page.items) == expected
        seen += [row.id for row in page.items]
        cursor = page.next

    assert seen == ids[::-1]
    assert cursor is None


def test_a_full_last_page_has_no_next(storage: Storage, salon: Scope, add_contact) -> None:
    with storage.write():
        add_contact(salon, "1")
        add_contact(salon, "2")

    assert salon.page(salon.select(Contact), 2).next is None
    assert salon.page(salon.select(Contact).where(Contact.id < 0), 2).items == []


def test_rows_that_come_in_between_move_nothing(storage: Storage, salon: Scope, add_contact) -> None:
    with storage.write():
        first, second = add_contact(salon, "1"), add_contact(salon, "2")
    page = salon.page(salon.select(Contact), 1)
    with storage.write():
        add_contact(salon, "3")

    after = salon.page(salon.select(Contact), 1, page.next)

    assert [row.id for row in page.items + after.items] == [second, first]


def encoded(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "0",
        "naïve",
        "!!!!",
        encoded({}),
        encoded([]),
        encoded([1, 2]),
        encoded([None]),
        encoded([True]),
        encoded([1.5]),
        encoded(["1"]),
        encoded(["a"]),
        encoded([-1]),
        encoded([2**63]),
        encoded([[1]]),
        base64.urlsafe_b64encode(b"[" * 5000).decode(),
    ],
)
def test_a_cursor_that_no_page_gave_is_refused(storage: Storage, salon: Scope, cursor: str) -> None:
    with pytest.raises(BadCursor, match="leave it out"):
        salon.page(salon.select(Contact), 2, cursor)


JSON = st.recursive(st.none() | st.integers() | st.text(), st.lists)


@given(cursor=st.text(max_size=30) | JSON.map(encoded))
def test_no_cursor_does_worse_than_be_refused(cursor: str) -> None:
    fields = [TenantEntry.created_at, TenantEntry.id]

    try:
        page = page_of(TenantEntry.select(), fields, 2, cursor, lambda query: [])
    except BadCursor:
        return
    assert page.items == []


@pytest.mark.parametrize("id", ["a\0", "\ud800", 1])
def test_texts_that_a_database_cannot_take_are_refused(storage: Storage, id: str) -> None:
    query = storage.house.select(TenantEntry)
    cursor = encoded(["2026-11-23T07:00:00.000000+00:00", id])

    with pytest.raises(BadCursor):
        page_of(query, [TenantEntry.created_at, TenantEntry.id], 2, cursor, storage.rows)
