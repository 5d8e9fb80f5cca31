"""Prepared statements on PostgreSQL: told once, the same answers, and no transaction is spoilt by them."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import closing
from itertools import count
from types import SimpleNamespace
from typing import Any

import psycopg2
import pytest

from frontdesk.clock import FrozenClock
from frontdesk.crypto import KeyRing
from frontdesk.errors import Conflict, StorageError, ValueRefused
from frontdesk.storage import Contact, Prepared, Slot, Storage
from frontdesk.storage.engines.base import WAIT_SECONDS
from frontdesk.storage.engines.plans import MOST_PLANS, PREPARE_AFTER
from frontdesk.storage.engines.postgres import PostgresEngine
from frontdesk.storage.engines.wording import Wording

BY_ID = Prepared(Contact.select().where(Contact.id == Slot(Contact.id)))
BY_CHANNEL = Prepared(Contact.select(Contact.id).where(Contact.channel == Slot(Contact.channel)))
RENAME = Prepared(Contact.update(channel=Slot(Contact.channel)).where(Contact.id == Slot(Contact.id)))
RENAME_TOLD = Prepared(RENAME.query.returning(Contact.id, Contact.channel))
REMOVE = Prepared(Contact.delete().where(Contact.id == Slot(Contact.id)))
FIRST_ONES = Prepared(
    Contact.select(Contact.id)
    .where((Contact.channel == "100% 'x'") & (Contact.id > Slot(Contact.id)))
    .order_by(Contact.id)
    .limit(5)
)


@pytest.fixture
def engine(postgres_url: str) -> PostgresEngine:
    """Prepares a statement the first time that it is run."""
    return PostgresEngine(postgres_url, prepare_after=1)


@pytest.fixture
def storage(engine: PostgresEngine, keys: KeyRing, clock: FrozenClock) -> Iterator[Storage]:
    """One connection to a database where statements are prepared."""
    with closing(Storage(engine, keys, clock)) as storage, storage.connection():
        yield storage


@pytest.fixture
def other(postgres_url: str) -> Iterator[Any]:
    """Somebody else's cursor, in autocommit."""
    with closing(psycopg2.connect(postgres_url)) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            yield cursor


@pytest.fixture
def add(storage: Storage, clock: FrozenClock) -> Any:
    """Inserts a contact and returns its id; a write transaction must be open."""
    numbers = count(1_000_000)

    def add(**values: object) -> int:
        row = {
            "tenant": "salon",
            "channel": "whatsapp",
            "address": str(next(numbers)),
            "created_at": clock.now(),
        }
        inserted: int = storage.house.insert(Contact, **{**row, **values})
        return inserted

    return add


def ask(storage: Storage, sql: str) -> list[Any]:
    """Ask this thread's connection without its taking notice."""
    with storage.database.connection().cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())


def prepared(storage: Storage) -> list[str]:
    texts = ask(storage, "SELECT statement FROM pg_prepared_statements ORDER BY prepare_time")
    return [text.partition(" AS ")[2] for (text,) in texts]


def plan(storage: Storage, *values: str) -> str:
    """The plan of the statement that was prepared last."""
    [(name,)] = ask(storage, "SELECT name FROM pg_prepared_statements ORDER BY prepare_time DESC LIMIT 1")
    ask(storage, "SELECT set_config('plan_cache_mode', 'force_generic_plan', false)")
    lines = ask(storage, f"EXPLAIN EXECUTE {name} ({', '.join(values)})")
    return "\n".join(line for (line,) in lines)


# -- when ----------------------------------------------------------------------------------------------------


def test_a_statement_is_prepared_once_it_is_run_often(
    postgres: Storage, add_contact: Any, salon: object
) -> None:
    with postgres.connection():
        for _ in range(PREPARE_AFTER - 1):
            assert postgres.rows(BY_ID, id=1) == []
        assert prepared(postgres) == []
        assert postgres.rows(BY_ID, id=1) == []
        assert len(prepared(postgres)) == 1
        assert postgres.rows(BY_ID, id=1) == []
        assert len(prepared(postgres)) == 1


