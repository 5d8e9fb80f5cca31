"""Connections to PostgreSQL that save round trips: what answers nothing travels with the next statement."""

from __future__ import annotations

from typing import Any

from psycopg2.extensions import TRANSACTION_STATUS_INTRANS, connection, cursor

__all__ = ["CourierConnection"]


class CourierConnection(connection):
    """A connection, in autocommit, with statements on it that have not been sent yet.

    They go out in order, in one message with the first statement that has an answer, or with COMMIT. Each
    still sees what those before it did, for PostgreSQL runs them one by one. When one of them fails, so does
    the message, and nothing of the transaction can be kept.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.cursor_factory = _Cursor
        #: What travels with the next statement.
        self.waiting: list[bytes] = []
        self._begins = False

    def begin_later(self, statement: bytes) -> None:
        """Begin a transaction once there is something to do in it."""
        self.waiting.append(statement)
        self._begins = True

    def later(self, statement: bytes) -> None:
        """Run a statement of the transaction, before the next one that has an answer."""
        self.waiting.append(statement)

    def commit_all(self) -> None:
        """Keep what the transaction did, and what it still has to do."""
        if not self._forget_beginning():
            self.cursor().execute("COMMIT")

    def roll_all_back(self) -> None:
        """Undo what the transaction did."""
        self.waiting.clear()
        if not self._forget_beginning():
            self.cursor().execute("ROLLBACK")

    @property
    def in_order(self) -> bool:
        """Whether there is a transaction of which no statement has failed. Costs no round trip."""
        return self._begins or self.get_transaction_status() == TRANSACTION_STATUS_INTRANS

    def collect(self) -> bytes:
        """What waits, to be sent now."""
        together = b";".join(self.waiting)
        self.waiting.clear()
        self._begins = False
        return together

    def _forget_beginning(self) -> bool:
        """Whether the transaction had nothing to do: then the server never hears of it."""
        never_began = self._begins and len(self.waiting) <= 1
        if never_began:
            self.collect()
        return never_began


class _Cursor(cursor):
    connection: CourierConnection

    def execute(self, query: Any, vars: Any = None) -> None:
        if self.connection.waiting:
            query = self.mogrify(query, vars)
            query, vars = b";".join((self.connection.collect(), query)), None
        super().execute(query, vars)
