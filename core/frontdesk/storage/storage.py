"""The open database: queries, scopes and migrations."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any, Literal

from peewee import Delete, Insert, Update

from frontdesk.clock import Clock
from frontdesk.crypto import KeyRing
from frontdesk.errors import DatabaseRefused, StorageError
from frontdesk.storage.engines import Engine, open_engine
from frontdesk.storage.faults import translated
from frontdesk.storage.history import apply_pending, pending_names
from frontdesk.storage.insertion import Insertion
from frontdesk.storage.scope import Scope
from frontdesk.storage.statements import Prepared, Statement, Statements, Values, operation_of
from frontdesk.storage.transactions import Transactions

if TYPE_CHECKING:
    from frontdesk.offers import Migrations

__all__ = ["Storage"]


class Storage(Transactions):
    """The open database. Any thread may use it at any time.

    Every method raises :class:`frontdesk.errors.StorageError` when the database cannot do what is asked, and
    no error of a driver.

    :ivar dialect: ``sqlite`` or ``postgresql``.
    :ivar keys: what seals and opens personal data.
    :ivar clock: where "now" comes from.
    :ivar statements: those whose text is known already.
    :ivar house: the installation's own scope: not filtered, for the core's work across tenants.
    """

    def __init__(self, engine: Engine, keys: KeyRing, clock: Clock) -> None:
        super().__init__(engine)
        self.dialect: Literal["sqlite", "postgresql"] = engine.dialect
        self.keys = keys
        self.clock = clock
        self.house = Scope(self, "")
        self.statements = Statements(self.database)
        self._listeners: list[Callable[[str, float], object]] = []

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

    # -- queries ---------------------------------------------------------------------------------------------

    def rows(self, query: Any, /, **values: Any) -> list[Any]:
        """Run a query and fetch all its rows. A query may be run again: it is not changed.

        :param query: a Peewee select, or an insert, update or delete with ``.returning(...)``; or a
            :class:`Prepared` one.
        :param values: what goes into the slots of a prepared query.
        :raises OutsideTransaction: a query that writes, outside the write transaction.
        """
        if isinstance(query, Prepared):
            return self.fetch(self._prepared(query, values), values)
        if isinstance(query, Insert | Update | Delete):
            self._begin_to_write()
        with self.connection(), translated():
            return list(query.clone().bind(self.database).execute())

    def tuples(self, query: Prepared, /, **values: Any) -> list[Any]:
        """The rows of a prepared query as tuples, just as the driver gives them: for ids and the like."""
        return self._fetch(self._prepared(query, values), values)

    def finish(self, query: Prepared, /, **values: Any) -> list[Any]:
        """The same as :meth:`tuples`, as the last statement of the write transaction.

        On a server it is committed with it. Whatever raises afterwards, before the end of the block, undoes
        nothing any more.

        :raises OutsideTransaction: there is no write transaction.
        """
        statement = self._prepared(query, values)
        self._begin_to_write()
        parameters = statement.parameters(values)
        self._finish_writing()
        with translated(), self._timed(statement.operation):
            return self._engine.finish(statement.wording, parameters)

    def run_unanswered(self, query: Prepared, /, **values: Any) -> None:
        """Run a statement of the write transaction whose answer nobody needs.

        On a server it travels with the next one.

        :raises OutsideTransaction: there is no write transaction.
        """
        self.repeat(self._prepared(query, values), [values])

    def look_at_end(self, query: Prepared, /, **values: Any) -> list[Any]:
        """Ask something together with the commit of the write transaction.

        The answer holds what the transaction did, and at least what others had committed when this was asked.

        :return: a list that is filled with tuples once the transaction is kept; one for each transaction.
        :raises OutsideTransaction: there is no write transaction.
        """
        self.require_write()
        statement, rows = self._prepared(query, values), list[Any]()
        parameters = statement.parameters(values)
        with translated(), self._timed(statement.operation):
            self._engine.look_at_end(statement.wording, parameters, rows)
        return rows

    def first(self, query: Any, /, **values: Any) -> Any | None:
        """The first row of a select, or None. A prepared one says itself that it is limited to one row."""
        rows = self.rows(query if isinstance(query, Prepared) else query.limit(1), **values)
        return rows[0] if rows else None

    def run(self, query: Any, /, **values: Any) -> int:
        """Run an insert, update or delete.

        :param values: what goes into the slots of a prepared query.
        :return: the number of rows that it touched.
        :raises OutsideTransaction: there is no write transaction.
        """
        if isinstance(query, Prepared):
            return self.change(self._prepared(query, values), values)
        self._begin_to_write()
        with translated():
            if isinstance(query, Insert):
                query = query.as_rowcount()
            return int(query.clone().bind(self.database).execute())

    def fetch(self, statement: Statement, values: Values) -> list[Any]:
        """Run a statement and fetch all its rows.

        :raises OutsideTransaction: it writes, and there is no write transaction.
        """
        return statement.read(self._fetch(statement, values))

    def fetch_tuples(self, statement: Statement, values: Values) -> list[tuple[Any, ...]]:
        """The same as tuples of the columns' values."""
        return statement.read_tuples(self._fetch(statement, values))

    def _fetch(self, statement: Statement, values: Values) -> list[Any]:
        if statement.writes:
            self._begin_to_write()
        parameters = statement.parameters(values)
        run = self._engine.fetch if statement.writes or not self.in_write else self._engine.look
        with self.connection(), translated(), self._timed(statement.operation):
            return run(statement.wording, parameters)

    def change(self, statement: Statement, values: Values) -> int:
        """Run a statement that writes.

        :return: the number of rows that it touched.
        :raises OutsideTransaction: there is no write transaction.
        """
        self._begin_to_write()
        parameters = statement.parameters(values)
        with translated(), self._timed(statement.operation):
            return self._engine.change(statement.wording, parameters)

    def insert(self, insertion: Insertion, rows: Sequence[Sequence[Any]], *, last: bool = False) -> list[Any]:
        """Run an insertion for all these rows.

        :param rows: what is stored for each.
        :param last: nothing follows in the write transaction: see :meth:`finish`.
        :return: what it returns of each that was inserted, in no promised order.
        :raises OutsideTransaction: there is no write transaction.
        """
        self._begin_to_write()
        if last:
            self._finish_writing()
        with translated(), self._timed("insert"):
            return self._engine.insert(insertion, rows, last=last)

    def repeat(self, statement: Statement, rows: Sequence[Values]) -> None:
        """Run a statement that writes and returns nothing, once for each of these rows of values.

        :raises OutsideTransaction: there is no write transaction.
        """
        self._begin_to_write()
        with translated(), self._timed(statement.operation):
            self._engine.repeat(statement.wording, [statement.parameters(values) for values in rows])

    def lock(self, *keys: str) -> None:
        """Hold these names until the write transaction ends: see :meth:`Transactions.lock`."""
        # The one writer of SQLite holds everything: nothing is asked there.
        with self._timed("select") if self.dialect == "postgresql" else nullcontext():
            super().lock(*keys)

    def _timed(self, operation: str) -> _Timed:
        return _Timed(operation, self._listeners)

    def _prepared(self, prepared: Prepared, values: Mapping[str, Any]) -> Statement:
        counts = prepared.counts(values)
        return self.statements.find((prepared, counts), lambda: prepared.query, counts)

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
        self._listeners.append(callback)
        self.database.query_hooks.append(lambda event: callback(operation_of(event.sql), event.duration))

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
            applied = apply_pending(self.database, histories)
            if applied:
                self._engine.check_references()
            return applied


class _Timed:
    """Around a statement: tells listeners how long it took. A class, since it is around every statement."""

    __slots__ = ("_listeners", "_operation", "_start")

    def __init__(self, operation: str, listeners: Sequence[Callable[[str, float], object]]) -> None:
        self._operation = operation
        self._listeners = listeners

    def __enter__(self) -> None:
        self._start = time.perf_counter()

    def __exit__(self, *failure: object) -> None:
        seconds = time.perf_counter() - self._start
        for listener in self._listeners:
            listener(self._operation, seconds)
