"""Database errors in frontdesk's words, without the values that drivers quote in theirs."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any

import psycopg2
from peewee import DatabaseError, DataError, IntegrityError, InterfaceError
from playhouse.pool import MaxConnectionsExceeded

from frontdesk.errors import Conflict, StorageError, ValueRefused

__all__ = ["translated"]

#: SQLSTATE classes whose first line names tables and constraints, never values.
_HARMLESS_CLASSES = frozenset({"08", "23", "25", "40", "42", "53", "55", "57"})
#: SQLSTATEs of two transactions in each other's way.
_CONFLICTS = frozenset({"40001", "40P01"})
#: SQLSTATE class of what exceeds a limit of the server.
_LIMITS = "54"
_CURES = {
    "database or disk is full": "free some disk space; nothing of this transaction was kept",
    "database is locked": "another process holds the write lock for too long",
    "attempt to write a readonly database": "make the database file and its directory writable",
    "53100": "the server's disk is full; nothing of this transaction was kept",
    "25006": "the server is read-only: connect to the primary",
    "25P02": "an earlier statement failed: use storage.savepoint() for parts that may fail alone",
    "55P03": "another transaction holds the lock for too long",
}


class _Translation:
    """What :func:`translated` gives; a class, since it is around every statement."""

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, MaxConnectionsExceeded):
            raise StorageError(
                "no database connection became free in time: threads keep theirs too long, or there are too "
                "many"
            ) from None
        if isinstance(error, DatabaseError | InterfaceError):
            # What drivers say quotes rows, and a chained exception would be logged along.
            raise _translate(error) from None


_TRANSLATION = _Translation()


def translated() -> AbstractContextManager[None]:
    """Let no driver error out of the block.

    :raises Conflict: for constraints, serialization failures and deadlocks.
    :raises ValueRefused: for a value that will never be taken.
    :raises StorageError: for everything else that the database could not do.
    """
    return _TRANSLATION


def _translate(error: Exception) -> StorageError:
    cause = getattr(error, "orig", error)
    state = getattr(cause, "pgcode", None) or ""
    text = _describe(cause, state)
    cure = _CURES.get(state) or next((cure for words, cure in _CURES.items() if words in text), "")
    message = f"the database refused: {text}" + (f"; {cure}" if cure else "")
    if isinstance(error, IntegrityError) or state in _CONFLICTS:
        return Conflict(message)
    if isinstance(error, DataError) or state.startswith(_LIMITS):
        return ValueRefused(message)
    return StorageError(message)


def _describe(cause: Any, state: str) -> str:
    if not isinstance(cause, psycopg2.Error):
        return str(cause)
    kind = type(cause).__name__
    if not state and isinstance(cause, psycopg2.ProgrammingError):
        return f"{kind}: the URL cannot be read"
    if state and state[:2] not in _HARMLESS_CLASSES:
        return f"{kind} ({state})"
    primary = cause.diag.message_primary or str(cause).strip().partition("\n")[0]
    return f"{kind}: {primary}" + (f" ({state})" if state else "")
