"""Redis dies, hangs, fills up and forgets: nobody waits for it twice, and all goes on by itself."""

from __future__ import annotations

import queue as queues
import threading
import time
from collections.abc import Callable, Iterator

import pytest
import redis

from frontdesk import SystemClock
from frontdesk.queue import Queue

SECRET = b"0123456789abcdef" * 2
#: Longer than Redis is given to answer, and shorter than anything that waits for it again and again.
SOON = 30.0


@pytest.fixture
def serving(server) -> Iterator[Queue]:
    """The queue of a process without workers."""
    queue = Queue.open(server.url, SECRET, SystemClock())
    yield queue
    queue.close()


@pytest.fixture
def heard() -> queues.Queue[tuple]:
    """The ids of the jobs that ran."""
    return queues.Queue()


@pytest.fixture
def working(server, heard) -> Iterator[Queue]:
    """The queue of a process with two workers."""
    queue = Queue.open(server.url, SECRET, SystemClock())
    queue.register("job", lambda *ids: heard.put(ids))
    queue.start(2)
    yield queue
    queue.close()


def until(true: Callable[[], object]) -> None:
    deadline = time.monotonic() + SOON
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.01)


@pytest.mark.parametrize("trouble", ["kill", "freeze"])
def test_nobody_waits_twice_for_a_redis_that_is_away(server, serving, caplog, trouble):
    assert serving.enqueue("drain", 1)
    getattr(server, trouble)()
    assert not serving.enqueue("drain", 2)
    began = time.perf_counter()
    assert not any(serving.enqueue("drain", number) for number in range(200))
    assert not any(serving.enqueue("drain", number, delay=1) for number in range(200))
    assert not serving.turn_of("sweep", 5)
    assert (time.perf_counter() - began) / 400 < 0.005
    [warning] = [record.getMessage() for record in caplog.records]
    assert warning.startswith("Redis does not take jobs;")
    with pytest.raises(redis.RedisError):
        serving.ping()


def test_a_redis_that_comes_back_empty_is_used_again(server, serving, working, heard):
    serving.enqueue("job", 1)
    assert heard.get(timeout=SOON) == (1,)
    server.kill()
    assert not serving.enqueue("job", 2)
    server.start()
    until(lambda: serving.enqueue("job", 3))
    assert heard.get(timeout=SOON) == (3,)
    assert serving.ping() < SOON


def test_a_redis_that_was_restarted_between_two_jobs_costs_none(server, serving):
    assert serving.enqueue("job", 1)
    server.kill()
    server.start()
    assert serving.enqueue("job", 2)
    assert serving.size() == 1


def test_a_redis_that_hung_is_used_again(server, serving, working, heard):
    server.freeze()
    assert not serving.enqueue("job", 1)
    server.thaw()
    until(lambda: serving.enqueue("job", 2))
    until(lambda: heard.get(timeout=SOON) == (2,))


def test_flushing_redis_loses_jobs_and_nothing_else(server, serving, working, heard):
    serving.enqueue("job", "lost", delay=60)
    server.client.flushall()
    server.client.script_flush()
    assert serving.enqueue("job", 1)
    assert heard.get(timeout=SOON) == (1,)
    assert serving.enqueue("job", 2, delay=0.1)
    assert heard.get(timeout=SOON) == (2,)


def test_workers_of_this_process_go_on_while_redis_is_away(server, working, heard, caplog):
    server.kill()
    assert working.enqueue("job", 1)
    assert working.enqueue("job", 2, delay=0.1)
    assert working.turn_of("sweep", 5)
    assert sorted([heard.get(timeout=SOON), heard.get(timeout=SOON)]) == [(1,), (2,)]
    assert len([record for record in caplog.records if "does not take jobs" in record.message]) == 1
    server.start()
    until(lambda: server.client.exists("huey.redis.frontdesk.probe"))
    until(lambda: "Redis is back" in caplog.text)
    assert working.turn_of("sweep", 60)
    assert not working.turn_of("sweep", 60)
    working.enqueue("job", 3)
    assert heard.get(timeout=SOON) == (3,)


def test_a_redis_that_is_full_is_worked_around_and_emptied(server, serving, working, heard):
    server.client.config_set("maxmemory", 1)
    assert not serving.enqueue("job", "refused")
    assert working.enqueue("job", 1)
    assert heard.get(timeout=SOON) == (1,)
    server.client.config_set("maxmemory", 0)
    until(lambda: serving.enqueue("job", 2))
    until(lambda: heard.get(timeout=SOON) == (2,))


def test_stopping_does_not_wait_for_a_redis_that_is_away(server, working):
    server.kill()
    began = time.monotonic()
    working.stop()
    assert time.monotonic() - began < SOON
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("Worker-")]
