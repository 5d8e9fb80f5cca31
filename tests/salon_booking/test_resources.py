"""Rooms and devices that services need: a unit of them is taken like somebody's time."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontdesk import BotInvalid, Conflict
from frontdesk_salon_booking.calendar import Booker, Calendar
from frontdesk_salon_booking.config import SalonBooking
from frontdesk_salon_booking.models import Segment
from frontdesk_salon_booking.timetable import Timetable
from frontdesk_salon_booking.units import Stay, uses
from frontdesk_salon_booking.visits import Part, visit_of

RING = ",".join(
    f"{version}:{base64.b64encode(bytes(range(first, first + 32))).decode()}"
    for version, first in ((2, 0), (1, 32))
)
TUESDAY = date(2026, 11, 24)
BOOKINGS = "/admin/bookings/salon"
BLOCKS = "/admin/blocks/salon"
EYEBROWS = {"id": "eyebrows", "name": {"ru": "Брови", "en": "Eyebrows"}, "minutes": 30, "staff": ["anna"]}
LASER = {
    "id": "laser",
    "name": {"ru": "Лазерная эпиляция", "en": "Laser hair removal"},
    "minutes": 60,
    "buffer_after": 15,
    "needs": ["laser"],
    "staff": ["anna", "maria"],
}
PEELING = {
    "id": "peeling",
    "name": {"ru": "Пилинг", "en": "Peeling"},
    "minutes": 60,
    "buffer_after": 15,
    "needs": ["cabin"],
    "staff": ["irina", "anna", "maria"],
}
MASK = PEELING | {"id": "mask", "name": {"ru": "Маска", "en": "Mask"}, "staff": ["maria"]}
RESOURCES = [
    {"id": "laser", "name": {"ru": "Лазер", "en": "Laser"}},
    {"id": "cabin", "name": {"ru": "Кабинет", "en": "Cabin"}, "count": 2},
]


STAFF = [
    {"id": "anna", "name": {"ru": "Анна", "en": "Anna"}},
    {"id": "maria", "name": {"ru": "Мария", "en": "Maria"}},
    {"id": "irina", "name": {"ru": "Ирина", "en": "Irina"}},
]


@pytest.fixture
def bot(make_bot):
    """A salon with one laser and two cabins."""
    return make_bot(services=[EYEBROWS, LASER, PEELING, MASK], resources=RESOURCES, staff=STAFF)


@pytest.fixture
def section(bot):
    return bot.section(SalonBooking)


@pytest.fixture
def book(admin):
    """Book as staff: the booking, or the answer to who cannot have it."""

    def make(service, start, staff=None, **more):
        body = {"service": service, "start": f"2026-11-24T{start}", "customer_name": "Ольга", **more}
        status, made = admin("POST", BOOKINGS, body if staff is None else body | {"staff": staff})
        assert status == (201 if "id" in made else 409), made
        return made

    return make


def units_in(scope):
    query = scope.select(Segment).where(Segment.position < 0).order_by(Segment.staff, Segment.busy_from)
    return [
        (row.staff, f"{row.busy_from:%H:%M}", f"{row.busy_to:%H:%M}", row.live) for row in scope.rows(query)
    ]


def test_a_device_that_is_taken_keeps_out_others_though_they_are_free(book, scope):
    made = book("laser", "12:00", "anna")
    assert made["segments"][0]["resources"] == [{"resource": "laser", "unit": 1}]
    assert units_in(scope) == [("laser#1", "09:00", "10:15", True)]
    refused = book("laser", "12:30", "maria")
    assert refused["reason"] == "taken"
    assert [(each["start"][11:16], each["staff"]) for each in refused["alternatives"]] == [
        ("10:30", "maria"),
        ("13:30", "maria"),
        ("12:30", "maria"),
    ]
    # The buffer counts for the device, too; what does not need it is not kept waiting.
    assert book("laser", "13:00", "maria")["reason"] == "taken"
    assert book("peeling", "12:30", "maria")["status"] == "confirmed"


def test_any_unit_will_do_until_all_are_taken(book, scope):
    units = [
        book("peeling", "12:00", staff)["segments"][0]["resources"][0]["unit"] for staff in ("anna", "irina")
    ]
    assert units == [1, 2]
    assert book("peeling", "12:00", "maria")["reason"] == "taken"
    assert book("peeling", "12:30")["reason"] == "taken"
    # It is free again when it is tidied up.
    assert book("peeling", "13:15", "maria")["segments"][0]["resources"] == [{"resource": "cabin", "unit": 1}]


def test_free_times_leave_out_those_of_a_taken_device(book, section, scope, clock, bot):
    book("laser", "12:00", "anna")
    calendar = Calendar(scope, Timetable(section, bot.zone, clock.now()), "RUB")
    free = calendar.availability().free((Part(section.service("laser")),), TUESDAY, TUESDAY)
    times = [slot.time for slot in free]
    # Before it, there has to be time to tidy up; maria is free all day.
    assert [time for time in times if "10:00" <= time <= "14:30"] == [
        "10:00",
        "10:30",
        "13:30",
        "14:00",
        "14:30",
    ]
    both = calendar.availability().free(
        (Part(section.service("laser")), Part(section.service("eyebrows"))), TUESDAY, TUESDAY
    )
    assert [slot.time for slot in both if "10:00" <= slot.time <= "14:00"] == [
        "10:00",
        "10:30",
        "13:30",
        "14:00",
    ]


def test_a_cancelled_visit_gives_its_device_back_and_a_moved_one_takes_it_along(admin, book, scope):
    first = book("laser", "12:00", "anna")
    path = f"{BOOKINGS}/{first['id']}"
    assert admin("PATCH", path, {"version": 1, "start": "2026-11-24T12:30"})[0] == 200
    assert units_in(scope) == [("laser#1", "09:30", "10:45", True)]
    second = book("laser", "15:00", "maria")
    status, problem = admin("PATCH", path, {"version": 2, "start": "2026-11-24T15:30"})
    assert (status, problem["reason"]) == (409, "taken")
    assert problem["alternatives"]
    cancelled = {"version": second["version"], "status": "cancelled"}
    assert admin("PATCH", f"{BOOKINGS}/{second['id']}", cancelled)[0] == 200
    assert admin("PATCH", path, {"version": 2, "start": "2026-11-24T15:30"})[0] == 200
    assert units_in(scope) == [("laser#1", "12:00", "13:15", False), ("laser#1", "12:30", "13:45", True)]


def test_two_services_in_a_row_keep_their_cabin(admin, scope, section, bot, clock):
    segments = [{"service": "peeling", "staff": "irina"}, {"service": "mask"}]
    body = {"segments": segments, "start": "2026-11-24T12:00", "customer_name": "Ольга"}
    status, made = admin("POST", BOOKINGS, body)
    assert status == 201, made
    assert [each["resources"] for each in made["segments"]] == [[{"resource": "cabin", "unit": 1}]] * 2
    assert units_in(scope) == [("cabin#1", "09:00", "10:00", True), ("cabin#1", "10:00", "11:15", True)]
    assert admin("GET", f"{BOOKINGS}/{made['id']}") == (200, made)
    calendar = Calendar(scope, Timetable(section, bot.zone, clock.now()), "RUB")
    with scope.storage.write():
        booking = calendar.get(made["id"])
        left = calendar.shorten(booking, booking.segments[:1])
    assert left.segments[0].units == ("cabin#1",)
    # Now nobody follows in it, and it is to be tidied up.
    assert units_in(scope) == [("cabin#1", "09:00", "10:15", True)]


def test_a_device_that_is_out_of_order_is_not_booked(admin, book):
    first = book("laser", "12:00", "anna")
    body = {"resource": "laser", "from": "2026-11-24T12:00", "to": "2026-11-24T16:00", "note": "Сломался"}
    status, block = admin("POST", BLOCKS, body)
    assert status == 201, block
    assert (block["staff"], block["resource"], block["unit"]) == (None, "laser", None)
    assert [each["id"] for each in block["bookings"]] == [first["id"]]
    refused = book("laser", "14:00", "maria")
    assert refused["reason"] == "taken"
    starts = [datetime.fromisoformat(each["start"]) for each in refused["alternatives"]]
    assert starts
    assert not any(
        datetime(2026, 11, 24, 8, tzinfo=UTC) < start < datetime(2026, 11, 24, 13, tzinfo=UTC)
        for start in starts
    )
    assert book("eyebrows", "14:00", "anna")["status"] == "confirmed"
    assert admin("DELETE", f"{BLOCKS}/{block['id']}")[0] == 200
    assert book("laser", "14:30", "maria")["status"] == "confirmed"


def test_one_unit_that_is_out_of_order_leaves_the_other(admin, book):
    body = {"resource": "cabin", "unit": 1, "from": "2026-11-24"}
    assert admin("POST", BLOCKS, body)[0] == 201
    assert book("peeling", "12:00", "anna")["segments"][0]["resources"] == [{"resource": "cabin", "unit": 2}]
    assert book("peeling", "12:00", "maria")["reason"] == "taken"
    for wrong in (
        {"resource": "sauna"},
        {"resource": "cabin", "unit": 3},
        {"unit": 1},
        {"resource": "cabin", "staff": "anna"},
    ):
        assert admin("POST", BLOCKS, {"from": "2026-11-24", **wrong})[0] in (400, 422)


def test_the_day_shows_who_has_which_unit(admin, book):
    made = book("peeling", "12:00", "anna")
    assert (
        admin(
            "POST",
            BLOCKS,
            {"resource": "cabin", "unit": 2, "from": "2026-11-24T09:00", "to": "2026-11-24T20:00"},
        )[0]
        == 201
    )
    _, day = admin("GET", f"{BOOKINGS}/day/2026-11-24")
    laser, first, second = day["resources"]
    assert [(each["resource"], each["unit"]) for each in day["resources"]] == [
        ("laser", 1),
        ("cabin", 1),
        ("cabin", 2),
    ]
    assert [(each["booking"], each["staff"]) for each in first["bookings"]] == [(made["id"], "anna")]
    assert [each["minutes"] for each in first["free"]] == [180, 7 * 60 + 45]
    assert [each["minutes"] for each in second["away"]] == [11 * 60]
    assert [each["minutes"] for each in second["free"]] == [60]
    assert laser["bookings"] == []


def test_the_database_itself_refuses_two_visits_in_one_unit(book, scope):
    book("laser", "12:00", "anna")
    book("laser", "15:00", "maria")
    [first, _] = scope.rows(scope.select(Segment).where(Segment.position < 0).order_by(Segment.busy_from))
    with pytest.raises(Conflict), scope.storage.write():
        later = first.busy_from + timedelta(hours=2, minutes=30)
        scope.update(Segment, Segment.id == first.id, busy_to=later + timedelta(hours=1), busy_from=later)


def test_what_is_no_resource_is_a_problem(make_bot):
    with pytest.raises(BotInvalid) as caught:
        make_bot(
            services=[LASER | {"needs": ["lazer", "cabin", "cabin"]}],
            resources=[*RESOURCES, {"id": "cabin", "name": {"ru": "Кабинет"}}],
            staff=STAFF,
        )
    found = {(each.code, each.path[1:]): each.message for each in caught.value.problems}
    assert "there are: laser, cabin" in found["FD231", ("services", 0, "needs", 0)]
    assert "twice" in found["FD232", ("services", 0, "needs", 2)]
    assert ("FD201", ("resources", 2, "id")) in found
    assert ("FD210", ("resources", 2, "name")) in found


def test_a_salon_without_resources_writes_and_locks_nothing_more(make_bot, scope, clock):
    plain = make_bot(services=[EYEBROWS | {"buffer_after": 5}], staff=STAFF)
    calendar = Calendar(scope, Timetable(plain.section(SalonBooking), plain.zone, clock.now()), None)
    parts = (Part(plain.section(SalonBooking).service("eyebrows")),)
    assert calendar.availability().chairs(parts) == ("anna",)
    with scope.storage.write():
        calendar.book(visit_of(parts, TUESDAY, "12:00"), Booker(None), ["x"])
    assert units_in(scope) == []


minutes = st.integers(0, 90)
stays = st.lists(st.tuples(st.integers(1, 60), minutes, minutes, minutes, st.booleans()), max_size=5)


@given(stays)
def test_a_visit_never_comes_into_its_own_way(written):
    noon, visit = datetime(2026, 11, 24, 12, tzinfo=UTC), []
    for pause, lasts, before, after, needs in written:
        begin = noon + timedelta(minutes=pause)
        noon = begin + timedelta(minutes=lasts + 1)
        busy = begin - timedelta(minutes=before), noon + timedelta(minutes=after)
        visit.append(Stay(begin, *busy, ("cabin#1",) if needs else ()))
    found = sorted(uses(visit), key=lambda use: use.busy_from)
    assert [use.place for use in found] == [place for place, stay in enumerate(visit) if stay.units]
    assert all(use.busy_from < use.busy_to for use in found)
    assert all(one.busy_to <= two.busy_from for one, two in pairwise(found))
    # No minute is lost in between.
    for stay in visit:
        covered = sum(
            (
                min(use.busy_to, stay.busy_to) - max(use.busy_from, stay.busy_from)
                for use in found
                if use.busy_from < stay.busy_to and use.busy_to > stay.busy_from
            ),
            timedelta(),
        )
        assert not stay.units or covered == stay.busy_to - stay.busy_from
    assert {use.place for use in found} <= set(range(len(visit)))


def test_processes_that_want_the_last_unit_share_them_out(database_url, storage, scope, tmp_path):
    """Six processes, each for a master of its own, book the same hours with two cabins between them."""
    script = tmp_path / "booker.py"
    script.write_text(BOOKER, "utf-8")
    processes = [
        subprocess.Popen(
            [sys.executable, str(script), database_url, RING, str(number)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for number in range(6)
    ]
    for process in processes:
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        process.stdin.write("go\n")
        process.stdin.flush()
    outcomes = [json.loads(process.communicate(timeout=60)[0]) for process in processes]
    assert [process.returncode for process in processes] == [0] * 6
    assert sum(outcome["booked"] for outcome in outcomes) == 2 * 6
    assert sum(outcome["taken"] for outcome in outcomes) == 4 * 6
    at_once = Counter((unit, since) for unit, since, _, live in units_in(scope) if live)
    assert set(at_once.values()) == {1}
    assert len(at_once) == 2 * 6


BOOKER = """
import json, sys
from datetime import date, datetime
from zoneinfo import ZoneInfo

