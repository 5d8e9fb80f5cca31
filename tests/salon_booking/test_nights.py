"""Hours past midnight, days that begin at one or have an hour twice, and what is close to midnight."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontdesk import BotInvalid, Opening
from frontdesk_salon_booking.calendar import Booker, Calendar
from frontdesk_salon_booking.config import SalonBooking
from frontdesk_salon_booking.hours import clock, day_openings, openings_on, stretches, wall_openings
from frontdesk_salon_booking.shifts import off_time, works_on
from frontdesk_salon_booking.slots import Start
from frontdesk_salon_booking.timetable import Refusal, Timetable
from frontdesk_salon_booking.visits import Part, Visit

FRIDAY = date(2026, 11, 27)
SATURDAY = FRIDAY + timedelta(days=1)
MOSCOW = ZoneInfo("Europe/Moscow")
BERLIN = ZoneInfo("Europe/Berlin")
CAIRO = ZoneInfo("Africa/Cairo")
BEIRUT = ZoneInfo("Asia/Beirut")
ALMATY = ZoneInfo("Asia/Almaty")
WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
BOOKINGS = "/admin/bookings/salon"


def salon(**values: Any) -> SalonBooking:
    services = [{"id": "cut", "name": "Cut", "minutes": 60}]
    return SalonBooking.model_validate(
        {"services": services, "hours": {"fri": "20:00-02:00"}, "horizon_days": 60, **values}
    )


def plan(zone: ZoneInfo = MOSCOW, now: datetime | None = None, **values: Any) -> Timetable:
    return Timetable(salon(**values), zone, now or datetime(2026, 11, 23, 10, tzinfo=zone))


def times(timetable: Timetable, minutes: int, day: date) -> list[str]:
    return [start.time for start in timetable.starts(minutes, day, day)]


def test_hours_past_midnight_belong_to_the_day_on_which_they_begin():
    section = salon(hours={"fri": ["20:00-02:00", "10:00-12:00"], "sat": "09:00-13:00"})
    assert openings_on(section, FRIDAY) == (Opening(600, 720), Opening(1200, 1560))
    assert openings_on(section, SATURDAY) == (Opening(540, 780),)
    assert wall_openings(section, SATURDAY) == (Opening(-240, 120), Opening(540, 780))
    assert day_openings(section, FRIDAY) == (Opening(600, 720), Opening(1200, 1440))
    assert day_openings(section, SATURDAY) == (Opening(0, 120), Opening(540, 780))
    [late] = stretches(salon(), SATURDAY, MOSCOW)
    assert (late.begin, late.end) == (
        datetime(2026, 11, 27, 17, tzinfo=UTC),
        datetime(2026, 11, 27, 23, tzinfo=UTC),
    )


def test_times_after_midnight_are_on_the_day_that_the_wall_says():
    night = plan(slot_minutes=45)
    assert times(night, 60, FRIDAY) == ["20:00", "20:45", "21:30", "22:15", "23:00", "23:45"]
    # Counted from opening, not from midnight.
    assert times(night, 60, SATURDAY) == ["00:30"]
    late = night.start(60, FRIDAY, "23:45")
    assert isinstance(late, Start)
    assert (late.day, late.end) == (FRIDAY, datetime(2026, 11, 27, 21, 45, tzinfo=UTC))


@pytest.mark.parametrize(
    ("minutes", "day", "time", "refusal"),
    [
        (60, FRIDAY, "23:30", None),
        (60, SATURDAY, "01:00", None),
        (60, SATURDAY, "01:30", Refusal.ENDS_LATE),
        (30, SATURDAY, "01:30", None),
        (30, SATURDAY, "02:00", Refusal.CLOSED_TIME),
        (30, SATURDAY, "20:00", Refusal.CLOSED_TIME),
        (30, FRIDAY, "19:30", Refusal.CLOSED_TIME),
        (30, FRIDAY, "00:30", Refusal.CLOSED_TIME),
        (30, SATURDAY, "00:01", Refusal.OFF_GRID),
        (30, FRIDAY, "23:59", Refusal.OFF_GRID),
        (30, SATURDAY + timedelta(days=1), "00:30", Refusal.CLOSED_DAY),
    ],
)
def test_why_not_at_night(minutes, day, time, refusal):
    found = plan().start(minutes, day, time)
    assert (found if isinstance(found, Refusal) else None) is refusal


def test_a_closed_date_is_closed_from_its_own_evening_on():
    closed = plan(hours=dict.fromkeys(WEEK, "20:00-02:00"), closed_dates=["2026-11-28"])
    assert times(closed, 60, SATURDAY) == ["00:00", "00:30", "01:00"]
    assert times(closed, 60, SATURDAY + timedelta(days=1))[0] == "20:00"


def test_where_it_closes_at_24_a_visit_ends_by_midnight_unless_it_opens_again_at_0():
    until_midnight = plan(hours={"fri": "20:00-24:00", "sat": "10:00-12:00"})
    assert times(until_midnight, 60, FRIDAY)[-1] == "23:00"
    assert until_midnight.start(60, FRIDAY, "23:30") is Refusal.ENDS_LATE
    through = plan(hours={"fri": "20:00-24:00", "sat": "00:00-03:00"})
    assert times(through, 60, FRIDAY)[-1] == "23:30"
    assert times(through, 60, SATURDAY) == ["00:00", "00:30", "01:00", "01:30", "02:00"]
    always = plan(hours=dict.fromkeys(WEEK, "00:00-24:00"))
    assert times(always, 60, FRIDAY) == [clock(minute) for minute in range(0, 1440, 30)]


CHANGES = st.sampled_from(
    [
        (date(2026, 11, 27), MOSCOW),
        (date(2026, 3, 28), BERLIN),
        (date(2026, 10, 24), BERLIN),
        (date(2026, 4, 23), CAIRO),
        (date(2026, 10, 29), CAIRO),
        (date(2026, 3, 28), BEIRUT),
        (date(2026, 10, 24), BEIRUT),
        (date(2024, 2, 29), ALMATY),
        (date(2026, 4, 4), ZoneInfo("Australia/Lord_Howe")),
        (date(2026, 10, 3), ZoneInfo("Australia/Lord_Howe")),
    ]
)


@given(
    CHANGES,
    st.integers(-1, 1),
    st.integers(0, 1439),
    st.integers(1, 839),
    st.integers(1, 240),
    st.integers(1, 90),
    st.integers(0, 2879),
)
def test_a_night_is_the_grid_from_opening_to_closing(change, shift, opens, lasts, minutes, slot, wall):
    """Whatever the clocks do in it: each time that the wall shows, the first time, until it closes."""
    first, zone = change[0] + timedelta(days=shift), change[1]
    closes = opens + lasts
    written = f"{clock(opens)}-{clock(closes) if closes != 1440 else '24:00'}"
    noon = datetime(first.year, first.month, first.day, 12, tzinfo=zone)
    night = plan(zone, noon - timedelta(days=3), slot_minutes=slot, hours={f"{first:%a}".lower(): written})
    begin = shown_at(first, wall, zone)
    shown = begin.astimezone(zone).replace(tzinfo=None)
    expected = (
        opens <= wall < closes
        and (wall - opens) % slot == 0
        and shown == datetime(first.year, first.month, first.day) + timedelta(minutes=wall)
        and begin + timedelta(minutes=minutes) <= shown_at(first, closes, zone)
    )
    day, time = first + timedelta(days=wall // 1440), clock(wall % 1440)
    found = [start.begin for start in night.starts(minutes, day, day) if start.time == time]
    assert found == ([begin] if expected else [])
    by_itself = night.start(minutes, day, time)
    assert isinstance(by_itself, Start) is expected


def shown_at(day: date, minutes: int, zone: ZoneInfo) -> datetime:
    """The first moment at which a clock on the wall shows this time or a later one, found by watching it."""
    wall = datetime(day.year, day.month, day.day) + timedelta(minutes=minutes)
    moment = wall.replace(tzinfo=UTC) - timedelta(hours=16)
    while moment.astimezone(zone).replace(tzinfo=None) < wall:
        moment += timedelta(minutes=1)
    return moment


def test_the_night_in_which_the_clocks_change_is_as_long_as_it_is():
    spring = plan(BERLIN, datetime(2026, 3, 27, 12, tzinfo=BERLIN), hours={"sat": "22:00-04:00"})
    sunday = date(2026, 3, 29)
    assert times(spring, 30, sunday) == ["00:00", "00:30", "01:00", "01:30", "03:00", "03:30"]
    assert spring.start(30, sunday, "02:30") is Refusal.SKIPPED
    late = spring.start(60, sunday, "01:30")
    assert isinstance(late, Start)
    assert late.end.astimezone(BERLIN).strftime("%H:%M") == "03:30"
    autumn = plan(BERLIN, datetime(2026, 10, 23, 12, tzinfo=BERLIN), hours={"sat": "22:00-04:00"})
    twice = autumn.start(30, date(2026, 10, 25), "02:30")
    assert isinstance(twice, Start)
    assert twice.begin == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "day"), [(CAIRO, date(2026, 4, 24)), (BEIRUT, date(2026, 3, 29))], ids=["Cairo", "Beirut"]
)
def test_a_day_that_begins_at_one(zone, day):
    """At midnight the clocks go forward: 00:00 to 00:59 are not shown that day."""
    before = datetime.combine(day - timedelta(days=3), datetime.min.time(), zone)
    open_always = plan(zone, before, hours=dict.fromkeys(WEEK, "00:00-24:00"))
    assert times(open_always, 60, day)[0] == "01:00"
    assert open_always.start(60, day, "00:30") is Refusal.SKIPPED
    night = plan(zone, before, hours={f"{day - timedelta(days=1):%a}".lower(): "22:00-02:00"})
    assert times(night, 30, day) == ["01:00", "01:30"]
    eve = night.start(60, day - timedelta(days=1), "23:30")
    assert isinstance(eve, Start)
    assert eve.end.astimezone(zone).strftime("%Y-%m-%d %H:%M") == f"{day} 01:30"
    # It opens at its first moment, and "today" is the day from then on.
    [stretch] = stretches(salon(hours={f"{day:%a}".lower(): "00:00-02:00"}), day, zone)
    assert stretch.begin.astimezone(zone).strftime("%H:%M") == "01:00"
    assert Timetable(salon(), zone, stretch.begin).today == day
    assert Timetable(salon(), zone, stretch.begin - timedelta(seconds=1)).today == day - timedelta(days=1)


def test_hours_hold_on_the_wall_when_the_offset_of_the_country_changes():
    """Almaty went from UTC+6 to UTC+5 as 2024-03-01 began: 23:00 to 23:59 came twice on 29 February."""
    before = datetime(2024, 2, 28, 12, tzinfo=ALMATY)
    week = plan(ALMATY, before, hours=dict.fromkeys(WEEK, "09:00-24:00"))
    starts = {day: week.start(60, date(2024, *day), "10:00") for day in ((2, 29), (3, 1))}
    assert [start.begin.hour for start in starts.values()] == [4, 5]
    late = week.start(60, date(2024, 2, 29), "23:00")
    # The first 23:00 is taken; until midnight there are two hours.
    assert late.begin == datetime(2024, 2, 29, 17, tzinfo=UTC)
    assert isinstance(week.start(120, date(2024, 2, 29), "23:00"), Start)
    assert week.start(121, date(2024, 2, 29), "23:00") is Refusal.ENDS_LATE


def test_lead_time_is_real_time_in_the_hour_that_comes_twice():
    """At the second 02:15 in Berlin, an hour before 03:15 and not two."""
    now = datetime(2026, 10, 25, 1, 15, tzinfo=UTC)
    night = plan(BERLIN, now, hours={"sat": "22:00-06:00"}, lead_minutes=60, slot_minutes=15)
    sunday = date(2026, 10, 25)
    assert night.start(30, sunday, "03:00") is Refusal.TOO_SOON
    assert isinstance(night.start(30, sunday, "03:15"), Start)
    # What it showed first is over, though the clock shows it again in a moment.
    assert night.start(30, sunday, "02:30") is Refusal.PAST


@pytest.mark.parametrize(
    ("hours", "code"),
    [
        ({"fri": "20:00-20:00"}, "FD207"),
        ({"fri": "18:00-09:00"}, "FD207"),
        ({"fri": ["20:00-02:00", "22:00-23:00"]}, "FD208"),
        ({"fri": "20:00-02:00", "sat": "01:00-05:00"}, "FD208"),
        ({"sat": ["10:00-13:00"], "sun": "20:00-02:00", "mon": "01:00-09:00"}, "FD208"),
    ],
)
def test_nights_that_cannot_be_meant_are_found(make_bot, hours, code):
    with pytest.raises(BotInvalid) as caught:
        make_bot(hours={**dict.fromkeys(WEEK), **hours})
    assert {problem.code for problem in caught.value.problems} == {code}


def test_hours_from_evening_to_morning_are_fine(make_bot):
    hours = {**dict.fromkeys(WEEK), "fri": "20:00-02:00", "sat": ["02:00-04:00", "18:00-06:00"]}
    bot = make_bot(hours=hours)
    assert list(map(str, bot.hours_on(SATURDAY))) == ["00:00-02:00", "02:00-04:00", "18:00-24:00"]


def test_a_night_shift_and_time_off_in_it():
    member = {
        "id": "anna",
        "name": "A",
        "hours": {"fri": "22:00-04:00"},
        "away": [{"from": "2026-11-28T00:30", "to": "2026-11-28T01:00"}],
    }
    section = salon(staff=[member])
    [anna] = section.staff
    assert works_on(section, anna, FRIDAY) == (Opening(1320, 1470), Opening(1500, 1560))
    begin = datetime(2026, 11, 27, 12, tzinfo=UTC)
    assert off_time(section, anna, begin, begin + timedelta(hours=12), MOSCOW) == [
        (begin, datetime(2026, 11, 27, 19, tzinfo=UTC)),
        (datetime(2026, 11, 27, 23, tzinfo=UTC), begin + timedelta(hours=12)),
    ]


@pytest.fixture
def nightly(make_bot):
    """The salon on Friday night."""
    hours = {**dict.fromkeys(WEEK), "fri": "20:00-02:00", "wed": "00:00-24:00"}
    return make_bot(hours=hours)


def test_a_visit_over_midnight_is_in_the_way_on_both_sides(nightly, scope, clock):
    section = nightly.section(SalonBooking)
    calendar = Calendar(scope, Timetable(section, MOSCOW, clock.now()), "RUB")
    nails = section.service("manicure")

    def book(day, time):
        with scope.storage.write():
            return calendar.book(Visit(nails, day, time), Booker(None), ["Маникюр"])

    made = book(FRIDAY, "23:30")
    assert made.wall_start == "2026-11-27T23:30"
    assert made.end_ts == datetime(2026, 11, 27, 21, 30, tzinfo=UTC)
    assert book(SATURDAY, "00:00") is book(FRIDAY, "23:00") is Refusal.TAKEN
    assert book(SATURDAY, "00:30").wall_start == "2026-11-28T00:30"
    assert book(SATURDAY, "01:30") is Refusal.ENDS_LATE


def test_a_long_visit_that_began_yesterday_is_in_the_way_today(make_bot, scope, clock):
    services = [{"id": "long", "name": "Д", "minutes": 900}, {"id": "cut", "name": "С", "minutes": 30}]
    section = make_bot(
        services=services, staff=[{"id": "anna", "name": "А"}], hours=dict.fromkeys(WEEK, "00:00-24:00")
    ).section(SalonBooking)
    calendar = Calendar(scope, Timetable(section, MOSCOW, clock.now()), "RUB")
    with scope.storage.write():
        made = calendar.book(Visit(section.service("long"), FRIDAY, "23:30"), Booker(None), ["Д"])
    assert made.end_ts == datetime(2026, 11, 28, 11, 30, tzinfo=UTC)
    free = calendar.availability().free((Part(section.service("cut")),), SATURDAY, SATURDAY)
    assert free[0].time == "14:30"
    with scope.storage.write():
        cut = Visit(section.service("cut"), SATURDAY, "14:00")
        assert calendar.book(cut, Booker(None), ["С"]) is Refusal.TAKEN


def test_a_minute_before_and_after_midnight_are_on_their_own_days(nightly, make_admin):
    admin = make_admin(nightly)
    body = {"service": "manicure", "customer_name": "Ольга"}
    status, late = admin("POST", BOOKINGS, {**body, "start": "2026-11-27T23:59"})
    assert (status, late["start_ts"], late["end_ts"]) == (
        201,
        "2026-11-27T23:59:00+03:00",
        "2026-11-28T00:59:00+03:00",
    )
    status, problem = admin("POST", BOOKINGS, {**body, "start": "2026-11-28T00:01"})
    assert (status, problem["reason"]) == (409, "taken")
    status, early = admin("POST", BOOKINGS, {**body, "start": "2026-11-28T00:59"})
    assert (status, early["start_ts"]) == (201, "2026-11-28T00:59:00+03:00")
    wish = {**body, "service": "haircut_women"}
    status, early = admin("POST", BOOKINGS, {**wish, "start": "2026-11-25T00:01"})
    assert (status, early["start_ts"]) == (201, "2026-11-25T00:01:00+03:00")
    status, problem = admin("POST", BOOKINGS, {**wish, "start": "2026-11-25T23:59"})
    assert (status, problem["reason"]) == (409, "ends_late")


def test_customers_hear_of_the_night_as_it_is_called(nightly, make_chat):
    assert make_chat("1", bot=nightly).say("До скольки вы в пятницу?") == (
        "Пятница, 27 ноября: работаем с 20:00 до 02:00."
    )
    assert (
        make_chat("2", bot=nightly)
        .say("Запишите на маникюр 28 ноября в 01:30")
        .startswith(
            "В 01:30 начинать уже поздно: маникюр – это 1 ч, а закрываемся мы в 02:00. Могу предложить 01:00"
        )
    )
    chat = make_chat("3", bot=nightly)
    chat.say("Запишите меня на маникюр 28 ноября в 00:30")
    chat.agree()
    assert [booking.wall_start for booking in chat.bookings] == ["2026-11-28T00:30"]


def test_a_block_of_a_day_ends_the_night_before_it_at_midnight(nightly, make_admin):
    admin = make_admin(nightly)
    assert admin("POST", "/admin/blocks/salon", {"from": "2026-11-28"})[0] == 201
    body = {"service": "manicure", "customer_name": "Ольга"}
    status, problem = admin("POST", BOOKINGS, {**body, "start": "2026-11-28T00:30"})
    assert (status, problem["reason"]) == (409, "closed_day")
    status, problem = admin("POST", BOOKINGS, {**body, "start": "2026-11-27T23:30"})
    assert (status, problem["reason"]) == (409, "ends_late")
    assert admin("POST", BOOKINGS, {**body, "start": "2026-11-27T23:00"})[0] == 201
