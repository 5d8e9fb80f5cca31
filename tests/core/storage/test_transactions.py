"""The write transaction: all or nothing, one at a time, and never half."""

from __future__ import annotations

import logging
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest
from peewee import RawQuery

from frontdesk.errors import Conflict, MustBeAlone, OutsideTransaction, StorageError
from frontdesk.storage import Contact, Scope, Storage


def count(storage: Storage) -> int:
    return len(storage.rows(Contact.select()))


def test_a_block_that_raises_leaves_nothing(storage: Storage, salon: Scope, add_contact) -> None:
    with pytest.raises(ZeroDivisionError), storage.write():
        add_contact(salon)
        assert storage.in_write
        assert count(storage) == 1
        raise ZeroDivisionError

    assert not storage.in_write
    assert count(storage) == 0


def test_others_see_what_is_kept_and_only_then(storage: Storage, salon: Scope, add_contact) -> None:
    with ThreadPoolExecutor(1) as other:
        with storage.write():
            add_contact(salon)
            assert other.submit(count, storage).result() == 0
        assert other.submit(count, storage).result() == 1


def test_there_is_one_write_transaction_in_a_thread(storage: Storage) -> None:
    with storage.write():
        with pytest.raises(OutsideTransaction, match=r"storage\.savepoint"), storage.write():
            pass
        assert storage.in_write


def test_a_constraint_becomes_a_conflict(storage: Storage, salon: Scope, add_contact) -> None:
    with pytest.raises(Conflict) as conflict, storage.write():
        add_contact(salon, "79991234567")
        add_contact(salon, "79991234567")

    assert "contacts" in str(conflict.value)
    # PostgreSQL's details quote the row.
    assert "whatsapp" not in str(conflict.value)
    assert conflict.value.__cause__ is None
    assert conflict.value.__suppress_context__
    assert count(storage) == 0


def test_a_savepoint_fails_alone(storage: Storage, salon: Scope, add_contact) -> None:
    with storage.write():
        add_contact(salon, "1")
        for address in ("1", "2", "1", "3"):
            try:
                with storage.savepoint():
                    add_contact(salon, address)
            except Conflict:
                continue

    assert count(storage) == 3


def test_a_savepoint_needs_a_transaction(storage: Storage) -> None:
    with pytest.raises(OutsideTransaction), storage.savepoint():
        pass


def test_a_failure_that_was_swallowed_is_not_a_commit(postgres: Storage, add_contact) -> None:
    # PostgreSQL answers COMMIT with a silent rollback once a statement has failed.
    salon = postgres.scope("salon")

    with pytest.raises(StorageError, match=r"nothing of it can be kept.*savepoint"), postgres.write():
        add_contact(salon, "1")
        with pytest.raises(Conflict):
            add_contact(salon, "1")

    assert count(postgres) == 0


def test_what_comes_after_a_commit(storage: Storage, salon: Scope, add_contact) -> None:
    seen: list[tuple[str, bool, int]] = []

    def note(name: str) -> None:
        # Holding no lock: another write transaction is possible from here.
        with storage.write():
            seen.append((name, storage.in_write, count(storage)))

    with storage.write():
        storage.after_commit(lambda: note("first"))
        add_contact(salon)
        storage.after_commit(lambda: note("second"))
        assert seen == []
    assert seen == [("first", True, 1), ("second", True, 1)]
    storage.after_commit(lambda: note("at once"))
    assert seen[2:] == [("at once", True, 1)]


def test_what_was_undone_has_no_after(storage: Storage) -> None:
    seen: list[str] = []
    with pytest.raises(ZeroDivisionError), storage.write():
        storage.after_commit(lambda: seen.append("undone"))
        raise ZeroDivisionError
    with storage.write():
        storage.after_commit(lambda: seen.append("kept"))
        with pytest.raises(ZeroDivisionError), storage.savepoint():
            storage.after_commit(lambda: seen.append("savepoint undone"))
            raise ZeroDivisionError
        with storage.savepoint():
            storage.after_commit(lambda: seen.append("savepoint kept"))

    assert seen == ["kept", "savepoint kept"]


def test_a_callback_that_fails_undoes_nothing_and_names_no_data(
    storage: Storage, salon: Scope, add_contact, caplog: pytest.LogCaptureFixture
) -> None:
    def fail() -> None:
        raise ValueError("+79991234567")

    seen: list[str] = []
    with caplog.at_level(logging.DEBUG), storage.write():
        add_contact(salon)
        storage.after_commit(fail)
        storage.after_commit(lambda: seen.append("called"))

    assert seen == ["called"]
    assert count(storage) == 1
    assert "ValueError" in caplog.text
    assert "79991234567" not in caplog.text