from frontdesk import FrozenClock
from frontdesk.crypto import KeyRing
from frontdesk.storage import Storage
from frontdesk_salon_booking.calendar import Booker, Calendar
from frontdesk_salon_booking.config import SalonBooking
from frontdesk_salon_booking.timetable import Refusal, Timetable
from frontdesk_salon_booking.visits import Visit

url, ring, number = sys.argv[1:]
zone = ZoneInfo("Europe/Moscow")
now = datetime(2026, 11, 23, 10, tzinfo=zone)
section = SalonBooking.model_validate({
    "services": [{"id": "tan", "name": "Tan", "minutes": 60, "needs": ["cabin"]}],
    "hours": {"tue": "09:00-21:00"},
    "staff": [{"id": f"m{each}", "name": "M"} for each in range(6)],
    "resources": [{"id": "cabin", "name": "Cabin", "count": 2}],
})
storage = Storage.open(url, KeyRing.parse(ring), FrozenClock(now))
calendar = Calendar(storage.scope("salon"), Timetable(section, zone, now), "RUB")
with storage.connection():
    print("ready", flush=True)
    sys.stdin.readline()
outcomes = {"booked": 0, "taken": 0}
hours = [9, 11, 13, 15, 17, 19]
for hour in hours[int(number):] + hours[:int(number)]:
    visit = Visit(section.services[0], date(2026, 11, 24), f"{hour:02}:00", "m" + number)
    with storage.write():
        made = calendar.book(visit, Booker(None), ["Tan"])
    outcomes["taken" if made is Refusal.TAKEN else "booked"] += 1
print(json.dumps(outcomes))
"""
