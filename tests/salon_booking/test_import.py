"""Bookings from another calendar: tried, booked, and booked once however often they come."""

from __future__ import annotations

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontdesk import HttpProblem
from frontdesk_salon_booking.events import BookingCreated
from frontdesk_salon_booking.imports.file import calendar_rows
from frontdesk_salon_booking.imports.rows import Row, Unfit
from frontdesk_salon_booking.imports.table import table_rows

BOOKINGS = "/admin/bookings/salon"
TABLE = """start,service,staff,customer_name,customer_phone,note
2026-11-24T14:00,manicure,irina,Ольга,8 916 123-45-67,Первый раз
24.11.2026 15:00,Женская стрижка + маникюр,,Вера,,
2026-11-24T14:30,manicure,,Зоя,,
2026-11-24T16:00,massage,,Зоя,,
2026-11-24T16:00,manicure,anna,Зоя,,
2026-11-24T16:00,manicure,nobody,Зоя,,
tomorrow,manicure,,Зоя,,
2026-11-24T16:00,manicure,,Зоя,call me,
2026-11-29T14:00,manicure,,Зоя,,
2026-11-24T14:00,manicure,irina,Ольга,8 916 123-45-67,Уже была
"""
REFUSED = [
    "taken",
    "unknown_service",
    "unknown_staff",
    "unknown_staff",
    "bad_start",
    "bad_phone",
    "closed_day",
]


def entry(uid, start, title, *more):
    return "\r\n".join(
        ["BEGIN:VEVENT", f"UID:{uid}", f"DTSTART{start}", f"SUMMARY:{title}", *more, "END:VEVENT"]
    )


def file_of(*entries):
    return "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:test", *entries, "END:VCALENDAR", ""])


@pytest.fixture
def send(app):
    """Send a file; returns status and answer."""

    def ask(content, query="", salon="salon"):
        async def run():
            data = content if isinstance(content, bytes) else content.encode()
            path = f"/admin/bookings/{salon}/import{query}"
            response = await app.test_client().post(path, data=data)
            return response.status_code, json.loads(await response.get_data())

        return asyncio.run(run())

    return ask


@pytest.fixture
def booked(admin):
    """What stands in the calendar: start, services and name."""
    return lambda: [
        (each["start_ts"][:16], each["service"], each["customer_name"])
        for each in reversed(admin("GET", BOOKINGS)[1]["items"])
    ]


def test_a_table_is_booked_line_by_line(send, admin, booked, told):
    status, answer = send(TABLE)
    assert (status, answer["dry_run"]) == (200, False)
    assert {name: answer[name] for name in ("booked", "known", "refused", "skipped")} == {
        "booked": 2,
        "known": 1,
        "refused": 7,
        "skipped": 0,
    }
    assert [line["line"] for line in answer["lines"]] == list(range(2, 12))
    assert [line.get("reason") for line in answer["lines"]] == [None, None, *REFUSED, None]
    assert all(line["detail"] for line in answer["lines"] if line["result"] == "refused")
    first, several, *_, again = answer["lines"]
    assert first == {
        "line": 2,
        "result": "booked",
        "booking": first["booking"],
        "status": "confirmed",
        "start": "2026-11-24T14:00:00+03:00",
        "segments": [{"service": "manicure", "staff": "irina"}],
    }
    assert [each["service"] for each in several["segments"]] == ["haircut_women", "manicure"]
    assert (again["result"], again["booking"]) == ("known", first["booking"])
    assert booked() == [
        ("2026-11-24T14:00", "Маникюр", "Ольга"),
        ("2026-11-24T15:00", "Женская стрижка, Маникюр", "Вера"),
    ]
    made = admin("GET", f"{BOOKINGS}/{first['booking']}")[1]
    assert (made["customer_phone"], made["note"]) == ("+79161234567", "Первый раз")
    assert told == [BookingCreated("salon", line["booking"]) for line in (first, several)]


