"""PostgreSQL is told in few messages, and all that is told holds: in order, together, or not at all."""

from __future__ import annotations

import threading

import psycopg2
import pytest

from frontdesk.errors import Conflict, StorageError
from frontdesk.storage import Contact, Prepared, Slot, Storage
from frontdesk.storage.engines.courier import _Cursor

RENAMED = Prepared(
    Contact.update(channel=Slot(Contact.channel, "channel")).where(Contact.id == Slot(Contact.id))
)

CHANNELS = Prepared(Contact.select(Contact.channel))


@pytest.fixture
def storage(postgres: Storage) -> Storage:
    """Only PostgreSQL is far enough away for round trips to count."""
    return postgres


@pytest.fixture
def messages(postgres: Storage) -> list[str]:
    """What is sent to the server from now on, one entry a round trip, in this thread's connection."""
    sent: list[str] = []

    class Listening(_Cursor):
        def _say(self, query: object, vars: object) -> None:
            sent.append(self.mogrify(query, vars).decode())
            super()._say(query, vars)

    with postgres.connection():
        postgres.database.connection().cursor_factory = Listening
    return sent


def row(number: int, clock: object) -> dict[str, object]:
    return {
        "tenant": "salon",
        "channel": "whatsapp",
        "address": f"7999123456{number}",
        "created_at": clock.now(),
    }


def names(storage: Storage) -> list[str]:
    return [contact.channel for contact in storage.rows(storage.house.select(Contact).order_by(Contact.id))]


def test_a_transaction_without_statements_is_never_told(postgres: Storage, messages: list[str]) -> None:
    with postgres.write():
        pass

    assert messages == []


def test_what_answers_nothing_travels_with_what_comes_after_it(
    postgres: Storage, messages: list[str], clock: object
) -> None:
    with postgres.write():
        postgres.house.insert_many(Contact, [row(1, clock)])
        [contact] = postgres.rows(postgres.house.select(Contact))
        postgres.house.run_many(RENAMED, [{"id": contact.id, "channel": "telegram"}])

    assert [message.split(" ")[0] for message in messages] == ["BEGIN", "UPDATE"]
    assert ";INSERT" in messages[0]
    assert messages[0].count("SELECT") == 1
    assert messages[1].endswith(";COMMIT")
    assert names(postgres) == ["telegram"]


def test_nothing_is_kept_when_what_was_put_off_fails_with_the_commit(
    postgres: Storage, clock: object
) -> None:
    with pytest.raises(Conflict), postgres.write():
        postgres.house.insert_many(Contact, [row(1, clock)], returning=[Contact.id])
        postgres.house.insert_many(Contact, [row(2, clock), row(2, clock)])

    assert names(postgres) == []


def test_nothing_is_kept_when_what_was_put_off_fails_with_a_later_statement(
    postgres: Storage, clock: object
) -> None:
    with pytest.raises(StorageError, match="an earlier statement"), postgres.write():
        postgres.house.insert_many(Contact, [row(1, clock), row(1, clock)])
        with pytest.raises(Conflict):
            postgres.rows(postgres.house.select(Contact))

    assert names(postgres) == []


def test_a_savepoint_keeps_what_was_put_off_before_it(postgres: Storage, clock: object) -> None:
    with postgres.write():
        postgres.house.insert_many(Contact, [row(1, clock)])
        with pytest.raises(Conflict), postgres.savepoint():
            postgres.house.insert_many(Contact, [row(2, clock)])
            postgres.house.insert_many(Contact, [row(2, clock)])
        postgres.house.insert_many(Contact, [row(3, clock)])

    kept = postgres.rows(postgres.house.select(Contact))
    assert {postgres.house.reveal(contact, Contact.address) for contact in kept} == {
        "79991234561",
        "79991234563",
    }


def test_a_savepoint_that_is_undone_takes_along_what_was_put_off_in_it_and_nothing_else(
    postgres: Storage, clock: object
) -> None:
    with postgres.write():
        postgres.house.insert_many(Contact, [row(1, clock)])
        with pytest.raises(ZeroDivisionError), postgres.savepoint():
            # One that the database would refuse, had it ever heard of it.
            postgres.house.insert_many(Contact, [row(1, clock)])
            raise ZeroDivisionError
        postgres.house.insert_many(Contact, [row(2, clock)])

    assert len(names(postgres)) == 2


def test_what_was_put_off_is_forgotten_when_the_block_fails(
    postgres: Storage, messages: list[str], clock: object
) -> None:
    with pytest.raises(ZeroDivisionError), postgres.write():
        postgres.house.insert_many(Contact, [row(1, clock)])
        raise ZeroDivisionError
    with postgres.write():
        postgres.house.insert_many(Contact, [row(2, clock)])

    assert len(names(postgres)) == 1
    assert not any("79991234561" in message for message in messages)


