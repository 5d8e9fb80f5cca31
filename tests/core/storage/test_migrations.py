"""Migrations: what they make is what the models say; all of them or none."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from frontdesk.clock import FrozenClock
from frontdesk.crypto import KeyRing
from frontdesk.errors import Conflict, StorageError
from frontdesk.offers import Migrations
from frontdesk.storage import Contact, Conversation, Storage
from frontdesk.storage.models import CORE_MODELS

#: Of the core, in their order.
CORE = ["core/0001_initial", "core/0002_notices", "core/0003_staff_numbers", "core/0004_unsent_notices"]
WriteMigration = Callable[..., Migrations]


@pytest.fixture
def empty(empty_database_url: str, keys: KeyRing, clock: FrozenClock) -> Iterator[Storage]:
    """An open database without tables."""
    with closing(Storage.open(empty_database_url, keys, clock)) as storage:
        yield storage


@pytest.fixture
def write_migration(tmp_path: Path) -> WriteMigration:
    """Writes a plugin's migration and returns the plugin's history."""

    def write(name: str, body: str, history: str = "salon") -> Migrations:
        directory = tmp_path / history
        directory.mkdir(exist_ok=True)
        (directory / f"{name}.py").write_text(f"def up(migrator, db):\n    {body}\n")
        return Migrations(history, directory)

    return write


def shape(storage: Storage) -> dict[str, object]:
    """Columns, keys and indexes of all core tables, whatever indexes are called."""
    database = storage.database
    with storage.connection():
        return {
            table: {
                "columns": {
                    (column.name, column.full_type, column.null) for column in database.get_columns(table)
                },
                "primary key": database.get_primary_keys(table),
                "indexes": {(tuple(index.columns), index.unique) for index in database.get_indexes(table)},
                "references": {
                    (key.column, key.dest_table, key.dest_column, key.on_delete)
                    for key in database.get_foreign_keys(table)
                },
            }
            for table in (model._meta.table_name for model in CORE_MODELS)
        }


def tables(storage: Storage) -> set[str]:
    with storage.connection():
        return set(storage.database.get_tables())


def test_the_migrated_schema_is_what_the_models_say(storage: Storage) -> None:
    migrated = shape(storage)
    database = storage.database
    with storage.connection(), database.bind_ctx(CORE_MODELS):
        database.drop_tables(CORE_MODELS)
        database.create_tables(CORE_MODELS)
    modelled = shape(storage)

    assert migrated == modelled
    assert len(migrated) == 13
    assert migrated["messages"]["indexes"] >= {(("reference",), True), (("tenant_id", "id"), False)}
    assert migrated["inbox"]["indexes"] >= {
        (("channel", "account", "message_digest"), True),
        (("conversation_id", "state", "id"), False),
    }


def test_the_cores_own_history_comes_first(empty: Storage, write_migration: WriteMigration) -> None:
    create = "db.execute_sql('CREATE TABLE bookings (id integer)')"
    salon = write_migration("0001_initial", create)
    faq = write_migration("0001_initial", create.replace("bookings", "questions"), history="faq")

    everything = [*CORE, "salon/0001_initial"]
    assert empty.pending([salon]) == everything
    assert tables(empty) == set()
    assert empty.migrate([salon]) == everything
    assert (empty.migrate([salon]), empty.pending([salon])) == ([], [])
    assert empty.pending([salon, faq]) == ["faq/0001_initial"]
    write_migration("0002_price", "db.execute_sql('ALTER TABLE bookings ADD COLUMN price integer')")
    assert empty.migrate([salon, faq]) == ["salon/0002_price", "faq/0001_initial"]
    assert tables(empty) >= {"bookings", "questions", "schema_history_core", "schema_history_salon"}


def test_one_that_fails_takes_the_others_along(empty: Storage, write_migration: WriteMigration) -> None:
    write_migration("0001_initial", "db.execute_sql('CREATE TABLE bookings (id integer)')")
    salon = write_migration("0002_broken", "db.execute_sql('ALTER TABLE nowhere ADD COLUMN x integer')")

    with pytest.raises(StorageError, match="nowhere"):
        empty.migrate([salon])

    assert tables(empty) == set()
    assert len(empty.pending([salon])) == len(CORE) + 2


def test_two_processes_may_migrate_at_once(
    empty_database_url: str, keys: KeyRing, clock: FrozenClock
) -> None:
    # A storage of their own is to the database what a process of their own is.
    together = threading.Barrier(3)

    def migrate(_: int) -> list[str]:
        with closing(Storage.open(empty_database_url, keys, clock)) as storage:
            together.wait(10)
            return storage.migrate()

    with ThreadPoolExecutor(3) as pool:
        assert sorted(pool.map(migrate, range(3))) == [[], [], CORE]


def test_histories_that_cannot_be_read_are_named(empty: Storage, write_migration: WriteMigration) -> None:
    salon = write_migration("0001_initial", "pass")

    with pytest.raises(StorageError, match="two plugins have a migration history named 'salon'"):
        empty.migrate([salon, salon])
    with pytest.raises(StorageError, match="two plugins have a migration history named 'core'"):
        empty.pending([write_migration("0001_initial", "pass", history="core")])
    with pytest.raises(StorageError, match="'faq': there is no directory"):
        empty.pending([Migrations("faq", salon.directory / "missing")])


def test_rebuilding_a_table_keeps_the_rows_that_refer_to_it(
    storage: Storage, clock: FrozenClock, add_contact, write_migration: WriteMigration
) -> None:
    salon = storage.scope("salon")
    with storage.write():
        contact = add_contact(salon)
        values = {"channel": "whatsapp", "account": "1", "created_at": clock.now()}
        salon.insert(Conversation, contact_id=contact, **values)

    storage.migrate([write_migration("0001_drop", "migrator.drop_column('contacts', 'name').run()")])

    query = salon.select(Conversation, Conversation.contact)
    assert [row.contact_id for row in salon.rows(query)] == [contact]
    with storage.write(), pytest.raises(Conflict), storage.savepoint():
        salon.insert(Conversation, contact_id=contact + 1, **values)


def test_rows_that_refer_to_nothing_are_not_kept(
    storage: Storage, clock: FrozenClock, add_contact, write_migration: WriteMigration
) -> None:
    salon = storage.scope("salon")
    with storage.write():
        contact = add_contact(salon)
        values = {"channel": "whatsapp", "account": "1", "created_at": clock.now()}
        salon.insert(Conversation, contact_id=contact, **values)
    orphan = "UPDATE conversations SET contact_id = contact_id + 1"

    with pytest.raises(StorageError, match="conversations"):
        storage.migrate([write_migration("0001_orphan", f"db.execute_sql('{orphan}')")])

    assert salon.get(Conversation).contact_id == contact
    with storage.write():
        assert salon.delete(Contact) == 1
    assert salon.get(Conversation) is None
