"""The requests that docs/bookings.md shows, one after the other, are answered as it says."""

from __future__ import annotations

import asyncio
import json
import re
from datetime import timedelta
from pathlib import Path

DOCUMENT = Path(__file__).parents[2] / "docs/bookings.md"
BOOKINGS = "/admin/bookings/salon"


def requests_below(heading):
    """The JSON bodies that are shown in one section."""
    return [json.loads(body) for body in shown_below(heading, "json")]


def shown_below(heading, kind):
    """The blocks of a kind that are shown in one section."""
    text = DOCUMENT.read_text("utf-8")
    text = text.replace('"haircut"', '"haircut_women"').replace(",haircut,", ",haircut_women,")
    text = text.replace("Haircut +", "Women's haircut +")
    section = text.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    return re.findall(rf"```{kind}\n(.*?)```", section, flags=re.DOTALL)


def test_the_requests_are_answered_as_documented(admin, clock):
    one, visit, taken, moved, missed = requests_below("For staff: the admin routes")
    [ill] = requests_below("Closed tomorrow, away until Friday")
    status, made = admin("POST", BOOKINGS, one)
    assert (status, made["segments"][0]["staff"]) == (201, "irina")
    status, several = admin("POST", BOOKINGS, visit)
    assert (status, len(several["segments"])) == (201, 2)
    _, day = admin("GET", f"{BOOKINGS}/day/2026-11-24")
    irina = day["staff"][-1]
    assert (irina["free"][0]["end"], irina["free"][0]["minutes"]) == ("2026-11-24T14:00:00+03:00", 300)
    assert irina["bookings"][0].items() >= {"booking": 1, "version": 1, "service": "manicure"}.items()
    status, problem = admin("POST", BOOKINGS, taken)
    assert (status, problem["reason"], len(problem["alternatives"])) == (409, "taken", 3)
    path = f"{BOOKINGS}/{made['id']}"
    assert admin("PATCH", path, moved)[0] == 200
    assert admin("PATCH", path, moved)[0] == 412
    status, block = admin("POST", "/admin/blocks/salon", ill)
    assert (status, block["start_ts"], block["bookings"]) == (201, "2026-11-26T00:00:00+03:00", [])
    status, problem = admin("POST", BOOKINGS, {**one, "start": "2026-11-27T14:00"})
    assert (status, problem["reason"]) == (409, "away")
    clock.advance(timedelta(days=2, hours=8))
    status, last = admin("PATCH", path, missed)
    assert (status, last["status"], last["note"]) == (200, "no_show", "Did not call")


def test_feeds_are_made_as_documented(admin):
    [body] = requests_below("On the phone: calendar feeds")
    status, made = admin("POST", "/admin/feeds/salon", body)
    assert (status, made["staff"], made["path"][-4:]) == (201, "irina", ".ics")


def test_customers_are_found_as_documented(admin):
    [body] = requests_below("Customers")
    one, *_ = requests_below("For staff: the admin routes")
    made = admin("POST", BOOKINGS, one)[1]
    status, found = admin("POST", "/admin/customers/salon/search", body)
    assert (status, [each["id"] for each in found["bookings"]]) == (200, [made["id"]])
    assert found["bookings"][0]["price"] == "1500.00"


def test_a_table_is_taken_in_as_documented(app):
    [table] = shown_below("From another calendar", "csv")

    async def send(query):
        response = await app.test_client().post(f"{BOOKINGS}/import{query}", data=table)
        return response.status_code, await response.get_json()

    for query, results in (
        ("?dry_run=1", ["booked", "booked", "refused"]),
        ("", ["booked", "booked", "refused"]),
        ("", ["known", "known", "refused"]),
    ):
        status, answer = asyncio.run(send(query))
        assert (status, [line["result"] for line in answer["lines"]]) == (200, results)
    assert answer["lines"][-1]["reason"] == "taken"


def test_a_cabin_that_cannot_be_used_is_blocked_as_documented(make_admin, make_bot):
    [pipe] = requests_below("Rooms and devices")
    cabins = [{"id": "cabin", "name": {"ru": "Кабинет", "en": "Cabin"}, "count": 2}]
    status, made = make_admin(make_bot(resources=cabins))("POST", "/admin/blocks/salon", pipe)
    assert (status, made["resource"], made["unit"], made["bookings"]) == (201, "cabin", 2, [])
