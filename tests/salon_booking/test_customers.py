"""Customers with their history."""

from __future__ import annotations

from datetime import timedelta

import pytest

from frontdesk.storage import Contact
from frontdesk_salon_booking.jobs import COMPLETE

CUSTOMERS = "/admin/customers/salon"
BOOKINGS = "/admin/bookings/salon"
PHONE = "+79161234567"
NOTHING = {
    "visits": 0,
    "ahead": 0,
    "no_shows": 0,
    "cancelled": {"customer": 0, "business": 0},
    "spent": {},
    "unpriced": 0,
    "last_visit": None,
}


@pytest.fixture
def contact(scope, clock):
    """Enter somebody who wrote; returns the id."""

    def make(address, name=None, phone=None, scope=scope):
        values = {"channel": "whatsapp", "address": address, "name": name, "phone": phone}
        with scope.storage.write():
            return scope.insert(Contact, created_at=clock.now(), **values)

    return make


@pytest.fixture
def by_staff(admin):
    """Make a booking at the desk."""

    def make(start, phone=PHONE, service="manicure"):
        wanted = {"service": service, "start": start, "customer_name": "Ольга", "customer_phone": phone}
        status, made = admin("POST", BOOKINGS, wanted)
        assert status == 201, made
        return made

    return make


@pytest.fixture
def complete(storage, clock, make_desk):
    """What is over becomes completed."""
    return lambda: COMPLETE(make_desk)


@pytest.fixture
def make_desk(storage, clock):
    class Desk:
        pass

    desk = Desk()
    desk.storage, desk.clock = storage, clock
    return desk


def summary(admin, number):
    status, customer = admin("GET", f"{CUSTOMERS}/{number}")
    assert status == 200, customer
    return customer["summary"]


def test_a_customer_is_shown_with_what_became_of_their_bookings(admin, make_chat, change, complete, clock):
    chat = make_chat()
    for text in ("маникюр завтра в 10:00", "окрашивание завтра в 12:00", "маникюр завтра в 15:00"):
        chat.say(f"запиши на {text}")
        chat.agree()
    chat.say("запиши на маникюр в пятницу в 12:00")
    chat.agree()
    first, colouring, missed, ahead = chat.bookings
    clock.advance(timedelta(days=1, hours=8))
    change(missed.id, status="no_show")
    complete()
    status, customer = admin("GET", f"{CUSTOMERS}/{chat.customer.id}")
    assert (status, customer["id"], customer["channel"]) == (200, chat.customer.id, "terminal")
    assert customer["summary"] == NOTHING | {
        "visits": 2,
        "ahead": 1,
        "no_shows": 1,
        "spent": {"RUB": "1500.00"},
        "unpriced": 1,
        "last_visit": "2026-11-24T09:00:00+00:00",
    }
    assert [each["id"] for each in customer["bookings"]["items"]] == [
        each.id for each in (ahead, missed, colouring, first)
    ]
    assert customer["bookings"]["items"][-1] == admin("GET", f"{BOOKINGS}/{first.id}")[1]


@pytest.fixture
def change(admin):
    def make(number, **changes):
        version = admin("GET", f"{BOOKINGS}/{number}")[1]["version"]
        assert admin("PATCH", f"{BOOKINGS}/{number}", {"version": version, **changes})[0] == 200

    return make


def test_who_cancelled_is_told(admin, make_chat, change):
    chat = make_chat()
    chat.say("запиши на маникюр завтра в 12:00")
    chat.agree()
    chat.say("отмени запись")
    chat.say("да")
    chat.say("запиши на маникюр завтра в 14:00")
    chat.agree()
    mine, theirs = chat.bookings
    assert mine.status == "cancelled"
    change(theirs.id, status="cancelled")
    assert summary(admin, chat.customer.id) == NOTHING | {"cancelled": {"customer": 1, "business": 1}}


def test_what_staff_booked_under_their_number_is_theirs(admin, contact, by_staff, complete, clock):
    olga, vera = contact("1", "Ольга", PHONE), contact("2", "Вера", "+79167654321")
    made = by_staff("2026-11-24T10:00")
    clock.advance(timedelta(days=2))
    complete()
    assert summary(admin, olga)["spent"] == {"RUB": "1500.00"}
    assert summary(admin, vera) == NOTHING
    _, customer = admin("GET", f"{CUSTOMERS}/{olga}")
    assert [each["id"] for each in customer["bookings"]["items"]] == [made["id"]]
    assert (customer["name"], customer["phone"]) == ("Ольга", PHONE)


