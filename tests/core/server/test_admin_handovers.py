"""Staff takes part by way of the admin routes."""

from __future__ import annotations

import pytest

from frontdesk.jobs import settle
from frontdesk.storage import Conversation

WAITING = "/admin/conversations/echo/waiting"
HANDOVER = "/admin/conversations/echo/1/handover"
WRITE = "/admin/messages/echo/1"


@pytest.fixture
def talk(client, desk, text_webhook):
    """One message, answered."""
    assert client.webhook(text_webhook("wamid.1", "Hello")).status == 200
    settle(desk)


def outbound(client):
    items = client.admin("GET", "/admin/messages/echo").json["items"]
    return [item["content"] for item in reversed(items) if item["direction"] == "out"]


def test_staff_writes_to_the_customer_and_the_bot_keeps_silent(client, desk, talk, text_webhook):
    answer = client.admin("POST", WRITE, document={"text": "This is Maria"})
    assert (answer.status, answer.json) == (202, {"id": 3, "status": "pending"})
    client.webhook(text_webhook("wamid.2", "Good"))
    settle(desk)

    assert outbound(client) == ["Hello", "This is Maria"]
    [item] = client.admin("GET", WAITING).json["items"]
    assert item == {
        "conversation": 1,
        "channel": "whatsapp",
        "customer": item["customer"],
        "reason": "staff",
        "since": "2026-11-23T09:00:00+00:00",
        "until": "2026-11-23T13:00:00+00:00",
        "unread": 1,
    }


def test_a_conversation_is_taken_and_given_back(client, desk, talk):
    taken = client.admin("POST", HANDOVER, document={"to": "person", "minutes": 30})
    assert taken.status == 200
    assert taken.json == {
        "conversation": 1,
        "to": "person",
        "reason": "taken",
        "since": "2026-11-23T09:00:00+00:00",
        "until": "2026-11-23T09:30:00+00:00",
        "unread": 0,
    }
    back = client.admin("POST", HANDOVER, document={"to": "bot"})
    assert (back.status, back.json) == (200, {"conversation": 1, "to": "bot"})
    assert client.admin("GET", WAITING).json == {"items": []}
    assert client.admin("POST", HANDOVER, document={"to": "bot"}).status == 409


@pytest.mark.parametrize(
    ("path", "document", "pointer"),
    [
        (HANDOVER, {}, "#/to"),
        (HANDOVER, {"to": "cat"}, "#/to"),
        (HANDOVER, {"to": "person", "minutes": 0}, "#/minutes"),
        (HANDOVER, {"to": "bot", "minutes": 5}, "#"),
        (HANDOVER, {"to": "person", "for": 5}, "#/for"),
        (WRITE, {}, "#/text"),
        (WRITE, {"text": " \n"}, "#/text"),
        (WRITE, {"text": "x" * 4097}, "#/text"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_done(client, desk, talk, path, document, pointer):
    answer = client.admin("POST", path, document=document)

    assert answer.status == 422
    assert [error["pointer"] for error in answer.json["errors"]] == [pointer]
    assert desk.storage.rows(Conversation.select())[0].person_since is None


@pytest.mark.parametrize(
    ("method", "path", "document"),
    [
        ("GET", "/admin/conversations/nobody/waiting", None),
        ("POST", "/admin/conversations/nobody/1/handover", {"to": "person"}),
        ("POST", "/admin/conversations/echo/99/handover", {"to": "person"}),
        ("POST", "/admin/messages/echo/99", {"text": "hi"}),
        ("POST", f"/admin/conversations/echo/{10**19}/handover", {"to": "person"}),
        ("POST", f"/admin/messages/echo/{10**19}", {"text": "hi"}),
    ],
)
def test_what_is_not_there_is_not_found(client, talk, method, path, document):
    assert client.admin(method, path, document=document).status == 404


@pytest.mark.parametrize(("method", "path"), [("GET", WAITING), ("POST", HANDOVER), ("POST", WRITE)])
def test_nobody_gets_in_without_the_token(client, talk, method, path):
    assert client(method, path, document={"to": "person", "text": "hi"}).status == 401
