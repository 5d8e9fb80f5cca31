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


def test_a_message_tells_why_it_was_sent(client, talk):
    items = client.admin("GET", "/admin/messages/echo").json["items"]
    reply, heard = items[0], items[1]

    answer = client.admin("GET", f"/admin/messages/echo/{reply['id']}/why")

    assert answer.status == 200
    told = answer.json
    assert (told["id"], told["answers"], told["direction"]) == (reply["id"], [heard["id"]], "out")
    assert told["in_words"]["reading"] == ["Read by nobody."]
    assert told["decision"]["decision"] == ["fallback echo"]
    assert "Plugin echo answers what was not understood." in told["in_words"]["decision"]
    assert told["delivery"]["status"] == "pending"
    assert "Hello 2" not in str(told)


def test_a_customers_message_tells_of_its_reply(client, talk):
    items = client.admin("GET", "/admin/messages/echo").json["items"]

    for reply, heard in zip(items[::2], items[1::2], strict=True):
        told = client.admin("GET", f"/admin/messages/echo/{heard['id']}/why").json
        assert (told["id"], told["asked"]) == (reply["id"], heard["id"])


def test_a_reply_that_is_held_is_explained_as_held(client, desk, talk):
    [reply, *_] = client.admin("GET", "/admin/messages/echo").json["items"]
    with desk.storage.write() as storage:
        this = OutboxEntry.message == reply["id"]
        storage.house.update(OutboxEntry, this, state="held", error="the token expired", attempts=2)

    told = client.admin("GET", f"/admin/messages/echo/{reply['id']}/why").json

    assert (told["delivery"]["status"], told["delivery"]["error"]) == ("held", "the token expired")
    [sentence] = told["in_words"]["delivery"]
    assert sentence.startswith("Held since")
    assert sentence.endswith("after 2 attempts: the token expired.")


@pytest.mark.parametrize("path", ["nobody/1", "other/1", "echo/99999", f"echo/{2**70}"])
def test_why_of_a_message_that_is_not_there_or_not_theirs_is_not_found(client, desk, talk, path):
    desk.tenants.save(id="other", name="Other", bot="echo")

    answer = client.admin("GET", f"/admin/messages/{path}/why")

    assert (answer.status, answer.json["status"]) == (404, 404)


def test_why_is_for_those_with_the_token(client, talk):
    assert client.get("/admin/messages/echo/1/why").status in (401, 403)
