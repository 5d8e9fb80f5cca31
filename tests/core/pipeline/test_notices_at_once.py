"""Notices and customers' messages at the same moment, with threads at work: all of it once, and in order."""

from __future__ import annotations

import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from frontdesk import Notice, SystemClock
from frontdesk.jobs import Workers
from frontdesk.storage import Conversation, Message
from frontdesk.storage.models import NoticeEntry

CUSTOMERS, ROUNDS = 3, 3


@pytest.fixture
def busy(make_office, backends, graph, message):
    """A desk that works, with customers who have been answered once."""
    office = make_office(*backends, at=SystemClock())
    office.script.channel.url = graph.url
    for number in range(CUSTOMERS):
        office.hears(message(f"first {number}", "hi", f"c{number}"))
    office.settle()
    workers = Workers(office.desk, threads=4)
    workers.start()
    yield office
    workers.stop()


def leave(office, conversation, key):
    with office.desk.storage.write():
        scope = office.desk.storage.scope("corner")
        notice = Notice("script.notice", {"text": f"notice {key}"})
        return office.desk.notices.write(scope, conversation, notice, key=key)


@pytest.mark.slow
def test_everything_is_said_once_and_no_notice_comes_before_an_answer(busy, graph, message):
    unanswered, between = set(), []

    def look():
        # With the server's lock: what has been requested so far.
        text = graph.requests[-1]["text"]
        unanswered.discard(text)
        if text.startswith("notice "):
            number = text.split()[1].partition(".")[0]
            between.extend(asked for asked in unanswered if asked.startswith(f"question {number}."))

    graph.on_request = look
    conversations = [row.id for row in busy.rows(Conversation)]

    def talk(number):
        for turn in range(ROUNDS):
            name = f"{number}.{turn}"
            busy.hears(message(f"m{name}", f"question {name}", f"c{number}"))
            with graph.lock:
                if f"question {name}" not in graph.texts:
                    unanswered.add(f"question {name}")
            for _ in range(2):
                leave(busy, conversations[number], name)
            time.sleep(0.05)

    with ThreadPoolExecutor(CUSTOMERS) as pool:
        list(pool.map(talk, range(CUSTOMERS)))
    until = time.monotonic() + 60
    while len(graph.texts) < CUSTOMERS * (1 + 2 * ROUNDS) and time.monotonic() < until:
        time.sleep(0.05)

    names = [f"{number}.{turn}" for number in range(CUSTOMERS) for turn in range(ROUNDS)]
    expected = Counter({f"{kind} {name}": 1 for name in names for kind in ("question", "notice")})
    assert Counter(graph.texts) == expected + Counter({"hi": CUSTOMERS})
    assert between == []
    assert {row.state for row in busy.rows(NoticeEntry)} == {"posted"}
    for conversation in conversations:
        rows = [row for row in busy.rows(Message) if row.conversation_id == conversation]
        texts = [busy.desk.storage.house.reveal(row, Message.content) for row in rows]
        asked = [place for place, row in enumerate(rows) if row.direction == "in"]
        assert [texts[place + 1] for place in asked] == [texts[place] for place in asked]
        told = [text for text in texts if text.startswith("notice ")]
        assert told == sorted(told)
