"""The whole way: a signed webhook becomes a booking and an answer."""

from __future__ import annotations

import json
import re
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

NOON = datetime(2026, 11, 23, 12, tzinfo=ZoneInfo("Europe/Moscow"))
CLOCK = ("--clock", NOON.isoformat())
AT = int(NOON.timestamp())
ADMIN = {"x-admin-token": "e2e-admin-token-0123456789"}

pytestmark = pytest.mark.slow


def text_of(message):
    return message["text"]["body"] if message["type"] == "text" else message["interactive"]["body"]["text"]


@pytest.mark.parametrize(
    ("wish", "day"),
    [
        ("Хочу записаться на женскую стрижку завтра в 14:00", "24 ноября"),
        ("I'd like to book a women's haircut tomorrow at 2 pm", "24 November"),
    ],
)
def test_a_complete_wish_is_booked_and_answered_once(start, graph, customer, database, wish, day):
    desk = start("run", "salon", "--port", "0", *CLOCK)
    webhook = customer("79161234567").webhook(wish, at=AT)
    assert desk.post("/webhook", *webhook) == 200
    [answer] = graph.await_messages(1)
    said = text_of(answer)
    assert day in said
    assert "14:00" in said
    [(code, status)] = database("SELECT booking_code, status FROM bookings")
    assert code in said
    assert status == "confirmed"

    assert desk.post("/webhook", *webhook) == 200
    assert desk.post("/webhook", *customer("79167654321").webhook("спасибо", at=AT)) == 200
    graph.await_messages(1, to="79167654321")
    assert [each["to"] for each in graph.sent] == ["79161234567", "79167654321"]
    assert len(database("SELECT id FROM bookings")) == 1


def test_nothing_personal_is_in_the_database_or_the_log(start, graph, customer, tmp_path):
    desk = start("run", "salon", "--port", "0", *CLOCK)
    lena = customer("79161234567", "Лена Уникальная")
    body, headers = lena.webhook("Запишите на маникюр завтра в 11:00, пожалуйстаочень", at=AT)
    assert desk.post("/webhook", body, headers) == 200
    graph.await_messages(1)
    metrics = desk.get("/metrics")
    bookings = json.loads(desk.get("/admin/salons", ADMIN))
    assert desk.stop() == 0
    kept = b"".join(path.read_bytes() for path in tmp_path.iterdir() if path.is_file())
    for secret in (
        "79161234567",
        "Уникальная",
        "пожалуйстаочень",
        "e2e-access-token",
        "e2e-app-secret",
        "wamid.in",
    ):
        assert secret.encode() not in kept, secret
        assert secret.encode() not in metrics, secret
        assert secret not in json.dumps(bookings, ensure_ascii=False), secret


def test_a_wrong_signature_leaves_nothing(start, customer, database):
    desk = start("run", "salon", "--port", "0", *CLOCK)
    body, headers = customer("79161234567").webhook("Привет", at=AT)
    assert desk.post("/webhook", body + b" ", headers) == 401
    assert desk.post("/webhook", body, {"content-type": "application/json"}) == 401
    assert database("SELECT count(*) FROM inbox") == [(0,)]
    assert database("SELECT count(*) FROM quarantine") == [(0,)]


@pytest.mark.usefixtures("either")
def test_one_chair_goes_to_one_of_fifty(start, graph, customer, database, tmp_path):
    (tmp_path / "one_chair.yaml").write_text(ONE_CHAIR, "utf-8")
    desk = start("run", "one_chair.yaml", "--port", "0")
    crowd = [customer(f"7916000{number:04}", f"Гость {number}") for number in range(50)]
    webhooks = [each.webhook("Хочу на стрижку послезавтра в 14:00", at=int(time.time())) for each in crowd]
    with ThreadPoolExecutor(10) as senders:
        assert set(senders.map(lambda webhook: desk.post("/webhook", *webhook), webhooks)) == {200}
    answers = graph.await_messages(50, timeout=60)
    codes = [code for (code,) in database("SELECT booking_code FROM bookings WHERE status = 'confirmed'")]
    assert len(codes) == 1
    winners = [answer for answer in answers if codes[0] in text_of(answer)]
    others = [answer for answer in answers if codes[0] not in text_of(answer)]
    assert len(winners) == 1
    assert len(others) == 49
    assert all(answer["type"] == "interactive" for answer in others), "others are offered something to tap"


@pytest.mark.usefixtures("big")
def test_many_processes_share_the_work(start, environ, graph, customer, database):
    environ["FRONTDESK_BOTS"] = "salon"
    assert start("migrate").process.wait(60) == 0
    workers = [start("work", "--threads", "2") for _ in range(2)]
    desks = [start("serve", "--port", "0") for _ in range(2)]
    for number in range(10):
        webhook = customer(f"7916000{number:04}").webhook("Добрый день", at=int(time.time()))
        assert [desk.post("/webhook", *webhook) for desk in desks] == [200, 200]
    graph.await_messages(10, timeout=60)
    assert [each.stop() for each in (*desks, *workers)] == [0, 0, 0, 0]
    assert len(graph.sent) == 10
    assert database("SELECT state, count(*) FROM inbox GROUP BY state") == [("done", 10)]


def test_serve_and_work_share_a_host(start, environ, graph, customer, database):
    environ["FRONTDESK_BOTS"] = "salon"
    migrated = start("migrate")
    assert migrated.process.wait(20) == 0
    worker, desk = start("work"), start("serve", "--port", "0")
    assert desk.post("/webhook", *customer("79161234567").webhook("Добрый день", at=AT)) == 200
    [answer] = graph.await_messages(1)
    assert text_of(answer)
    assert (desk.stop(), worker.stop()) == (0, 0)
    assert database("SELECT state FROM inbox") == [("done",)]


def test_it_is_up_when_it_says_so(start):
    desk = start("run", "echo", "--port", "0")
    assert re.search(r"serves echo at http://127\.0\.0\.1:\d+$", desk.said.strip())
    assert json.loads(desk.get("/healthz"))
    assert desk.get("/livez") is not None
    assert desk.get("/readyz") is not None
    assert desk.stop() == 0


ONE_CHAIR = """
languages: [ru]
timezone: Europe/Moscow
currency: RUB
plugins: [salon_booking]
salon_booking:
  hours:
    mon: "09:00-21:00"
    tue: "09:00-21:00"
    wed: "09:00-21:00"
    thu: "09:00-21:00"
    fri: "09:00-21:00"
    sat: "09:00-21:00"
    sun: "09:00-21:00"
  services:
    - {id: haircut, name: Стрижка, minutes: 60, price: 1500}
"""
