"""Group commit: whoever has something to write hands it in, and one thread commits all that has gathered.

No timer: while one transaction is being committed, the next batch gathers by itself.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, Generic, TypeVar

from frontdesk.errors import Overloaded
from frontdesk.storage import Storage

__all__ = ["GroupCommit"]

W = TypeVar("W")
T = TypeVar("T")


class _Item(Generic[W, T]):
    """One piece of work and where its result goes."""

    def __init__(self, work: Callable[[], W], after: Callable[[W], T]) -> None:
        self.work = work
        self.after = after
        self.future: Future[T] = Future()
        # From here on nobody can cancel it: what was handed in is written, whether or not anybody waits.
        self.future.set_running_or_notify_cancel()


class GroupCommit:
    """One writer thread that shares transactions between those who write.

    :param name: of the thread.
    :param most_waiting: how many pieces of work may wait before :class:`Overloaded` is raised.
    :param most_together: how many pieces of work share a transaction at most.
    """

    def __init__(
        self, storage: Storage, name: str, *, most_waiting: int = 5_000, most_together: int = 256
    ) -> None:
        self._storage = storage
        self._most_together = most_together
        self._waiting: queue.Queue[_Item[Any, Any] | None] = queue.Queue(most_waiting)
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._name = name
        self._closed = False

    def submit(self, work: Callable[[], W], after: Callable[[W], T]) -> Future[T]:
        """Have something written.

        :param work: called inside the write transaction, in the writer's thread. It may be called again when
            the transaction is rolled back, so it changes nothing but the database.
        :param after: called with what ``work`` returned, once that is on disk.
        :return: what ``after`` returned; or what ``work``, the commit or ``after`` raised.
        :raises Overloaded: when too much waits already.
        """
        item = _Item(work, after)
        with self._lock:
            if self._closed:
                raise Overloaded("the writer is closed; the process is going down")
            try:
                self._waiting.put_nowait(item)
            except queue.Full:
                raise Overloaded("too many writes are waiting for the database") from None
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name=self._name, daemon=True)
                self._thread.start()
        return item.future

    def close(self) -> None:
        """Write what was handed in, take no more, and wait for the thread."""
        with self._lock:
            self._closed = True
            thread = self._thread
        if thread is not None:
            self._waiting.put(None)
            thread.join()

    def _run(self) -> None:
        more = True
        while more:
            first = self._waiting.get()
            batch = [] if first is None else [first]
            more = first is not None
            while more and len(batch) < self._most_together:
                try:
                    item = self._waiting.get_nowait()
                except queue.Empty:
                    break
                more = item is not None
                if item is not None:
                    batch.append(item)
            if batch:
                self._commit(batch)

    def _commit(self, batch: list[_Item[Any, Any]]) -> None:
        # Cheaper than a savepoint for each item (two round trips to Postgres), with the same promise: one
        # that fails does not take its neighbours with it, because then each is committed by itself.
        try:
            with self._storage.write():
                results = [item.work() for item in batch]
        except Exception as error:  # noqa: BLE001 - whatever it is, it belongs to whoever handed the work in
            if len(batch) == 1:
                batch[0].future.set_exception(error)
                return
            for item in batch:
                self._commit([item])
            return
        for item, result in zip(batch, results, strict=True):
            _follow(item, result)


def _follow(item: _Item[Any, Any], result: Any) -> None:
    try:
        item.future.set_result(item.after(result))
    except Exception as error:  # noqa: BLE001 - as above
        item.future.set_exception(error)