def test_nothing_is_prepared_inside_a_transaction(storage: Storage, add: Any) -> None:
    with storage.write():
        contact = add()
        assert len(prepared(storage)) == 1
        assert storage.run(RENAME, id=contact, channel="telegram") == 1
        assert len(prepared(storage)) == 1

    with storage.write():
        assert storage.run(RENAME, id=contact, channel="viber") == 1
        assert len(prepared(storage)) == 2


def test_what_cannot_be_prepared_runs_as_ever_and_is_not_tried_again(
    storage: Storage, engine: PostgresEngine
) -> None:
    typeless = Wording("SELECT %s IS NULL")
    assert engine.fetch(typeless, [None]) == [(True,)]
    assert not typeless.keepable
    assert engine.fetch(typeless, ["x"]) == [(False,)]
    days = Wording("SELECT interval '%s days' = interval '1 day'")
    assert engine.fetch(days, [1]) == [(True,)]
    assert engine.fetch(days, [2]) == [(False,)]
    assert prepared(storage) == []


def test_a_statement_that_cannot_be_prepared_spoils_no_transaction(
    storage: Storage, engine: PostgresEngine, add: Any
) -> None:
    with storage.write():
        assert engine.fetch(Wording("SELECT %s IS NULL"), [1]) == [(False,)]
        contact = add()
    assert [row.id for row in storage.rows(BY_ID, id=contact)] == [contact]


def test_a_table_that_somebody_changes_is_not_waited_for(storage: Storage, other: Any, add: Any) -> None:
    with storage.write():
        add()
        storage.run(RENAME, id=0, channel="due, but in a transaction")
    other.execute("BEGIN; LOCK TABLE contacts IN ACCESS EXCLUSIVE MODE")
    started = time.monotonic()
    with storage.write():
        storage.lock("a name, while RENAME is due")
    assert time.monotonic() - started < WAIT_SECONDS / 2
    assert not any(text.startswith("UPDATE") for text in prepared(storage))
    other.execute("ROLLBACK")

    assert ask(storage, "SHOW lock_timeout") == [("20s",)]
    for _ in range(2):
        with storage.write():
            storage.run(RENAME, id=0, channel="another time")
    assert any(text.startswith("UPDATE") for text in prepared(storage))


def test_only_so_many_are_kept_and_those_are_the_ones_in_use(
    storage: Storage, engine: PostgresEngine
) -> None:
    wordings = [Wording(f"SELECT {number} + %s") for number in range(MOST_PLANS)]
    for wording in wordings:
        engine.fetch(wording, [1])
    engine.fetch(wordings[0], [1])
    engine.fetch(Wording("SELECT -1 + %s"), [1])

    texts = prepared(storage)
    assert len(texts) == MOST_PLANS
    assert "SELECT 0 + $1" in texts
    assert "SELECT 1 + $1" not in texts
    assert engine.fetch(wordings[1], [1]) == [(2,)]


# -- the same answers ----------------------------------------------------------------------------------------


def test_rows_counts_and_what_is_returned_are_the_same(storage: Storage, add: Any) -> None:
    for number in range(3):
        with storage.write():
            contact = add(address=f"7999000000{number}")
            assert storage.run(RENAME, id=contact, channel="telegram") == 1
            assert storage.run(RENAME, id=0, channel="telegram") == 0
            [told] = storage.rows(RENAME_TOLD, id=contact, channel="viber")
            assert (told.id, told.channel) == (contact, "viber")
            [row] = storage.rows(BY_ID, id=contact)
            assert storage.scope("salon").reveal(row, Contact.address) == f"7999000000{number}"
            assert storage.run(REMOVE, id=contact) == 1
    assert len(prepared(storage)) == 5


def test_values_that_never_change_are_part_of_the_plan(storage: Storage, add: Any) -> None:
    with storage.write():
        found = [add(channel="100% 'x'") for _ in range(7)]
        add(channel="other")
    for _ in range(2):
        assert [row.id for row in storage.rows(FIRST_ONES, id=0)] == found[:5]
    assert prepared(storage)[-1].endswith("LIMIT 5")
    assert "'100% ''x'''" in prepared(storage)[-1]
    assert prepared(storage)[-1].count("$") == 1


