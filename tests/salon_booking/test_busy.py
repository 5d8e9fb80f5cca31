"""Calendars that the staff keeps elsewhere take their time."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from file_server import Answer, serving

from frontdesk import BusyCalendar, BusySource, BusyTime, CalendarUnread, PluginRefused, Tenant, hookimpl
from frontdesk.metrics import CORE_METRICS, Metrics
from frontdesk.plugins import Plugins
from frontdesk_salon_booking.busy.address import CalendarAddress
from frontdesk_salon_booking.busy.jobs import READ_BUSY
from frontdesk_salon_booking.busy_time import BusyReading, BusyStretch
from frontdesk_salon_booking.events import METRICS

CALENDARS = "/admin/calendars/salon"
BOOKINGS = "/admin/bookings/salon"
DENTIST = "UID:1\nDTSTART:20261124T110000Z\nDTEND:20261124T120000Z\nSUMMARY:Dentist, root canal"


def calendar(*events):
    body = "".join(f"BEGIN:VEVENT\n{event}\nEND:VEVENT\n" for event in events)
    return f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//a//b//EN\n{body}END:VCALENDAR\n".encode()


@pytest.fixture
def server():
    with serving() as server:
        yield server


@pytest.fixture
def bot(make_bot):
    """The salon, which reads calendars of this machine."""
    return make_bot(calendar_hosts=["127.0.0.1"])


@pytest.fixture
def desk(storage, clock, told, bot, plugins):
    """As much of a desk as the routes and the job need."""
    tenants = {name: Tenant(name, name.title(), "salon") for name in ("salon", "another")}
    return SimpleNamespace(
        storage=storage,
        clock=clock,
        bots=SimpleNamespace(for_tenant=lambda tenant: bot),
        tenants=SimpleNamespace(get=tenants.get, recall=tenants.get),
        publish=told.extend,
        queue=SimpleNamespace(enqueue=lambda job, *ids: None),
        plugins=SimpleNamespace(busy=dict(plugins.busy)),
        metrics=Metrics((*CORE_METRICS, *METRICS)),
    )


@pytest.fixture
def admin(make_admin_of, desk):
    return make_admin_of(desk)


@pytest.fixture
def enter(admin, server):
    """Have a calendar read, of what the server has at a path."""

    def make(*events, path="/anna.ics", staff="anna", **answer):
        server.answers[path] = Answer(calendar(*events), **answer)
        status, made = admin("POST", CALENDARS, {"staff": staff, "url": server.url(path)})
        assert status == 201, made
        return made["id"]

    return make


@pytest.fixture
def read(desk, clock):
    """Let some time pass, and read what is due then."""

    def run(**passed):
        clock.advance(timedelta(**passed))
        READ_BUSY(desk)

    return run


@pytest.fixture
def book(admin):
    """Book by way of the admin routes: status, and the alternatives of who is refused."""

    def ask(start, staff="anna", service="haircut_women"):
        body = {"service": service, "staff": staff, "start": start, "customer_name": "Olga"}
        return admin("POST", BOOKINGS, body)

    return ask


def test_time_that_is_taken_elsewhere_cannot_be_booked(enter, read, book):
    enter(DENTIST)
    read()
    status, refused = book("2026-11-24T14:30:00+03:00")
    assert status == 409
    assert refused["reason"] == "taken"
    # Until 14:00 and from 15:00 on she is free.
    assert [each["start"][11:16] for each in refused["alternatives"] if each["start"] < "2026-11-25"]
    assert book("2026-11-24T13:00:00+03:00")[0] == 201
    assert book("2026-11-24T15:00:00+03:00")[0] == 201


def test_customers_are_offered_what_is_free_in_both_calendars(enter, read, chat):
    enter(DENTIST)
    read()
    answer = chat.say("стрижка у Анны завтра в 14:30")
    chat.tap("Женская стрижка") if "Женская стрижка" in chat.titles else None
    answer = chat.reply.text
    assert "14:30" in answer
    assert not chat.bookings
    assert "Dentist" not in answer
    assert "14:00" not in chat.titles


def test_another_of_the_staff_takes_it(enter, read, chat):
    enter(DENTIST)
    read()
    chat.say("женская стрижка завтра в 14:00")
    chat.agree()
    assert [booking.first.staff for booking in chat.bookings] == ["maria"]


def test_what_is_gone_there_is_free_here(enter, read, book, server):
    enter(DENTIST)
    read()
    assert book("2026-11-24T14:00:00+03:00")[0] == 409
    server.answers["/anna.ics"] = Answer(calendar())
    read(minutes=16)
    assert book("2026-11-24T14:00:00+03:00")[0] == 201


def test_what_stays_there_is_not_written_again(enter, read, server, scope):
    enter(DENTIST)
    read()
    [first] = scope.rows(scope.select(BusyStretch))
    later = "UID:2\nDTSTART:20261125T110000Z\nDTEND:20261125T120000Z"
    server.answers["/anna.ics"] = Answer(calendar(DENTIST, later))
    read(minutes=16)
    known = scope.rows(scope.select(BusyStretch).order_by(BusyStretch.start_ts))
    assert [each.id == first.id for each in known] == [True, False]


def test_a_calendar_is_read_every_quarter_of_an_hour(enter, read, server):
    enter(DENTIST)
    read()
    read(minutes=14)
    assert len(server.asked) == 1
    read(minutes=1)
    assert len(server.asked) == 2


def test_a_server_may_say_that_nothing_has_changed(enter, read, server, book):
    enter(DENTIST, headers={"ETag": '"1"'})
    read()
    read(minutes=15)
    assert server.asked[-1][1]["if-none-match"] == '"1"'
    assert book("2026-11-24T14:00:00+03:00")[0] == 409
    # After some hours it is asked for all: more days can be booked now.
    read(hours=12)
    assert "if-none-match" not in server.asked[-1][1]


def test_what_was_read_last_holds_while_a_server_is_away(enter, read, server, admin, book, clock):
    number = enter(DENTIST)
    read()
    was = clock.now()
    server.answers.clear()
    read(minutes=15)
    assert book("2026-11-24T14:00:00+03:00")[0] == 409
    _, shown = admin("GET", f"{CALENDARS}/{number}")
    assert shown["problem"] == "refused"
    assert "404" in shown["detail"]
    assert shown["read_at"] == was.astimezone(UTC).isoformat()
    # It is tried more and more seldom.
    waits = []
    for _ in range(6):
        _, shown = admin("GET", f"{CALENDARS}/{number}")
        wait = datetime.fromisoformat(shown["next_at"]) - clock.now()
        waits.append(wait // timedelta(minutes=1))
        read(minutes=waits[-1])
    assert waits == [15, 30, 60, 120, 240, 240]
    server.answers["/anna.ics"] = Answer(calendar())
    read(hours=4)
    _, shown = admin("GET", f"{CALENDARS}/{number}")
    assert (shown["problem"], shown["detail"]) == (None, None)
    assert book("2026-11-24T14:00:00+03:00")[0] == 201


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        (Answer(status=500), "unreachable"),
        (Answer(status=403), "refused"),
        (Answer(b"<html>Sign in</html>"), "not_a_calendar"),
        (Answer(calendar(DENTIST), headers={"Content-Encoding": "gzip"}), "not_a_calendar"),
        (Answer(b"BEGIN:VCALENDAR\n" + b"X" * 5_000_001), "too_large"),
        (Answer(status=302, headers={"Location": "/anna.ics"}), "unreachable"),
        (Answer(status=302, headers={"Location": "http://localhost/"}), "forbidden"),
        (Answer(status=302, headers={"Location": "file:///etc/passwd"}), "forbidden"),
        (Answer(status=302, headers={"Location": "https://127.0.0.2/"}), "forbidden"),
        (Answer(status=302, headers={"Location": "https://[::ffff:10.0.0.1]/"}), "forbidden"),
        (Answer(status=302, headers={"Location": "https://169.254.169.254/latest/meta-data"}), "forbidden"),
    ],
)
def test_a_calendar_that_cannot_be_read_says_why(enter, read, server, admin, caplog, answer, problem):
    number = enter(DENTIST)
    server.answers["/anna.ics"] = answer
    read()
    _, shown = admin("GET", f"{CALENDARS}/{number}")
    assert shown["problem"] == problem
    assert shown["busy"] == []
    assert server.url("") not in str(shown)
    assert "anna.ics" not in caplog.text


def test_a_server_that_takes_its_time_is_left(enter, read, server, admin, monkeypatch):
    monkeypatch.setattr("frontdesk_salon_booking.busy.fetch._STEP", 0.2)
    number = enter(DENTIST)
    server.answers["/anna.ics"].stall = 1.0
    read()
    assert admin("GET", f"{CALENDARS}/{number}")[1]["problem"] == "too_slow"


def test_a_calendar_that_has_moved_is_followed(enter, read, server, book):
    enter()
    server.answers["/anna.ics"] = Answer(status=301, headers={"Location": "/new.ics"})
    server.answers["/new.ics"] = Answer(calendar(DENTIST))
    read()
    assert book("2026-11-24T14:00:00+03:00")[0] == 409


def test_a_removed_calendar_takes_no_time_any_more(enter, read, admin, book, scope, server):
    number = enter(DENTIST)
    read()
    assert admin("DELETE", f"{CALENDARS}/{number}")[0] == 204
    assert book("2026-11-24T14:00:00+03:00")[0] == 201
    assert admin("GET", f"{CALENDARS}/{number}")[0] == 404
    read(minutes=15)
    assert len(server.asked) == 1
    assert not scope.rows(scope.select(BusyReading))


def test_nothing_of_a_calendar_is_kept_but_when_it_is_taken(enter, read, admin, storage):
    number = enter(DENTIST)
    read()
    _, shown = admin("GET", f"{CALENDARS}/{number}")
    assert shown["busy"] == [{"start_ts": "2026-11-24T14:00:00+03:00", "end_ts": "2026-11-24T15:00:00+03:00"}]
    assert shown["host"] == "127.0.0.1"
    assert "anna.ics" not in str(shown)
    [row] = storage.house.rows(storage.house.select(CalendarAddress))
    assert b"anna.ics" not in bytes(row.url)


def test_a_booking_that_comes_back_from_the_phone_does_not_stand_in_its_own_way(
    enter, read, server, admin, app, book
):
    """Whoever subscribes to our feed and shares that calendar with us tells us our own bookings."""
    status, made = book("2026-11-24T14:00:00+03:00")
    assert status == 201
    _, feed = admin("POST", "/admin/feeds/salon", {"staff": "anna"})
    server.answers["/anna.ics"] = Answer(fetch_feed(app, feed["path"]))
    admin("POST", CALENDARS, {"staff": "anna", "url": server.url("/anna.ics")})
    # It is moved, and the phone does not know yet.
    moved = {"version": made["version"], "start": "2026-11-24T17:00:00+03:00"}
    assert admin("PATCH", f"{BOOKINGS}/{made['id']}", moved)[0] == 200
    read()
    assert book("2026-11-24T14:00:00+03:00")[0] == 201


def fetch_feed(app, path):
    import asyncio

    async def run():
        response = await app.test_client().get(path)
        assert response.status_code == 200
        return await response.get_data()

    return asyncio.run(run())


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"url": "https://example.org/a.ics"}, "#/staff"),
        ({"staff": "nobody", "url": "https://example.org/a.ics"}, "#/staff"),
        ({"staff": "anna", "url": "http://example.org/a.ics"}, "#/url"),
        ({"staff": "anna", "url": "ftp://example.org/a.ics"}, "#/url"),
        ({"staff": "anna", "url": "https://user:hunter2@example.org/a.ics"}, "#/url"),
        ({"staff": "anna", "url": "https://example.org:99999/a.ics"}, "#/url"),
        ({"staff": "anna", "url": "https://exa mple.org/"}, "#/url"),
        ({"staff": "anna", "url": "https:///a.ics"}, "#/url"),
    ],
)
def test_what_cannot_be_read_is_not_entered(admin, body, field):
    status, refused = admin("POST", CALENDARS, body)
    assert status in (400, 422)
    assert [error["pointer"] for error in refused["errors"]] == [field]
    assert "hunter2" not in str(refused)


def test_the_same_calendar_is_entered_once_for_each_of_the_staff(admin):
    body = {"staff": "anna", "url": "webcal://example.org/a.ics"}
    assert admin("POST", CALENDARS, body)[0] == 201
    assert admin("POST", CALENDARS, {**body, "url": "https://example.org/a.ics"})[0] == 409
    assert admin("POST", CALENDARS, {**body, "staff": "maria"})[0] == 201
    assert admin("POST", "/admin/calendars/another", body)[0] == 201
    _, page = admin("GET", CALENDARS)
    assert [each["staff"] for each in page["items"]] == ["maria", "anna"]


def test_another_business_neither_sees_nor_removes_it(enter, admin, read):
    number = enter(DENTIST)
    assert admin("GET", f"/admin/calendars/another/{number}")[0] == 404
    assert admin("DELETE", f"/admin/calendars/another/{number}")[0] == 404
    assert admin("GET", "/admin/calendars/another") == (200, {"items": [], "next": None})


class Agenda(BusySource):
    """What a plugin of somebody else's might read."""

    name = "agenda"

    def __init__(self):
        self.known = [BusyCalendar("salon", "a", "anna"), BusyCalendar("salon", "m", "maria")]
        self.said = [BusyTime(datetime(2026, 11, 24, 11, tzinfo=UTC), datetime(2026, 11, 24, 12, tzinfo=UTC))]
        self.asked = []

    def calendars(self, desk):
        if self.known is None:
            raise RuntimeError("out of order")
        return self.known

    def read(self, desk, wanted):
        self.asked.append(wanted)
        if isinstance(self.said, Exception):
            raise self.said
        return self.said


