"""Workers, the ticker, and waking each other on one host."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from frontdesk import Desk, Job, Priority, Settings, hookimpl
from frontdesk.bots import Bots
from frontdesk.builtin import BUILTINS
from frontdesk.crypto import KeyRing
from frontdesk.jobs import Jobs, Workers
from frontdesk.plugins import Plugins
from frontdesk.wake import forwarding

BOT = "{languages: [en], timezone: Europe/Moscow}"


class Plugin:
    def __init__(self, *jobs: Job) -> None:
        self.jobs = jobs

    @hookimpl
    def frontdesk_jobs(self) -> tuple[Job, ...]:
        return self.jobs


@pytest.fixture
def open_desk(tmp_path: Path, sqlite_url: str):
    (tmp_path / "bot.yaml").write_text(BOT)
    settings = Settings(database_url=sqlite_url, encryption_keys=KeyRing.generate())
    opened: list[Desk] = []

    def open_desk(*jobs: Job) -> Desk:
        plugins = Plugins.load(BUILTINS, entry_points=[], extra={"tidy": Plugin(*jobs)})
        bots = Bots.load(tmp_path / "bot.yaml", plugins, {})
        opened.append(Desk.open(settings, bots=bots, plugins=plugins, migrate=True))
        return opened[-1]

    yield open_desk
    for desk in opened:
        desk.close()


def test_periodic_jobs_run_by_themselves_and_others_when_they_are_queued(open_desk):
    ran = {name: threading.Event() for name in ("often", "asked")}
    asked = []
    desk = open_desk(
        Job("often", lambda desk: ran["often"].set(), every=0.01),
        Job("asked", lambda desk, *ids: (asked.append((desk, ids)), ran["asked"].set())),
    )
    workers = Workers(desk, threads=2)
    workers.start()
    assert ran["often"].wait(10)
    assert not asked
    desk.queue.enqueue("tidy.asked", 1, "x")
    assert ran["asked"].wait(10)
    workers.stop()
    assert asked == [(desk, (1, "x"))]


def test_a_failing_job_counts_against_its_plugin(open_desk):
    def fail(desk: Desk) -> None:
        raise RuntimeError

    desk = open_desk(Job("fail", fail))
    jobs = Jobs(desk)
    jobs.register()
    desk.queue.enqueue("tidy.fail")
    desk.queue.run_pending()
    jobs.close()
    assert 'plugin_errors_total{plugin="tidy"} 1.0' in desk.metrics.render().decode()


def test_a_serving_process_wakes_the_working_one(open_desk):
    ran = threading.Event()
    working = open_desk(Job("asked", lambda desk, *ids: ran.set() if ids == (7,) else None))
    serving = open_desk(Job("asked", lambda desk, *ids: None))
    workers = Workers(working, threads=1)
    workers.start()
    with forwarding(serving):
        assert serving.queue.enqueue("tidy.asked", 7)
        assert ran.wait(10)
    assert serving.queue.size() == 0
    workers.stop()
    with forwarding(serving):
        assert not serving.queue.enqueue("tidy.asked", 7)


def test_stopped_workers_leave_no_thread_behind(open_desk):
    before = set(threading.enumerate())
    workers = Workers(open_desk(), threads=3)
    workers.start()
    assert len(set(threading.enumerate()) - before) >= 5
    workers.stop()
    assert set(threading.enumerate()) == before


def test_plugins_jobs_wait_for_customers_unless_they_say_otherwise(open_desk):
    ran = []
    desk = open_desk(
        Job("count", lambda desk: ran.append("count")),
        Job("confirm", lambda desk: ran.append("confirm"), priority=Priority.CUSTOMER),
    )
    jobs = Jobs(desk)
    jobs.register()
    for name in ("tidy.count", "tidy.confirm"):
        desk.queue.enqueue(name)
    desk.queue.run_pending()
    jobs.close()
    assert ran == ["confirm", "count"]