def test_writers_queue(storage: Storage, salon: Scope, add_contact) -> None:
    inside, most = 0, 0
    gate = threading.Barrier(8)

    def work(thread: int) -> None:
        nonlocal inside, most
        gate.wait(10)
        for number in range(5):
            with storage.write():
                inside += 1
                most = max(most, inside)
                add_contact(salon, f"{thread}/{number}")
                inside -= 1

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(8)))

    assert count(storage) == 40
    if storage.dialect == "sqlite":
        assert most == 1


def test_one_of_many_gets_a_locked_name(storage: Storage, salon: Scope, add_contact) -> None:
    gate = threading.Barrier(8)

    def take(thread: int) -> bool:
        gate.wait(10)
        with storage.write():
            salon.lock("chair", f"other/{thread}")
            # A check and an insert that only the lock keeps together: the addresses differ.
            free = not salon.rows(salon.select(Contact).where(Contact.channel == "chair"))
            if free:
                add_contact(salon, str(thread), channel="chair")
            return free

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(take, range(8))) == 1


def test_whoever_wants_a_locked_name_waits(postgres: Storage, postgres_admin) -> None:
    salon, events = postgres.scope("salon"), []
    name = postgres.rows(RawQuery("SELECT current_database()").tuples())[0][0]

    def take() -> None:
        with postgres.write():
            salon.lock("chair", "table")
            events.append("taken")

    def somebody_waits() -> bool:
        postgres_admin.execute(
            "SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = database "
            "WHERE datname = %s AND locktype = 'advisory' AND NOT granted",
            (name,),
        )
        return postgres_admin.fetchone() != (0,)

    with ThreadPoolExecutor(1) as other:
        with postgres.write():
            salon.lock("chair")
            waiting = other.submit(take)
            while not (somebody_waits() or waiting.done()):
                pass
            events.append("released")
        waiting.result(20)

    assert events == ["released", "taken"]


def test_a_shared_transaction_takes_free_names_and_waits_for_none(postgres: Storage) -> None:
    salon = postgres.scope("salon")

    def take(*names: str) -> str:
        with postgres.write(together=True):
            salon.lock(*names)
            return "taken"

    with ThreadPoolExecutor(1) as other, postgres.write(together=True):
        salon.lock("chair")
        before = postgres.writes
        salon.lock("chair")
        assert other.submit(take, "table").result(20) == "taken"
        with pytest.raises(MustBeAlone):
            other.submit(take, "chair", "table").result(20)
        # There is nothing to undo for those who only locked.
        assert postgres.writes == before
    assert take("chair", "table") == "taken"


def test_locks_in_any_order_do_not_deadlock(storage: Storage, salon: Scope, clinic: Scope) -> None:
    def take(number: int) -> None:
        scope = (salon, clinic)[number % 2]
        with storage.write():
            scope.lock(*("ab" if number % 3 else "ba"))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(take, range(80)))


def test_the_locks_of_tenants_are_their_own(postgres: Storage) -> None:
    entered = threading.Event()

    def take_too() -> None:
        with postgres.write():
            postgres.scope("clinic").lock("chair")
            entered.set()

    with ThreadPoolExecutor(1) as pool, postgres.write():
        postgres.scope("salon").lock("chair")
        pool.submit(take_too)
        assert entered.wait(10)


def test_deadlocks_and_serialization_failures_are_conflicts(postgres: Storage, add_contact) -> None:
    salon = postgres.scope("salon")
    with postgres.write():
        first, second = add_contact(salon, "1"), add_contact(salon, "2")
    gate = threading.Barrier(2)

    def change(ids: tuple[int, int]) -> str:
        try:
            with postgres.write():
                salon.update(Contact, Contact.id == ids[0], channel="x")
                gate.wait(10)
                salon.update(Contact, Contact.id == ids[1], channel="x")
        except Conflict as conflict:
            return str(conflict)
        return "kept"

    with ThreadPoolExecutor(2) as pool:
        results = sorted(pool.map(change, [(first, second), (second, first)]))

    assert results[0] == "kept"
    assert "deadlock" in results[1]


def test_triggers_and_exclusion_constraints_are_conflicts(storage: Storage) -> None:
    if storage.dialect == "sqlite":
        statements = [
            "CREATE TABLE rooms (span TEXT)",
            "CREATE TRIGGER overlap BEFORE INSERT ON rooms WHEN EXISTS (SELECT 1 FROM rooms) "
            "BEGIN SELECT RAISE(ABORT, 'rooms: spans overlap'); END",
        ]
    else:
        statements = [
            "CREATE TABLE rooms (span int4range, CONSTRAINT overlap EXCLUDE USING gist (span WITH &&))"
        ]
    insert = "INSERT INTO rooms VALUES ('[1,3)')"
    with storage.write():
        for statement in [*statements, insert]:
            storage.database.execute_sql(statement)

    with pytest.raises(Conflict, match="overlap"), storage.write():
        storage.database.execute_sql(insert)