@pytest.fixture
def agenda(desk):
    """In a plugin that the salon's bot enables."""
    source = desk.plugins.busy["smalltalk.agenda"] = Agenda()
    return source


def test_other_plugins_tell_of_other_calendars(desk, agenda, read, book):
    read()
    assert {wanted.calendar.key for wanted in agenda.asked} == {"a", "m"}
    [wanted, _] = agenda.asked
    assert wanted.zone == "Europe/Moscow"
    assert wanted.since < desk.clock.now() < desk.clock.now() + timedelta(days=29) < wanted.until
    assert not wanted.known
    assert book("2026-11-24T14:00:00+03:00")[0] == 409
    assert book("2026-11-24T14:00:00+03:00", "maria")[0] == 409
    # Where one cannot name its calendars, what was read of them stays; where it names none, it goes.
    agenda.known = None
    read(minutes=15)
    assert book("2026-11-24T14:00:00+03:00")[0] == 409
    agenda.known = []
    read(minutes=15)
    assert book("2026-11-24T14:00:00+03:00")[0] == 201


def test_a_plugin_that_the_bot_does_not_enable_is_not_heard(desk, agenda, read):
    desk.plugins.busy["faq.agenda"] = desk.plugins.busy.pop("smalltalk.agenda")
    read()
    assert agenda.asked == []