def test_a_trial_tells_what_would_be_booked_and_books_nothing(send, booked, told):
    status, tried = send(TABLE, "?dry_run=1")
    assert (status, tried["dry_run"], booked(), told) == (200, True, [], [])
    _, done = send(TABLE)
    assert [line["result"] for line in tried["lines"]] == [line["result"] for line in done["lines"]]
    assert [line.get("reason") for line in tried["lines"]] == [line.get("reason") for line in done["lines"]]
    assert [line.get("booking") for line in tried["lines"][:2]] == [None, None]
    assert {name: tried[name] for name in ("booked", "known", "refused")} == {
        name: done[name] for name in ("booked", "known", "refused")
    }


def test_a_file_that_comes_again_books_nothing_twice(send, admin, booked):
    send(TABLE)
    before = booked()
    for query in ("", "?dry_run=1"):
        _, answer = send(TABLE, query)
        assert (answer["booked"], answer["known"], answer["refused"]) == (0, 3, 7)
    assert booked() == before


def test_a_booking_that_was_moved_or_cancelled_since_stays_so(send, admin, booked):
    _, answer = send(TABLE)
    moved, cancelled = (line["booking"] for line in answer["lines"][:2])
    admin("PATCH", f"{BOOKINGS}/{moved}", {"version": 1, "start": "2026-11-25T10:00"})
    admin("PATCH", f"{BOOKINGS}/{cancelled}", {"version": 1, "status": "cancelled"})
    _, again = send("\n".join(TABLE.splitlines()[:3]))
    assert [(line["result"], line["booking"], line["status"]) for line in again["lines"]] == [
        ("known", moved, "confirmed"),
        ("known", cancelled, "cancelled"),
    ]
    assert len(booked()) == 2


def test_a_key_tells_lines_apart(send, booked):
    head = "start;service;staff;key\n"
    _, first = send(head + "2026-11-24T14:00;haircut_women;anna;1\n2026-11-24T14:00;haircut_women;maria;2\n")
    assert first["booked"] == 2
    _, moved = send(head + "2026-11-24T18:00;haircut_women;anna;1\n")
    assert [(line["result"], line["start"][11:16]) for line in moved["lines"]] == [("known", "14:00")]
    assert len(booked()) == 2


def test_a_calendar_file_is_booked_entry_by_entry(send, admin, booked):
    content = file_of(
        entry("a", ":20261124T110000Z", "Маникюр"),
        entry(
            "b", ";TZID=Europe/Moscow:20261124T150000", "Анна: Женская стрижка (Вера)", "DESCRIPTION:Краска"
        ),
        entry("c", ":20261124T160000", "Manicure (Zoe)"),
        entry("d", ";VALUE=DATE:20261124", "Маникюр"),
        entry("e", ":20261125T110000Z", "Маникюр", "RRULE:FREQ=WEEKLY"),
        entry("f", ":20261125T110000Z", "Маникюр", "STATUS:CANCELLED"),
        entry("g", ":20261124T113000Z", "Маникюр"),
        entry("h", ":20261124T110000Z", "Обед"),
        entry("a", ":20261126T110000Z", "Маникюр"),
    )
    _, tried = send(content, "?dry_run=true")
    assert booked() == []
    _, answer = send(content)
    assert [(line["line"], line["result"], line.get("reason")) for line in answer["lines"]] == [
        (1, "booked", None),
        (2, "booked", None),
        (3, "booked", None),
        (4, "refused", "bad_start"),
        (5, "refused", "repeats"),
        (6, "skipped", "cancelled"),
        (7, "refused", "taken"),
        (8, "refused", "unknown_service"),
        (9, "known", None),
    ]
    assert [line["result"] for line in tried["lines"]] == [line["result"] for line in answer["lines"]]
    assert booked() == [
        ("2026-11-24T14:00", "Маникюр", None),
        ("2026-11-24T15:00", "Женская стрижка", "Вера"),
        ("2026-11-24T16:00", "Маникюр", "Zoe"),
    ]
    made = admin("GET", f"{BOOKINGS}/{answer['lines'][1]['booking']}")[1]
    assert (made["segments"][0]["staff"], made["note"]) == ("anna", "Краска")


