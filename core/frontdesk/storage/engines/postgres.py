"""PostgreSQL: a pool of connections, many writers at a time."""

from __future__ import annotations

import select
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from hashlib import blake2b
from itertools import chain
from typing import TYPE_CHECKING, Any

from peewee import InterfaceError, OperationalError, PostgresqlDatabase
from psycopg2.extensions import UNICODE, new_type, register_type

from frontdesk.storage.engines.base import WAIT_SECONDS, Engine
from frontdesk.storage.engines.courier import CourierConnection
from frontdesk.storage.engines.plans import PREPARE_AFTER, Plans
from frontdesk.storage.engines.pool import MOMENT, Pool
from frontdesk.storage.engines.wording import Wording

if TYPE_CHECKING:
    from frontdesk.storage.insertion import Insertion

__all__ = ["PostgresEngine"]

_POOL_SIZE = 20
_CONNECT_SECONDS = 5
#: A transaction that does nothing for so long is of a process that hangs: the server ends it, and with it the
#: locks that everybody else is waiting for.
_IDLE_SECONDS = 10
#: An insertion of more rows is not prepared: it is worth its parsing, and there would be many such texts.
_FEW_ROWS = 4
#: Every session: times in UTC, nothing waits for ever, and what is committed is on disk. A plan that was made
#: while a table was small, and is kept, uses the indexes all the same; where there is none to use, the table
#: is read through as ever. That makes plans look expensive, and none of them is worth compiling.
#: Messages that are transactions by themselves are isolated like those that begin with BEGIN.
_SESSION = f"""
    SET TIME ZONE 'UTC';
    SET lock_timeout = '{WAIT_SECONDS}s';
    SET enable_seqscan = off;
    SET jit = off;
    SET default_transaction_isolation = 'read committed';
    SET standard_conforming_strings = on;
    SET idle_in_transaction_session_timeout = '{_IDLE_SECONDS}s';
    SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off';
"""
#: For one transaction only.
_HURRIED = b"SELECT set_config('synchronous_commit', 'off', true)"
_TIMESTAMPTZ = 1184
#: Moments come as text, as they do from SQLite: a month's calendar has few different ones, and those that are
#: the same are read once (``Reader.tuples``), which the driver would do for each.
_MOMENTS_AS_TEXT = new_type((_TIMESTAMPTZ,), "MOMENT", UNICODE)


class _Session(PostgresqlDatabase):
    def _connect(self) -> Any:
        connection = super()._connect()  # type: ignore[misc]  # not in Peewee's stubs
        register_type(_MOMENTS_AS_TEXT, connection)
        try:
            with connection.cursor() as cursor:
                cursor.execute(_SESSION)
        except BaseException:
            connection.close()
            raise
        return connection


class _Database(Pool, _Session):
    def begin(self, isolation_level: str | None = None) -> None:
        connection = self._state.conn
        begin = f"BEGIN ISOLATION LEVEL {isolation_level or PostgresEngine.begin}".encode()
        connection.begin_later(begin, *([_HURRIED] if connection.hurried else []))

    def commit(self) -> None:
        with self.refusing():
            self._state.conn.commit_all()

    def rollback(self) -> None:
        # A server that is gone has rolled back, and a failing ROLLBACK would hide why it is gone.
        try:
            with self.refusing():
                self._state.conn.roll_all_back()
        except (InterfaceError, OperationalError):
            self._state.conn.close()

    def _is_closed(self, conn: Any) -> bool:
        # A server that hung up has said so: only then it is worth a round trip to be sure.
        return bool(conn.closed) or (_has_news(conn) and self._adapter.is_connection_closed(conn))

    def _is_clean(self, conn: Any) -> bool:
        return not conn.closed and not conn.waiting and self._adapter.is_connection_reusable(conn)


