"""Connections and the write transaction, one of each for a thread."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from itertools import count
from typing import Self

from peewee import Database

from frontdesk.errors import MustBeAlone, OutsideTransaction, StorageError
from frontdesk.storage.engines import Engine
from frontdesk.storage.faults import translated

__all__ = ["Transactions"]

_log = logging.getLogger("frontdesk.storage")


class _Thread(threading.local):
    """What one thread is doing with the database."""

    depth = 0
    callbacks: list[Callable[[], object]] | None = None
    #: The transaction is shared by those who know nothing of each other.
    together = False
    #: How often the transaction was asked to write.
    writes = 0
    #: The last statement of the transaction has run.
    finished = False


class _Connected:
    """What ``connection()`` gives; a class, since it is around every statement."""

    def __init__(self, connect: Callable[[], None], disconnect: Callable[[], None]) -> None:
        self._connect = connect
        self._disconnect = disconnect

    def __enter__(self) -> None:
        self._connect()

    def __exit__(self, *failure: object) -> None:
        self._disconnect()


class Transactions:
    """The part of :class:`frontdesk.storage.Storage` that looks after connections and transactions.

    :ivar database: the Peewee database behind it, for what storage has no word for.
    """

    def __init__(self, engine: Engine) -> None:
        self.database: Database = engine.database
        self._engine = engine
        self._thread = _Thread()
        self._savepoints = count()
        self._connected = _Connected(self._connect, self._disconnect)

    # -- connections -----------------------------------------------------------------------------------------

    def connection(self) -> AbstractContextManager[None]:
        """Keep one connection for this thread until the end of the block. May be nested.

        Queries take one themselves when there is none; a block saves giving it back and forth.
        """
        return self._connected

    def _connect(self) -> None:
        if not self._thread.depth:
            with translated():
                self.database.connect()
        elif not self.in_write and self._engine.is_lost(self.database.connection()):
            self._reconnect()
        self._thread.depth += 1

    def _disconnect(self) -> None:
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

    def _begin_to_write(self) -> None:
        self.require_write()
        if self._thread.finished:
            raise OutsideTransaction("the last statement of this write transaction has run already")
        self._thread.writes += 1

    def _finish_writing(self) -> None:
        self._thread.finished = True

    @property
    def writes(self) -> int:
        """Grows with everything that this thread's write transaction is asked to write."""
        return self._thread.writes

    @contextmanager
    def write(self, *, together: bool = False, lasting: bool = True) -> Iterator[Self]:
        """The write transaction: all that happens inside is kept, or none of it when the block raises.

        On SQLite there is one at a time; waiting for it takes up to 20 seconds. Keep it short: no network, no
        waiting for other threads.

        :param together: it is shared by those who know nothing of each other. They may not wait for locks,
            since the others would wait along: :meth:`lock` raises :class:`MustBeAlone` instead.
        :param lasting: False for what a power cut, or a server that fails, may take along (never without all
            that was written after it): nobody then waits for the disk.
        :raises OutsideTransaction: this thread is in one already.
        :raises Conflict: a constraint fired, or another transaction was in the way: run it again.
        """
        if self.in_write:
            raise OutsideTransaction(
                "this thread is in a write transaction already: use storage.savepoint() for a part of it"
            )
        if self.database.in_transaction():
            raise OutsideTransaction(
                "this thread is in a transaction that storage.write() has not opened: nothing is locked "
                "in it from the first statement on"
            )
        hurry = nullcontext() if lasting else self._engine.hurrying()
        with self._engine.queueing(), self.connection(), hurry, self._transaction() as callbacks:
            self._thread.together = together
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
                self._thread.together = self._thread.finished = False

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """A part of the write transaction that may fail alone: when the block raises, only it is undone.

        :raises OutsideTransaction: there is no write transaction.
        :raises Conflict: a constraint fired.
        """
        self._begin_to_write()
        callbacks = self._thread.callbacks or []
        registered = len(callbacks)
        name = f"s{next(self._savepoints)}"
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
        self._engine.forget(self.database.connection())
        if not self._engine.is_over(self.database.connection()):
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

        Take all the names of one transaction at once. What was read before may have changed until they are
        held: read it again.

        :raises OutsideTransaction: there is no write transaction.
        :raises MustBeAlone: the transaction is shared, and somebody else holds one of the names; ask again in
            a transaction that is not.
        :raises Conflict: two transactions that lock in several steps are in each other's way.
        """
        self.require_write()
        with translated():
            if not self._thread.together:
                self._engine.lock(keys)
            elif not self._engine.try_lock(keys):
                raise MustBeAlone("a write transaction that others share does not wait for locks")


def _run_quietly(callback: Callable[[], object]) -> None:
    try:
        callback()
    except Exception as error:  # noqa: BLE001 - the commit stands, whatever those who hear of it do
        _log.error(
            "%r failed after a commit: %s",
            getattr(callback, "__qualname__", "a callback"),
            type(error).__name__,
        )