def test_what_a_feed_tells_can_be_taken_in_elsewhere(admin, app, send):
    admin("POST", BOOKINGS, {"service": "manicure", "start": "2026-11-24T14:00", "customer_name": "Ольга"})
    path = admin("POST", "/admin/feeds/salon", {})[1]["path"]

    async def read():
        return await (await app.test_client().get(path)).get_data()

    status, answer = send(asyncio.run(read()), salon="another")
    assert (status, answer["booked"]) == (200, 1)
    _, page = admin("GET", "/admin/bookings/another")
    [made] = page["items"]
    assert (made["start_ts"], made["customer_name"], made["segments"][0]["staff"]) == (
        "2026-11-24T14:00:00+03:00",
        "Ольга",
        "irina",
    )


def test_a_masters_own_file_is_booked_with_them(send):
    content = "start,service\n2026-11-24T14:00,haircut_women\n2026-11-24T15:00,manicure\n"
    _, answer = send(content, "?staff=maria")
    assert answer["lines"][0]["segments"] == [{"service": "haircut_women", "staff": "maria"}]
    assert answer["lines"][1]["reason"] == "unknown_staff"


def test_trials_and_imports_and_bookings_do_not_get_into_each_others_way(send, admin, booked):
    """Lines lock chairs in their own order; nobody may wait in a circle, and nothing is booked twice."""
    days = [f"2026-11-{day}" for day in (24, 25, 26)]
    lines = [
        f"{day}T{hour}:00,{service}"
        for day in days
        for hour in (10, 12, 14)
        for service in ("manicure", "haircut_men", "coloring")
    ]
    there, back = ("\n".join(["start,service", *order]) for order in (lines, reversed(lines)))

    def book(hour):
        wanted = {"service": "manicure", "start": f"2026-11-27T{hour}:00", "customer_name": "Ольга"}
        return admin("POST", BOOKINGS, wanted)

    with ThreadPoolExecutor(6) as pool:
        sent = [pool.submit(send, file, query) for file in (there, back) for query in ("?dry_run=1", "")]
        made = [pool.submit(book, hour) for hour in (10, 12, 14, 16)]
        answers = [each.result() for each in sent]
        assert [each.result()[0] for each in made] == [201] * 4
    assert [status for status, _ in answers] == [200] * 4
    assert all(line["result"] in ("booked", "known") for _, answer in answers for line in answer["lines"])
    assert sum(answer["booked"] for _, answer in answers if not answer["dry_run"]) == len(lines)
    assert send(there)[1]["known"] == len(lines)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "is empty"),
        ("start,service,color\n", "number 3"),
        ("start,customer_name\n", "no column service"),
        ("start,service,start\n", "twice"),
        ('start,service\n"2026', "Line 2"),
        ("start,service\n" + "2026-11-24T14:00,manicure\n" * 501, "more than 500"),
        (file_of(*["BEGIN:VEVENT\r\nEND:VEVENT"] * 501), "more than 500"),
        ("BEGIN:VCALENDAR\r\nnonsense", "export it anew"),
        ("start,service\n2026-11-24T14:00,Маникюр".encode("cp1251"), "UTF-8"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_as_a_whole(send, booked, content, said):
    status, problem = send(content)
    assert (status, said in problem["detail"]) == (422, True), problem
    assert booked() == []


def test_a_trial_is_asked_for_in_words_that_are_known(send, booked):
    assert send(TABLE, "?dry_run=yes")[0] == 400
    assert send(TABLE, "?dry_run=0")[1]["dry_run"] is False
    assert send(TABLE, salon="nowhere")[0] == 404


@given(st.text(max_size=80), st.text(max_size=80))
def test_no_file_breaks_the_reading(head, rest):
    event = f"BEGIN:VEVENT\r\nDTSTART:{rest}\r\nSUMMARY:{head}\r\nEND:VEVENT"
    for read, text in (
        (table_rows, f"start,service\n{head},{rest}"),
        (table_rows, head + rest),
        (calendar_rows, file_of(head, event)),
        (calendar_rows, f"BEGIN:VCALENDAR\r\n{head}:{rest}"),
    ):
        assert all(isinstance(row, Row | Unfit) for row in _rows(read, text))


def _rows(read, text):
    try:
        return list(read(text))
    except HttpProblem as problem:
        return [] if problem.status == 422 else [problem]
