"""What the plugin offers to the framework: texts, tables, checks, job, admin route, script fixtures."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace

import pytest

import frontdesk_salon_booking as plugin
from frontdesk import BotInvalid, FrozenClock
from frontdesk.catalogue import Phrase
from frontdesk.metrics import Metrics
from frontdesk_salon_booking.events import METRICS, BookingCreated, Counter
from frontdesk_salon_booking.fixtures import Bookings
from frontdesk_salon_booking.jobs import COMPLETE
from frontdesk_salon_booking.models import Booking


def test_every_text_is_there_in_both_languages_with_the_same_fields():
    texts = plugin.frontdesk_texts().by_language
    assert set(texts) == {"ru", "en"}
    assert texts["ru"].keys() == texts["en"].keys()
    for key in texts["ru"]:
        fields = [Phrase.parse(key, language, texts[language][key]).fields for language in texts]
        assert fields[0] == fields[1], key


def test_the_models_are_the_tables(storage):
    for model in plugin.frontdesk_models():
        with storage.connection():
            found = storage.database.get_columns(model._meta.table_name)
        columns = {column.name: column for column in found}
        fields = {field.column_name: field for field in model._meta.sorted_fields}
        assert columns.keys() == fields.keys()
        for name, field in fields.items():
            if not field.primary_key:
                assert columns[name].null == field.null, name


@pytest.mark.parametrize(
    ("change", "code", "part"),
    [
        ({"staff": [{"id": "anna", "name": "A", "services": ["hair"]}]}, "FD203", "hair"),
        ({"staff": [{"id": "anna", "name": "A"}, {"id": "anna", "name": "B"}]}, "FD201", "anna"),
        ({"staff": [{"id": "any", "name": "A"}]}, "FD202", "any"),
        ({"staff": [{"id": "anna", "name": "A", "services": ["manicure"]}]}, "FD205", "coloring"),
        ({"services": [{"id": "cut", "name": "C", "minutes": 60, "staff": ["bob"]}]}, "FD204", "bob"),
        ({"services": [{"id": "anything", "name": "C", "minutes": 1000}], "staff": []}, "FD209", "1000"),
        ({"services": [{"id": "cut", "name": {"ru": "С"}, "minutes": 60}], "staff": []}, "FD210", "'en'"),
        ({"staff": [{"id": "anna", "name": "A", "services": {"hair": {}}}]}, "FD203", "hair"),
        (
            {"staff": [{"id": "anna", "name": "A", "services": {"manicure": {"minutes": 900}}}]},
            "FD209",
            "takes 'anna' 900",
        ),
        (
            {"services": [{"id": "cut", "name": "C", "minutes": 60, "category": "hair"}], "staff": []},
            "FD241",
            "there are: none",
        ),
        ({"categories": [{"id": "hair", "name": "H"}]}, "FD242", "'hair'"),
        ({"categories": [{"id": "hair", "name": "H"}, {"id": "hair", "name": "H"}]}, "FD201", "hair"),
        ({"categories": [{"id": "hair", "name": {"ru": "В"}}]}, "FD210", "'en'"),
        ({"hours": dict.fromkeys(("mon", "tue", "wed", "thu", "fri", "sat"))}, "FD206", "never open"),
        ({"hours": {"mon": "18:00-09:00"}}, "FD207", "18:00-09:00"),
        ({"hours": {"mon": ["09:00-13:00", "12:00-18:00"]}}, "FD208", "overlap"),
    ],
)
def test_what_would_keep_customers_from_booking_is_found(make_bot, change, code, part):
    with pytest.raises(BotInvalid) as caught:
        make_bot(**change)
    found = [problem for problem in caught.value.problems if problem.code == code]
    assert any(part in problem.message for problem in found)
    assert found[0].path[0] == "salon_booking"


def test_bookings_that_are_over_are_completed_in_every_business(storage, scope, bot, clock):
    bookings = Bookings()
    other = storage.scope("other")
    with storage.write():
        for each in (scope, other):
            for time in ("10:00", "12:00"):
                bookings.put(
                    each, bot, None, {"service": "manicure", "day": "2026-11-24", "time": time}, clock.now()
                )
    desk = SimpleNamespace(clock=FrozenClock(clock.now() + timedelta(days=1, hours=1)), storage=storage)
    COMPLETE(desk)
    for each in (scope, other):
        assert [row["status"] for row in bookings.look(each, bot)] == ["completed", "confirmed"]
        assert [row.version for row in each.rows(each.select(Booking).order_by(Booking.start_ts))] == [2, 1]


def test_bookings_are_counted_by_business():
    desk = SimpleNamespace(metrics=Metrics(METRICS))
    Counter(desk).observe(BookingCreated("salon", 1))
    assert b'bookings_created_total{salon_id="salon"} 1.0' in desk.metrics.render()


def test_a_script_gets_back_the_bookings_that_it_gave(scope, bot, clock, make_contact):
    contact, _ = make_contact()
    [fixture] = plugin.frontdesk_fixtures()
    row = {
        "service": "manicure",
        "day": date(2026, 11, 20),
        "time": "14:00",
        "code": "K7M3QP",
        "name": "Ольга",
    }
    with scope.storage.write():
        fixture.put(scope, bot, contact, row, clock.now())
    [found] = fixture.look(scope, bot)
    assert found == {
        **row,
        "day": "2026-11-20",
        "contact": contact,
        "staff": "irina",
        "status": "confirmed",
    }


@pytest.mark.parametrize(
    ("row", "part"),
    [
        ({"service": "manicure", "day": "2026-11-24"}, "'time'"),
        ({"service": "hair", "day": "2026-11-24", "time": "14:00"}, "'hair'"),
        ({"service": "manicure", "day": "2026-11-24", "time": "14:00", "colour": "red"}, "'colour'"),
    ],
)
def test_a_script_is_told_what_is_wrong_with_a_booking(bot, clock, row, part):
    with pytest.raises(ValueError, match=part):
        Bookings().put(None, bot, None, row, clock.now())


def test_the_admin_list_has_bookings_newest_first_page_by_page(admin, chat):
    for hour in (12, 14, 16):
        chat.say(f"маникюр завтра в {hour}:00")
    status, first = admin("GET", "/admin/bookings/salon?limit=2")
    assert status == 200
    assert [item["start_ts"] for item in first["items"]] == [
        "2026-11-24T16:00:00+03:00",
        "2026-11-24T14:00:00+03:00",
    ]
    newest = first["items"][0]
    assert (newest["service"], newest["status"], newest["price"]) == ("Маникюр", "confirmed", "1500.00")
    assert [each["service"] for each in newest["segments"]] == ["manicure"]
    assert (newest["customer_name"], newest["customer_phone"]) == ("Ольга", "+79161234567")
    assert newest["booking_code"] == chat.bookings[2].booking_code
    _, second = admin("GET", f"/admin/bookings/salon?limit=2&cursor={first['next']}")
    assert [item["start_ts"] for item in second["items"]] == ["2026-11-24T12:00:00+03:00"]
    assert second["next"] is None


def test_the_admin_list_refuses_what_it_cannot_answer(admin):
    assert admin("GET", "/admin/bookings/nobody")[0] == 404
    for limit in ("0", "-1", "many"):
        assert admin("GET", f"/admin/bookings/salon?limit={limit}")[0] == 400
    assert admin("GET", "/admin/bookings/salon?limit=100000")[0] == 200
