from __future__ import annotations

import json
import os
import queue
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from redis import Redis

from frontdesk import FrozenClock, Inbound
from frontdesk.crypto import KeyRing
from frontdesk.pipeline.payloads import dump_inbound
from frontdesk.storage import Contact, Conversation, Storage
from frontdesk.storage.models import InboxEntry
from frontdesk.storage.tenants import TenantDirectory
from frontdesk.wake import WakeListener, wake_path

RECEIVED = datetime(2026, 11, 23, 7, 30, tzinfo=UTC)


class Desk:
    """A migrated database with a business and what is in its inbox."""

    def __init__(self, storage: Storage) -> None:
        self.storage = storage
        self.tenants = TenantDirectory(storage)
        self.tenants.save(id="corner", name="Corner", bot="salon", channel="terminal", account="corner")
        self.tenants.save(
            id="east", name="East", bot="salon", channel="terminal", account="east", timezone="Asia/Omsk"
        )

    def put(self, tenant: str, text: str, state: str = "dead") -> int:
        """A message, the only one of its customer: the id of its row."""
        message = Inbound(
            channel="terminal",
            account=tenant or "nobody",
            message_id=f"id of {text}",
            contact=f"contact of {text}",
            text=text,
            sent_at=RECEIVED,
            phone="+79990000000",
        )
        with self.storage.write() as storage:
            conversation = None
            if tenant:
                scope = storage.scope(tenant)
                contact = scope.insert(
                    Contact, channel="terminal", address=message.contact, created_at=RECEIVED
                )
                conversation = scope.insert(
                    Conversation, channel="terminal", account=tenant, contact=contact, created_at=RECEIVED
                )
            return storage.house.insert(
                InboxEntry,
                tenant=tenant,
                channel="terminal",
                account=message.account,
                message_digest=message.message_id,
                conversation=conversation,
                payload=dump_inbound(message),
                state=state,
                attempts=5 if state == "dead" else 0,
                error="RuntimeError in actions.py:12" if state == "dead" else None,
                received_at=RECEIVED,
                due_at=RECEIVED + timedelta(days=900),
            )

    def states(self) -> list[str]:
        rows = self.storage.rows(InboxEntry.select().order_by(InboxEntry.id))
        return [row.state for row in rows]


@pytest.fixture(params=["sqlite", "postgresql, redis"])
def desk(request, ready, monkeypatch) -> Iterator[Desk]:
    if request.param != "sqlite":
        monkeypatch.setenv("FRONTDESK_DATABASE_URL", request.getfixturevalue("postgres_url"))
        monkeypatch.setenv("FRONTDESK_REDIS_URL", request.getfixturevalue("redis_url"))
    keys = KeyRing.parse(os.environ["FRONTDESK_ENCRYPTION_KEYS"])
    url = os.environ["FRONTDESK_DATABASE_URL"]
    with closing(Storage.open(url, keys, FrozenClock(RECEIVED))) as storage:
        monkeypatch.setenv("FRONTDESK_BOTS", "salon")
        storage.migrate()
        yield Desk(storage)


@pytest.fixture
def migrated(frontdesk, desk) -> Desk:
    assert frontdesk("migrate").exit_code == 0
    return desk


def test_nothing_dead_is_a_short_list(frontdesk, migrated):
    result = frontdesk("inbox", "list")
    assert (result.exit_code, result.output) == (0, "no such messages\n")
    assert frontdesk("inbox", "list", "--json").output == "[]\n"
    result = frontdesk("inbox", "retry", "--all")
    assert (result.exit_code, result.output) == (0, "nothing to do: no message is dead or unrouted\n")


