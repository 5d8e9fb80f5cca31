"""An owner on WhatsApp: the number of a signed webhook is what counts."""

from __future__ import annotations

import json
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

NOON = datetime(2026, 11, 23, 12, tzinfo=ZoneInfo("Europe/Moscow"))
AT = int(NOON.timestamp())
OWNER, CUSTOMER = "79160000001", "79161234567"

pytestmark = pytest.mark.slow


def text_of(message):
    return message["text"]["body"] if message["type"] == "text" else message["interactive"]["body"]["text"]


def test_an_owner_closes_a_day_and_the_customer_hears_of_it(start, environ, graph, customer, database):
    desk = start("run", "salon", "--port", "0", "--clock", NOON.isoformat())
    register = json.dumps(
        {"phone_number_id": environ["WHATSAPP_PHONE_NUMBER_ID"], "staff_numbers": [f"+{OWNER}"]}
    ).encode()
    admin = {"x-admin-token": "e2e-admin-token-0123456789", "content-type": "application/json"}
    assert desk.post("/admin/salons", register, admin) == 200
    olga, owner = customer(CUSTOMER, "Ольга"), customer(OWNER, "Вера")

    def hears(webhook, to, number):
        assert desk.post("/webhook", *webhook) == 200
        return text_of(graph.await_messages(number, to=to)[-1])

    assert "Вы записаны" in hears(olga.webhook("Стрижка завтра в 14:00 к Олегу", at=AT), CUSTOMER, 1)
    assert "Закрываю" not in hears(olga.webhook("закрыто завтра", at=AT), CUSTOMER, 2)
    body, headers = owner.webhook("закрыто завтра", at=AT)
    assert desk.post("/webhook", body.replace(CUSTOMER.encode(), OWNER.encode()) + b" ", headers) == 401
    assert desk.post("/webhook", *customer("79160000009").echo("закрыто завтра", at=AT)) == 200

    assert "14:00 Ольга: стрижка, Олег" in hears(owner.webhook("кто завтра?", at=AT), OWNER, 1)
    assert "Закрыть и написать им?" in hears((body, headers), OWNER, 2)
    assert database("SELECT count(*) FROM calendar_blocks") == [(0,)]
    assert "Готово, салон закрыт" in hears(owner.webhook("да", at=AT), OWNER, 3)
    [*_, sorry] = graph.await_messages(3, to=CUSTOMER)
    assert "ваш визит не состоится" in text_of(sorry)
    titles = [each["reply"]["title"] for each in sorry["interactive"]["action"]["buttons"]]
    assert titles == ["ср, 25 нояб., 14:00", "чт, 26 нояб., 14:00", "Отменить запись"]
    assert database("SELECT made_by, staff FROM calendar_blocks") == [("owner", None)]
    assert OWNER not in desk.log()
