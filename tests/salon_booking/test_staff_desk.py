"""Staff books and changes bookings by way of the admin routes."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest

from frontdesk_salon_booking.events import BookingCancelled, BookingCreated, BookingMoved

BOOKINGS = "/admin/bookings/salon"
MANICURE = {"service": "manicure", "start": "2026-11-24T14:00:00+03:00", "customer_name": "Ольга"}


@pytest.fixture
def book(admin):
    """Make a booking that can be made."""

    def make(**changes):
        status, made = admin("POST", BOOKINGS, MANICURE | changes)
        assert status == 201, made
        return made

    return make


@pytest.fixture
def change(admin):
    def make(booking, **changes):
        path = f"{BOOKINGS}/{booking['id']}"
        return admin("PATCH", path, {"version": booking["version"], **changes})

    return make


def starts(problem):
    return [each["start"][11:16] for each in problem["alternatives"]]


def test_a_booking_is_made_and_shown(admin, book, told):
    made = book(customer_phone="8 (916) 123-45-67", note="Первый раз у нас")
    assert {name: made[name] for name in ("service", "start_ts", "end_ts", "status", "price", "version")} == {
        "service": "Маникюр",
        "start_ts": "2026-11-24T14:00:00+03:00",
        "end_ts": "2026-11-24T15:00:00+03:00",
        "status": "confirmed",
        "price": "1500.00",
        "version": 1,
    }
    assert (made["customer_name"], made["customer_phone"]) == ("Ольга", "+79161234567")
    assert made["note"] == "Первый раз у нас"
    assert admin("GET", f"{BOOKINGS}/{made['id']}") == (200, made)
    assert admin("GET", BOOKINGS) == (200, {"items": [made], "next": None})
    assert told == [BookingCreated("salon", made["id"])]


def test_several_services_are_one_booking(book):
    parts = [{"service": "haircut_women", "staff": "maria"}, {"service": "manicure"}]
    made = book(service=None, segments=parts)
    assert made["service"] == "Женская стрижка, Маникюр"
    assert [(each["service"], each["staff"], each["start_ts"][11:16]) for each in made["segments"]] == [
        ("haircut_women", "maria", "14:00"),
        ("manicure", "irina", "15:00"),
    ]
    assert made["price"] == "3500.00"


@pytest.mark.parametrize(
    "start",
    ["2026-11-24T14:00", "2026-11-24T14:00:00+03:00", "2026-11-24T11:00:00Z", "2026-11-24 16:00+05:00"],
)
def test_a_start_is_on_the_wall_or_has_an_offset(book, start):
    assert book(start=start)["start_ts"] == "2026-11-24T14:00:00+03:00"


def test_what_is_taken_is_refused_with_what_is_free(admin, book):
    book()
    status, problem = admin("POST", BOOKINGS, MANICURE)
    assert (status, problem["reason"]) == (409, "taken")
    assert starts(problem) == ["13:00", "15:00", "14:00"]
    assert {each["staff"] for each in problem["alternatives"]} == {"irina"}
    for alternative in problem["alternatives"]:
        book(start=alternative["start"], staff=alternative["staff"])


def test_somebody_else_at_the_same_time_is_the_first_alternative(admin, book):
    book(service="haircut_women", staff="anna")
    status, problem = admin("POST", BOOKINGS, MANICURE | {"service": "haircut_women", "staff": "anna"})
    assert status == 409
    assert problem["alternatives"][0] == {"start": "2026-11-24T14:00:00+03:00", "staff": "maria"}


@pytest.mark.parametrize(
    ("start", "reason"),
    [
        ("2026-11-29T14:00", "closed_day"),
        ("2026-11-24T08:00", "closed_time"),
        ("2026-11-24T20:30", "ends_late"),
        ("2026-11-20T14:00", "past"),
        ("2027-11-24T14:00", "too_far"),
    ],
)
def test_a_time_that_is_not_offered_is_refused_with_the_reason(admin, start, reason):
    status, problem = admin("POST", BOOKINGS, MANICURE | {"start": start})
    assert (status, problem["reason"]) == (409, reason)


def test_staff_may_book_at_any_minute_and_at_the_last_moment(book, clock):
    assert book(start="2026-11-24T14:10")["start_ts"] == "2026-11-24T14:10:00+03:00"
    assert book(start="2026-11-23T10:05")["start_ts"] == "2026-11-23T10:05:00+03:00"


def test_who_walked_in_is_entered_afterwards(admin, book, change, clock):
    """It is Monday, 10:00, and the salon has been open for an hour."""
    made = book(start="2026-11-23T09:40")
    assert (made["start_ts"], made["status"]) == ("2026-11-23T09:40:00+03:00", "confirmed")
    status, problem = admin("POST", BOOKINGS, MANICURE | {"start": "2026-11-23T09:50"})
    assert (status, problem["reason"]) == (409, "taken")
    assert starts(problem) == ["11:00", "11:30", "12:00"]
    assert change(made, start="2026-11-23T09:30")[0] == 200
    # What lies further back is rather a slip of the pen.
    clock.advance(timedelta(hours=12))
    assert book(start="2026-11-23T10:30")["start_ts"] == "2026-11-23T10:30:00+03:00"
    assert admin("POST", BOOKINGS, MANICURE | {"start": "2026-11-23T09:59"})[1]["reason"] == "past"


def test_who_walked_in_was_not_served_while_another_was(admin, book, change, clock):
    """The visit before is completed, and takes its time from nobody any more."""
    done = book(start="2026-11-23T10:00")
    clock.advance(timedelta(hours=1, minutes=30))
    assert change(done, status="completed")[0] == 200
    status, problem = admin("POST", BOOKINGS, MANICURE | {"start": "2026-11-23T10:30"})
    assert (status, problem["reason"]) == (409, "taken")
    made = book(start="2026-11-23T11:00")
    status, problem = change(made, start="2026-11-23T10:45")
    assert (status, problem["reason"]) == (409, "taken")
    assert admin("GET", f"{BOOKINGS}/{made['id']}")[1] == made
    assert len(admin("GET", BOOKINGS)[1]["items"]) == 2
    assert book(start="2026-11-23T10:30", service="haircut_women")["status"] == "confirmed"


def test_a_customer_cannot_book_what_has_begun(chat):
    chat.say("запиши на маникюр сегодня в 9:30")
    assert chat.bookings == []


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"service": "massage"}, "#/service"),
        ({"staff": "anna"}, "#/staff"),
        ({"service": None}, "#"),
        ({"segments": [{"service": "manicure"}]}, "#"),
        ({"service": None, "segments": [{"service": "manicure", "staff": "nobody"}]}, "#/segments/0/staff"),
        ({"service": None, "segments": []}, "#/segments"),
        ({"start": "tomorrow"}, "#/start"),
        ({"start": "2026-11-24T14:00:30"}, "#/start"),
        ({"start": "0001-01-01T00:00:00+14:00"}, "#/start"),
        ({"customer_name": " "}, "#/customer_name"),
        ({"customer_phone": "call me"}, "#/customer_phone"),
        ({"colour": "red"}, "#/colour"),
    ],
)
def test_a_body_that_is_wrong_is_refused_with_the_place(admin, changes, pointer):
    status, problem = admin("POST", BOOKINGS, MANICURE | changes)
    assert (status, [error["pointer"] for error in problem["errors"]]) == (422, [pointer])
    assert admin("GET", BOOKINGS)[1]["items"] == []


def test_a_booking_is_moved_at_the_version_that_was_seen(admin, book, change, told):
    made = book()
    status, moved = change(made, start="2026-11-25T16:00")
    assert (status, moved["start_ts"], moved["version"]) == (200, "2026-11-25T16:00:00+03:00", 2)
    assert moved["booking_code"] == made["booking_code"]
    assert told[-1] == BookingMoved("salon", made["id"])
    status, problem = change(made, start="2026-11-26T16:00")
    assert (status, problem["version"]) == (412, 2)
    assert admin("GET", f"{BOOKINGS}/{made['id']}")[1] == moved


def test_a_booking_does_not_move_into_another(admin, book, change):
    made = book()
    book(start="2026-11-24T16:00")
    status, problem = change(made, start="2026-11-24T16:30")
    assert (status, problem["reason"]) == (409, "taken")
    assert starts(problem) == ["15:00", "17:00", "16:30"]
    assert admin("GET", f"{BOOKINGS}/{made['id']}")[1]["version"] == 1
    assert change(made, start="2026-11-24T14:30")[0] == 200


def test_a_cancelled_booking_is_free_again_and_stays_cancelled(book, change, told):
    made = book()
    status, cancelled = change(made, status="cancelled", note="Заболела")
    assert (status, cancelled["status"], cancelled["cancelled_by"]) == (200, "cancelled", "business")
    assert cancelled["note"] == "Заболела"
    assert told[-1] == BookingCancelled("salon", made["id"])
    for again in ({"status": "confirmed"}, {"status": "completed"}, {"start": "2026-11-25T16:00"}):
        status, problem = change(cancelled, **again)
        assert (status, problem["title"]) == (409, "Final")
    book()


def test_what_became_of_a_visit_can_be_put_right(book, change, clock):
    made = book()
    for early in ("completed", "no_show"):
        status, problem = change(made, status=early)
        assert (status, problem["reason"]) == (409, "not_begun")
    clock.advance(timedelta(days=1, hours=4, minutes=10))
    status, completed = change(made, status="completed")
    assert (status, completed["status"]) == (200, "completed")
    status, missed = change(completed, status="no_show")
    assert (status, missed["status"], missed["version"]) == (200, "no_show", 3)
    assert change(missed, status="confirmed")[0] == 409


def test_what_is_over_is_neither_moved_nor_cancelled(book, change, clock):
    made = book()
    clock.advance(timedelta(days=2))
    for late in ({"status": "cancelled"}, {"start": "2026-11-26T14:00"}):
        status, problem = change(made, **late)
        assert (status, problem["reason"]) == (409, "final")


def test_an_hour_that_the_clock_shows_twice_is_booked_as_the_first(make_bot, make_admin, clock):
    berlin = make_bot().with_settings(
        {"timezone": "Europe/Berlin", "salon_booking": {"hours": {"sun": "00:00-24:00"}}}
    )
    admin = make_admin(berlin)
    clock.set(datetime(2026, 10, 24, 12, tzinfo=UTC))
    night = "2026-10-25T02:30:00"
    status, problem = admin("POST", BOOKINGS, MANICURE | {"start": f"{night}+01:00"})
    assert (status, problem["errors"][0]["pointer"]) == (422, "#/start")
    status, made = admin("POST", BOOKINGS, MANICURE | {"start": f"{night}+02:00"})
    assert (status, made["start_ts"]) == (201, f"{night}+02:00")


def test_a_note_changes_neither_time_nor_status(book, change):
    made = book()
    _, noted = change(made, note="Аллергия")
    assert (noted["note"], noted["status"], noted["start_ts"]) == ("Аллергия", "confirmed", made["start_ts"])
    assert change(noted, note="")[1]["note"] is None


@pytest.mark.parametrize(
    "changes",
    [{}, {"version": 0, "note": "x"}, {"status": "held"}, {"start": "2026-11-25T16:00", "status": "no_show"}],
)
def test_a_change_that_says_nothing_or_too_much_is_refused(book, change, changes):
    assert change(book(), **changes)[0] == 422


def test_other_salons_and_other_bookings_are_not_found(admin, book):
    made = book()
    assert admin("POST", "/admin/bookings/other", MANICURE)[0] == 404
    assert admin("GET", f"/admin/bookings/other/{made['id']}")[0] == 404
    assert admin("PATCH", f"/admin/bookings/other/{made['id']}", {"version": 1, "note": "x"})[0] == 404
    assert admin("PATCH", f"{BOOKINGS}/{made['id'] + 1}", {"version": 1, "note": "x"})[0] == 404


def test_sixteen_who_want_the_same_hour_share_it_out(admin, clock):
    """One is booked; every other is told so, and what is free."""
    clients = 16
    ready = Barrier(clients)

    def ask(number):
        start = clock.now() + timedelta(days=1, hours=4, minutes=30 * (number % 2))
        ready.wait()
        return admin("POST", BOOKINGS, MANICURE | {"start": start.isoformat()})

    with ThreadPoolExecutor(clients) as pool:
        answers = list(pool.map(ask, range(clients)))
    assert Counter(status for status, _ in answers) == {201: 1, 409: clients - 1}
    assert all(len(answer["alternatives"]) == 3 for status, answer in answers if status == 409)
    assert len(admin("GET", BOOKINGS)[1]["items"]) == 1