class PostgresEngine(Engine):
    """A database on a PostgreSQL server.

    :param url: ``postgresql://…`` as libpq reads it.
    :param prepare_after: how often a statement is run on a connection before it is prepared there.
    """

    database: _Database
    dialect = "postgresql"
    begin = "READ COMMITTED"

    def __init__(self, url: str, *, prepare_after: int = PREPARE_AFTER) -> None:
        self._lock_all = Wording("SELECT pg_advisory_xact_lock(key) FROM unnest(%s::bigint[]) AS key")
        self._try_all = Wording("SELECT pg_try_advisory_xact_lock(key) FROM unnest(%s::bigint[]) AS key")
        self.database = _Database(
            url,
            max_connections=_POOL_SIZE,
            timeout=WAIT_SECONDS,
            field_types={MOMENT: "TIMESTAMPTZ"},
            connect_timeout=_CONNECT_SECONDS,
            application_name="frontdesk",
            tcp_user_timeout=WAIT_SECONDS * 1000,
            connection_factory=partial(_connect, prepare_after),
        )

    @contextmanager
    def queueing(self) -> Iterator[None]:
        """Writers do not queue: they lock what they need."""
        yield

    @contextmanager
    def hurrying(self) -> Iterator[None]:
        """The server answers before it is on disk; what is committed after it reaches the disk after it."""
        connection: CourierConnection = self.database.cursor_for("").connection
        connection.hurried = True
        try:
            yield
        finally:
            connection.hurried = False

    def lock(self, keys: Sequence[str]) -> None:
        """Advisory locks in one order for everybody, so that two who want the same keys do not deadlock."""
        self.fetch(self._lock_all, [_lock_numbers(keys)])

    def try_lock(self, keys: Sequence[str]) -> bool:
        """The same locks; who does not wait cannot be part of a deadlock."""
        return all(got for (got,) in self.fetch(self._try_all, [_lock_numbers(keys)]))

    def fetch(self, wording: Wording, parameters: Sequence[Any]) -> list[Any]:
        """Run a statement and fetch all it returns."""
        with self.database.refusing():
            return list(self._run(wording, parameters).fetchall())

    def change(self, wording: Wording, parameters: Sequence[Any]) -> int:
        """Run a statement that writes."""
        with self.database.refusing():
            return int(self._run(wording, parameters).rowcount)

    def _run(self, wording: Wording, parameters: Sequence[Any]) -> Any:
        cursor = self.database.cursor_for(wording.sql)
        cursor.execute(*cursor.connection.spell(wording, parameters))
        return cursor

    def look(self, wording: Wording, parameters: Sequence[Any]) -> list[Any]:
        """Ahead of BEGIN where nothing else has run yet.

        In READ COMMITTED a select sees what is committed when it begins, in a transaction or out of it.
        """
        with self.database.refusing():
            cursor = self.database.cursor_for(wording.sql)
            connection = cursor.connection
            run = cursor.execute_before if connection.untouched else cursor.execute
            run(*connection.spell(wording, parameters))
            return list(cursor.fetchall())

    def finish(self, wording: Wording, parameters: Sequence[Any]) -> list[Any]:
        """Without BEGIN and COMMIT where the server has not heard of the transaction yet."""
        with self.database.refusing():
            connection = self.database.cursor_for(wording.sql).connection
            return list(connection.finish(*connection.spell(wording, parameters)).fetchall())

    def look_at_end(self, wording: Wording, parameters: Sequence[Any], rows: list[Any]) -> None:
        """In the message that commits, right after the commit."""
        with self.database.refusing():
            cursor = self.database.cursor_for(wording.sql)
            connection = cursor.connection
            connection.look_at_end(cursor.mogrify(*connection.spell(wording, parameters)), rows)

    def insert(self, insertion: Insertion, rows: Sequence[Sequence[Any]], *, last: bool) -> list[Any]:
        """All rows in one statement; in no round trip of its own when nothing is to be returned."""
        wording = insertion.worded(len(rows)) if len(rows) <= _FEW_ROWS else None
        sql = insertion.spelled(len(rows)) if wording is None else wording.sql
        values: Sequence[Any] | None = list(chain.from_iterable(rows))
        with self.database.refusing():
            cursor = self.database.cursor_for(sql)
            if wording is not None:
                sql, values = cursor.connection.spell(wording, values)
            if not insertion.returns:
                cursor.connection.later(cursor.mogrify(sql, values))
                return []
            if last:
                cursor = cursor.connection.finish(sql, values)
            else:
                cursor.execute(sql, values)
            return list(cursor.fetchall())

    def repeat(self, wording: Wording, rows: Sequence[Sequence[Any]]) -> None:
        """In no round trip of their own."""
        with self.database.refusing():
            cursor = self.database.cursor_for(wording.sql)
            for row in rows:
                cursor.connection.later(cursor.mogrify(*cursor.connection.spell(wording, row)))

    def forget(self, connection: Any) -> None:
        """A savepoint is told of at once, with all before it: what still waits was meant to be in it."""
        connection.waiting.clear()

    @contextmanager
    def migrating(self) -> Iterator[None]:
        """Nothing is special: changing tables is part of the transaction."""
        yield

    def check_references(self) -> None:
        """PostgreSQL has kept them all along."""

    def is_lost(self, connection: Any) -> bool:
        """Whether the server hung up during an earlier statement."""
        return bool(connection.closed)

    def is_broken(self, connection: Any) -> bool:
        """Whether a statement failed: the server would answer COMMIT with a silent rollback."""
        return not connection.in_order

    def is_over(self, connection: Any) -> bool:
        """Whether the server hung up."""
        return self.is_lost(connection)

    def close(self) -> None:
        """Close the connections that nobody uses."""
        self.database.shut()


def _connect(prepare_after: int, *args: Any, **options: Any) -> CourierConnection:
    return CourierConnection(*args, plans=Plans(prepare_after), **options)


def _lock_numbers(keys: Sequence[str]) -> list[int]:
    digests = (blake2b(key.encode(), digest_size=8).digest() for key in keys)
    return sorted({int.from_bytes(digest, "big", signed=True) for digest in digests})


def _has_news(connection: Any) -> bool:
    """Whether the server said something without being asked. Costs no round trip."""
    poll = select.poll()
    poll.register(connection.fileno(), select.POLLIN)
    return bool(poll.poll(0))
