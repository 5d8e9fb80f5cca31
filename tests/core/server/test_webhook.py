"""Webhooks: verified, written down, and only then acknowledged."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable

import pytest

from frontdesk import WebhookRequest
from frontdesk.errors import Overloaded, StorageError
from frontdesk.pipeline.intake import Accepted
from frontdesk.server import create_app
from frontdesk.server.bodies import LARGEST_BODY
from frontdesk.storage.models import InboxEntry, QuarantineEntry


def inbox(desk):
    return desk.storage.rows(desk.storage.house.select(InboxEntry))


def quarantine(desk):
    return desk.storage.rows(desk.storage.house.select(QuarantineEntry))


def test_what_is_acknowledged_is_in_the_inbox(client, desk, text_webhook):
    answer = client.webhook(text_webhook())

    assert (answer.status, answer.json) == (200, {"status": "ok"})
    [entry] = inbox(desk)
    assert (entry.tenant, entry.state) == ("echo", "pending")


def test_the_channel_may_be_named_in_the_path(client, desk, text_webhook):
    body = json.dumps(text_webhook()).encode()
    signature = client.webhook(body).status

    named = client.post("/webhook/whatsapp", body=body, headers={"x-hub-signature-256": "sha256=0"})

    assert (signature, named.status) == (200, 401)
    assert len(inbox(desk)) == 1


def test_the_same_webhook_twice_is_one_message(client, desk, text_webhook):
    statuses = [client.webhook(text_webhook()).status for _ in range(2)]

    assert statuses == [200, 200]
    assert len(inbox(desk)) == 1


@pytest.mark.parametrize(
    "signature", [None, "", "sha256=", "sha1=00", "sha256=" + "0" * 64, "sha256=\xff\xfe", "sha256=подпись"]
)
def test_a_wrong_signature_leaves_no_trace(client, desk, text_webhook, signature, caplog):
    headers = {} if signature is None else {"x-hub-signature-256": signature.encode().decode("latin-1")}

    answer = client.post("/webhook", document=text_webhook(), headers=headers)

    assert answer.status == 401
    assert answer.headers["content-type"] == "application/problem+json"
    assert caplog.messages == ["a webhook of whatsapp was refused: its signature is missing or wrong"]
    assert inbox(desk) == []
    assert quarantine(desk) == []


def test_a_changed_body_is_refused(client, desk, text_webhook):
    body = json.dumps(text_webhook()).encode()
    signed = client.webhook(body, secret="somebody else's secret")

    assert signed.status == 401
    assert inbox(desk) == []


@pytest.mark.parametrize("body", [b"", b"hello", b"[]", b'{"object": "page", "entry": []}', b"\xff\xfe"])
def test_what_is_rightly_signed_but_unreadable_is_kept_and_acknowledged(client, desk, body):
    assert client.webhook(body).status == 200
    [kept] = quarantine(desk)
    assert kept.channel == "whatsapp"
    assert inbox(desk) == []


def test_a_message_for_nobody_we_know_is_kept_and_not_answered(client, desk, text_webhook):
    assert client.webhook(text_webhook(account="999")).status == 200
    [entry] = inbox(desk)
    assert (entry.tenant, entry.state, entry.conversation_id) == ("", "unrouted", None)


def test_a_message_for_an_inactive_business_is_kept_and_not_answered(client, desk, text_webhook):
    desk.tenants.save(id="echo", active=False)

    assert client.webhook(text_webhook()).status == 200
    [entry] = inbox(desk)
    assert entry.state == "unrouted"


def test_a_body_of_three_megabytes_is_taken(client, desk, text_webhook):
    document = text_webhook()
    document["padding"] = ""
    document["padding"] = "x" * (LARGEST_BODY - len(json.dumps(document)))

    assert client.webhook(document).status == 200
    assert len(inbox(desk)) == 1


def test_a_larger_body_is_refused(client, desk):
    answer = client.webhook(b"x" * (LARGEST_BODY + 1))

    assert answer.status == 413
    assert answer.headers["content-type"] == "application/problem+json"
    assert quarantine(desk) == []


def test_the_handshake_answers_with_the_challenge_as_plain_text(client):
    query = "hub.mode=subscribe&hub.verify_token=verify-token&hub.challenge=%3Cb%3E12"

    answer = client.get(f"/webhook?{query}")

    assert (answer.status, answer.body) == (200, b"<b>12")
    assert answer.headers["content-type"].startswith("text/plain")


@pytest.mark.parametrize("query", ["", "hub.mode=subscribe&hub.verify_token=wrong&hub.challenge=1"])
def test_a_wrong_handshake_is_refused(client, query, caplog):
    assert client.get(f"/webhook?{query}").status == 403
    assert caplog.messages == ["a subscription check of whatsapp was refused: its verify token is not ours"]


def test_other_channels_and_methods_are_not_served(client, text_webhook):
    assert client.post("/webhook/pigeon", document=text_webhook()).status == 404
    assert client.get("/webhook/pigeon").status == 404
    assert client("PUT", "/webhook").status == 405


class Doorkeeper:
    """An intake that does as it is told."""

    def __init__(self, refusal=None, outcome=None):
        self.refusal = refusal
        self.outcome = outcome
        self.seen: list[WebhookRequest] = []
        self.commits: list[Callable[[], object]] = []

    def receive(self, channel, request, settle, ticket):
        self.seen.append(request)
        if self.refusal is not None:
            raise self.refusal
        self.commits.append(lambda: settle([(ticket, Accepted(messages=1))]))
        if self.outcome is not None:
            settle([(ticket, self.outcome)])


@pytest.mark.parametrize("error", [Overloaded("too much"), StorageError("the disk is full")])
def test_what_cannot_be_stored_is_to_be_sent_again(desk, client, text_webhook, error):
    client.app = create_app(desk, Doorkeeper(error))

    answer = client.webhook(text_webhook())

    assert answer.status == 503
    assert int(answer.headers["retry-after"]) > 0
    assert answer.json["title"] == "Not available"


def test_a_failed_commit_is_not_acknowledged(desk, client, text_webhook):
    client.app = create_app(desk, Doorkeeper(outcome=StorageError("the disk is full")))

    assert client.webhook(text_webhook()).status == 503


def test_nothing_is_acknowledged_before_the_commit(desk, text_webhook):
    keeper = Doorkeeper()
    app = create_app(desk, keeper)

    async def ask():
        request = asyncio.create_task(app.test_client().post("/webhook", data=b"{}"))
        early, _ = await asyncio.wait({request}, timeout=0.1)
        [commit] = keeper.commits
        commit()
        return early, (await request).status_code

    early, status = asyncio.run(ask())

    assert early == set()
    assert status == 200


def test_the_channel_gets_the_body_and_headers_as_they_came(desk, client):
    keeper = Doorkeeper(outcome=Accepted(messages=1))
    client.app = create_app(desk, keeper)

    client.post("/webhook?a=1&a=2", body=b"\x00\xff", headers={"X-Hub-Signature-256": "\xe9"})

    [request] = keeper.seen
    assert request.body == b"\x00\xff"
    assert request.headers["x-hub-signature-256"] == b"\xc3\xa9"
    assert request.query == {"a": "1"}


def test_of_a_flood_of_refused_webhooks_the_log_tells_once(client, desk, text_webhook, monkeypatch, caplog):
    def away():
        raise StorageError("the database is away")

    for number in range(10):
        assert client.webhook(text_webhook(), secret=f"wrong {number}").status == 401
        assert client.get("/webhook?hub.verify_token=wrong").status == 403
    monkeypatch.setattr(desk.storage, "write", away)
    for _ in range(10):
        assert client.webhook(text_webhook()).status == 503
    signature, check, stored = caplog.messages
    assert signature == "a webhook of whatsapp was refused: its signature is missing or wrong"
    assert check == "a subscription check of whatsapp was refused: its verify token is not ours"
    assert stored.startswith("POST /webhook failed: StorageError at ")