def test_the_list_names_everything_but_the_customer(frontdesk, migrated):
    first, second = migrated.put("corner", "Anna wants a haircut"), migrated.put("east", "Boris, too")
    stray = migrated.put("", "Who are you?", "unrouted")
    result = frontdesk("inbox", "list", "--json")
    assert result.exit_code == 0, result.output
    assert json.loads(result.output) == [
        {
            "id": stray,
            "tenant_id": None,
            "channel": "terminal",
            "received_at": "2026-11-23T07:30:00+00:00",
            "state": "unrouted",
            "attempts": 0,
            "error": None,
        },
        {
            "id": second,
            "tenant_id": "east",
            "channel": "terminal",
            "received_at": "2026-11-23T13:30:00+06:00",
            "state": "dead",
            "attempts": 5,
            "error": "RuntimeError in actions.py:12",
        },
        {
            "id": first,
            "tenant_id": "corner",
            "channel": "terminal",
            "received_at": "2026-11-23T10:30:00+03:00",
            "state": "dead",
            "attempts": 5,
            "error": "RuntimeError in actions.py:12",
        },
    ]


def test_the_table_is_for_people(frontdesk, migrated, monkeypatch):
    monkeypatch.setenv("COLUMNS", "150")
    number = migrated.put("corner", "Anna wants a haircut")
    heading, line = frontdesk("inbox", "list").output.splitlines()
    assert heading.split() == ["id", "tenant", "channel", "received", "state", "attempts", "error"]
    assert line.split(maxsplit=6) == [
        str(number),
        "corner",
        "terminal",
        "2026-11-23T10:30:00+03:00",
        "dead",
        "5",
        "RuntimeError in actions.py:12",
    ]


def test_the_table_looks_as_documented(frontdesk, migrated, monkeypatch):
    monkeypatch.setenv("COLUMNS", "150")
    for tenant, text, state in [("corner", "a", "dead"), ("east", "b", "dead"), ("", "c", "unrouted")]:
        number = migrated.put(tenant, text, state)
        with migrated.storage.write() as storage:
            error = "KeyError in prices.py:40" if state == "dead" else None
            storage.house.update(InboxEntry, InboxEntry.id == number, channel="whatsapp", error=error)
    page = (Path(__file__).parents[3] / "docs/operations.md").read_text("utf-8")
    documented = page.partition("```text\n")[2].partition("```")[0]
    printed = frontdesk("inbox", "list").output
    assert [line.rstrip() for line in printed.splitlines()] == documented.splitlines()


@pytest.mark.parametrize("bots", ["languages: [", None])
def test_broken_definitions_are_in_nobodys_way(frontdesk, migrated, monkeypatch, tmp_path, bots):
    corner, east = migrated.put("corner", "Anna"), migrated.put("east", "Boris")
    if bots is None:
        monkeypatch.delenv("FRONTDESK_BOTS")
    else:
        (tmp_path / "broken.yaml").write_text(bots)
        monkeypatch.setenv("FRONTDESK_BOTS", str(tmp_path / "broken.yaml"))
    monkeypatch.setenv("WHATSAPP_PHONE_NUMBER_ID", "4951")
    result = frontdesk("inbox", "list", "--json")
    assert (result.exit_code, "without bots" in result.stderr) == (0, True)
    assert [(row["id"], row["received_at"]) for row in json.loads(result.stdout)] == [
        (east, "2026-11-23T13:30:00+06:00"),
        (corner, "2026-11-23T07:30:00+00:00"),
    ]
    assert frontdesk("inbox", "retry", str(corner)).exit_code == 0
    assert frontdesk("inbox", "drop", str(east), "--yes").exit_code == 0
    assert migrated.states() == ["pending", "dropped"]


def test_what_was_written_is_shown_to_those_who_ask(frontdesk, migrated):
    migrated.put("corner", "Anna wants a haircut")
    assert "Anna" not in frontdesk("inbox", "list").output
    [row] = json.loads(frontdesk("inbox", "list", "--show-text", "--json").output)
    assert (row["from"], row["text"]) == ("+79990000000", "Anna wants a haircut")
    assert "Anna" in frontdesk("inbox", "list", "--show-text").output


def test_the_list_can_be_narrowed(frontdesk, migrated):
    migrated.put("corner", "a")
    last = migrated.put("east", "b")
    stray = migrated.put("", "c", "unrouted")

    def ids(*options: str) -> list[int]:
        return [row["id"] for row in json.loads(frontdesk("inbox", "list", "--json", *options).output)]

    assert ids("--tenant", "east") == [last]
    assert ids("--state", "unrouted") == [stray]
    assert ids("--limit", "1") == [stray]
    assert ids("--state", "dropped", "--state", "retrying") == []


