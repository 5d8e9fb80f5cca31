"""Rows to begin with."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing

import pytest

from frontdesk.clock import FrozenClock
from frontdesk.crypto import KeyRing
from frontdesk.storage import Contact, Scope, Storage

AddContact = Callable[..., int]


@pytest.fixture
def sqlite(sqlite_url: str, keys: KeyRing, clock: FrozenClock) -> Iterator[Storage]:
    """An open SQLite database with the core's tables."""
    with closing(Storage.open(sqlite_url, keys, clock)) as storage:
        yield storage


@pytest.fixture
def postgres(postgres_url: str, keys: KeyRing, clock: FrozenClock) -> Iterator[Storage]:
    """An open PostgreSQL database with the core's tables."""
    with closing(Storage.open(postgres_url, keys, clock)) as storage:
        yield storage


@pytest.fixture
def salon(storage: Storage) -> Scope:
    """The scope of one tenant."""
    return storage.scope("salon")


@pytest.fixture
def clinic(storage: Storage) -> Scope:
    """The scope of another tenant."""
    return storage.scope("clinic")


@pytest.fixture
def add_contact(clock: FrozenClock) -> AddContact:
    """Inserts a contact and returns its id; a write transaction must be open."""

    def add(scope: Scope, address: str = "79991234567", **values: object) -> int:
        row = {"channel": "whatsapp", "address": address, "created_at": clock.now(), **values}
        inserted: int = scope.insert(Contact, **row)
        return inserted

    return add
