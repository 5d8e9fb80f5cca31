"""The door for webhooks: what it refuses, what it waits for, and that it is like the rest of the server."""

from __future__ import annotations

import asyncio
import json
from contextlib import closing
from dataclasses import replace

import psycopg2
import pytest

from frontdesk import Overloaded
from frontdesk.desk import Desk
from frontdesk.pipeline.intake import Accepted, Intake
from frontdesk.server import create_app
from frontdesk.server.bodies import LARGEST_BODY, Bodies
from frontdesk.server.door import WebhookDoor
from frontdesk.storage.models import InboxEntry
from frontdesk_whatsapp import sign

APP_SECRET = "app-secret-for-tests"


def signed(document):
    body = json.dumps(document).encode()
    return {"body": body, "headers": {"x-hub-signature-256": sign(body, APP_SECRET)}}


def scope(path="/webhook", method="POST", **more):
    return {
        "type": "http",
        "method": method,
        "path": path,
        "root_path": "",
        "query_string": b"",
        "headers": [],
    } | more


def ask(app, scope, *messages):
    """What an ASGI application answers: status, headers and body; None when it answers nothing."""
    sent = []

    async def run():
        incoming = asyncio.Queue()
        for message in messages or ({"type": "http.request", "body": b"{}", "more_body": False},):
            incoming.put_nowait(message)

        async def send(message):
            sent.append(message)

        await app(scope, incoming.get, send)

    asyncio.run(run())
    if not sent:
        return None
    [start, body] = sent
    return start["status"], {name.decode(): value.decode() for name, value in start["headers"]}, body["body"]


class Keeper:
    """An intake that says what became of a webhook at once, or never."""

    def __init__(self, outcome=None):
        self.outcome = outcome

    def receive(self, channel, request, settle, ticket):
        if self.outcome is not None:
            settle([(ticket, self.outcome)])


async def nothing_behind(scope, receive, send):
    await send({"type": "http.response.start", "status": 418, "headers": []})
    await send({"type": "http.response.body", "body": b"", "more_body": False})


@pytest.mark.parametrize(
    "path", ["/webhook", "//webhook", "/webhook/whatsapp", "/webhook//whatsapp", "http://host/webhook"]
)
def test_it_answers_webhooks_however_their_path_is_written(desk, path):
    door = WebhookDoor(desk, Keeper(Accepted()), nothing_behind)
    assert ask(door, scope(path))[0] == 200


@pytest.mark.parametrize(
    "path", ["/", "/webhook/", "/webhook/a/b", "/webhooks", "/x/webhook", "/admin/webhook"]
)
def test_it_passes_on_what_is_not_for_it(desk, path):
    door = WebhookDoor(desk, Keeper(Accepted()), nothing_behind)
    assert ask(door, scope(path))[0] == 418


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "OPTIONS"])
def test_it_passes_on_other_methods(desk, method):
    door = WebhookDoor(desk, Keeper(Accepted()), nothing_behind)
    assert ask(door, scope(method=method))[0] == 418


def test_it_is_found_behind_a_proxy_that_serves_it_below_a_path(desk):
    door = WebhookDoor(desk, Keeper(Accepted()), nothing_behind)
    assert ask(door, scope("/desk/webhook", root_path="/desk"))[0] == 200


def test_its_answers_carry_the_same_headers_as_all_others(client, text_webhook):
    def names(answer):
        return {name.lower() for name in dict(answer.headers)}

    ours, quarts = client.post("/webhook", **signed(text_webhook())), client.get("/livez")
    assert names(ours) == names(quarts)
    refused = client.post("/webhook")
    assert refused.headers["cache-control"] == ours.headers["cache-control"] == "no-store"
    assert int(refused.headers["content-length"]) == len(refused.body)


def test_its_requests_are_counted_and_timed_like_all_others(client, text_webhook):
    client.webhook(text_webhook())
    client.post("/webhook/whatsapp")
    client.post("/webhook/pigeon")

    lines = client.get("/metrics").body.decode().splitlines()
    for route, status in (("/webhook", 200), ("/webhook/<channel>", 401), ("/webhook/<channel>", 404)):
        labels = f'{{method="POST",route="{route}",status_code="{status}"}}'
        assert f"http_requests_total{labels} 1.0" in lines
        assert f"http_request_duration_seconds_count{labels} 1.0" in lines


# -- bodies --------------------------------------------------------------------------------------------------


def part(body, more=True):
    return {"type": "http.request", "body": body, "more_body": more}


def test_a_body_may_come_in_parts(desk):
    body = b'{"object": "page", "entry": []}'
    headers = [(b"x-hub-signature-256", sign(body, APP_SECRET).encode())]
    with closing(Intake(desk)) as intake:
        door = WebhookDoor(desk, intake, nothing_behind)
        parts = (part(body[:3]), part(b""), part(body[3:]), part(b"", more=False))
        assert ask(door, scope(headers=headers), *parts)[0] == 200


def test_a_body_that_grows_too_large_is_refused_though_nobody_said_how_large_it_would_be(desk):
    door = WebhookDoor(desk, Keeper(Accepted()), nothing_behind)
    status, headers, _ = ask(door, scope(), part(b"x" * LARGEST_BODY), part(b"x"))
    assert (status, headers["content-type"]) == (413, "application/problem+json")


