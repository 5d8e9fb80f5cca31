"""Group classes: customers share a start until it is full, and nothing else comes into its way."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from frontdesk import BotInvalid, Conflict
from frontdesk_salon_booking.calendar import Booker, Calendar
from frontdesk_salon_booking.config import SalonBooking
from frontdesk_salon_booking.models import Segment
from frontdesk_salon_booking.timetable import Refusal, Timetable
from frontdesk_salon_booking.visits import Visit

RING = ",".join(
    f"{version}:{base64.b64encode(bytes(range(first, first + 32))).decode()}"
    for version, first in ((2, 0), (1, 32))
)
BOOKINGS = "/admin/bookings/salon"
ZONE = ZoneInfo("UTC")
MONDAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 6, tzinfo=UTC)
WORK = {
    "services": [
        {"id": "yoga", "name": "Yoga", "minutes": 60, "places": 3, "needs": ["hall"], "buffer_after": 30},
        {"id": "pilates", "name": "Pilates", "minutes": 60, "places": 2, "staff": ["anna"]},
        {"id": "massage", "name": "Massage", "minutes": 60},
    ],
    "staff": [{"id": "anna", "name": "Anna"}, {"id": "maria", "name": "Maria"}],
    "resources": [{"id": "hall", "name": "Hall"}],
}
SECTION = SalonBooking.model_validate({**WORK, "hours": {"mon": "09:00-13:00"}})
PLACES = {"yoga": 3, "pilates": 2, "massage": 1}
BUSY = {"yoga": 3, "pilates": 2, "massage": 2}
numbers = count()


@pytest.fixture
def bot(make_bot):
    """A studio with one hall."""
    return make_bot(**WORK)


@pytest.fixture
def book(admin):
    """Book as staff: the booking, or the answer to who cannot have it."""

    def make(service, start, staff=None, name="Ольга"):
        body = {"service": service, "start": f"2026-11-24T{start}", "customer_name": name}
        return admin("POST", BOOKINGS, body if staff is None else body | {"staff": staff})[1]

    return make


def test_customers_share_a_start_until_it_is_full(book):
    seats = [book("yoga", "12:00")["segments"][0] for _ in range(3)]
    assert [(each["staff"], each["seat"], each["places"]) for each in seats] == [
        ("anna", n, 3) for n in (1, 2, 3)
    ]
    assert [each["resources"] for each in seats] == [[{"resource": "hall", "unit": 1}]] * 3
    # Maria is free, but there is one hall.
    full = book("yoga", "12:00")
    assert full["reason"] == "taken"
    assert [each["start"][11:16] for each in full["alternatives"]] == ["10:30", "13:30", "12:00"]


def test_nothing_else_comes_into_its_way(book):
    book("yoga", "12:00", "anna")
    for service, start in [
        ("yoga", "12:30"),
        ("yoga", "11:00"),
        ("pilates", "12:00"),
        ("massage", "12:00"),
        ("massage", "13:00"),
    ]:
        assert book(service, start, "anna")["reason"] == "taken", (service, start)
    assert book("massage", "12:00")["segments"][0]["staff"] == "maria"
    assert book("massage", "15:00", "anna")["status"] == "confirmed"
    assert book("yoga", "15:00", "anna")["reason"] == "taken"


def test_whoever_comes_to_anybody_joins_who_has_company(book):
    book("yoga", "12:00", "maria")
    assert book("yoga", "12:00")["segments"][0]["staff"] == "maria"


def test_a_cancelled_place_is_given_to_the_next_and_a_moved_one_too(admin, book):
    first, second, third = (book("yoga", "12:00") for _ in range(3))
    path = f"{BOOKINGS}/{second['id']}"
    assert admin("PATCH", path, {"version": 1, "status": "cancelled"})[0] == 200
    assert book("yoga", "12:00")["segments"][0]["seat"] == 2
    path = f"{BOOKINGS}/{first['id']}"
    status, moved = admin("PATCH", path, {"version": 1, "start": "2026-11-24T17:00"})
    assert (status, moved["segments"][0]["seat"]) == (200, 1)
    status, problem = admin("PATCH", f"{BOOKINGS}/{third['id']}", {"version": 1, "start": "2026-11-24T12:30"})
    assert (status, problem["reason"]) == (409, "taken")
    book("yoga", "12:00")
    status, problem = admin("PATCH", path, {"version": 2, "start": "2026-11-24T12:00"})
    assert (status, problem["reason"]) == (409, "taken")


def test_the_day_shows_a_class_with_who_comes(admin, book):
    made = [book("yoga", "12:00", name=name) for name in ("Ольга", "Вера")]
    _, day = admin("GET", f"{BOOKINGS}/day/2026-11-24")
    [yoga] = day["classes"]
    assert (yoga["service"], yoga["staff"], yoga["places"], yoga["left"]) == ("yoga", "anna", 3, 1)
    assert [(each["booking"], each["customer_name"]) for each in yoga["people"]] == [
        (made[0]["id"], "Ольга"),
        (made[1]["id"], "Вера"),
    ]


def test_places_without_anybody_to_give_them_are_a_problem(make_bot):
    with pytest.raises(BotInvalid) as caught:
        make_bot(services=[{"id": "yoga", "name": "Yoga", "minutes": 60, "places": 8}], staff=[])
    assert ("FD234", ("services", 0, "places")) in {
        (each.code, each.path[1:]) for each in caught.value.problems
    }


def test_the_database_itself_keeps_seats_and_classes_apart(book, scope):
    book("yoga", "12:00", "anna")
    second = book("yoga", "12:00", "anna")
    book("pilates", "16:00", "anna")
    third = book("massage", "18:00", "anna")
    yoga = scope.rows(scope.select(Segment).where(Segment.booking == second["id"], Segment.position == 0))[0]
    times = {"busy_from": yoga.busy_from, "busy_to": yoga.busy_to}
    alone = Segment.booking == third["id"]
    wrong = [
        (Segment.id == yoga.id, {"seat": 1}),
        (Segment.id == yoga.id, {"seat": 4}),
        (Segment.id == yoga.id, {"class_key": yoga.class_key + 1}),
        (Segment.id == yoga.id, {"class_key": None, "seat": None, "places": None}),
        (alone, times),
        (Segment.service == "pilates", times | {"seat": 2}),
    ]
    for where, values in wrong:
        with pytest.raises(Conflict), scope.storage.write():
            scope.update(Segment, where, **values)
    with scope.storage.write():
        scope.update(Segment, Segment.id == yoga.id, seat=3)
        same = {"class_key": yoga.class_key, "places": 3, "seat": 2}
        scope.update(Segment, alone, **times, **same)


halves = st.integers(17, 26)
services = st.sampled_from(["yoga", "yoga", "pilates", "massage"])
books = st.tuples(st.just("book"), services, st.sampled_from([None, "anna", "maria"]), halves)
operations = st.lists(
    st.one_of(
        books,
        books,
        st.tuples(st.just("move"), st.integers(0, 3), halves),
        st.tuples(st.just("cancel"), st.integers(0, 3)),
    ),
    min_size=15,
    max_size=30,
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(operations)
def test_the_classes_are_those_on_paper(storage, wanted):
    """What can be had is what the list on paper says; so nothing is ever overbooked, and no place is lost."""
    scope = storage.scope(f"studio{next(numbers)}")
    paper: dict[int, tuple[str, str, int]] = {}
    for operation, *about in wanted:
        calendar = Calendar(scope, Timetable(SECTION, ZONE, NOW), None)
        if operation == "book":
            service, staff, half = about
            visit = visit_at(service, half, staff)
            expected = who_can(paper, service, staff, half)
            offered = calendar.availability().look(visit)
            listed = calendar.availability().free(visit.parts, MONDAY, MONDAY)
            assert (visit.time in [slot.time for slot in listed]) is (expected is not None)
            with storage.write():
                made = calendar.book(visit, Booker(None), ["x"])
            assert isinstance(made, Refusal) is isinstance(offered, Refusal) is (expected is None)
            if expected:
                assert made.first.staff == offered.staff[0] == expected
                paper[made.id] = (service, expected, half)
            continue
        for number in list(paper)[about[0] : about[0] + 1]:
            with storage.write():
                booking = calendar.get(number)
                if operation == "cancel":
                    calendar.cancel(booking, "business")
                    del paper[number]
                else:
                    service, who, _ = paper.pop(number)
                    stays = who_can(paper, service, who, about[1]) or who_can(paper, service, None, about[1])
                    moved = calendar.move(booking, visit_at(service, about[1]))
                    assert isinstance(moved, Refusal) is (stays is None)
                    paper[number] = (service, stays, about[1]) if stays else (service, who, half_of(booking))
                    assert calendar.get(number).first.staff == paper[number][1]


def visit_at(service, half, staff=None):
    at = datetime.combine(MONDAY, time(), UTC) + timedelta(minutes=30 * half)
    return Visit(SECTION.service(service), MONDAY, f"{at:%H:%M}", staff)


def half_of(booking):
    return booking.start_ts.hour * 2 + booking.start_ts.minute // 30


def who_can(paper, service, staff, half):
    """Who gives it; whose class takes place anyway comes first."""
    if not 18 <= half <= 24:
        return None
    able = ["anna"] if service == "pilates" else ["anna", "maria"]
    able = [who for who in able if staff in (None, who)]
    given = [who for who in able if (service, who, half) in paper.values() and PLACES[service] > 1]
    for who in [*given, *(who for who in able if who not in given)]:
        around = [
            (its, its_who, at)
            for its, its_who, at in paper.values()
            if at < half + BUSY[service] and at + BUSY[its] > half
        ]
        others = [each for each in around if each != (service, who, half)]
        if who in given:
            if len(around) - len(others) < PLACES[service]:
                return who
        elif not any(its_who == who or "yoga" == its == service for its, its_who, _ in around):
            return who
    return None


def test_processes_that_want_the_last_places_share_them_out(database_url, storage, scope, tmp_path):
    script = tmp_path / "booker.py"
    script.write_text(BOOKER, "utf-8")
    processes = [
        subprocess.Popen(
            [sys.executable, str(script), database_url, RING, str(number)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for number in range(5)
    ]
    for process in processes:
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        process.stdin.write("go\n")
        process.stdin.flush()
    outcomes = [json.loads(process.communicate(timeout=60)[0]) for process in processes]
    assert [process.returncode for process in processes] == [0] * 5
    rows = scope.rows(scope.select(Segment).where(Segment.live, Segment.position == 0))
    assert sum(outcome["booked"] for outcome in outcomes) == len(rows) == 3 * 6
    assert sum(outcome["taken"] for outcome in outcomes) == 5 * 2 * 6 - 3 * 6
    assert len({(row.start_ts, row.seat) for row in rows}) == 3 * 6


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
    "services": [{"id": "yoga", "name": "Yoga", "minutes": 60, "places": 3}],
    "hours": {"tue": "09:00-21:00"},
    "staff": [{"id": "anna", "name": "A"}],
})
storage = Storage.open(url, KeyRing.parse(ring), FrozenClock(now))
calendar = Calendar(storage.scope("salon"), Timetable(section, zone, now), "RUB")
with storage.connection():
    print("ready", flush=True)
    sys.stdin.readline()
outcomes = {"booked": 0, "taken": 0}
hours = [9, 11, 13, 15, 17, 19]
for _ in range(2):
    for hour in hours[int(number):] + hours[:int(number)]:
        visit = Visit(section.services[0], date(2026, 11, 24), f"{hour:02}:00")
        with storage.write():
            made = calendar.book(visit, Booker(None), ["Yoga"])
        outcomes["taken" if made is Refusal.TAKEN else "booked"] += 1
print(json.dumps(outcomes))
"""