def test_customers_are_listed_with_their_summaries(admin, contact, by_staff):
    known = [contact("1", "Ольга", PHONE), contact("2", None, None), contact("3", "Вера", "+79167654321")]
    by_staff("2026-11-24T10:00")
    by_staff("2026-11-24T12:00")
    status, page = admin("GET", f"{CUSTOMERS}?limit=2")
    assert (status, [each["id"] for each in page["items"]]) == (200, [known[2], known[1]])
    assert [each["summary"]["ahead"] for each in page["items"]] == [0, 0]
    _, page = admin("GET", f"{CUSTOMERS}?limit=2&cursor={page['next']}")
    assert [(each["id"], each["summary"]["ahead"]) for each in page["items"]] == [(known[0], 2)]
    assert page["next"] is None


def test_bookings_of_a_customer_go_on_from_page_to_page(admin, contact, by_staff):
    olga = contact("1", "Ольга", PHONE)
    made = [by_staff(f"2026-11-24T{hour}:00")["id"] for hour in (10, 12, 14)]
    _, customer = admin("GET", f"{CUSTOMERS}/{olga}?limit=2")
    assert [each["id"] for each in customer["bookings"]["items"]] == [made[2], made[1]]
    _, customer = admin("GET", f"{CUSTOMERS}/{olga}?limit=2&cursor={customer['bookings']['next']}")
    assert [each["id"] for each in customer["bookings"]["items"]] == [made[0]]


@pytest.mark.parametrize("phone", [PHONE, "8 (916) 123-45-67", "+7 916 123 45 67"])
def test_a_customer_is_found_by_phone_number(admin, contact, by_staff, phone):
    olga = contact("1", "Ольга", PHONE)
    contact("2", "Вера", "+79167654321")
    by_staff("2026-11-24T12:00", phone="+79167654321")
    made = by_staff("2026-11-24T10:00")
    status, found = admin("POST", f"{CUSTOMERS}/search", {"phone": phone})
    assert (status, [each["id"] for each in found["customers"]]) == (200, [olga])
    assert [each["id"] for each in found["bookings"]] == [made["id"]]
    assert found["summary"] == NOTHING | {"ahead": 1}


def test_who_never_wrote_is_found_by_phone_number_too(admin, by_staff):
    made = by_staff("2026-11-24T10:00")
    _, found = admin("POST", f"{CUSTOMERS}/search", {"phone": PHONE})
    assert (found["customers"], [each["id"] for each in found["bookings"]]) == ([], [made["id"]])
    _, nobody = admin("POST", f"{CUSTOMERS}/search", {"phone": "+79160000000"})
    assert nobody == {"customers": [], "summary": NOTHING, "bookings": []}


@pytest.mark.parametrize("body", [{}, {"phone": "call me"}, {"phone": ""}, {"phone": PHONE, "name": "Ольга"}])
def test_a_search_for_nothing_is_refused(admin, body):
    assert admin("POST", f"{CUSTOMERS}/search", body)[0] == 422


def test_customers_of_others_are_not_found(admin, contact, by_staff, storage):
    olga = contact("1", "Ольга", PHONE)
    stranger = contact("1", "Зоя", PHONE, scope=storage.scope("another"))
    by_staff("2026-11-24T10:00")
    assert admin("GET", f"/admin/customers/another/{olga}")[0] == 404
    assert admin("GET", f"{CUSTOMERS}/{stranger}")[0] == 404
    assert summary(admin, olga)["ahead"] == 1
    _, found = admin("POST", "/admin/customers/another/search", {"phone": PHONE})
    assert ([each["id"] for each in found["customers"]], found["bookings"]) == ([stranger], [])
    _, page = admin("GET", "/admin/customers/another")
    assert [(each["id"], each["summary"]) for each in page["items"]] == [(stranger, NOTHING)]
    assert admin("GET", "/admin/customers/nowhere")[0] == 404
