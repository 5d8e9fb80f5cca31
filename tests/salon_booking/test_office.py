"""What the owner looks at: lists that are filtered, days and weeks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontdesk_salon_booking.office.gaps import gaps

BOOKINGS = "/admin/bookings/salon"
MONDAY = datetime(2026, 11, 23, tzinfo=UTC)


@pytest.fixture
def book(admin):
    def make(service, start, staff=None, name="Ольга", **changes):
        wanted = {"service": service, "start": start, "staff": staff, "customer_name": name}
        status, made = admin("POST", BOOKINGS, wanted | changes)
        assert status == 201, made
        return made["id"]

    return make


@pytest.fixture
def change(admin):
    def make(number, **changes):
        version = admin("GET", f"{BOOKINGS}/{number}")[1]["version"]
        status, changed = admin("PATCH", f"{BOOKINGS}/{number}", {"version": version, **changes})
        assert status == 200, changed

    return make


@pytest.fixture
def listed(admin):
    """The ids that a list holds."""

    def read(query):
        status, page = admin("GET", f"{BOOKINGS}?{query}")
        assert status == 200, page
        return [each["id"] for each in page["items"]]

    return read


@pytest.fixture
def week(book, change):
    """Bookings of some days, by what they are."""
    several = [{"service": "haircut_women", "staff": "maria"}, {"service": "manicure"}]
    made = {
        "early": book("manicure", "2026-11-24T09:00"),
        "late": book("manicure", "2026-11-24T20:00"),
        "next": book("haircut_women", "2026-11-25T09:00", "anna"),
        "visit": book(None, "2026-11-26T12:00", segments=several),
        "gone": book("manicure", "2026-11-26T18:00"),
    }
    change(made["gone"], status="cancelled")
    return made


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["gone", "visit", "next", "late", "early"]),
        ("from=2026-11-25", ["gone", "visit", "next"]),
        ("to=2026-11-24", ["late", "early"]),
        ("from=2026-11-24&to=2026-11-25", ["next", "late", "early"]),
        ("from=2026-11-27", []),
        ("staff=irina", ["gone", "visit", "late", "early"]),
        ("staff=maria", ["visit"]),
        ("staff=nobody", []),
        ("service=haircut_women", ["visit", "next"]),
        ("service=haircut_women&staff=irina", []),
        ("status=cancelled", ["gone"]),
        ("status=confirmed,cancelled&from=2026-11-26", ["gone", "visit"]),
        ("status=no_show", []),
        ("status=confirmed&staff=irina&to=2026-11-25", ["late", "early"]),
    ],
)
def test_a_list_holds_what_is_asked_for(listed, week, query, found):
    assert listed(query) == [week[name] for name in found]


def test_a_filtered_list_goes_on_from_page_to_page(admin, week):
    path, found = f"{BOOKINGS}?staff=irina&limit=3", []
    _, page = admin("GET", path)
    assert len(page["items"]) == 3
    found += page["items"]
    _, page = admin("GET", f"{path}&cursor={page['next']}")
    found += page["items"]
    assert page["next"] is None
    assert [each["id"] for each in found] == [week[name] for name in ("gone", "visit", "late", "early")]


def test_the_days_are_those_of_the_business(listed, make_bot, make_admin, clock):
    """The late evening of Berlin is the next day already in UTC, and its early morning the day before."""
    hours = {"hours": dict.fromkeys(("mon", "tue", "wed"), "00:00-24:00")}
    berlin = make_bot().with_settings({"timezone": "Europe/Berlin", "salon_booking": hours})
    admin = make_admin(berlin)
    wanted = {"service": "manicure", "customer_name": "Olga"}
    first = admin("POST", BOOKINGS, wanted | {"start": "2026-11-24T00:00"})[1]["id"]
    last = admin("POST", BOOKINGS, wanted | {"start": "2026-11-24T23:00"})[1]["id"]
    admin("POST", BOOKINGS, wanted | {"start": "2026-11-25T00:00"})
    _, page = admin("GET", f"{BOOKINGS}?from=2026-11-24&to=2026-11-24")
    assert [each["id"] for each in page["items"]] == [last, first]


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("from=yesterday", "Bad day"),
        ("to=2026-13-01", "Bad day"),
        ("to=9999-12-31", "Bad day"),
        ("from=0001-01-01", "Bad day"),
        ("from=2026-11-25&to=2026-11-24", "Bad days"),
        ("status=lost", "Bad status"),
        ("limit=0", "Bad limit"),
    ],
)
def test_a_filter_that_cannot_be_is_refused(admin, query, title):
    status, problem = admin("GET", f"{BOOKINGS}?{query}")
    assert (status, problem["title"]) == (400, title)


def by_staff(day):
    return {each["staff"]: each for each in day["staff"]}


def spans(found):
    return [f"{each['start'][11:16]}-{each['end'][11:16]}" for each in found]


def test_a_day_shows_who_does_what_and_who_is_free(admin, week):
    status, day = admin("GET", f"{BOOKINGS}/day/2026-11-26")
    assert (status, day["day"], day["zone"], spans(day["open"])) == (
        200,
        "2026-11-26",
        "Europe/Moscow",
        ["09:00-21:00"],
    )
    staff = by_staff(day)
    assert list(staff) == ["anna", "maria", "irina"]
    assert {name: spans(each["free"]) for name, each in staff.items()} == {
        "anna": ["09:00-21:00"],
        "maria": ["09:00-12:00", "13:00-21:00"],
        "irina": ["09:00-13:00", "14:00-21:00"],
    }
    [haircut] = staff["maria"]["bookings"]
    assert haircut["booking"] == week["visit"]
    assert (haircut["service_name"], haircut["customer_name"]) == ("Женская стрижка", "Ольга")
    assert (haircut["start_ts"], haircut["end_ts"]) == (
        "2026-11-26T12:00:00+03:00",
        "2026-11-26T13:00:00+03:00",
    )
    assert staff["anna"] == {
        "staff": "anna",
        "name": "Анна",
        "bookings": [],
        "away": [],
        "free": [{"start": "2026-11-26T09:00:00+03:00", "end": "2026-11-26T21:00:00+03:00", "minutes": 720}],
    }


def test_a_day_with_a_break_and_a_day_off(admin, book):
    book("manicure", "2026-11-28T12:00")
    _, saturday = admin("GET", f"{BOOKINGS}/day/2026-11-28")
    assert spans(by_staff(saturday)["irina"]["free"]) == ["10:00-12:00", "14:00-18:00"]
    _, sunday = admin("GET", f"{BOOKINGS}/day/2026-11-29")
    assert (sunday["open"], by_staff(sunday)["irina"]["free"]) == ([], [])


def test_whoever_did_not_come_leaves_the_time_free(admin, book, change, clock):
    number = book("manicure", "2026-11-23T11:00")
    clock.advance(timedelta(hours=1, minutes=20))
    change(number, status="no_show")
    irina = by_staff(admin("GET", f"{BOOKINGS}/day/2026-11-23")[1])["irina"]
    assert [each["status"] for each in irina["bookings"]] == ["no_show"]
    assert spans(irina["free"]) == ["09:00-21:00"]
    book("manicure", "2026-11-23T11:15", name="Вера")
    assert spans(by_staff(admin("GET", f"{BOOKINGS}/day/2026-11-23")[1])["irina"]["free"]) == [
        "09:00-11:15",
        "12:15-21:00",
    ]


def test_who_has_left_is_shown_as_long_as_there_is_work_of_theirs(make_bot, make_admin, book):
    book("manicure", "2026-11-24T12:00")
    bot = make_bot()
    staff = [{"id": "anna", "name": "Анна"}]
    admin = make_admin(bot.with_settings({"salon_booking": {"staff": staff}}))
    day = by_staff(admin("GET", f"{BOOKINGS}/day/2026-11-24")[1])
    assert (list(day), day["irina"]["name"], day["irina"]["free"]) == (["anna", "irina"], "irina", [])
    assert list(by_staff(admin("GET", f"{BOOKINGS}/day/2026-11-25")[1])) == ["anna"]


def test_a_week_goes_from_monday_to_sunday(admin, week):
    for day in ("2026-11-23", "2026-11-26", "2026-11-29"):
        status, shown = admin("GET", f"{BOOKINGS}/week/{day}")
        assert (status, shown["from"], shown["to"]) == (200, "2026-11-23", "2026-11-29")
    assert [sum(len(each["bookings"]) for each in day["staff"]) for day in shown["days"]] == [
        0, 2, 1, 2, 0, 0, 0,
    ]  # fmt: skip
    assert shown["days"][3] == admin("GET", f"{BOOKINGS}/day/2026-11-26")[1]


def test_what_goes_on_over_midnight_is_on_both_days(make_bot, make_admin):
    services = [
        {"id": "coloring", "name": "Окрашивание", "minutes": 120, "buffer_before": 15, "buffer_after": 15}
    ]
    always = dict.fromkeys(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), "00:00-24:00")
    section = {"services": services, "staff": [], "hours": always}
    admin = make_admin(make_bot().with_settings({"salon_booking": section}))
    wanted = {"service": "coloring", "start": "2026-11-24T22:00", "customer_name": "Ольга"}
    assert admin("POST", BOOKINGS, wanted)[0] == 201
    [chair] = admin("GET", f"{BOOKINGS}/day/2026-11-24")[1]["staff"]
    assert (chair["staff"], chair["name"], len(chair["bookings"])) == (None, None, 1)
    assert spans(chair["free"]) == ["00:00-21:45"]
    [chair] = admin("GET", f"{BOOKINGS}/day/2026-11-25")[1]["staff"]
    assert (chair["bookings"], spans(chair["free"])) == ([], ["00:15-00:00"])


@pytest.mark.parametrize("path", ["day/today", "week/2026-02-30", "day/9999-12-31", "week/0001-01-01"])
def test_a_day_that_is_none_is_refused(admin, path):
    assert admin("GET", f"{BOOKINGS}/{path}")[0] == 400


def test_other_businesses_are_not_shown(admin, week):
    assert admin("GET", "/admin/bookings/another?status=confirmed&staff=irina")[1]["items"] == []
    another = admin("GET", "/admin/bookings/another/day/2026-11-26")[1]
    assert all(not each["bookings"] for each in another["staff"])
    assert admin("GET", "/admin/bookings/nowhere/week/2026-11-26")[0] == 404


MINUTES = st.integers(0, 300)
SPAN = st.tuples(MINUTES, MINUTES).map(sorted).filter(lambda span: span[0] < span[1])


@given(opened=SPAN, reopened=SPAN, taken=st.lists(SPAN, max_size=6))
def test_every_minute_is_free_that_is_open_and_not_taken(opened, reopened, taken):
    def moments(span, later=0):
        return tuple(MONDAY + timedelta(minutes=minute + later) for minute in span)

    def minutes(found):
        return {
            minute
            for begin, end in found
            for minute in range(
                int((begin - MONDAY).total_seconds()) // 60, int((end - MONDAY).total_seconds()) // 60
            )
        }

    stretches = [moments(opened), moments(reopened, later=300)]
    busy = [moments(span, later) for span in taken for later in (0, 300)]
    free = list(gaps(stretches, busy))
    assert minutes(free) == minutes(stretches) - minutes(busy)
    assert free == sorted(free)
    assert all(begin < end for begin, end in free)
