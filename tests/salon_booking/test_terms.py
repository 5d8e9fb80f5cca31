"""Services that take longer, or cost more, with one of the staff than with another."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontdesk.bots import Bots
from frontdesk_salon_booking.calendar import Booker, Calendar
from frontdesk_salon_booking.config import SalonBooking, Service, StaffMember
from frontdesk_salon_booking.hours import clock as on_clock
from frontdesk_salon_booking.price import Price
from frontdesk_salon_booking.slots import Start, free_slots
from frontdesk_salon_booking.timetable import Refusal, Timetable
from frontdesk_salon_booking.visits import Part, Visit, parts_of, visit_of

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "studio.yaml"
TUESDAY = date(2026, 11, 24)
BOOKINGS = "/admin/bookings/salon"
SERVICES = [
    {"id": "cut", "name": {"ru": "Стрижка", "en": "Haircut"}, "minutes": 45, "price": 2000},
    {
        "id": "colour",
        "name": {"ru": "Окрашивание", "en": "Colouring"},
        "minutes": 60,
        "price": {"from": 4500},
        "buffer_after": 15,
    },
    {"id": "brows", "name": {"ru": "Брови", "en": "Brows"}, "minutes": 30},
]
STAFF = [
    {
        "id": "anna",
        "name": {"ru": "Анна", "en": "Anna"},
        "services": {"cut": {"minutes": 60, "price": 2500}, "brows": {"price": 700}},
    },
    {
        "id": "maria",
        "name": {"ru": "Мария", "en": "Maria"},
        "services": {"cut": None, "colour": {"minutes": 90, "price": {"from": 6000}}},
    },
    {"id": "irina", "name": {"ru": "Ирина", "en": "Irina"}, "services": ["colour"]},
]
SETTINGS = {"services": SERVICES, "staff": STAFF, "slot_minutes": 15}


@pytest.fixture
def bot(make_bot):
    """Anna takes an hour for a haircut, Maria three quarters, and more than Irina for colouring."""
    return make_bot(**SETTINGS)


@pytest.fixture
def section(bot):
    return bot.section(SalonBooking)


@pytest.fixture
def desk(section, bot, scope, clock):
    """Book, move and look."""

    class Desk:
        def __init__(self):
            self.calendar = Calendar(scope, Timetable(section, bot.zone, clock.now()), "RUB")

        def visit(self, *names, time="14:00", staff=None):
            first, *further = [section.service(name) for name in names]
            return Visit(first, TUESDAY, time, staff, tuple(map(Part, further)))

        def book(self, *names, time="14:00", staff=None):
            with scope.storage.write():
                return self.calendar.book(self.visit(*names, time=time, staff=staff), Booker(None), names)

        def free(self, *names, staff=None):
            visit = self.visit(*names, staff=staff)
            found = self.calendar.availability().free(visit.parts, TUESDAY, TUESDAY)
            return {slot.time: tuple(slot.staff) for slot in found}

        def move(self, booking, time, staff=None):
            first, *further = parts_of(booking, section)
            with scope.storage.write():
                visit = visit_of((first._replace(staff=staff), *further), TUESDAY, time)
                return self.calendar.move(booking, visit)

    return Desk()


def told(booking):
    return [
        (each.service, each.staff, f"{each.start_ts:%H:%M}", f"{each.end_ts:%H:%M}", each.agreed)
        for each in booking.segments
    ]


def test_a_booking_takes_as_long_and_costs_as_much_as_with_whoever_does_it(desk, scope):
    anna, maria = desk.book("cut", staff="anna"), desk.book("cut", staff="maria")
    assert told(anna) == [("cut", "anna", "11:00", "12:00", Price(Decimal(2500)))]
    assert told(maria) == [("cut", "maria", "11:00", "11:45", Price(Decimal(2000)))]
    assert (anna.agreed, anna.end_ts) == (Price(Decimal(2500)), datetime(2026, 11, 24, 12, tzinfo=UTC))
    # What was written says the same.
    assert desk.calendar.get(anna.id).agreed == Price(Decimal(2500))


def test_whoever_takes_an_hour_does_not_fit_into_a_gap_of_three_quarters(desk):
    for staff in ("anna", "maria"):
        assert desk.book("cut", time="13:00", staff=staff).status == "confirmed"
        assert desk.book("cut", time="14:45", staff=staff).status == "confirmed"
    # Anna is free from 14:00 and Maria from 13:45, both until 14:45.
    assert desk.free("cut")["14:00"] == ("maria",)
    assert "14:00" not in desk.free("cut", staff="anna")
    assert desk.book("cut", time="14:00", staff="anna") is Refusal.TAKEN
    anybody = desk.book("cut", time="14:00")
    assert told(anybody) == [("cut", "maria", "11:00", "11:45", Price(Decimal(2000)))]


def test_anybody_takes_who_is_done_by_closing_time(desk):
    assert desk.free("cut")["20:00"] == ("anna", "maria")
    assert desk.free("cut")["20:15"] == ("maria",)
    assert max(desk.free("cut", staff="anna")) == "20:00"
    assert desk.book("cut", time="20:15", staff="anna") is Refusal.ENDS_LATE
    assert desk.book("cut", time="20:15").first.staff == "maria"


def test_nobody_fits_who_is_too_slow_for_a_break_of_their_shift(make_bot, scope, clock):
    staff = [{**STAFF[0], "hours": {"tue": ["09:00-13:30", "14:00-18:00"]}}, *STAFF[1:]]
    section = make_bot(**{**SETTINGS, "staff": staff}).section(SalonBooking)
    calendar = Calendar(scope, Timetable(section, make_bot().zone, clock.now()), "RUB")
    part = Part(section.service("cut"))
    free = {slot.time: tuple(slot.staff) for slot in calendar.availability().free((part,), TUESDAY, TUESDAY)}
    assert (free["12:30"], free["12:45"]) == (("anna", "maria"), ("maria",))


def test_two_services_follow_each_other_as_whoever_does_the_first_takes(desk, section):
    visit = desk.book("cut", "brows", staff="anna")
    assert told(visit) == [
        ("cut", "anna", "11:00", "12:00", Price(Decimal(2500))),
        ("brows", "anna", "12:00", "12:30", Price(Decimal(700))),
    ]
    assert visit.agreed == Price(Decimal(3200))
    another = desk.book("cut", "colour", time="16:00", staff="maria")
    assert told(another) == [
        ("cut", "maria", "13:00", "13:45", Price(Decimal(2000))),
        ("colour", "maria", "13:45", "15:15", Price(Decimal(6000), at_least=True)),
    ]
    # A total is the least of what it comes to where a part of it is.
    assert another.agreed == Price(Decimal(8000), at_least=True)


def test_a_part_is_taken_out_with_its_price(desk, scope):
    visit = desk.book("cut", "colour", staff="maria")
    with scope.storage.write():
        shorter = desk.calendar.shorten(visit, visit.segments[:1])
    assert shorter.agreed == Price(Decimal(2000))


def test_a_price_that_one_of_them_has_and_the_service_has_not(desk):
    assert desk.book("brows", staff="anna").agreed == Price(Decimal(700))


def test_moving_to_another_changes_duration_and_price_and_staying_keeps_what_was_agreed(
    desk, make_bot, scope, clock
):
    booking = desk.book("cut", staff="anna")
    moved = desk.move(booking, "15:00", "maria")
    assert told(moved) == [("cut", "maria", "12:00", "12:45", Price(Decimal(2000)))]
    assert (moved.agreed, moved.end_ts) == (
        Price(Decimal(2000)),
        datetime(2026, 11, 24, 12, 45, tzinfo=UTC),
    )
    back = desk.move(moved, "15:00", "anna")
    assert told(back) == [("cut", "anna", "12:00", "13:00", Price(Decimal(2500)))]
    # Prices go up; what was agreed with her stays, and with somebody else it is what they take now.
    dearer = [
        {**STAFF[0], "services": {**STAFF[0]["services"], "cut": {"minutes": 75, "price": 3000}}},
        *STAFF[1:],
    ]
    services = [{**SERVICES[0], "price": 2200}, *SERVICES[1:]]
    section = make_bot(**{**SETTINGS, "services": services, "staff": dearer}).section(SalonBooking)
    [part] = parts_of(back, section)
    assert (part.service.by("anna").minutes, part.service.by("anna").price) == (60, Price(Decimal(2500)))
    assert (part.service.by("maria").minutes, part.service.by("maria").price) == (45, Price(Decimal(2200)))
    assert (part.shortest, part.longest) == (45, 60)
    calendar = Calendar(scope, Timetable(section, make_bot().zone, clock.now()), "RUB")
    with scope.storage.write():
        kept = calendar.move(back, visit_of((part,), TUESDAY, "16:00"))
    assert told(kept) == [("cut", "anna", "13:00", "14:00", Price(Decimal(2500)))]


def test_a_later_definition_does_not_change_what_a_booking_says(desk, make_bot, scope, make_admin):
    booking = desk.book("colour", staff="maria")
    cheaper = make_bot(services=[{**each, "price": 1} for each in SERVICES], staff=[])
    shown = make_admin(cheaper)("GET", f"{BOOKINGS}/{booking.id}")[1]
    assert (shown["price"], shown["price_from"]) == ("6000.00", True)


def test_staff_books_and_is_offered_what_fits(make_admin, bot):
    admin = make_admin(bot)

    def book(start, **more):
        body = {"service": "cut", "start": f"2026-11-24T{start}", "customer_name": "Olga", **more}
        return admin("POST", BOOKINGS, body)

    status, made = book("12:00", staff="anna")
    assert status == 201
    assert (made["end_ts"][11:16], made["price"], made["price_from"]) == ("13:00", "2500.00", False)
    assert book("12:45", staff="anna")[0] == 409
    assert book("12:45", staff="maria")[0] == 201
    # Maria is free until 12:45, so long enough from 12:00 on.
    status, refused = book("12:15")
    assert (status, refused["reason"]) == (409, "taken")
    offered = [(each["start"][11:16], each["staff"]) for each in refused["alternatives"]]
    assert offered[0] == ("12:00", "maria")
    assert book("12:00")[1]["segments"][0]["staff"] == "maria"


MIDNIGHT = datetime(2026, 11, 24, tzinfo=UTC)


def moment(minutes):
    return MIDNIGHT + timedelta(minutes=minutes)


stretches = st.lists(
    st.tuples(st.integers(0, 1300), st.integers(1, 300)).map(
        lambda each: (moment(each[0]), moment(each[0] + each[1]))
    ),
    max_size=6,
)


@given(
    st.lists(st.integers(0, 1200), unique=True, max_size=30).map(sorted),
    st.dictionaries(st.sampled_from(["ann", "bob", "room#1"]), stretches),
    st.dictionaries(st.sampled_from(["ann", "bob"]), stretches),
    st.dictionaries(st.sampled_from(["ann", "bob"]), st.sampled_from([45, 60, 90])),
    st.tuples(st.sampled_from([0, 10]), st.sampled_from([0, 15])),
    st.booleans(),
)
def test_free_is_who_has_so_long_as_they_take(starts, busy, off, lengths, buffers, room):
    grid = [Start(TUESDAY, on_clock(each), moment(each), moment(each + 45)) for each in starts]
    before, after = (timedelta(minutes=each) for each in buffers)
    takes = {name: timedelta(minutes=each) for name, each in lengths.items()}
    found = free_slots(
        grid,
        ("ann", "bob"),
        busy,
        before,
        after,
        off=off,
        needs=[["room#1"]] if room else [],
        lengths=takes,
        closes=[moment(1230)] * len(grid),
    )

    def fits(name, start):
        end = start.begin + takes.get(name, timedelta(minutes=45))
        if end > moment(1230) and end > start.end:
            return False
        busy_from, busy_to = start.begin - before, end + after
        chairs = [name, "room#1"] if room else [name]
        taken = [span for chair in chairs for span in busy.get(chair, [])]
        return all(to <= busy_from or since >= busy_to for since, to in taken) and all(
            to <= start.begin or since >= end for since, to in off.get(name, [])
        )

    assert {slot.start: tuple(slot.staff) for slot in found} == {
        start: able for start in grid if (able := tuple(each for each in ("ann", "bob") if fits(each, start)))
    }


def test_the_list_form_means_what_it_meant(make_bot):
    listed = [{**STAFF[2], "id": "oleg"}]
    section = make_bot(**{**SETTINGS, "staff": [*STAFF, *listed]}).section(SalonBooking)
    assert section.who_does(section.service("colour")) == ("maria", "irina", "oleg")
    assert section.service("colour").by("oleg") == section.service("colour").by("irina")


def test_terms_that_say_what_the_service_says_make_no_difference():
    own = SalonBooking(
        services=[Service(id="cut", name="Cut", minutes=60, price=2000)],
        staff=[StaffMember(id="anna", name="Anna", services={"cut": {"minutes": 60, "price": "2000.00"}})],
        hours={"mon": "09:00-18:00"},
    )
    assert not own.services[0].differs


KINDS = [{"id": "hair", "name": {"ru": "Волосы", "en": "Hair"}}]


def test_days_and_feeds_show_what_was_agreed(make_bot, make_admin, make_app):
    services = [{**each, "category": "hair"} for each in SERVICES]
    bot = make_bot(**{**SETTINGS, "services": services, "categories": KINDS})
    admin, app = make_admin(bot), make_app(bot)
    body = {"service": "colour", "staff": "maria", "start": "2026-11-24T12:00", "customer_name": "Olga"}
    made = admin("POST", BOOKINGS, body)[1]
    agreed = {"minutes": 90, "price": "6000.00", "price_from": True, "category": "hair"}
    assert agreed.items() <= made["segments"][0].items()
    day = admin("GET", f"{BOOKINGS}/day/2026-11-24")[1]
    [shown] = next(each["bookings"] for each in day["staff"] if each["staff"] == "maria")
    assert (agreed | {"currency": "RUB"}).items() <= shown.items()

    path = admin("POST", "/admin/feeds/salon", {"staff": "maria"})[1]["path"]

    async def feed():
        return await (await app.test_client().get(path)).get_data()

    [entry] = icalendar.Calendar.from_ical(asyncio.run(feed())).walk("VEVENT")
    assert str(entry["description"]) == "Цена: от 6\xa0000\xa0₽".replace("\xa0", " ")
    assert entry["categories"].to_ical().decode() == "Волосы"


def test_what_a_booking_was_of_stays_when_the_definition_changes(make_bot, make_admin, scope):
    services = [{**each, "category": "hair"} for each in SERVICES]
    bot = make_bot(**{**SETTINGS, "services": services, "categories": KINDS})
    body = {"service": "cut", "staff": "anna", "start": "2026-11-24T12:00", "customer_name": "Olga"}
    made = make_admin(bot)("POST", BOOKINGS, body)[1]
    shown = make_admin(make_bot(**SETTINGS))("GET", f"{BOOKINGS}/{made['id']}")[1]
    assert shown["segments"] == made["segments"]
    assert shown["segments"][0]["category"] == "hair"


def test_the_example_is_a_bot(plugins):
    [bot] = Bots.load(EXAMPLE, plugins, {})
    haircut = bot.section(SalonBooking).service("haircut")
    assert (haircut.by("lena").price, haircut.by("jonas").minutes) == (Price(Decimal(62)), 45)


def test_of_two_of_a_name_the_prices_of_both_are_told(make_chat, make_bot):
    another = {
        "id": "anna_k",
        "name": {"ru": "Анна К.", "en": "Anna K."},
        "services": {"cut": {"price": 3000}},
    }
    chat = make_chat(bot=make_bot(**{**SETTINGS, "staff": [*STAFF, another]}))
    told = chat.say("сколько стоит стрижка у Анны?")
    assert "Анна – 2 500 ₽, 1 ч" in told
    assert "Анна К. – 3 000 ₽, 45 мин" in told


def test_of_two_kinds_of_a_name_the_services_are_told(make_chat, make_bot):
    beauty = {"synonyms": {"ru": ["красота"]}}
    kinds = [{"id": "hair", "name": "Волосы", **beauty}, {"id": "face", "name": "Лицо", **beauty}]
    in_kinds = zip(SERVICES, [*kinds, kinds[1]], strict=True)
    services = [{**each, "category": kind["id"]} for each, kind in in_kinds]
    bot = make_bot(**{**SETTINGS, "services": services, "categories": kinds})
    chat = make_chat(bot=bot)
    chat.say("запишите на красоту")
    assert chat.titles == ["Стрижка", "Окрашивание", "Брови"]
    told = make_chat("another", bot=bot).say("сколько стоит красота?")
    assert "Стрижка: от 2 000 ₽ (от 45 мин)" in told
    assert "Окрашивание: от 4 500 ₽ (от 1 ч)" in told


def test_what_is_agreed_before_booking_is_what_is_booked(make_chat, bot):
    chat = make_chat(bot=bot)
    asked = chat.say("стрижка завтра в 12")
    assert "Анна – 2 500 ₽, 1 ч\nМария – 2 000 ₽, 45 мин" in asked
    assert "Цена: 2 500 ₽" in chat.say("к Анне")
    [booking] = chat.bookings
    assert told(booking) == [("cut", "anna", "09:00", "10:00", Price(Decimal(2500)))]
    # Where only one of them is free, there is nothing to choose.
    assert "Цена: 2 000 ₽" in chat.say("и ещё одну стрижку завтра в 12:30 для мужа, его зовут Пётр")


def test_a_move_that_somebody_else_has_to_do_tells_the_price_before(make_chat, bot, desk):
    chat = make_chat(bot=bot)
    chat.say("стрижка завтра в 12 к Марии")
    desk.book("colour", time="15:00", staff="maria")
    asked = chat.say("перенесите на завтра на 15:00")
    assert "Было: вторник, 24 ноября, 12:00, мастер Мария, 2 000 ₽" in asked
    assert "Станет: вторник, 24 ноября, 15:00, мастер Анна, 2 500 ₽" in asked
    assert chat.why["confirming"]
    chat.say("да")
    assert told(chat.bookings[0]) == [("cut", "anna", "12:00", "13:00", Price(Decimal(2500)))]