def test_a_body_that_is_announced_as_too_large_is_not_waited_for(desk):
    door = WebhookDoor(desk, Keeper(Accepted()), nothing_behind)
    announced = [(b"content-length", str(LARGEST_BODY + 1).encode())]
    assert ask(door, scope(headers=announced), part(b"x"))[0] == 413


def test_a_body_that_takes_too_long_is_refused(desk):
    door = WebhookDoor(desk, Keeper(Accepted()), nothing_behind, bodies=Bodies(slowest=0.01))
    status, _, body = ask(door, scope(), part(b"{"))
    assert (status, json.loads(body)["detail"]) == (408, "The body took too long to arrive.")


def test_who_hangs_up_is_not_answered(desk):
    door = WebhookDoor(desk, Keeper(Accepted()), nothing_behind)
    assert ask(door, scope(), part(b"{"), {"type": "http.disconnect"}) is None


def test_large_bodies_that_never_end_leave_room_for_small_ones():
    async def run():
        bodies = Bodies(slowest=20, most_bytes=1_000_000)

        async def read(*parts):
            incoming = asyncio.Queue()
            for each in parts:
                incoming.put_nowait(each)
            return await bodies.read(scope(), incoming.get)

        slow = [asyncio.create_task(read(part(b"x" * 500_000))) for _ in range(2)]
        await asyncio.sleep(0)
        with pytest.raises(Overloaded):
            await read(part(b"x" * 500_000), part(b"", more=False))
        assert await read(part(b"small", more=False)) == b"small"
        for task in slow:
            task.cancel()
        await asyncio.gather(*slow, return_exceptions=True)
        assert len(await read(part(b"x" * 500_000, more=False))) == 500_000

    asyncio.run(run())


# -- back pressure -------------------------------------------------------------------------------------------


def refused(answer):
    status, headers, body = answer
    assert (status, json.loads(body)["title"]) == (503, "Not available")
    assert int(headers["retry-after"]) > 0
    return True


def test_a_writer_that_does_not_get_to_it_in_time_is_not_waited_for_any_longer(desk):
    door = WebhookDoor(desk, Keeper(), nothing_behind, patience=0.01)
    assert refused(ask(door, scope()))


def test_whatever_goes_wrong_is_a_503_and_nothing_private_is_logged(desk, caplog):
    door = WebhookDoor(desk, Keeper(RuntimeError("Alice wrote from +79161234567")), nothing_behind)
    assert refused(ask(door, scope()))
    assert "RuntimeError" in caplog.text
    assert "79161234567" not in caplog.text


@pytest.mark.parametrize("limit", [{"most_waiting": 1}, {"most_bytes": 1_000}])
def test_webhooks_that_are_too_many_are_to_come_again_and_the_others_are_kept(
    desk, text_webhook, slow_write, limit
):
    async def run(app):
        async def post(number):
            parts = signed(text_webhook(f"wamid.{number}"))
            answer = await app.test_client().post("/webhook", data=parts["body"], headers=parts["headers"])
            return answer.status_code, answer.headers.get("retry-after")

        first = asyncio.create_task(post(0))
        assert await asyncio.to_thread(slow_write.begun.wait, 20)
        waiting = asyncio.create_task(post(1))
        await asyncio.sleep(0)
        late = [asyncio.create_task(post(number)) for number in range(2, 12)]
        answers = await asyncio.gather(*late)
        slow_write.go_on.set()
        return answers, [await first, await waiting]

    with closing(Intake(desk, **limit)) as intake:
        late, early = asyncio.run(run(create_app(desk, intake)))

    assert {status for status, _ in late} == {503}
    assert all(int(after) > 0 for _, after in late)
    assert early[0] == (200, None)
    kept = [status for status, _ in early].count(200)
    assert len(desk.storage.rows(InboxEntry.select())) == kept


def test_while_postgres_is_away_nothing_is_acknowledged_and_afterwards_all_is_well(
    parts, settings, clock, postgres_url, postgres_admin, text_webhook
):
    plugins, bots = parts
    settings = replace(settings, database_url=postgres_url)
    name = psycopg2.extensions.parse_dsn(postgres_url)["dbname"]
    with Desk.open(settings, clock, bots=bots, plugins=plugins, migrate=True) as desk:
        desk.tenants.save(id="echo", name="Echo", bot="echo", channel="whatsapp", account="204190000000001")
        with closing(Intake(desk)) as intake:
            door = create_app(desk, intake)

            def post(message_id):
                webhook = signed(text_webhook(message_id))
                headers = [(b"x-hub-signature-256", webhook["headers"]["x-hub-signature-256"].encode())]
                return ask(door, scope(headers=headers), part(webhook["body"], more=False))

            assert post("wamid.1")[0] == 200
            postgres_admin.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
            postgres_admin.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name]
            )
            assert refused(post("wamid.2"))
            postgres_admin.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
            assert post("wamid.2")[0] == 200
            assert post("wamid.3")[0] == 200
        assert len(desk.storage.rows(InboxEntry.select())) == 3