def test_a_connection_is_looked_at_without_asking_the_server(
    postgres: Storage, messages: list[str], clock: object
) -> None:
    for number in range(3):
        with postgres.write():
            postgres.house.insert_many(Contact, [row(number, clock)])

    assert len(messages) == 3


def test_what_is_read_before_anything_is_written_needs_no_transaction(
    postgres: Storage, messages: list[str], clock: object
) -> None:
    with postgres.write():
        assert postgres.tuples(CHANNELS) == []
        postgres.house.insert_many(Contact, [row(1, clock)])
        assert postgres.tuples(CHANNELS) == [("whatsapp",)]

    assert [message.split(" ")[0] for message in messages] == ["SELECT", "BEGIN", "COMMIT"]


def test_a_transaction_of_one_message_needs_no_beginning_and_no_end(
    postgres: Storage, messages: list[str], clock: object
) -> None:
    with postgres.write():
        postgres.house.insert_many(Contact, [row(1, clock)])
        made = postgres.house.insert_many(Contact, [row(2, clock)], returning=[Contact.channel], last=True)

    assert [contact.channel for contact in made] == ["whatsapp"]
    [message] = messages
    assert message.count("INSERT") == 2
    assert "BEGIN" not in message
    assert "COMMIT" not in message
    assert len(names(postgres)) == 2


def test_a_transaction_of_more_messages_ends_as_ever(
    postgres: Storage, messages: list[str], clock: object
) -> None:
    with postgres.write():
        postgres.house.insert_many(Contact, [row(1, clock)], returning=[Contact.id])
        assert len(postgres.finish(CHANNELS)) == 1

    assert [message.split(" ")[0] for message in messages] == ["BEGIN", "SELECT", "COMMIT"]


def test_a_message_that_fails_keeps_nothing_of_its_transaction(postgres: Storage, clock: object) -> None:
    with pytest.raises(Conflict), postgres.write():
        postgres.house.insert_many(Contact, [row(1, clock)])
        postgres.house.insert_many(Contact, [row(2, clock), row(2, clock)], returning=[Contact.id], last=True)
    failing = pytest.raises(StorageError, match="an earlier statement")
    with failing, postgres.write(), pytest.raises(Conflict):
        postgres.house.insert_many(Contact, [row(3, clock), row(3, clock)], returning=[Contact.id], last=True)

    assert names(postgres) == []
    with postgres.write():
        postgres.house.insert_many(Contact, [row(4, clock)])
    assert len(names(postgres)) == 1


def test_what_is_asked_at_the_end_travels_with_the_commit(
    postgres: Storage, messages: list[str], clock: object
) -> None:
    with postgres.write():
        postgres.house.insert_many(Contact, [row(1, clock)])
        asked = postgres.look_at_end(CHANNELS)
        postgres.house.insert_many(Contact, [row(2, clock)])
        assert asked == []

    [message] = messages
    assert ";COMMIT;SELECT" in message
    assert asked == [("whatsapp",), ("whatsapp",)]


def test_what_is_asked_at_the_end_sees_what_others_have_committed(postgres: Storage, clock: object) -> None:
    def write() -> None:
        with postgres.write():
            postgres.house.insert_many(Contact, [row(2, clock)])

    with postgres.write():
        postgres.house.insert_many(Contact, [row(1, clock)], returning=[Contact.id])
        asked = postgres.look_at_end(CHANNELS)
        other = threading.Thread(target=write)
        other.start()
        other.join()

    assert len(asked) == 2


def test_nothing_is_asked_at_the_end_of_what_fails(
    postgres: Storage, messages: list[str], clock: object
) -> None:
    with pytest.raises(ZeroDivisionError), postgres.write():
        asked = postgres.look_at_end(CHANNELS)
        raise ZeroDivisionError
    with postgres.write():
        postgres.house.insert_many(Contact, [row(1, clock)])

    assert asked == []
    assert not any("SELECT" in message for message in messages)


def test_what_may_get_lost_is_not_waited_for(postgres: Storage) -> None:
    waits = "SELECT current_setting('synchronous_commit')"
    with postgres.write(lasting=False):
        postgres.lock("anything")
        assert postgres.database.fetch(waits) == [("off",)]
    with postgres.write():
        postgres.lock("anything")
        assert postgres.database.fetch(waits) == [("on",)]


def test_locks_are_taken_at_once_and_not_with_the_commit(postgres: Storage, clock: object) -> None:
    held, go_on = threading.Event(), threading.Event()

    def hold() -> None:
        with postgres.write():
            postgres.house.insert_many(Contact, [row(1, clock)])
            postgres.lock("calendar")
            held.set()
            go_on.wait(10)

    holder = threading.Thread(target=hold)
    holder.start()
    assert held.wait(10)
    with psycopg2.connect(str(postgres.database.database)) as other, other.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database "
            "WHERE locktype = 'advisory' AND granted AND datname = current_database()"
        )
        assert cursor.fetchone() == (1,)
    go_on.set()
    holder.join(10)
