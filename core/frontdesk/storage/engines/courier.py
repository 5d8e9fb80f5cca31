"""Connections to PostgreSQL that save round trips: what answers nothing travels with the next statement."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from psycopg2.errors import FeatureNotSupported, InvalidSqlStatementName
from psycopg2.extensions import TRANSACTION_STATUS_IDLE, TRANSACTION_STATUS_INTRANS, connection, cursor

from frontdesk.storage.engines.plans import Plans
from frontdesk.storage.engines.wording import Wording

__all__ = ["CourierConnection"]


class CourierConnection(connection):
    """A connection, in autocommit, with statements on it that have not been sent yet.

    They go out in order, in one message with the first statement that has an answer, or with COMMIT. Each
    still sees what those before it did, for PostgreSQL runs them one by one. When one of them fails, so does
    the message, and nothing of the transaction can be kept.

    A message of several statements is a transaction by itself. So whoever says which statement is the last of
    a transaction (:meth:`finish`) needs no BEGIN and no COMMIT when all of it fits into one message.

    :param plans: the statements that are prepared on it.
    """

    def __init__(self, *args: Any, plans: Plans | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.cursor_factory = _Cursor
        self.plans = plans or Plans()
        #: What travels with the next statement.
        self.waiting: list[bytes] = []
        #: The next transaction need not be on disk when it is committed.
        self.hurried = False
        #: BEGIN is the first that waits.
        self._begins = False
        #: How many that wait are nothing but the beginning of a transaction.
        self._opening = 0
        #: The transaction came to its end before it was committed: with its last statement.
        self._finished = False
        self._failed = False
        self._last_look: tuple[bytes, list[Any]] | None = None

    def begin_later(self, statement: bytes, *settings: bytes) -> None:
        """Begin a transaction once there is something to do in it.

        :param settings: statements that say what is special about it.
        """
        self.waiting += (statement, *settings)
        self._begins = True
        self._opening = len(self.waiting)

    def later(self, statement: bytes) -> None:
        """Run a statement of the transaction, before the next one that has an answer."""
        self.waiting.append(statement)

    def look_at_end(self, statement: bytes, rows: list[Any]) -> None:
        """Ask something in the message that commits the transaction, right after the commit.

        :param rows: filled with the answer.
        """
        self._last_look = (statement, rows)

    def finish(self, query: Any, vars: Any) -> _Cursor:
        """Run the last statement of the transaction.

        :return: the cursor with its answer.
        """
        alone = self._begins
        if alone:
            # Without it, the message is kept or not as a whole.
            del self.waiting[0]
            self._begins = False
            self._finished = True
        cursor: _Cursor = self.cursor()
        try:
            cursor.execute(query, vars)
        except BaseException:
            self._failed = alone
            raise
        return cursor

    def spell(self, wording: Wording, values: Sequence[Any]) -> tuple[str, Sequence[Any] | None]:
        """What to say for a statement, which this may prepare, and the values still to be put into it."""
        plans = self.plans
        plans.count(wording)
        # Preparing may fail, which would spoil a transaction: only one that the server has not heard of may
        # be open. What waits besides BEGIN counts on what is prepared now.
        if (
            len(self.waiting) <= (self._opening if self._begins else 0)
            and plans.due
            and self.get_transaction_status() == TRANSACTION_STATUS_IDLE
        ):
            with self.cursor(cursor_factory=cursor) as teller:
                plans.keep_up(teller)
        return plans.spell(wording, values)

    def commit_all(self) -> None:
        """Keep what the transaction did, and what it still has to do."""
        statement, rows = self._last_look or (b"", [])
        self._last_look = None
        if self._finished or self._forget_beginning():
            self._finished = False
            ends = statement
        else:
            ends = b"COMMIT;" + statement if statement else b"COMMIT"
        if ends:
            cursor = self.cursor()
            cursor.execute(ends)
            if statement:
                rows += cursor.fetchall()

    def roll_all_back(self) -> None:
        """Undo what the transaction did, unless its last statement has kept it."""
        self.waiting.clear()
        self._last_look = None
        if self._finished:
            self._finished = self._failed = False
        elif not self._forget_beginning():
            self.cursor().execute("ROLLBACK")

    @property
    def untouched(self) -> bool:
        """Whether the server does not know of the transaction yet, and nothing of it waits."""
        return self._begins and len(self.waiting) == self._opening

    @property
    def in_order(self) -> bool:
        """Whether there is a transaction of which no statement has failed. Costs no round trip."""
        if self._finished:
            return not self._failed
        return self._begins or self.get_transaction_status() == TRANSACTION_STATUS_INTRANS

    def collect(self) -> bytes:
        """What waits, to be sent now."""
        together = b";".join(self.waiting)
        self.waiting.clear()
        self._begins = False
        return together

    def _forget_beginning(self) -> bool:
        """Whether the transaction had nothing to do: then the server never hears of it."""
        never_began = self._begins and len(self.waiting) <= self._opening
        if never_began:
            self.collect()
        return never_began


class _Cursor(cursor):
    connection: CourierConnection

    def execute_before(self, query: Any, vars: Any) -> None:
        """Run a statement ahead of what waits."""
        self._say(query, vars)

    def execute(self, query: Any, vars: Any = None) -> None:
        if self.connection.waiting:
            query = self.mogrify(query, vars)
            query, vars = b";".join((self.connection.collect(), query)), None
        self._say(query, vars)

    def _say(self, query: Any, vars: Any) -> None:
        try:
            super().execute(query, vars)
        except (FeatureNotSupported, InvalidSqlStatementName):
            # Somebody changed the type of a column that a prepared statement returns, or made the server
            # forget them: this time it fails, and the next time it is told in full.
            self.connection.plans.forget()
            raise