@pytest.mark.parametrize(
    ("said", "result"),
    [
        (RuntimeError("https://secret.example.org"), "broken"),
        (CalendarUnread("odd", "It is odd."), "odd"),
        (None, "broken"),
    ],
)
def test_a_source_that_fails_is_tried_again(desk, agenda, read, scope, caplog, said, result):
    caplog.set_level(logging.INFO)
    agenda.said = said
    read()
    rows = scope.rows(scope.select(BusyReading))
    assert {row.problem for row in rows} == {result}
    assert "secret" not in caplog.text
    assert not any("secret" in row.detail for row in rows)
    agenda.said = []
    read(minutes=15)
    assert {row.problem for row in scope.rows(scope.select(BusyReading))} == {None}
    lines = desk.metrics.render().decode().splitlines()
    counted = [line for line in lines if line.startswith("busy_calendars_read_total{")]
    assert [line.rpartition(" ")[2] for line in counted if f'result="{result}"' in line] == ["2.0"]


def test_another_of_the_staff_gets_the_calendar(desk, agenda, read, book):
    agenda.known = [BusyCalendar("salon", "a", "anna")]
    read()
    agenda.known = [BusyCalendar("salon", "a", "maria")]
    read(minutes=1)
    assert book("2026-11-24T14:00:00+03:00", "anna")[0] == 201
    assert book("2026-11-24T14:00:00+03:00", "maria")[0] == 409


def test_the_source_of_a_plugin_is_known_by_its_full_name():
    class Agendas:
        @staticmethod
        @hookimpl
        def frontdesk_busy():
            return [Agenda()]

    loaded = Plugins.load(entry_points=(), extra={"agendas": Agendas()})
    assert list(loaded.busy) == ["agendas.agenda"]
    described = {each.name: each.offers for each in loaded.describe()}
    assert described["agendas"]["busy sources"] == ("agenda",)


def test_two_sources_of_one_name_are_refused():
    class Twice:
        @staticmethod
        @hookimpl
        def frontdesk_busy():
            return [Agenda(), Agenda()]

    loaded = Plugins.load(entry_points=(), extra={"twice": Twice()})
    with pytest.raises(PluginRefused, match=r"two busy sources 'twice\.agenda'"):
        list(loaded.busy)
