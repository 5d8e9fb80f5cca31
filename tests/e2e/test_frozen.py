"""A worker that stands still for longer than its lease, and comes back to life."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

AT = 1_795_687_200
BOT = """
name: Slow
languages: [en]
timezone: UTC
smalltalk: false
plugins: [slow]
understanding: [slow]
dialogue: {fallback: echo}
"""
#: Tells who thinks, and thinks until it is told to stop. Two files stand in for a language model.
PLUGIN = """
import os, time
from pathlib import Path
from frontdesk import Understander, hookimpl

FOLDER = Path(__file__).parent

class Slow(Understander):
    name = "slow"

    def read(self, utterance, so_far):
        if utterance.text == "think":
            (FOLDER / f"thinks-{os.getpid()}").touch()
            while not (FOLDER / f"enough-{os.getpid()}").exists():
                time.sleep(0.02)
        return so_far

@hookimpl
def frontdesk_understanders():
    return [Slow()]
"""

pytestmark = pytest.mark.slow


def eventually(condition: Callable[[], object], seconds: float = 60.0) -> object:
    """What something of another process comes to in time."""
    pause = threading.Event()
    for _ in range(int(seconds / 0.05)):
        if result := condition():
            return result
        pause.wait(0.05)
    return condition()


@pytest.fixture
def thoughts(environ: dict[str, str], tmp_path: Path) -> Path:
    """The folder in which those who think tell so."""
    folder = tmp_path / "plugins"
    folder.mkdir()
    (folder / "slow.py").write_text(PLUGIN)
    (tmp_path / "slow_bot.yaml").write_text(BOT)
    environ |= {"FRONTDESK_PLUGINS_DIR": str(folder), "FRONTDESK_BOTS": str(tmp_path / "slow_bot.yaml")}
    return folder


def test_a_worker_that_was_frozen_commits_nothing(big, thoughts, start, graph, customer, database):
    """It is stopped in the middle of a turn; another worker takes over when the lease has run out."""
    start("migrate").process.wait(30)
    server = start("serve", "--port", "0")
    workers = {worker.process.pid: worker for worker in (start("work"), start("work"))}
    lena = customer("79161234567")
    assert server.post("/webhook", *lena.webhook("think", at=AT)) == 200

    def thinking() -> set[int]:
        return {int(path.name.removeprefix("thinks-")) for path in thoughts.glob("thinks-*")}

    assert eventually(thinking)
    [frozen] = thinking()
    os.kill(frozen, signal.SIGSTOP)
    [awake] = set(workers) - {frozen}
    # The lease runs out, and the sweep of the other one finds the message.
    assert eventually(lambda: thinking() == {frozen, awake})
    (thoughts / f"enough-{frozen}").touch()
    os.kill(frozen, signal.SIGCONT)
    assert eventually(lambda: "was taken over" in workers[frozen].log()), workers[frozen].log()
    assert database("SELECT count(*) FROM messages") == [(0,)]
    (thoughts / f"enough-{awake}").touch()
    graph.await_messages(1)
    assert server.post("/webhook", *lena.webhook("still there?", at=AT)) == 200
    assert [each["text"]["body"] for each in graph.await_messages(2)] == ["think", "still there?"]
    assert eventually(lambda: database("SELECT state, count(*) FROM outbox GROUP BY state") == [("sent", 2)])
    assert database("SELECT direction, count(*) FROM messages GROUP BY direction ORDER BY direction") == [
        ("in", 2),
        ("out", 2),
    ]
    assert [worker.stop() for worker in workers.values()] == [0, 0]
