"""Requests are counted by route template."""

from __future__ import annotations

import asyncio
import threading
from datetime import timedelta

from frontdesk.jobs import Jobs
from frontdesk.pipeline.transport import Transport
from frontdesk.storage.models import InboxEntry, OutboxEntry


def counted(client, line):
    return line in client.get("/metrics").body.decode().splitlines()


def test_requests_are_counted_and_timed(client):
    client.get("/livez")
    client.get("/livez")

    labels = '{method="GET",route="/livez",status_code="200"}'
    assert counted(client, f"http_requests_total{labels} 2.0")
    assert counted(client, f"http_request_duration_seconds_count{labels} 2.0")


def test_paths_do_not_become_labels(client):
    client.admin("GET", "/admin/messages/79161234567")
    client.get("/79161234567?token=secret")

    text = client.get("/metrics").body
    assert b'route="/admin/messages/<salon>"' in text
    assert b'route="unmatched",status_code="404"' in text
    assert b"79161234567" not in text
    assert b"secret" not in text


def test_refused_requests_are_counted_too(client):
    client.get("/admin/salons")
    client("BREW", "/livez")

    assert counted(client, 'http_requests_total{method="GET",route="/admin/salons",status_code="401"} 1.0')
    assert counted(client, 'http_requests_total{method="other",route="unmatched",status_code="405"} 1.0')


def test_lag_is_how_late_the_oldest_waiting_message_is(client, clock, text_webhook):
    assert counted(client, "inbox_lag_seconds 0.0")

    client.webhook(text_webhook())
    clock.advance(timedelta(seconds=42))

    assert counted(client, "inbox_lag_seconds 42.0")
    assert counted(client, "outbox_lag_seconds 0.0")


def test_replies_that_are_not_sent_are_counted_and_accounts_that_rest(client, desk, text_webhook):
    assert counted(client, 'outbox_replies{state="held"} 0.0')
    assert counted(client, "accounts_paused 0.0")

    client.webhook(text_webhook("wamid.1"))
    transport = Transport()
    transport.close()
    jobs = Jobs(desk, transport)
    jobs.register()
    jobs.settle()
    jobs.delivery.places.pause("whatsapp", "1234", 60)
    jobs.close()

    assert counted(client, 'outbox_replies{state="pending"} 1.0')
    assert counted(client, "accounts_paused 1.0")
    with desk.storage.write() as storage:
        storage.house.update(OutboxEntry, state="held")
    assert counted(client, 'outbox_replies{state="held"} 1.0')
    assert counted(client, 'outbox_replies{state="pending"} 0.0')


def test_what_waits_is_counted_by_what_it_waits_for(client, desk, text_webhook):
    assert counted(client, 'inbox_messages{state="dead"} 0.0')
    client.webhook(text_webhook("wamid.1"))
    client.webhook(text_webhook("wamid.2"))
    client.webhook(text_webhook("wamid.3", account="somebody else's"))
    client.webhook({"object": "whatsapp_business_account", "entry": [{"changes": "none"}]})
    with desk.storage.write() as storage:
        storage.house.update(InboxEntry, InboxEntry.id == 1, state="dead")
    assert counted(client, 'inbox_messages{state="dead"} 1.0')
    assert counted(client, 'inbox_messages{state="pending"} 1.0')
    assert counted(client, 'inbox_messages{state="unrouted"} 1.0')
    assert counted(client, 'inbox_messages{state="quarantined"} 1.0')
    with desk.storage.write() as storage:
        storage.house.update(InboxEntry, InboxEntry.id == 1, state="done")
    assert counted(client, 'inbox_messages{state="dead"} 0.0')


def test_the_queue_is_measured(client, text_webhook):
    client.webhook(text_webhook())

    assert counted(client, "queue_depth 1.0")


def test_metrics_are_there_while_the_queue_is_not(client, desk, monkeypatch):
    def down():
        raise ConnectionError("nobody there")

    monkeypatch.setattr(desk.queue, "size", down)
    assert client.get("/metrics").status == 200
    assert counted(client, "inbox_lag_seconds 0.0")


def test_others_are_served_while_metrics_are_rendered_one_page_at_a_time(client, desk, monkeypatch):
    begun, go_on = threading.Semaphore(0), threading.Event()
    rendering = []

    def render():
        rendering.append(None)
        begun.release()
        assert go_on.wait(20)
        return b""

    monkeypatch.setattr(desk.metrics, "render", render)

    async def ask():
        asking = client.app.test_client()
        pages = [asyncio.create_task(asking.get("/metrics")) for _ in range(2)]
        await asyncio.to_thread(begun.acquire)
        # In threads as well: another page would have begun by now.
        others = [await asking.get(path) for path in ("/livez", "/healthz", "/healthz")]
        at_once = len(rendering)
        go_on.set()
        answers = [*others, *[await page for page in pages]]
        return at_once, [answer.status_code for answer in answers]

    assert asyncio.run(ask()) == (1, [200] * 5)
    assert len(rendering) == 2


def test_what_cannot_be_measured_is_not_told_with_every_page(client, desk, monkeypatch, caplog):
    def down():
        raise ConnectionError("nobody there")

    monkeypatch.setattr(desk.queue, "size", down)
    for _ in range(5):
        assert client.get("/metrics").status == 200
    [line] = caplog.messages
    assert line.startswith("queue_depth cannot be measured: ConnectionError")
