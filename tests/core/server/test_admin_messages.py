"""What a business and its customers wrote can be read."""

from __future__ import annotations

from datetime import timedelta

import pytest

from frontdesk.jobs import Jobs
from frontdesk.storage.models import InboxEntry, OutboxEntry


@pytest.fixture
def talk(client, desk, text_webhook):
    """Three messages, answered; the answers cannot be delivered, since nobody listens."""
    for number in range(3):
        assert client.webhook(text_webhook(f"wamid.{number}", f"Hello {number}")).status == 200
    jobs = Jobs(desk)
    jobs.register()
    while desk.queue.size():
        jobs.drain.run("1@echo")
        desk.queue.flush()
    yield
    jobs.close()


def test_messages_are_listed_newest_first(client, talk):
    answer = client.admin("GET", "/admin/messages/echo")

    assert answer.status == 200
    items = answer.json["items"]
    assert [(item["direction"], item["content"]) for item in reversed(items)] == [
        ("in", "Hello 0"),
        ("out", "Hello 0"),
        ("in", "Hello 1"),
        ("out", "Hello 1"),
        ("in", "Hello 2"),
        ("out", "Hello 2"),
    ]
    assert answer.json["next"] is None


def test_a_message_has_the_documented_columns(client, talk):
    [*_, first] = client.admin("GET", "/admin/messages/echo").json["items"]

    assert first | {"id": 0, "created_at": ""} == {
        "id": 0,
        "direction": "in",
        "type": "text",
        "content": "Hello 0",
        "status": "received",
        "status_at": "2026-11-23T09:00:00+00:00",
        "channel_message_id": "wamid.0",
        "contact": "79161234567",
        "error": None,
        "cost": 0.0,
        "created_at": "",
    }


@pytest.mark.parametrize("state", ["dead", "dropped"])
def test_a_message_that_was_given_up_has_failed_and_says_why(client, desk, talk, state):
    with desk.storage.write() as storage:
        storage.house.update(
            InboxEntry, InboxEntry.id == 2, state=state, error="RuntimeError in actions.py:12"
        )
    items = client.admin("GET", "/admin/messages/echo").json["items"]
    heard = [(item["content"], item["status"], item["error"]) for item in items if item["direction"] == "in"]
    assert heard == [
        ("Hello 2", "received", None),
        ("Hello 1", "failed", "RuntimeError in actions.py:12"),
        ("Hello 0", "received", None),
    ]


def test_a_reply_that_is_held_says_why_and_until_when(client, desk, talk):
    until = desk.clock.now() + timedelta(minutes=10)
    with desk.storage.write() as storage:
        second = OutboxEntry.id == 2
        storage.house.update(OutboxEntry, second, state="held", error="the token expired", due_at=until)
    items = client.admin("GET", "/admin/messages/echo").json["items"]
    replies = [
        (item["content"], item["status"], item["error"], item.get("held_until"))
        for item in items
        if item["direction"] == "out"
    ]
    assert replies == [
        ("Hello 2", "pending", None, None),
        ("Hello 1", "held", "the token expired", "2026-11-23T09:10:00+00:00"),
        ("Hello 0", "pending", None, None),
    ]


def test_pages_join_without_gap_or_overlap(client, talk):
    first = client.admin("GET", "/admin/messages/echo?limit=4").json
    second = client.admin("GET", f"/admin/messages/echo?limit=4&cursor={first['next']}").json

    ids = [item["id"] for item in first["items"] + second["items"]]
    assert len(ids) == 6
    assert ids == sorted(set(ids), reverse=True)
    assert second["next"] is None


def test_a_salon_without_messages_has_an_empty_list(client):
    assert client.admin("GET", "/admin/messages/echo").json == {"items": [], "next": None}


def test_a_salon_that_does_not_exist_is_not_found(client):
    answer = client.admin("GET", "/admin/messages/nobody")

    assert (answer.status, answer.json["status"]) == (404, 404)


def test_a_salon_does_not_see_the_messages_of_another(client, desk, talk):
    desk.tenants.save(id="other", name="Other", bot="echo")

    assert client.admin("GET", "/admin/messages/other").json["items"] == []


@pytest.mark.parametrize("query", ["cursor=nonsense", "limit=0"])
def test_a_bad_page_is_a_bad_request(client, query):
    assert client.admin("GET", f"/admin/messages/echo?{query}").status == 400