def test_several_rows_are_inserted_as_ever(storage: Storage, clock: FrozenClock) -> None:
    def rows(many: int, block: int) -> list[dict[str, object]]:
        base = {"tenant": "salon", "channel": "whatsapp", "created_at": clock.now()}
        return [{**base, "address": f"{block}-{number}"} for number in range(many)]

    for block, many in enumerate([1, 1, 2, 2, 4, 4, 5, 5, 40, 40]):
        with storage.write():
            ids = storage.house.insert_many(Contact, rows(many, block), returning=[Contact.id])
        assert len(ids) == many
    assert len(prepared(storage)) == 3


def test_a_violated_constraint_is_named(storage: Storage, add: Any) -> None:
    for _ in range(2):
        with storage.write(), pytest.raises(Conflict, match="contacts_address_digest"), storage.savepoint():
            add(address="same")
            add(address="same")


def test_a_value_that_is_never_taken_is_refused(storage: Storage, add: Any) -> None:
    for _ in range(2):
        with pytest.raises(ValueRefused), storage.write():
            add(channel="x" * 10_000)


# -- what may happen in between ------------------------------------------------------------------------------


def test_a_rollback_leaves_what_was_prepared(storage: Storage, add: Any) -> None:
    for _ in range(2):
        with pytest.raises(ZeroDivisionError), storage.write():
            add()
            raise ZeroDivisionError
    with storage.write():
        assert add()
    assert len(prepared(storage)) == 1


def test_a_new_connection_begins_with_nothing(storage: Storage, postgres_admin: Any) -> None:
    storage.rows(BY_ID, id=1)
    assert len(prepared(storage)) == 1
    [(session,)] = ask(storage, "SELECT pg_backend_pid()")
    postgres_admin.execute("SELECT pg_terminate_backend(%s, 10000)", (session,))
    with pytest.raises(StorageError):
        storage.rows(BY_ID, id=1)

    assert storage.rows(BY_ID, id=1) == []
    assert len(prepared(storage)) == 1
    assert ask(storage, "SELECT pg_backend_pid()") != [(session,)]


def test_a_new_column_is_no_trouble(storage: Storage, other: Any, add: Any) -> None:
    with storage.write():
        contact = add()
    storage.rows(BY_ID, id=contact)
    other.execute("ALTER TABLE contacts ADD COLUMN shoe_size integer")
    assert [row.id for row in storage.rows(BY_ID, id=contact)] == [contact]


def test_a_column_of_another_type_fails_once(storage: Storage, other: Any, add: Any) -> None:
    with storage.write():
        contact = add()
    storage.rows(BY_ID, id=contact)
    other.execute("ALTER TABLE contacts ALTER COLUMN channel TYPE text")
    with pytest.raises(StorageError):
        storage.rows(BY_ID, id=contact)
    assert [row.channel for row in storage.rows(BY_ID, id=contact)] == ["whatsapp"]
    assert len(prepared(storage)) == 1


def test_a_server_that_was_made_to_forget_is_told_anew(storage: Storage) -> None:
    storage.rows(BY_ID, id=1)
    with storage.database.connection().cursor() as cursor:
        cursor.execute("DISCARD ALL")
    with pytest.raises(StorageError):
        storage.rows(BY_ID, id=1)
    assert storage.rows(BY_ID, id=1) == []
    assert len(prepared(storage)) == 1


# -- plans ---------------------------------------------------------------------------------------------------


def test_a_plan_for_an_empty_table_uses_an_index(storage: Storage, other: Any) -> None:
    other.execute("VACUUM ANALYZE contacts")
    storage.rows(BY_ID, id=1)
    assert "Index Scan using contacts_pkey" in plan(storage, "1")


def test_plans_are_made_anew_while_tables_grow(
    storage: Storage, other: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [0.0]
    monkeypatch.setattr("frontdesk.storage.engines.plans.time", SimpleNamespace(monotonic=lambda: now[0]))
    storage.database.close()
    storage.database.connect()
    storage.rows(BY_CHANNEL, channel="x")
    small = plan(storage, "'x'")
    other.execute(
        "INSERT INTO contacts (tenant_id, channel, address, address_digest, created_at) "
        "SELECT 'salon', 'x', '', sha256(number::text::bytea), now() FROM generate_series(1, 20000) AS number"
    )
    storage.rows(BY_CHANNEL, channel="x")
    assert plan(storage, "'x'") == small

    now[0] += 1_000_000
    storage.rows(BY_CHANNEL, channel="x")
    assert plan(storage, "'x'") != small
