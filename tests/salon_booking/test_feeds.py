"""Calendars of a business that phones subscribe to."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import icalendar
import pytest

from frontdesk.metrics import CORE_METRICS, Metrics
from frontdesk.server.admin import guard_admin
from frontdesk.server.measuring import measure_requests
from frontdesk_salon_booking.feeds.models import Feed

FEEDS = "/admin/feeds/salon"
BOOKINGS = "/admin/bookings/salon"
VISIT = {
    "segments": [{"service": "haircut_women", "staff": "maria"}, {"service": "manicure"}],
    "start": "2026-11-24T14:00:00+03:00",
    "customer_name": "Ольга Иванова",
    "customer_phone": "+79161234567",
    "note": "Аллергия",
}


@pytest.fixture
def fetch(app):
    """Read an address as a phone does: status, headers and body."""

    def ask(path, method="GET", **headers):
        async def run():
            names = {name.replace("_", "-"): value for name, value in headers.items()}
            response = await app.test_client().open(path, method=method, headers=names)
            return response.status_code, response.headers, await response.get_data()

        return asyncio.run(run())

    return ask


@pytest.fixture
def subscribe(admin):
    """Make a feed; returns its path."""

    def make(**body):
        status, made = admin("POST", FEEDS, body)
        assert status == 201, made
        return made["path"]

    return make


@pytest.fixture
def events(fetch):
    """The entries of a feed."""

    def read(path):
        status, _, content = fetch(path)
        assert status == 200
        return icalendar.Calendar.from_ical(content).walk("VEVENT")

    return read


def test_a_feed_tells_what_is_done_when_by_whom_for_whom(admin, subscribe, fetch):
    admin("POST", BOOKINGS, VISIT)
    status, headers, content = fetch(subscribe())
    assert (status, headers["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    calendar = icalendar.Calendar.from_ical(content)
    assert (calendar["version"], str(calendar["x-wr-calname"])) == ("2.0", "Salon")
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT15M" in content
    assert b"X-PUBLISHED-TTL:PT15M" in content
    haircut, manicure = calendar.walk("VEVENT")
    assert str(haircut["summary"]) == "Мария: Женская стрижка (Ольга)"
    assert str(manicure["summary"]) == "Ирина: Маникюр (Ольга)"
    assert haircut.decoded("dtstart") == datetime(2026, 11, 24, 11, tzinfo=UTC)
    assert haircut.decoded("dtend") == manicure.decoded("dtstart") == datetime(2026, 11, 24, 12, tzinfo=UTC)
    assert b"DTSTART:20261124T110000Z" in content
    assert (haircut["status"], haircut["sequence"]) == ("CONFIRMED", 0)
    assert haircut["uid"] != manicure["uid"]
    assert str(haircut["description"]) == "Цена: 2 000 ₽"
    assert "categories" not in haircut


def test_a_feed_tells_neither_numbers_nor_notes(admin, subscribe, fetch):
    made = admin("POST", BOOKINGS, VISIT)[1]
    content = fetch(subscribe())[2].replace(b"\r\n ", b"").decode()
    for secret in ("9161234567", "Иванова", "Аллергия", made["booking_code"]):
        assert secret not in content


@pytest.mark.parametrize("name", ["+79161234567", "8(916)1234567 Ольга"])
def test_a_name_that_is_a_number_is_not_told(admin, subscribe, events, name):
    admin("POST", BOOKINGS, VISIT | {"customer_name": name})
    assert [str(event["summary"]) for event in events(subscribe())] == [
        "Мария: Женская стрижка",
        "Ирина: Маникюр",
    ]


def test_a_business_may_leave_names_out(make_bot, make_admin, make_app, app):
    bot = make_bot(feed_customer="none")
    admin = make_admin(bot)
    admin("POST", BOOKINGS, VISIT)
    path = admin("POST", FEEDS, {})[1]["path"]

    async def read():
        return await (await make_app(bot).test_client().get(path)).get_data()

    assert "Ольга" not in asyncio.run(read()).decode()


def test_a_feed_of_one_of_the_staff_is_theirs_alone(admin, subscribe, events, fetch):
    admin("POST", BOOKINGS, VISIT)
    path = subscribe(staff="irina")
    assert [str(event["summary"]) for event in events(path)] == ["Маникюр (Ольга)"]
    assert str(icalendar.Calendar.from_ical(fetch(path)[2])["x-wr-calname"]) == "Salon: Ирина"


def test_an_entry_that_is_moved_stays_the_same_entry(admin, subscribe, events, clock):
    made = admin("POST", BOOKINGS, VISIT)[1]
    path = subscribe()
    before = events(path)
    clock.advance(timedelta(minutes=5))
    admin("PATCH", f"{BOOKINGS}/{made['id']}", {"version": 1, "start": "2026-11-25T16:00"})
    after = events(path)
    assert [event["uid"] for event in after] == [event["uid"] for event in before]
    assert [event["sequence"] for event in after] == [1, 1]
    assert after[0].decoded("dtstart") == datetime(2026, 11, 25, 13, tzinfo=UTC)
    assert after[0].decoded("last-modified") == before[0].decoded("last-modified") + timedelta(minutes=5)
    assert after[0].decoded("dtstamp") == after[0].decoded("last-modified")


def test_a_service_that_is_taken_out_leaves_the_other_entry_as_it_is(chat, subscribe, events):
    chat.say("запиши на женскую стрижку и маникюр завтра в 12:00")
    chat.agree()
    path = subscribe()
    haircut, manicure = events(path)
    chat.say("отмени женскую стрижку")
    chat.say("да")
    [left] = events(path)
    assert (left["uid"], left["sequence"]) == (manicure["uid"], 1)
    assert left.decoded("dtstart") == manicure.decoded("dtstart") > haircut.decoded("dtstart")


def test_a_cancelled_entry_says_so(admin, subscribe, events):
    made = admin("POST", BOOKINGS, VISIT)[1]
    path = subscribe()
    admin("PATCH", f"{BOOKINGS}/{made['id']}", {"version": 1, "status": "cancelled"})
    assert [(event["status"], event["transp"]) for event in events(path)] == [
        ("CANCELLED", "TRANSPARENT")
    ] * 2


def test_a_feed_reaches_thirty_days_back(admin, subscribe, events, clock):
    admin("POST", BOOKINGS, VISIT)
    path = subscribe()
    clock.advance(timedelta(days=31))
    assert len(events(path)) == 2
    clock.advance(timedelta(days=1))
    assert events(path) == []


def test_what_has_not_changed_is_not_sent_again(admin, subscribe, fetch, clock):
    admin("POST", BOOKINGS, VISIT)
    path = subscribe()
    _, headers, content = fetch(path)
    etag = headers["ETag"]
    assert headers["Cache-Control"] == "private, no-cache"
    clock.advance(timedelta(hours=3))
    for known in (etag, f'W/{etag}, "other"', "*"):
        status, headers, nothing = fetch(path, If_None_Match=known)
        assert (status, nothing, headers["ETag"]) == (304, b"", etag)
    assert fetch(path, If_None_Match='"other"')[2] == content
    admin("PATCH", f"{BOOKINGS}/1", {"version": 1, "start": "2026-11-25T16:00"})
    status, headers, changed = fetch(path, If_None_Match=etag)
    assert (status, headers["ETag"] != etag, changed != content) == (200, True, True)


def test_an_address_is_told_once_and_kept_as_a_hash(admin, subscribe, scope):
    path = subscribe(staff="anna")
    token = path.removeprefix("/salon_booking/feeds/salon/").removesuffix(".ics")
    assert len(token) == 43
    status, listed = admin("GET", FEEDS)
    assert status == 200
    assert [(each["staff"], sorted(each)) for each in listed["items"]] == [
        ("anna", ["created_at", "id", "staff"])
    ]
    [feed] = scope.rows(scope.select(Feed))
    assert token.encode() not in bytes(feed.token_digest)
    assert subscribe(staff="anna") != path


def test_a_feed_that_was_taken_back_is_not_read_any_more(admin, subscribe, fetch):
    kept, gone = subscribe(), subscribe()
    number = admin("GET", FEEDS)[1]["items"][0]["id"]
    assert admin("DELETE", f"{FEEDS}/{number}") == (204, None)
    assert (fetch(kept)[0], fetch(gone)[0]) == (200, 404)
    assert admin("DELETE", f"{FEEDS}/{number}")[0] == 404


def test_only_the_right_address_of_the_right_business_is_answered(admin, subscribe, fetch):
    path = subscribe()
    token = path.rpartition("/")[2]
    number = admin("GET", FEEDS)[1]["items"][0]["id"]
    assert admin("DELETE", f"/admin/feeds/another/{number}")[0] == 404
    assert admin("GET", "/admin/feeds/another")[1]["items"] == []
    answers = {
        fetch(wrong)[2]
        for wrong in (
            f"/salon_booking/feeds/another/{token}",
            f"/salon_booking/feeds/nowhere/{token}",
            f"/salon_booking/feeds/salon/{'A' * 43}.ics",
            "/salon_booking/feeds/salon/%ED%A0%80.ics",
            "/salon_booking/feeds/salon/x.ics",
        )
    }
    assert len(answers) == 1
    assert b'"status": 404' in answers.pop()
    assert fetch(path)[0] == 200


def test_a_feed_of_nobody_is_refused(admin):
    status, problem = admin("POST", FEEDS, {"staff": "nobody"})
    assert (status, problem["errors"][0]["pointer"]) == (422, "#/staff")
    assert "anna, maria, irina" in problem["errors"][0]["detail"]


def test_a_phone_needs_no_token_and_whoever_makes_feeds_does(app, admin, subscribe, fetch):
    path = subscribe()
    guard_admin(app, "the token of the owner")
    assert fetch(path)[0] == 200
    assert fetch(FEEDS)[0] == fetch(FEEDS, method="POST")[0] == fetch(f"{FEEDS}/1", method="DELETE")[0] == 401
    assert fetch(FEEDS, x_admin_token="the token of the owner")[0] == 200


def test_an_address_is_neither_measured_nor_logged(app, subscribe, fetch, caplog):
    metrics = Metrics(CORE_METRICS)
    measure_requests(app, metrics)
    path = subscribe()
    token = path.rpartition("/")[2].removesuffix(".ics")
    with caplog.at_level("DEBUG"):
        assert fetch(path)[0] == 200
        assert fetch(path.replace(token, token[::-1]))[0] == 404
    measured = metrics.render().decode()
    assert 'route="/salon_booking/feeds/<salon>/<token>.ics"' in measured
    for told in (measured, caplog.text):
        assert token not in told
        assert token[::-1] not in told
