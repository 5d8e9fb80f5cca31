"""Whenever the process dies between finding a reminder and sending it: it is sent once."""

from __future__ import annotations

import os
import signal
from datetime import datetime, timedelta

import pytest

from frontdesk import FrozenClock
from frontdesk.desk import Desk
from frontdesk.jobs import settle
from frontdesk.testing import Conversation, open_desk
from frontdesk_salon_booking.remind import REMIND

MONDAY = datetime(2026, 11, 23, 10)
ASKED = "A reminder of your visit: Manicure, Wednesday, 25 November, 15:00, with Irina. Will you be there?"


def die():
    os.kill(os.getpid(), signal.SIGKILL)


def when_found(desk):
    desk.notices.write = lambda *_, **__: die()


def when_written(desk):
    write = desk.notices.write
    desk.notices.write = lambda *given, **named: (write(*given, **named), die())


def when_committed(desk):
    desk.storage.after_commit = lambda _: None
    REMIND.run(desk)
    die()


def when_a_message(desk):
    enqueue = desk.queue.enqueue
    desk.queue.enqueue = lambda name, *ids, **how: die() if name == "deliver" else enqueue(name, *ids, **how)


MOMENTS = [when_found, when_written, when_committed, when_a_message]


@pytest.mark.parametrize("moment", MOMENTS)
def test_it_is_sent_once(moment, database_url):
    settings = {"salon_booking": {"reminders": [{"before": "24h", "ask": True}]}}
    with open_desk("salon", clock=MONDAY, settings=settings, database_url=database_url) as desk:
        customer = Conversation(desk, name="Ann")
        customer.say("A manicure on Wednesday at 3 pm, please")
        assert customer.actions == ["book"]
        desk.clock.advance(timedelta(days=1, hours=5))
        assert died(desk, moment)
        told = []
        for _ in range(20):
            desk.clock.advance(timedelta(minutes=1))
            REMIND.run(desk)
            told.append(customer.look())
        assert [text for text in told if text] == [ASKED]


def died(desk, moment):
    """Whether another process, which is to remind, is killed at a moment of it."""
    child = os.fork()
    if not child:
        try:
            work(desk, moment)
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL


def work(parent, moment):
    """What a worker does in that minute; nothing of the parent's is used but what it is made of."""
    clock = FrozenClock(parent.clock.now())
    with Desk.open(parent.settings, clock, bots=parent.bots, plugins=parent.plugins) as desk:
        moment(desk)
        REMIND.run(desk)
        settle(desk)
