"""Group commit: many share a transaction, and nobody pays for another's fault."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator

import pytest

from frontdesk.errors import Conflict, Overloaded, StorageError
from frontdesk.pipeline.group import GroupCommit
from frontdesk.storage import Storage
from frontdesk.storage.models import QuarantineEntry


class Desk:
    """Writes words into a table, and remembers what it was told."""

    def __init__(self, storage: Storage) -> None:
        self.storage = storage
        self.on_write: Callable[[list[str]], object] = lambda words: None
        self.on_after: Callable[[], object] = lambda: None
        self.written: list[list[str]] = []
        self.failed: list[tuple[list[str], Exception]] = []
        self.tries: list[list[str]] = []
        self._told = threading.Condition()

    def write(self, words: list[str]) -> list[str]:
        self.tries.append(words)
        now = self.storage.clock.now()
        for word in words:
            self.storage.house.insert(
                QuarantineEntry, channel="test", body=word, reason=word, received_at=now
            )
        self.on_write(words)
        return [word.upper() for word in words]

    def after(self, written: list[tuple[str, str]]) -> None:
        assert [result for _, result in written] == [word.upper() for word, _ in written]
        self._note(self.written, [word for word, _ in written])
        self.on_after()

    def fail(self, words: list[str], error: Exception) -> None:
        self._note(self.failed, (words, error))

    def await_settled(self, count: int) -> None:
        def settled() -> int:
            return sum(map(len, self.written)) + sum(len(words) for words, _ in self.failed)

        with self._told:
            assert self._told.wait_for(lambda: settled() == count, 20)

    @property
    def kept(self) -> list[str]:
        return [
            row.reason for row in self.storage.rows(QuarantineEntry.select().order_by(QuarantineEntry.id))
        ]

    def _note(self, notes: list, note: object) -> None:
        with self._told:
            notes.append(note)
            self._told.notify_all()


@pytest.fixture
def desk(storage: Storage) -> Desk:
    return Desk(storage)


@pytest.fixture
def make(desk: Desk) -> Iterator[Callable[..., GroupCommit[str, str]]]:
    made = []

    def make(**limits: int) -> GroupCommit[str, str]:
        made.append(GroupCommit(desk.storage, "writer", desk.write, desk.after, desk.fail, **limits))
        return made[-1]

    yield make
    for group in made:
        group.close()


class Gate:
    """Holds the writer up in its first transaction."""

    def __init__(self, desk: Desk) -> None:
        self.reached = threading.Event()
        self.open = threading.Event()
        desk.on_write = self.hold

    def hold(self, words: list[str]) -> None:
        self.reached.set()
        assert self.open.wait(20)


def hand_in(group: GroupCommit[str, str], desk: Desk, first: str, *words: str) -> Gate:
    """Have the writer busy with the first word while the others gather."""
    gate = Gate(desk)
    group.submit(first)
    assert gate.reached.wait(20)
    for word in words:
        group.submit(word)
    return gate


def test_what_gathers_during_a_commit_shares_the_next_one(desk, make):
    gate = hand_in(make(), desk, "a", "b", "c", "d")
    gate.open.set()
    desk.await_settled(4)
    assert desk.written == [["a"], ["b", "c", "d"]]
    assert desk.kept == ["a", "b", "c", "d"]


def test_a_batch_has_an_upper_limit(desk, make):
    gate = hand_in(make(most_together=2), desk, "a", "b", "c", "d")
    gate.open.set()
    desk.await_settled(4)
    assert desk.written == [["a"], ["b", "c"], ["d"]]


def test_a_bad_one_costs_its_neighbours_nothing(desk, make):
    gate = hand_in(make(), desk, "a", *"bcdefgh")

    def refuse(words: list[str]) -> None:
        if "d" in words:
            raise ValueError("no d")

    desk.on_write = refuse
    gate.open.set()
    desk.await_settled(8)
    [(words, error)] = desk.failed
    assert (words, str(error)) == (["d"], "no d")
    assert desk.kept == list("abcefgh")
    assert sorted(word for words in desk.written for word in words) == list("abcefgh")


def test_who_was_in_the_way_of_another_process_goes_again(desk, make):
    refusals = [Conflict("deadlock detected")]

    def refuse_once(words: list[str]) -> None:
        if refusals:
            raise refusals.pop()

    desk.on_write = refuse_once
    make().submit("a")
    desk.await_settled(1)
    assert (desk.written, desk.failed, desk.kept) == ([["a"]], [], ["a"])


def test_when_the_database_is_away_nobody_is_tried_alone(desk, make, monkeypatch):
    gate = hand_in(make(), desk, "a", *"bcdefgh")
    tries = []

    def away():
        tries.append(None)
        raise StorageError("the database is away")

    monkeypatch.setattr(desk.storage, "write", away)
    gate.open.set()
    desk.await_settled(8)
    [(words, error)] = desk.failed
    assert (words, str(error)) == (list("bcdefgh"), "the database is away")
    assert len(tries) == 2


def test_whether_the_database_is_away_is_asked_of_the_database(desk, make, monkeypatch):
    """A transaction without a statement would tell nothing: it may never leave the process."""
    gate = hand_in(make(), desk, "a", *"bcdefgh")
    tried = []

    def away(words: list[str]) -> None:
        tried.append(words)
        monkeypatch.setattr(desk.storage, "first", refuse)
        raise StorageError("the database is away")

    def refuse(query: object) -> None:
        raise StorageError("the database is still away")

    desk.on_write = away
    gate.open.set()
    desk.await_settled(8)
    assert [words for words, _ in desk.failed] == tried == [list("bcdefgh")]


def test_more_than_may_wait_is_refused_at_once(desk, make):
    group = make(most_waiting=2)
    gate = hand_in(group, desk, "a", "b", "c")
    with pytest.raises(Overloaded):
        group.submit("d")
    gate.open.set()
    desk.await_settled(3)
    group.submit("e")
    desk.await_settled(4)


def test_what_waits_and_is_being_written_is_limited_in_bytes(desk, make):
    group = make(most_bytes=100)
    gate = Gate(desk)
    group.submit("a", 60)
    assert gate.reached.wait(20)
    group.submit("b", 40)
    with pytest.raises(Overloaded):
        group.submit("c", 1)
    gate.open.set()
    group.close()
    assert desk.kept == ["a", "b"]


def test_a_single_item_may_be_of_any_size_and_leaves_its_place(desk, make):
    group = make(most_bytes=100)
    written = threading.Event()
    desk.on_after = written.set
    for word in "abc":
        written.clear()
        while True:  # until the one before has left
            with contextlib.suppress(Overloaded):
                group.submit(word, 1_000)
                break
        assert written.wait(20)
    assert desk.kept == ["a", "b", "c"]


def test_closing_writes_what_waits_and_takes_no_more(desk, make):
    group = make()
    gate = hand_in(group, desk, "a", "b", "c")
    closing = threading.Thread(target=group.close)
    closing.start()
    gate.open.set()
    closing.join(20)
    assert desk.kept == ["a", "b", "c"]
    with pytest.raises(Overloaded):
        group.submit("late")


def test_who_is_told_may_stumble_without_stopping_the_others(desk, make, caplog):
    def stumble() -> None:
        raise RuntimeError("Alice wrote from +79161234567")

    group = make()
    desk.on_after = stumble
    group.submit("a")
    desk.await_settled(1)
    desk.on_after = lambda: None
    group.submit("b")
    desk.await_settled(2)
    assert desk.kept == ["a", "b"]
    assert "79161234567" not in caplog.text
    assert "writer stumbled over 1 items" in caplog.text


def test_the_log_tells_once_who_stumbles_each_time(desk, make, caplog):
    def stumble() -> None:
        raise RuntimeError

    group = make(most_together=1)
    desk.on_after = stumble
    for word in "abcdef":
        group.submit(word)
    group.close()
    assert desk.kept == list("abcdef")
    assert len(caplog.messages) == 1