def test_retried_messages_are_pending_and_due(frontdesk, migrated):
    first, second = migrated.put("corner", "a"), migrated.put("east", "b")
    result = frontdesk("inbox", "retry", str(first))
    assert (result.exit_code, result.output) == (0, f"message {first} will be tried again now\n")
    assert migrated.states() == ["pending", "dead"]
    row = migrated.storage.first(InboxEntry.select().where(InboxEntry.id == first))
    assert (row.attempts, row.error) == (0, None)
    assert row.due_at <= datetime.now(UTC)
    assert frontdesk("inbox", "retry", "--all", "--tenant", "corner").output.startswith("nothing to do")
    assert frontdesk("inbox", "retry", "--all").output == f"message {second} will be tried again now\n"
    assert migrated.states() == ["pending", "pending"]


def test_the_worker_is_woken(frontdesk, migrated):
    number = migrated.put("corner", "a")
    [row] = migrated.storage.rows(InboxEntry.select())
    wake = f"{row.conversation_id}@corner"
    if "FRONTDESK_REDIS_URL" in os.environ:
        assert frontdesk("inbox", "retry", str(number)).exit_code == 0
        with Redis.from_url(os.environ["FRONTDESK_REDIS_URL"]) as client:
            [task] = client.zrange("huey.redis.frontdesk", 0, -1)
        assert b"drain" in task
        assert wake.encode() in task
    else:
        heard: queue.Queue[tuple] = queue.Queue()
        listener = WakeListener(wake_path(os.environ["FRONTDESK_DATABASE_URL"]), lambda *job: heard.put(job))
        assert listener.open()
        assert frontdesk("inbox", "retry", str(number)).exit_code == 0
        listener.listen()
        assert heard.get_nowait() == ("drain", (wake,), 0.0)
        listener.close()


def test_what_is_still_nobodys_is_said(frontdesk, migrated):
    stray = migrated.put("", "c", "unrouted")
    result = frontdesk("inbox", "retry", str(stray))
    assert (result.exit_code, result.output) == (
        0,
        f"message {stray} cannot be: no active business has the account\n",
    )
    migrated.tenants.save(id="new", name="New", bot="salon", channel="terminal", account="nobody")
    assert "will be tried again now" in frontdesk("inbox", "retry", str(stray)).output
    assert migrated.states() == ["pending"]


def test_dropping_asks_first(frontdesk, migrated):
    first, second = migrated.put("corner", "a"), migrated.put("east", "b")
    asked = frontdesk("inbox", "drop", str(first), str(second), said="n\n")
    assert asked.exit_code == 1
    assert f"Give up messages {first}, {second} for good?" in asked.output
    assert migrated.states() == ["dead", "dead"]
    assert frontdesk("inbox", "drop", str(first), said="y\n").output.endswith("1 given up\n")
    assert frontdesk("inbox", "drop", str(second), "--yes").output == "1 given up\n"
    assert migrated.states() == ["dropped", "dropped"]
    assert len(json.loads(frontdesk("inbox", "list", "--state", "dropped", "--json").output)) == 2


@pytest.mark.parametrize("words", [("retry",), ("drop", "--yes")])
def test_what_cannot_be_done_is_said_and_not_done(frontdesk, migrated, words):
    mine, done = migrated.put("corner", "a"), migrated.put("corner", "b", "done")
    for extra, why in [
        (["999"], "There is no message 999 in the inbox"),
        ([str(mine), "--tenant", "east"], f"Message {mine} is not of tenant 'east'"),
        ([str(mine), str(done)], f"Message {done} is done"),
    ]:
        result = frontdesk("inbox", *words, *extra)
        assert result.exit_code == 1
        assert why in result.output
    assert migrated.states() == ["dead", "done"]


def test_ids_or_all_but_not_both(frontdesk, migrated):
    for words in (("retry",), ("retry", "1", "--all"), ("drop",)):
        assert frontdesk("inbox", *words).exit_code == 2
