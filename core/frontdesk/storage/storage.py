"""The open database: connections, the write transaction, queries."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Literal
from uuid import uuid4

from peewee import Database, Delete, Insert, Update

from frontdesk.clock import Clock
from frontdesk.crypto import KeyRing
from frontdesk.errors import DatabaseRefused, OutsideTransaction, StorageError
from frontdesk.storage.engines import Engine, open_engine
from frontdesk.storage.faults import translated
from frontdesk.storage.history import apply_pending, pending_names
from frontdesk.storage.scope import Scope

if TYPE_CHECKING:
    from frontdesk.offers import Migrations

__all__ = ["Storage"]

_log = logging.getLogger("frontdesk.storage")

_OPERATIONS = frozenset({"select", "insert", "update", "delete"})


class _Thread(threading.local):
    """What one thread is doing with the database."""

    depth = 0
    callbacks: list[Callable[[], object]] | None = None


class Storage:
    """The open database. Any thread may use it at any time.

    Every method raises :class:`frontdesk.errors.StorageError` when the database cannot do what is asked, and
    no error of a driver.

    :ivar dialect: ``sqlite`` or ``postgresql``.
    :ivar database: the Peewee database behind it, for what this class has no word for.
    """

    def __init__(self, engine: Engine, keys: KeyRing, clock: Clock) -> None:
        self._engine = engine
        self._thread = _Thread()
        self.dialect: Literal["sqlite", "postgresql"] = engine.dialect
        self.database: Database = engine.database
        self.keys = keys
        self.clock = clock
        #: The installation's own scope: not filtered, for the core's work across tenants.
        self.house = Scope(self, "")

    @classmethod
    def open(cls, url: str, keys: KeyRing, clock: Clock) -> Storage:
        """Open a database and check that it can be reached and is safe.

        :param url: ``sqlite:///PATH`` or ``postgresql://…``.
        :raises SettingsRefused: the URL is of neither kind.
        :raises DatabaseRefused: it cannot be opened, or would not keep what it is given.
        """
        storage = cls(open_engine(url), keys, clock)
        try:
            with storage.connection():
                pass
        except DatabaseRefused:
            raise
        except StorageError as error:
            raise DatabaseRefused(
                f"the database of FRONTDESK_DATABASE_URL cannot be opened: {error}",
                "check the URL, and that the server is running and lets this user in",
            ) from None
        return storage

    def close(self) -> None:
        """Close the connections; those in use are closed when they are given back."""
        self._engine.close()

    # -- connections -----------------------------------------------------------------------------------------

    @contextmanager
    def connection(self) -> Iterator[None]:
        """Keep one connection for this thread until the end of the block. May be nested.

        Queries take one themselves when there is none; a block saves giving it back and forth.
        """
        if not self._thread.depth:
            with translated():
                self.database.connect()
        elif not self.in_write and self._engine.is_lost(self.database.connection()):
            self._reconnect()
        self._thread.depth += 1
        try:
            yield
        finally:
            self._thread.depth -= 1
            if not self._thread.depth:
                self.database.close()

    def _reconnect(self) -> None:
        with translated():
            self.database.close()
            self.database.connect()

    # -- writing ---------------------------------------------------------------------------------------------

    @property
    def in_write(self) -> bool:
        """Whether this thread is inside the write transaction."""
        return self._thread.callbacks is not None

    def require_write(self) -> None:
        """Make sure that what follows is part of the write transaction.

        :raises OutsideTransaction: there is none.
        :raises StorageError: a statement of it has failed, so that nothing of it can be kept.
        """
        if not self.in_write:
            raise OutsideTransaction(
                "nothing is written outside the write transaction: use `with storage.write():`"
            )
        if self._engine.is_broken(self.database.connection()):
            raise StorageError(
                "an earlier statement of this write transaction failed and nothing of it can be kept; "
                "use storage.savepoint() for parts that may fail alone"
            )

    @contextmanager
    def write(self) -> Iterator[Storage]:
        """The write transaction: all that happens inside is kept, or none of it when the block raises.

        On SQLite there is one at a time; waiting for it takes up to 20 seconds. Keep it short: no network, no
        waiting for other threads.

        :raises OutsideTransaction: this thread is in one already.
        :raises Conflict: a constraint fired, or another transaction was in the way: run it again.
        """
        if self.in_write:
            raise OutsideTransaction(
                "this thread is in a write transaction already: use storage.savepoint() for a part of it"
            )
        with self._engine.queueing(), self.connection(), self._transaction() as callbacks:
            yield self
        for callback in callbacks:
            _run_quietly(callback)

    @contextmanager
    def _transaction(self) -> Iterator[list[Callable[[], object]]]:
        callbacks: list[Callable[[], object]] = []
        with translated(), self.database.transaction(self._engine.begin):
            self._thread.callbacks = callbacks
            try:
                yield callbacks
                self.require_write()
            finally:
                self._thread.callbacks = None

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """A part of the write transaction that may fail alone: when the block raises, only it is undone.

        :raises OutsideTransaction: there is no write transaction.
        :raises Conflict: a constraint fired.
        """
        self.require_write()
        callbacks = self._thread.callbacks or []
        registered = len(callbacks)
        name = f"s{uuid4().hex}"
        with translated():
            self.database.execute_sql(f"SAVEPOINT {name}")
            try:
                yield
                self.database.execute_sql(f"RELEASE SAVEPOINT {name}")
            except BaseException:
                del callbacks[registered:]
                self._undo(name)
                raise

    def _undo(self, savepoint: str) -> None:
        connection = self.database.connection()
        gone = self._engine.is_lost(connection) or (
            self.dialect == "sqlite" and self._engine.is_broken(connection)
        )
        if not gone:
            self.database.execute_sql(f"ROLLBACK TO SAVEPOINT {savepoint}")
            self.database.execute_sql(f"RELEASE SAVEPOINT {savepoint}")

    def after_commit(self, callback: Callable[[], object]) -> None:
        """Call something once the write transaction is kept, holding no lock; at once when there is none.

        What it raises is logged and changes nothing: the transaction is already kept. When a savepoint is
        undone, so are its callbacks.
        """
        if self._thread.callbacks is None:
            callback()
        else:
            self._thread.callbacks.append(callback)

    def lock(self, *keys: str) -> None:
        """Hold these names until the write transaction ends; whoever else wants one of them waits.

        Take all the names of one transaction at once.

        :raises OutsideTransaction: there is no write transaction.
        :raises Conflict: two transactions that lock in several steps are in each other's way.
        """
        self.require_write()
        with translated():
            self._engine.lock(keys)

    # -- queries ---------------------------------------------------------------------------------------------

    def rows(self, query: Any) -> list[Any]:
        """Run a query and fetch all its rows. A query may be run again: it is not changed.

        :param query: a Peewee select, or an insert, update or delete with ``.returning(...)``.
        :raises OutsideTransaction: a query that writes, outside the write transaction.
        """
        if isinstance(query, Insert | Update | Delete):
            self.require_write()
        with self.connection(), translated():
            return list(query.clone().bind(self.database).execute())

    def first(self, query: Any) -> Any | None:
        """The first row of a select, or None."""
        rows = self.rows(query.limit(1))
        return rows[0] if rows else None

    def run(self, query: Any) -> int:
        """Run an insert, update or delete.

        :return: the number of rows that it touched.
        :raises OutsideTransaction: there is no write transaction.
        """
        self.require_write()
        with translated():
            if isinstance(query, Insert):
                query = query.as_rowcount()
            return int(query.clone().bind(self.database).execute())

    def scope(self, tenant_id: str) -> Scope:
        """The part of the database that belongs to one tenant."""
        if not tenant_id:
            raise StorageError("a tenant's id is not empty; use storage.house for work across tenants")
        return Scope(self, tenant_id)

    def on_query(self, callback: Callable[[str, float], object]) -> None:
        """Tell how long queries take.

        :param callback: called after each with the operation (``select``, ``insert``, ``update``, ``delete``
            or ``other``) and seconds; never with a table, a parameter or a row.
        """
        self.database.query_hooks.append(lambda event: callback(_operation(event.sql), event.duration))

    # -- migrations ------------------------------------------------------------------------------------------

    def pending(self, histories: Sequence[Migrations] = ()) -> list[str]:
        """The migrations that have not run yet, as ``history/name``; the core's own come first."""
        with self.connection(), translated():
            return pending_names(self.database, histories)

    def migrate(self, histories: Sequence[Migrations] = ()) -> list[str]:
        """Run the migrations that have not run yet: all of them, or none when one fails.

        Several processes may call this at once: the first does the work, the others wait for it.

        :return: what was run, as ``history/name``.
        """
        with self._engine.queueing(), self.connection(), self._engine.migrating(), self._transaction():
            self._engine.lock(["frontdesk/migrate"])
            return apply_pending(self.database, histories)


def _operation(sql: str) -> str:
    word = sql.lstrip("( \n\t").partition(" ")[0].lower()
    return word if word in _OPERATIONS else "other"


def _run_quietly(callback: Callable[[], object]) -> None:
    try:
        callback()
    except Exception as error:  # noqa: BLE001 - the commit stands, whatever those who hear of it do
        _log.error(
            "%r failed after a commit: %s",
            getattr(callback, "__qualname__", "a callback"),
            type(error).__name__,
        )
