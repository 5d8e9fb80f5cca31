"""The threads that drain: fair between businesses, and never held up by one message."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from queue import Queue

import pytest

from frontdesk import Reply, SystemClock, Turn, Utterance
from frontdesk.errors import StorageError
from frontdesk.jobs import Workers
from frontdesk.pipeline.batch import Batch
from frontdesk.pipeline.crew import Crew
from frontdesk.pipeline.drain import Drain
from frontdesk.pipeline.lease import Lease
from frontdesk.pipeline.wakes import Wake, Wakes
from frontdesk.storage import Conversation
from frontdesk.storage.models import InboxEntry


@pytest.fixture
def working(make_office, backends, graph) -> Iterator:
    """An office whose workers run, with the message ``wait`` that hangs until the test is over."""
    office = make_office(*backends, at=SystemClock())
    office.script.channel.url = graph.url
    release = threading.Event()

    def read(utterance: Utterance) -> None:
        if utterance.text == "wait":
            release.wait(60)

    office.script.reads = read
    workers = Workers(office.desk)
    workers.start()
    yield office
    release.set()
    workers.stop()


def answered(graph, count: int) -> threading.Event:
    """Set once so many replies have been sent."""
    event = threading.Event()
    graph.on_request = lambda: len(graph.requests) >= count and event.set()
    return event


def test_messages_that_hang_hold_up_nobody_else(working, message, graph):
    """More of them than there are threads, in the same batch with the others."""
    done = answered(graph, 20)
    hanging = [message(f"w{number}", "wait", contact=f"w{number}") for number in range(10)]
    others = [message(f"m{number}", "hello", contact=f"c{number}") for number in range(20)]
    mixed = [each for pair in zip(hanging, others[:10], strict=True) for each in pair] + others[10:]
    working.hears(*mixed)
    assert done.wait(30)
    assert graph.texts == ["hello"] * 20


@pytest.mark.parametrize("flood", [12, 400])
def test_a_business_that_hangs_costs_the_others_a_quarter_of_the_threads(monkeypatch, flood):
    """And none of the queue's threads but those that hang on it."""
    monkeypatch.setattr("frontdesk.pipeline.crew.MOST_WAITING", 200)
    drain = Stuck()
    crew = Crew(drain, threads=2, guests=3, most=8)
    crew.start()
    brought = [f"{number}@stuck" for number in range(1, flood + 1)]
    jobs: Queue[list[str]] = Queue()
    for start in range(0, flood, 25):
        jobs.put(brought[start : start + 25])

    def work() -> None:
        while ids := jobs.get():
            crew.wake(*ids)

    threads = [threading.Thread(target=work, daemon=True) for _ in range(4)]
    for thread in threads:
        thread.start()
    assert drain.begun.acquire(timeout=20)
    for number in range(5_000, 5_020):
        jobs.put([f"{number}@fine"])
        assert drain.done.acquire(timeout=20), f"{number - 5_000} others were answered"
    assert drain.hanging <= 2 + 3
    drain.release.set()
    for _ in threads:
        jobs.put([])
    for thread in threads:
        thread.join(20)
    crew.stop()


class Stuck(Drain):
    """A business whose language model never answers, and others."""

    def __init__(self) -> None:
        self.begun, self.done = threading.Semaphore(0), threading.Semaphore(0)
        self.release = threading.Event()
        self.hanging = 0
        self.leases = Nothing()

    def claim(self, wakes: Sequence[Wake]) -> Batch:
        return Batch([leased(wake) for wake in wakes])

    def work(self, batch: Batch) -> list[Wake]:
        while lease := batch.next():
            if lease.tenant_id == "fine":
                self.done.release()
            elif not self.release.is_set():
                self.hanging += 1
                self.begun.release()
                self.release.wait(60)
        return []


class Nothing:
    def drop(self, leases: Iterable[Lease]) -> None:
        """Nobody renews them."""


def leased(wake: Wake) -> Lease:
    return Lease(
        conversation_id=wake.conversation_id,
        tenant_id=wake.tenant_id,
        fence=1,
        channel="post",
        account="",
        contact_id=1,
        language=None,
        state=None,
        entry_id=wake.conversation_id,
        attempts=0,
        received_at=datetime(2026, 11, 23, tzinfo=UTC),
        payload=b"",
        name=None,
        phone=None,
    )


class Dies(BaseException):
    """What nobody catches."""


class Fatal(Drain):
    """Drains three conversations: one hangs, one is done, and whoever works on the other dies."""

    def __init__(self) -> None:
        self.begun, self.done, self.release = (threading.Event() for _ in range(3))

    def claim(self, wakes: Sequence[Wake]) -> Batch:
        return Batch(busy=wakes)

    def work(self, batch: Batch) -> list[Wake]:
        for wake in batch.busy:
            match wake.tenant_id:
                case "hangs":
                    self.begun.set()
                    batch.beat()
                    self.release.wait(60)
                case "dies":
                    raise Dies
                case "done":
                    self.done.set()
        return []


