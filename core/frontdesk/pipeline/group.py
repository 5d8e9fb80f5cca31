"""Group commit: whoever has something to write hands it in, and one thread commits all that has gathered.

No timer: while one transaction is being committed, the next batch gathers by itself.
"""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

from frontdesk.diagnosis import describe
from frontdesk.errors import Conflict, Overloaded, StorageError
from frontdesk.outage import Repeats
from frontdesk.storage import Prepared, Storage
from frontdesk.storage.models import QuarantineEntry

__all__ = ["GroupCommit"]

I = TypeVar("I")  # noqa: E741 - an item
R = TypeVar("R")

#: A question that any database answers.
_ANY = Prepared(QuarantineEntry.select(QuarantineEntry.id).limit(1))

log = logging.getLogger(__name__)


class GroupCommit(Generic[I, R]):
    """One writer thread that shares transactions between those who write.

    Its callbacks are called in that thread, one at a time; each item ends in exactly one call of ``after`` or
    ``failed``.

    :param name: of the thread, which starts with the first item.
    :param write: writes some items, in the order they were handed in, inside the write transaction, and
        returns one result for each. It is called again with fewer of them when the transaction is rolled
        back, so it changes nothing but the database.
    :param after: called once for each commit, with its items and their results.
    :param failed: called with items that cannot be written, and why. One item's fault never costs another:
        those that were to share its commit are written without it.
    :param most_waiting: how many items may wait before :class:`Overloaded` is raised.
    :param most_bytes: how many bytes the items may hold that wait or are being written; a single item may
        always wait.
    :param most_together: how many items share a transaction at most.
    """

    def __init__(
        self,
        storage: Storage,
        name: str,
        write: Callable[[list[I]], list[R]],
        after: Callable[[list[tuple[I, R]]], object],
        failed: Callable[[list[I], Exception], object],
        *,
        most_waiting: int = 5_000,
        most_bytes: int = 64 * 1024 * 1024,
        most_together: int = 256,
    ) -> None:
        self._storage = storage
        self._name = name
        self._write = write
        self._after = after
        self._failed = failed
        self._most_waiting = most_waiting
        self._most_bytes = most_bytes
        self._most_together = most_together
        self._repeats = Repeats(log)
        self._changed = threading.Condition()
        self._waiting: deque[tuple[I, int]] = deque()
        self._bytes = 0
        self._thread: threading.Thread | None = None
        self._closed = False

    def submit(self, item: I, size: int = 0) -> None:
        """Have something written. Nobody can take it back: it is written whether or not anybody waits.

        :param size: how many bytes it holds, where items may be large.
        :raises Overloaded: too much waits already, or the writer is closed.
        """
        with self._changed:
            self._require_open()
            full = len(self._waiting) >= self._most_waiting
            if full or (self._bytes and self._bytes + size > self._most_bytes):
                raise Overloaded("too many writes are waiting for the database")
            self._rouse()
            self._waiting.append((item, size))
            self._bytes += size

    def submit_all(self, items: Sequence[I]) -> None:
        """Have several small things written, as :meth:`submit` does with one.

        :raises Overloaded: too much waits already, or the writer is closed; none of them is written.
        """
        with self._changed:
            self._require_open()
            if len(self._waiting) + len(items) > self._most_waiting:
                raise Overloaded("too many writes are waiting for the database")
            self._rouse()
            self._waiting.extend([(item, 0) for item in items])

    def close(self) -> None:
        """Write what was handed in, take no more, and wait for the thread."""
        with self._changed:
            self._closed = True
            self._changed.notify()
            thread = self._thread
        if thread is not None:
            thread.join()

    def _require_open(self) -> None:
        if self._closed:
            raise Overloaded("the writer is closed; the process is going down")

    def _rouse(self) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name=self._name, daemon=True)
            self._thread.start()
        elif not self._waiting:
            # Only when there is nothing does it wait.
            self._changed.notify()

    def _run(self) -> None:
        while batch := self._next_batch():
            self._commit([item for item, _ in batch])
            with self._changed:
                self._bytes -= sum(size for _, size in batch)

    def _next_batch(self) -> list[tuple[I, int]]:
        """What has gathered, once there is something; nothing when there will never be anything again."""
        with self._changed:
            while not self._waiting and not self._closed:
                self._changed.wait()
            return [self._waiting.popleft() for _ in range(min(len(self._waiting), self._most_together))]

    def _commit(self, batch: list[I], *, again: bool = True) -> None:
        # Cheaper than a savepoint for each item (two round trips to Postgres), with the same promise: halves
        # are tried until the one that cannot be written is alone.
        try:
            with self._storage.write():
                done = list(zip(batch, self._write(batch), strict=True))
        except Exception as error:  # noqa: BLE001 - whatever it is, it belongs to whoever handed the items in
            if again and isinstance(error, Conflict):
                # Another process was in the way, through no fault of these.
                self._commit(batch, again=False)
            elif len(batch) == 1 or not self._writable():
                self._tell(self._failed, batch, error)
            else:
                middle = len(batch) // 2
                self._commit(batch[:middle])
                self._commit(batch[middle:])
        else:
            self._tell(self._after, done)

    def _writable(self) -> bool:
        """Whether the database takes anything at all: when it is away, items are not to be blamed for it."""
        try:
            with self._storage.write():
                # Without a statement, a server may never hear of the transaction.
                self._storage.first(_ANY)
                return True
        except StorageError:
            return False

    def _tell(self, callback: Callable[..., object], *args: Any) -> None:
        try:
            callback(*args)
        except Exception as error:  # noqa: BLE001 - the thread serves others, whatever becomes of these
            what = describe(error)
            line = "%s stumbled over %d items: %s"
            self._repeats.tell(logging.ERROR, line, self._name, len(args[0]), what, kind=what)
