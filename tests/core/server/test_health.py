"""Whether the process lives, is ready, and how quickly what it stands on answers."""

from __future__ import annotations

import pytest

from frontdesk.server import create_app


def test_a_process_that_answers_lives(client):
    assert client.get("/livez").json == {"status": "ok"}


def test_each_part_is_told_with_its_latency(client):
    answer = client.get("/healthz")

    assert answer.status == 200
    assert answer.json["status"] == "ok"
    for part in ("database", "queue", "cache"):
        assert answer.json[part]["ok"] is True
        assert answer.json[part]["latency_ms"] >= 0


@pytest.mark.parametrize("part", ["queue", "cache"])
def test_one_part_down_is_told(client, desk, intake, monkeypatch, part):
    def ping():
        raise ConnectionError("refused by 10.1.2.3")

    monkeypatch.setattr(getattr(desk, part), "ping", ping)
    client.app = create_app(desk, intake)

    answer = client.get("/healthz")

    assert answer.status == 503
    assert answer.json["status"] == "down"
    assert (answer.json[part]["ok"], answer.json[part]["error"]) == (False, "ConnectionError")
    assert answer.json["database"]["ok"] is True
    assert b"10.1.2.3" not in answer.body


def test_without_its_database_it_lives_and_is_not_ready(client, desk, monkeypatch):
    def connection():
        raise ConnectionError

    monkeypatch.setattr(desk.storage, "connection", connection)

    assert client.get("/readyz").status == 503
    assert client.get("/healthz").json["database"]["ok"] is False
    assert client.get("/livez").status == 200


def test_with_its_database_it_is_ready(client):
    assert client.get("/readyz").status == 200