def test_a_rollback_that_the_database_made_itself_is_told_as_it_was(sqlite: Storage, add_contact) -> None:
    salon = sqlite.scope("salon")
    with sqlite.write():
        sqlite.database.execute_sql(
            "CREATE TRIGGER full BEFORE INSERT ON contacts WHEN NEW.channel = 'full' "
            "BEGIN SELECT RAISE(ROLLBACK, 'no more contacts'); END"
        )
    with pytest.raises(Conflict, match="no more contacts"), sqlite.write():
        add_contact(salon, "1")
        add_contact(salon, "2", channel="full")
    with pytest.raises(Conflict, match="no more contacts"), sqlite.write(), sqlite.savepoint():
        add_contact(salon, "3", channel="full")
    with pytest.raises(StorageError, match="nothing of it can be kept"), sqlite.write():
        with pytest.raises(Conflict):
            add_contact(salon, "4", channel="full")
        # Outside any transaction by now: it would be kept, alone.
        add_contact(salon, "5")

    assert count(sqlite) == 0


def test_queries_may_be_run_again(storage: Storage, salon: Scope, add_contact) -> None:
    query = salon.select(Contact)
    assert salon.rows(query) == []
    with storage.write():
        add_contact(salon)

    assert len(salon.rows(query)) == 1
    assert storage.first(query).channel == "whatsapp"


def test_rows_touched_and_rows_returned(storage: Storage, salon: Scope, add_contact) -> None:
    with storage.write():
        ids = [add_contact(salon, str(number)) for number in range(3)]
        assert storage.run(Contact.update(channel="x").where(Contact.id > ids[0])) == 2
        claimed = storage.rows(Contact.update(channel="y").where(Contact.id == ids[0]).returning(Contact.id))
        assert [row.id for row in claimed] == ids[:1]
        copied = {"tenant": "t", "channel": "c", "address": b"\x01", "created_at": storage.clock.now()}
        rows = [{**copied, "address_digest": bytes([number] * 32)} for number in (1, 2)]
        assert storage.run(Contact.insert_many(rows)) == 2
        assert storage.run(Contact.insert_many(rows).on_conflict(action="nothing")) == 0
        assert storage.run(Contact.delete()) == 5


def test_writing_queries_need_the_write_transaction(storage: Storage) -> None:
    query = Contact.update(channel="x")
    with pytest.raises(OutsideTransaction):
        storage.run(query)
    with pytest.raises(OutsideTransaction):
        storage.rows(query.returning(Contact.id))
    with pytest.raises(OutsideTransaction):
        storage.lock("chair")


def test_queries_are_timed_without_what_they_say(storage: Storage, salon: Scope, add_contact) -> None:
    timed: list[tuple[str, float]] = []
    storage.on_query(lambda operation, seconds: timed.append((operation, seconds)))
    with storage.write():
        contact = add_contact(salon, phone="+79991234567")
        salon.update(Contact, Contact.id == contact, channel="x")
        with storage.savepoint():
            salon.delete(Contact)
    salon.get(Contact)

    operations = [operation for operation, _ in timed]
    assert operations == ["insert", "update", "other", "delete", "other", "select"]
    assert all(0 <= seconds < 60 for _, seconds in timed)


def test_parameters_are_not_logged(
    storage: Storage, salon: Scope, add_contact, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        with storage.write():
            add_contact(salon, channel="a-very-telling-word")
        salon.rows(salon.select(Contact).where(Contact.channel == "a-very-telling-word"))

    assert "INSERT INTO" in caplog.text
    assert "a-very-telling-word" not in caplog.text


def test_a_transaction_in_a_hurry_is_kept_and_the_next_one_waits_for_the_disk(
    storage: Storage, salon: Scope, add_contact
) -> None:
    with storage.write(lasting=False):
        add_contact(salon)
    assert count(storage) == 1
    if storage.dialect == "sqlite":
        with storage.connection():
            assert storage.database.execute_sql("PRAGMA synchronous").fetchone() == (2,)


def test_processes_write_in_turn(sqlite_url: str, keys, clock) -> None:
    """Another process (here: another storage) that writes all the time does not keep this one out."""
    with (
        closing(Storage.open(sqlite_url, keys, clock)) as one,
        closing(Storage.open(sqlite_url, keys, clock)) as other,
    ):
        stop, turns = threading.Event(), {one: 0, other: 0}

        def write(storage: Storage) -> None:
            while not stop.is_set():
                with storage.write():
                    turns[storage] += 1
                if min(turns.values()) >= 20:
                    stop.set()

        with ThreadPoolExecutor(2) as both:
            list(both.map(write, (one, other)))
    assert min(turns.values()) >= 20
