"""The queue, in process and over Redis."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from datetime import timedelta
from queue import Queue as Queues

import pytest
from redis import Redis

from frontdesk import Conflict, Priority, StorageError, SystemClock
from frontdesk.queue import Queue
from frontdesk.wake import WakeListener, WakeSender

SECRET = b"0123456789abcdef" * 2


@pytest.fixture(params=["memory", "redis"])
def url(request: pytest.FixtureRequest) -> str | None:
    return request.getfixturevalue("redis_url") if request.param == "redis" else None


@pytest.fixture
def queue(url, clock) -> Iterator[Queue]:
    queue = Queue.open(url, SECRET, clock)
    yield queue
    queue.close()


@pytest.fixture
def ran(queue) -> list[tuple]:
    ran = []
    queue.register("job", lambda *ids: ran.append(ids))
    return ran


def test_jobs_run_with_their_ids_first_come_first_served(queue, ran):
    for number in (1, 2, 3):
        assert queue.enqueue("job", number, "x")
    assert queue.size() == 3
    assert queue.run_pending() == 3
    assert ran == [(1, "x"), (2, "x"), (3, "x")]
    assert queue.size() == 0


def test_workers_that_listen_to_other_processes_take_jobs_of_their_own_at_once(clock, tmp_path, monkeypatch):
    monkeypatch.setattr("frontdesk.wake.LISTEN_FOR", 60.0)
    queue = Queue.open(None, SECRET, clock)
    ran: Queues[tuple] = Queues()
    queue.register("job", lambda *ids: ran.put(ids))
    listener = WakeListener(tmp_path / "wake.sock", lambda job, ids, delay: queue.enqueue(job, *ids))
    assert listener.open()
    sender = WakeSender(tmp_path / "wake.sock")
    queue.listen(listener)
    queue.start(workers=2)
    for number in range(20):
        queue.enqueue("job", "ours", number)
        assert ran.get(timeout=20) == ("ours", number)
        sender.send("job", ("theirs", number))
        assert ran.get(timeout=20) == ("theirs", number)
    queue.listen(None)
    listener.close()
    queue.enqueue("job", "after all")
    assert ran.get(timeout=20) == ("after all",)
    queue.close()
    sender.close()


def test_a_higher_priority_goes_first(queue, ran):
    queue.enqueue("job", "analytics")
    queue.enqueue("job", "receipt", priority=Priority.SOON)
    queue.enqueue("job", "customer", priority=Priority.CUSTOMER)
    queue.enqueue("job", "later customer", priority=Priority.CUSTOMER)
    queue.run_pending()
    assert ran == [("customer",), ("later customer",), ("receipt",), ("analytics",)]


def test_a_job_has_the_priority_it_is_registered_with(queue, ran):
    queue.register("urgent", lambda *ids: ran.append(("urgent", *ids)), priority=Priority.CUSTOMER)
    queue.enqueue("job", 1)
    queue.enqueue("urgent", 2)
    queue.enqueue("urgent", 3, priority=Priority.BACKGROUND)
    queue.run_pending()
    assert ran == [("urgent", 2), (1,), ("urgent", 3)]


def test_a_later_try_keeps_its_priority(queue, ran, clock):
    def job() -> None:
        ran.append(("urgent",))
        raise RuntimeError

    queue.register("urgent", job, retries=1, priority=Priority.CUSTOMER)
    queue.enqueue("urgent")
    queue.run_pending()
    queue.enqueue("job", 1)
    clock.advance(timedelta(seconds=1))
    queue.run_pending()
    assert ran == [("urgent",), ("urgent",), (1,)]


def test_equal_jobs_that_wait_are_one(queue, ran):
    for _ in range(5):
        queue.enqueue("job", 1)
    assert queue.size() == 1
    queue.run_pending()
    queue.enqueue("job", 1)
    queue.run_pending()
    assert ran == [(1,), (1,)]


def test_a_wake_up_during_a_run_is_not_lost(queue):
    ran = []

    def job() -> None:
        ran.append(None)
        if len(ran) == 1:
            queue.enqueue("job")

    queue.register("job", job)
    queue.enqueue("job")
    assert queue.run_pending() == 2


def test_a_delayed_job_waits_for_the_clock(queue, ran, clock):
    queue.enqueue("job", 1, delay=5)
    clock.advance(timedelta(seconds=4))
    assert queue.run_pending() == 0
    clock.advance(timedelta(seconds=1))
    assert queue.run_pending() == 1
    assert ran == [(1,)]


def test_a_moment_can_be_given_up_to_which_delayed_jobs_run(queue, ran, clock):
    queue.enqueue("job", 1, delay=60)
    assert queue.run_pending(clock.now() + timedelta(seconds=59)) == 0
    assert queue.run_pending(clock.now() + timedelta(seconds=60)) == 1


def test_a_job_that_raises_is_tried_again_after_one_two_and_four_seconds(queue, clock):
    tries = []

    def job(*ids: int) -> None:
        tries.append(clock.now())
        raise RuntimeError("no")

    queue.register("job", job)
    start = clock.now()
    queue.enqueue("job", 1)
    for _ in range(15):
        queue.run_pending()
        clock.advance(timedelta(seconds=1))
    assert [(moment - start).total_seconds() for moment in tries] == [0, 1, 3, 7]


def test_what_went_wrong_is_logged_without_what_it_was_about(queue, caplog):
    def job(*ids: int) -> None:
        raise RuntimeError("Anna, +7 999 123-45-67, wants a haircut")

    queue.register("job", job)
    with caplog.at_level(logging.DEBUG):
        queue.enqueue("job", 1)
        queue.run_pending()
    assert "job job with 1 failed: RuntimeError in" in caplog.text
    assert "999" not in caplog.text


def said(caplog) -> list[str]:
    """What the queue logged; Huey logs things of its own."""
    return [record.getMessage() for record in caplog.records if record.name.startswith("frontdesk.")]


def test_while_the_database_is_away_the_log_tells_of_it_once_and_of_its_end(queue, caplog):
    away = True

    def job(*ids: int) -> None:
        if away:
            raise StorageError("the database does not answer")

    queue.register("job", job, retries=0)
    for number in range(5):
        queue.enqueue("job", number)
        queue.run_pending()
    assert [said(caplog)[0].partition(" in ")[0], len(said(caplog))] == ["job job failed: StorageError", 1]
    away = False
    for number in range(2):
        queue.enqueue("job", number)
        queue.run_pending()
    assert said(caplog)[1:] == ["job job works again; it had failed 5 times"]


def test_a_conflict_is_told_each_time(queue, caplog):
    """It is of one job, and says nothing of the others."""

    def job(*ids: int) -> None:
        raise Conflict("a constraint fired")

    queue.register("job", job, retries=0)
    for number in range(3):
        queue.enqueue("job", number)
        queue.run_pending()
    assert len(said(caplog)) == 3


def test_of_many_ids_the_log_names_a_few(queue, caplog):
    def job(*ids: str) -> None:
        raise RuntimeError

    queue.register("job", job, retries=0)
    queue.enqueue("job", *(f"{number}@salon" for number in range(256)))
    queue.run_pending()
    assert "job job with 0@salon, 1@salon, 2@salon and 253 more failed" in caplog.text
    assert "3@salon" not in caplog.text


def test_an_unknown_job_is_reported_and_does_no_harm(queue, ran, caplog):
    queue.enqueue("of a plugin that is not here", 1)
    queue.enqueue("job", 1)
    queue.run_pending()
    assert ran == [(1,)]
    assert "of a plugin that is not here is not known in this process" in caplog.text


def test_workers_react_at_once_and_stop_when_told(url):
    queue = Queue.open(url, SECRET, SystemClock())
    together = threading.Barrier(3, timeout=10)
    queue.register("job", lambda *ids: together.wait())
    queue.start(2)
    queue.enqueue("job", 1)
    queue.enqueue("job", 2)
    together.wait()
    queue.stop()
    assert not [
        thread for thread in threading.enumerate() if thread.name.startswith(("Worker-", "Scheduler"))
    ]
    queue.close()


def test_stopping_finishes_what_runs(url):
    queue = Queue.open(url, SECRET, SystemClock())
    begun, go_on, finished = threading.Event(), threading.Event(), threading.Event()

    def job() -> None:
        begun.set()
        assert go_on.wait(10)
        finished.set()

    queue.register("job", job)
    queue.start(1)
    queue.enqueue("job")
    assert begun.wait(10)
    stopping = threading.Thread(target=queue.stop)
    stopping.start()
    go_on.set()
    stopping.join(10)
    assert finished.is_set()
    queue.close()


def test_delayed_jobs_come_by_themselves(url):
    queue = Queue.open(url, SECRET, SystemClock())
    done = threading.Event()
    queue.register("job", done.set)
    queue.start(1)
    queue.enqueue("job", delay=0.01)
    assert done.wait(10)
    queue.close()


def test_flushing_forgets_everything_and_leaves_a_working_queue(queue, ran, clock):
    queue.enqueue("job", 1)
    queue.enqueue("job", 2, delay=1)
    queue.flush()
    clock.advance(timedelta(seconds=2))
    assert queue.run_pending() == 0
    queue.enqueue("job", 1)
    assert queue.run_pending() == 1


def test_forwarded_jobs_go_elsewhere(queue, ran):
    away = []
    queue.forward(lambda name, ids, delay: away.append((name, ids, delay)) or True)
    assert queue.enqueue("job", 1)
    assert queue.enqueue("job", 3, delay=1.5)
    queue.forward(None)
    queue.enqueue("job", 2)
    queue.run_pending()
    assert (away, ran) == ([("job", (1,), 0.0), ("job", (3,), 1.5)], [(2,)])


def test_pinging_takes_next_to_no_time(queue):
    assert 0 <= queue.ping() < 1


# -- Redis only ----------------------------------------------------------------------------------------------


def test_processes_share_the_queue(redis_url, clock):
    one, other = Queue.open(redis_url, SECRET, clock), Queue.open(redis_url, SECRET, clock)
    ran = []
    other.register("job", lambda *ids: ran.append(ids))
    one.enqueue("job", 1)
    assert other.run_pending() == 1
    assert ran == [(1,)]
    one.close()
    other.close()


def test_only_one_process_gets_the_turn_of_a_periodic_job(redis_url, clock):
    one, other = Queue.open(redis_url, SECRET, clock), Queue.open(redis_url, SECRET, clock)
    assert [queue.turn_of("sweep", 60) for queue in (one, other, one)] == [True, False, False]
    assert other.turn_of("another", 60)
    one.close()
    other.close()


def test_a_forged_task_is_thrown_away_unopened_and_harms_nobody(redis_url, clock, caplog):
    stranger = Queue.open(redis_url, b"another secret" * 3, clock)
    queue = Queue.open(redis_url, SECRET, clock)
    ran = []
    queue.register("job", lambda *ids: ran.append(ids))
    stranger.enqueue("job", "forged")
    stranger.enqueue("job", "forged for later", delay=1)
    with Redis.from_url(redis_url) as client:
        client.zadd("huey.redis.frontdesk", {b"no task at all": 0})
    queue.enqueue("job", 1)
    clock.advance(timedelta(seconds=2))
    with caplog.at_level(logging.DEBUG):
        queue.run_pending()
    assert ran == [(1,)]
    assert queue.size() == 0
    refused = [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR]
    assert refused == ["a task in the queue is not one of ours (ValueError); thrown away"] * 3
    assert "forged" not in caplog.text
    stranger.close()
    queue.close()


def test_a_worker_outlives_forged_tasks(redis_url):
    queue = Queue.open(redis_url, SECRET, SystemClock())
    done = threading.Event()
    queue.register("job", done.set)
    with Redis.from_url(redis_url) as client:
        client.zadd("huey.redis.frontdesk", {f"forged {number}": -1e12 for number in range(50)})
    before = set(threading.enumerate())
    queue.start(1)
    workers = set(threading.enumerate()) - before
    queue.enqueue("job")
    assert done.wait(10)
    assert all(worker.is_alive() for worker in workers)
    queue.close()


def test_redis_holds_ids_and_nothing_else(redis_url, clock):
    queue = Queue.open(redis_url, SECRET, clock)
    queue.enqueue("drain", 17)
    with Redis.from_url(redis_url) as client:
        [(member, _)] = client.zrange("huey.redis.frontdesk", 0, -1, withscores=True)
    assert b"drain" in member
    assert len(member) < 300
    queue.close()