def test_a_thread_that_dies_is_replaced(monkeypatch):
    """While somebody who brought a conversation hangs on it, the crew's own threads do the rest."""
    died = threading.Semaphore(0)
    monkeypatch.setattr(threading, "excepthook", lambda args: died.release())
    drain = Fatal()
    crew = Crew(drain, threads=2, guests=1)
    crew.start()
    guest = threading.Thread(target=crew.wake, args=("1@hangs",))
    guest.start()
    assert drain.begun.wait(20)
    for number in range(3):
        crew.wake(f"{number}@dies")
        assert died.acquire(timeout=20)
    crew.wake("2@done")
    assert drain.done.wait(20)
    drain.release.set()
    guest.join()
    crew.stop()


def test_a_turn_that_fails_costs_the_others_nothing(office, message, graph):
    def fail(turn: Turn) -> Reply:
        turn.scope.update(Conversation, Conversation.id == turn.conversation_id, language="xx")
        raise RuntimeError("after it wrote")

    office.script.answers["boom"] = fail
    office.script.answers["bad"] = lambda turn: 1 / 0
    texts = ["one", "boom", "two", "bad", "three"]
    office.hears(*(message(f"m{text}", text, contact=text) for text in texts))
    office.settle()
    assert sorted(graph.texts) == ["one", "three", "two"]
    rows = office.rows(InboxEntry)
    assert sorted((row.state, row.attempts) for row in rows) == [("done", 0)] * 3 + [("pending", 1)] * 2
    # Nothing of the failed ones is kept; nobody has said yet in which language they write.
    assert {row.language for row in office.rows(Conversation)} == {None}


def test_turns_share_a_commit(office, message, monkeypatch):
    """Also those that lock what nobody else holds."""
    runs = []

    def lock(turn: Turn) -> Reply:
        runs.append(turn.message.text)
        turn.scope.require_write()
        turn.scope.lock("calendar")
        return Reply("locked")

    office.script.answers["lock"] = lock
    texts = ["one", "lock", "two"]
    office.hears(*(message(f"m{text}", text, contact=text) for text in texts))
    commits = []
    write = office.desk.storage.write
    monkeypatch.setattr(office.desk.storage, "write", lambda **how: commits.append(how) or write(**how))
    office.drain()
    together = [how for how in commits if how.get("together")]
    assert together == [{"together": True}]
    assert runs == ["lock"]
    assert sorted(office.said()) == ["locked", "one", "two"]


def test_a_turn_that_has_to_wait_for_a_lock_waits_by_itself(make_office, postgres_url, message):
    """PostgreSQL: the others of its batch are answered before it waits."""
    office = make_office(postgres_url)
    held, release = threading.Event(), threading.Event()
    answered_before = []

    def lock(turn: Turn) -> Reply:
        answered_before.append(office.said())
        if len(answered_before) == 2:
            release.set()
        turn.scope.lock("calendar")
        return Reply("locked")

    def hold(tenant: str) -> None:
        with office.desk.storage.write():
            office.desk.storage.scope(tenant).lock("calendar")
            held.set()
            release.wait(10)

    office.script.answers["lock"] = lock
    office.hears(*(message(f"m{text}", text, contact=text) for text in ("one", "lock", "two")))
    holder = threading.Thread(target=hold, args=[office.rows(Conversation)[0].tenant])
    holder.start()
    held.wait(10)
    office.drain()
    holder.join()
    assert [sorted(said) for said in answered_before] == [[], ["one", "two"]]
    assert sorted(office.said()) == ["locked", "one", "two"]


def test_businesses_take_turns():
    wakes = Wakes()
    wakes.add(Wake(number, "flooded") for number in range(100))
    wakes.add([Wake(200, "quiet"), Wake(201, "calm"), Wake(200, "quiet")])
    assert len(wakes) == 102
    assert [wake.conversation_id for wake in wakes.take(4)] == [0, 200, 201, 1]
    assert [wake.conversation_id for wake in wakes.take(1000)] == list(range(2, 100))
    assert (len(wakes), wakes.take(1)) == (0, [])


def test_a_wake_up_survives_the_queue():
    wake = Wake(17, "a@strange/tenant")
    assert Wake.parse(wake.id) == wake


def test_a_conversation_that_is_being_committed_to_is_looked_at_again(office, message, graph):
    """PostgreSQL: somebody else holds the row for a moment. On SQLite one simply waits for one's turn."""
    office.hears(message("m1", "hello"))
    held, release = threading.Event(), threading.Event()

    def hold() -> None:
        with office.desk.storage.write():
            for row in office.rows(Conversation):
                office.desk.storage.scope(row.tenant).update(
                    Conversation, Conversation.id == row.id, language="en"
                )
            held.set()
            release.wait(10)

    holder = threading.Thread(target=hold)
    holder.start()
    held.wait(10)
    threading.Timer(0.2, release.set).start()
    office.drain()
    holder.join()
    assert office.inbox() == ["done"]


def test_the_log_does_not_tell_of_every_batch_that_cannot_be_drained(office, monkeypatch, caplog):
    tried = threading.Semaphore(0)

    def away(wakes: object) -> None:
        tried.release()
        raise StorageError("the database is away")

    monkeypatch.setattr(office.jobs.drain, "claim", away)
    crew = Crew(office.jobs.drain)
    crew.start()
    for number in range(5):
        crew.wake(Wake(number, "corner").id)
        assert tried.acquire(timeout=20)
    crew.stop()
    assert len(caplog.messages) == 1
    assert caplog.messages[0].startswith("conversations could not be drained: StorageError")
