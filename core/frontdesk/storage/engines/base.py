"""What storage asks of a database."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any, ClassVar, Literal

if TYPE_CHECKING:
    from frontdesk.storage.engines.pool import Pool
    from frontdesk.storage.engines.wording import Wording
    from frontdesk.storage.insertion import Insertion

__all__ = ["WAIT_SECONDS", "Engine"]

#: How long anything waits for a connection, a lock or another process.
WAIT_SECONDS = 20


class Engine(ABC):
    """A database with its connections, and the few things that the two kinds do differently."""

    dialect: ClassVar[Literal["sqlite", "postgresql"]]
    #: What goes between BEGIN and the first statement of a write transaction.
    begin: ClassVar[str]
    database: Pool

    @abstractmethod
    def queueing(self) -> AbstractContextManager[None]:
        """Wait for one's turn to write, before a connection is taken."""

    @abstractmethod
    def hurrying(self) -> AbstractContextManager[None]:
        """Around a transaction that a power cut may take along, with this thread's connection.

        A server that fails may take it along as well.
        """

    @abstractmethod
    def lock(self, keys: Sequence[str]) -> None:
        """Hold these names until the write transaction ends; wait for whoever else holds one."""

    @abstractmethod
    def try_lock(self, keys: Sequence[str]) -> bool:
        """Hold these names until the write transaction ends, without waiting.

        :return: False when somebody else holds one of them; others of them may be held then all the same.
        """

    @abstractmethod
    def fetch(self, wording: Wording, parameters: Sequence[Any]) -> list[Any]:
        """Run a statement and fetch all it returns."""

    def look(self, wording: Wording, parameters: Sequence[Any]) -> list[Any]:
        """Run a select that holds nothing, and fetch all it returns."""
        return self.fetch(wording, parameters)

    def finish(self, wording: Wording, parameters: Sequence[Any]) -> list[Any]:
        """Run the last statement of the write transaction, and fetch all it returns."""
        return self.fetch(wording, parameters)

    def look_at_end(self, wording: Wording, parameters: Sequence[Any], rows: list[Any]) -> None:
        """Run a select with the commit of the write transaction.

        :param rows: filled with what it returns, by the time that the transaction is kept.
        """
        rows += self.fetch(wording, parameters)

    @abstractmethod
    def change(self, wording: Wording, parameters: Sequence[Any]) -> int:
        """Run a statement that writes.

        :return: the number of rows that it touched.
        """

    @abstractmethod
    def insert(self, insertion: Insertion, rows: Sequence[Sequence[Any]], *, last: bool) -> list[Any]:
        """Run an insertion for all these rows.

        :param rows: the parameters of each.
        :param last: nothing follows in the write transaction.
        :return: what the statement returns for those that were inserted, in no promised order.
        """

    @abstractmethod
    def repeat(self, wording: Wording, rows: Sequence[Sequence[Any]]) -> None:
        """Run a statement that returns nothing once for each of these rows of parameters."""

    @abstractmethod
    def forget(self, connection: Any) -> None:
        """Do not run what was put off since the last savepoint: it is undone."""

    @abstractmethod
    def migrating(self) -> AbstractContextManager[None]:
        """Around the transaction in which migrations run."""

    @abstractmethod
    def check_references(self) -> None:
        """After migrations, before the commit: no row may refer to one that is gone.

        :raises StorageError: naming the tables.
        """

    @abstractmethod
    def is_lost(self, connection: Any) -> bool:
        """Whether a connection is known to be dead. Costs no round trip."""

    @abstractmethod
    def is_broken(self, connection: Any) -> bool:
        """Whether the open transaction can keep nothing any more. Costs no round trip."""

    @abstractmethod
    def is_over(self, connection: Any) -> bool:
        """Whether the open transaction is gone, so that not even a savepoint of it can be undone."""

    @abstractmethod
    def close(self) -> None:
        """Close the connections that nobody uses; those in use are closed when they are given back."""
