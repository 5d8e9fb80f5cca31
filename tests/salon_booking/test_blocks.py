"""Time that staff takes out of the calendar at run time: somebody is away, or the business is closed."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor, wait
from datetime import UTC, date, datetime, timedelta
from threading import Barrier, Event

import pytest

from frontdesk import Tenant
from frontdesk_salon_booking.block import Block
from frontdesk_salon_booking.blocks.bodies import BlockBody
from frontdesk_salon_booking.blocks.desk import BlockDesk
from frontdesk_salon_booking.calendar import Booker
from frontdesk_salon_booking.config import SalonBooking
from frontdesk_salon_booking.salon import Salon
from frontdesk_salon_booking.timetable import Refusal
from frontdesk_salon_booking.visits import Part, Visit

TUESDAY = date(2026, 11, 24)
BLOCKS = "/admin/blocks/salon"
BOOKINGS = "/admin/bookings/salon"
MANICURE = {"service": "manicure", "start": "2026-11-24T14:00", "customer_name": "Ольга"}


@pytest.fixture
def block(admin):
    """Take time out of the calendar."""

    def make(first, last=None, staff=None, **more):
        body = {
            "from": first,
            **({"to": last} if last else {}),
            **({"staff": staff} if staff else {}),
            **more,
        }
        status, made = admin("POST", BLOCKS, body)
        assert status == 201, made
        return made

    return make


@pytest.fixture
def book(admin):
    """Book as staff: the booking, or the reason why not."""

    def make(**changes):
        status, made = admin("POST", BOOKINGS, MANICURE | changes)
        return made if status == 201 else made["reason"]

    return make


def test_a_block_is_made_shown_removed_and_kept(admin, block, clock):
    made = block("2026-11-24", "2026-11-25", "irina", note="Болеет")
    assert made == {
        "id": made["id"],
        "staff": "irina",
        "start_ts": "2026-11-24T00:00:00+03:00",
        "end_ts": "2026-11-26T00:00:00+03:00",
        "note": "Болеет",
        "version": 1,
        "created_at": made["created_at"],
        "updated_at": made["created_at"],
        "removed_at": None,
        "made_by": "admin",
        "removed_by": None,
        "bookings": [],
    }
    path = f"{BLOCKS}/{made['id']}"
    assert admin("GET", path) == (200, made)
    clock.advance(timedelta(minutes=5))
    status, removed = admin("DELETE", path)
    assert (status, removed["version"], removed["removed_by"]) == (200, 2, "admin")
    assert datetime.fromisoformat(removed["removed_at"]) == clock.now()
    assert admin("GET", BLOCKS) == (200, {"items": [removed], "next": None})
    status, problem = admin("DELETE", path)
    assert (status, problem["reason"]) == (409, "final")


def test_what_is_written_holds_the_wall_time_and_seals_the_note(block, scope):
    block("2026-11-24T14:00", "2026-11-24T15:30", "irina", note="Врач")
    [row] = scope.rows(scope.select(Block))
    assert row.busy == (datetime(2026, 11, 24, 11, tzinfo=UTC), datetime(2026, 11, 24, 12, 30, tzinfo=UTC))
    assert (row.wall_start, row.wall_end, row.zone) == (
        "2026-11-24T14:00",
        "2026-11-24T15:30",
        "Europe/Moscow",
    )
    assert "Врач".encode() not in bytes(row.note)


def test_blocks_are_told_page_by_page(admin, block):
    ids = [block(f"2026-12-0{day}")["id"] for day in (1, 2, 3)]
    status, page = admin("GET", f"{BLOCKS}?limit=2")
    assert (status, [each["id"] for each in page["items"]]) == (200, ids[:0:-1])
    status, rest = admin("GET", f"{BLOCKS}?limit=2&cursor={page['next']}")
    assert ([each["id"] for each in rest["items"]], rest["next"]) == (ids[:1], None)


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "#/from"),
        ({"from": "tomorrow"}, "#/from"),
        ({"from": "2026-11-24T14:00"}, "#"),
        ({"from": "2026-11-24T14:00:30", "to": "2026-11-24"}, "#/from"),
        ({"from": "2026-11-24", "to": "2026-11-23"}, "#/to"),
        ({"from": "2026-11-24T14:00", "to": "2026-11-24T14:00"}, "#/to"),
        ({"from": "2026-11-22"}, "#/to"),
        ({"from": "2026-11-23T08:00", "to": "2026-11-23T09:00"}, "#/to"),
        ({"from": "2026-11-24", "to": "9999-12-31"}, "#/to"),
        ({"from": "2026-11-24", "staff": "bob"}, "#/staff"),
        ({"from": "2026-11-24", "reason": "x"}, "#/reason"),
        ({"from": 20261124}, "#/from"),
    ],
)
def test_what_is_no_block_is_refused_with_the_place(admin, scope, body, pointer):
    status, problem = admin("POST", BLOCKS, body)
    assert (status, [error["pointer"] for error in problem["errors"]]) == (422, [pointer])
    assert scope.rows(scope.select(Block)) == []


def test_what_is_not_there_is_not_found(admin, block, storage, bot, clock):
    assert admin("GET", "/admin/blocks/other")[0] == 404
    assert admin("GET", f"{BLOCKS}/77")[0] == admin("DELETE", f"{BLOCKS}/77")[0] == 404
    made = block("2026-11-24")
    other = storage.scope("other")
    assert other.rows(other.select(Block)) == []
    assert other.get(Block, Block.id == made["id"]) is None


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("2026-11-24T13:00", "2026-11-24T15:00"),
        ("2026-11-24T10:00:00Z", "2026-11-24T15:00:00+03:00"),
        ("2026-11-24", None),
        ("2026-11-23T20:00", "2026-11-24T14:01"),
    ],
)
def test_nobody_is_booked_in_their_block_until_it_is_removed(admin, block, book, first, last):
    made = block(first, last, "irina")
    assert book() in ("away", "off_shift")
    assert book(service="haircut_women")["segments"][0]["staff"] == "anna"
    admin("DELETE", f"{BLOCKS}/{made['id']}")
    assert book()["segments"][0]["staff"] == "irina"


def test_time_right_before_and_right_after_a_block_is_free(block, book):
    block("2026-11-24T14:00", "2026-11-24T15:00", "irina")
    assert book(start="2026-11-24T13:01") == "off_shift"
    assert book(start="2026-11-24T14:59") == "off_shift"
    assert book(start="2026-11-24T13:00")["version"] == book(start="2026-11-24T15:00")["version"] == 1


def test_buffers_lie_before_a_closure_but_not_in_somebodys_time_off(make_bot, make_admin):
    staff = [{"id": "irina", "name": "Ирина"}, {"id": "vera", "name": "Вера"}]
    services = [{"id": "manicure", "name": "М", "minutes": 60, "buffer_after": 15}]
    admin = make_admin(make_bot(staff=staff, services=services))
    admin("POST", BLOCKS, {"from": "2026-11-24T15:00", "to": "2026-11-24T16:00", "staff": "irina"})
    admin("POST", BLOCKS, {"from": "2026-11-25T15:00", "to": "2026-11-25T16:00"})
    status, made = admin("POST", BOOKINGS, MANICURE)
    assert (status, made["segments"][0]["staff"]) == (201, "vera")
    status, made = admin("POST", BOOKINGS, MANICURE | {"start": "2026-11-25T14:00"})
    assert (status, made["segments"][0]["staff"]) == (201, "irina")


def test_a_closure_is_for_everybody(block, book):
    block("2026-11-24T12:00", "2026-11-24T16:00")
    block("2026-11-25")
    assert book() == book(service="haircut_women", start="2026-11-24T12:00") == "closed_time"
    assert book(start="2026-11-24T11:30") == "ends_late"
    assert book(start="2026-11-25T14:00") == "closed_day"
    assert book(start="2026-11-24T16:00")["version"] == book(start="2026-11-24T11:00")["version"] == 1


def test_a_closure_is_for_a_business_of_one_chair_too(make_bot, make_admin):
    alone = make_admin(make_bot(staff=[], services=[{"id": "manicure", "name": "М", "minutes": 60}]))
    assert alone("POST", BLOCKS, {"from": "2026-11-24T12:00", "to": "2026-11-24T16:00"})[0] == 201
    assert alone("POST", BOOKINGS, MANICURE)[1]["reason"] == "closed_time"
    assert alone("POST", BOOKINGS, MANICURE | {"start": "2026-11-24T16:00"})[0] == 201


def test_the_live_bookings_that_it_touches_are_told(admin, block, book):
    one = book()
    two = book(service="haircut_women", staff="maria", start="2026-11-24T14:30")
    three = book(service="haircut_women", staff="anna", start="2026-11-24T10:00")
    gone = book(start="2026-11-24T16:00")
    admin("PATCH", f"{BOOKINGS}/{gone['id']}", {"version": 1, "status": "cancelled"})
    book(start="2026-11-25T14:00")
    assert [each["id"] for each in block("2026-11-24")["bookings"]] == [three["id"], one["id"], two["id"]]
    assert [each["id"] for each in block("2026-11-24", staff="irina")["bookings"]] == [one["id"]]
    assert block("2026-11-24T15:00", "2026-11-24T16:00", "irina")["bookings"] == []
    assert block("2026-11-24T14:59", "2026-11-24T16:00", "irina")["bookings"] == [one]
    # They stay as they are, and can be moved out of it.
    assert admin("GET", f"{BOOKINGS}/{one['id']}") == (200, one)
    status, moved = admin("PATCH", f"{BOOKINGS}/{one['id']}", {"version": 1, "start": "2026-11-26T14:00"})
    assert (status, moved["segments"][0]["staff"]) == (200, "irina")


def test_a_booking_is_not_moved_into_a_block(admin, block, book):
    made = book()
    block("2026-11-25", staff="irina")
    status, problem = admin("PATCH", f"{BOOKINGS}/{made['id']}", {"version": 1, "start": "2026-11-25T14:00"})
    assert (status, problem["reason"]) == (409, "away")


def test_a_block_of_somebody_new_to_the_salon_is_found_under_the_lock(make_bot, block, make_admin):
    """The chair of the new one has no row of its own yet, and the closure was made before they came."""
    block("2026-11-24")
    new = [{"id": "irina", "name": "И"}, {"id": "vera", "name": "В", "services": ["manicure"]}]
    admin = make_admin(make_bot(staff=new))
    status, problem = admin("POST", BOOKINGS, MANICURE | {"staff": "vera"})
    assert (status, problem["reason"]) == (409, "closed_day")


def test_the_calendar_goes_by_it_within_the_transaction(calendar, scope, bot, block):
    service = bot.section(SalonBooking).service
    block("2026-11-24T12:00", "2026-11-24T16:00", "maria")
    nails = Part(service("manicure"))
    visit = Visit(service("haircut_men"), TUESDAY, "15:00", None, (nails,))
    with scope.storage.write():
        assert calendar.book(visit, Booker(None), ["a", "b"]) is Refusal.OFF_SHIFT
        whole = Visit(service("haircut_women"), TUESDAY, "15:00", None, (nails,))
        assert calendar.book(whole, Booker(None), ["a", "b"]).first.staff == "anna"


def test_booked_before_or_refused_after_never_unnoticed(admin, scope, clock, make_calendar, bot):
    """Whoever books while a block is made is among those who are touched, or is refused."""
    visit = Visit(bot.section(SalonBooking).service("manicure"), TUESDAY, "14:00")
    for number in range(8):
        day = TUESDAY + timedelta(weeks=number % 3, days=number % 4)
        ready = Barrier(4)

        def book(visit, ready=ready):
            calendar = make_calendar(scope, clock.now())
            # Looked at before, as in a conversation: nothing is in the way yet.
            calendar.availability().look(visit)
            ready.wait()
            with scope.storage.connection(), scope.storage.write():
                return calendar.book(visit, Booker(None), ["Маникюр"])

        def close(day=day, ready=ready):
            ready.wait()
            return admin("POST", BLOCKS, {"from": day.isoformat(), "staff": "irina"})[1]

        at = Visit(visit.service, day, visit.time)
        with ThreadPoolExecutor(4) as pool:
            booked = [pool.submit(book, at) for _ in range(3)]
            made = pool.submit(close).result()
            results = [each.result() for each in booked]
        won = [each.id for each in results if not isinstance(each, Refusal)]
        assert [each["id"] for each in made["bookings"]] == won
        assert {each for each in results if isinstance(each, Refusal)} <= {Refusal.AWAY, Refusal.TAKEN}
        with scope.storage.write():
            assert make_calendar(scope, clock.now()).book(at, Booker(None), ["Маникюр"]) is Refusal.AWAY


def test_a_block_waits_for_the_booking_that_is_being_made(admin, scope, clock, make_calendar, bot):
    """The booking is not committed yet: without the lock the block would not see it."""
    visit = Visit(bot.section(SalonBooking).service("manicure"), TUESDAY, "14:00")
    closure = {"from": "2026-11-24"}
    with ThreadPoolExecutor(1) as pool:
        with scope.storage.write():
            booking = make_calendar(scope, clock.now()).book(visit, Booker(None), ["Маникюр"])
            made = pool.submit(admin, "POST", BLOCKS, closure)
            # Long enough to look at the bookings, were they not locked.
            wait([made], 0.5)
        status, block = made.result()
    assert (status, [each["id"] for each in block["bookings"]]) == (201, [booking.id])


def test_a_booking_waits_for_the_block_that_is_being_made(scope, clock, make_calendar, bot):
    visit = Visit(bot.section(SalonBooking).service("manicure"), TUESDAY, "14:00")

    def book():
        calendar = make_calendar(scope, clock.now())
        with scope.storage.write():
            return calendar.book(visit, Booker(None), ["Маникюр"])

    tenant = Tenant("salon", "Salon", bot.id)
    salon = Salon(tenant, bot, bot.section(SalonBooking), scope, clock.now())
    body = BlockBody.model_validate({"from": "2026-11-24", "staff": "irina"})
    committing, booking = Event(), []

    def commit_late():
        # Made, and not committed before the booking had the time to look.
        booking.append(pool.submit(book))
        wait(booking, 0.5)
        committing.set()

    with ThreadPoolExecutor(1) as pool:
        block_desk = BlockDesk(salon)
        touched = block_desk.touched
        block_desk.touched = lambda block: (commit_late(), touched(block))[1]
        assert block_desk.make(body)["bookings"] == []
        assert committing.is_set()
        assert booking[0].result() is Refusal.AWAY


def test_customers_are_told_that_somebody_is_away(block, chat):
    block("2026-11-24", "2026-11-25", "maria")
    answer = chat.say("Запишите меня на женскую стрижку к Марии завтра в 12:00")
    assert answer.startswith("Вторник, 24 ноября: Мария не работает. Могу предложить 12:00, Анна, ")


def test_customers_are_told_that_it_is_closed(block, chat):
    block("2026-11-24", note="Прорвало трубу")
    block("2026-11-25T09:00", "2026-11-25T15:00")
    assert chat.say("Запишите меня на маникюр завтра в 12:00").startswith(
        "Вторник, 24 ноября: у нас выходной."
    )
    assert chat.say("в среду в 12:00").startswith(
        "В 12:00 мы закрыты. Среда, 25 ноября: работаем с 15:00 до 21:00."
    )
    assert chat.say("Запишите на маникюр завтра").startswith("Вторник, 24 ноября: у нас выходной.")
    assert "трубу" not in str(chat.state.to_json())


def test_a_closing_time_that_a_block_sets_is_told(block, chat):
    block("2026-11-24T16:00", "2026-11-24T21:00")
    assert chat.say("Запишите меня на маникюр завтра в 15:30").startswith(
        "В 15:30 начинать уже поздно: маникюр – это 1 ч, а закрываемся мы в 16:00."
    )


def test_the_opening_hours_that_are_told_leave_it_out(block, make_chat):
    block("2026-11-24T09:00", "2026-11-24T12:00")
    block("2026-11-25")
    block("2026-11-26", staff="irina")
    assert (
        make_chat("1").say("До скольки вы завтра работаете?")
        == "Вторник, 24 ноября: работаем с 12:00 до 21:00."
    )
    assert make_chat("2").say("Вы работаете в среду?") == "Среда, 25 ноября: у нас выходной."
    assert (
        make_chat("3")
        .say("Когда вы работаете?")
        .endswith(
            "В ближайшие дни не как обычно:\nВторник, 24 ноября: с 12:00 до 21:00\nСреда, 25 ноября: выходной"
        )
    )


def test_in_english(block, make_chat):
    block("2026-11-24")
    block("2026-11-25", staff="irina")
    closed = make_chat("1", language="en").say("a manicure tomorrow at 12:00")
    assert closed.startswith("Tuesday, 24 November: we are closed. I can offer")
    away = make_chat("2", language="en").say("a manicure with Irina on Wednesday")
    assert away.startswith("Wednesday, 25 November: Irina is not working. I can offer")


def test_a_day_shows_who_is_away_and_what_is_left(admin, block):
    """Irina is at the doctor's, and the salon closes early."""
    block("2026-11-24T12:00", "2026-11-24T13:00", "irina")
    block("2026-11-24T20:00", "2026-11-24T21:00")
    removed = block("2026-11-24", staff="irina")
    admin("DELETE", f"{BLOCKS}/{removed['id']}")
    assert admin("POST", BOOKINGS, MANICURE)[0] == 201

    def told(spans):
        return [(span["start"][11:16], span["end"][11:16]) for span in spans]

    status, day = admin("GET", f"{BOOKINGS}/day/2026-11-24")
    assert (status, told(day["open"])) == (200, [("09:00", "20:00")])
    irina = next(each for each in day["staff"] if each["staff"] == "irina")
    assert told(irina["away"]) == [("12:00", "13:00")]
    assert told(irina["free"]) == [("09:00", "12:00"), ("13:00", "14:00"), ("15:00", "20:00")]
    status, week = admin("GET", f"{BOOKINGS}/week/2026-11-24")
    assert week["days"][1] == day
    assert told(week["days"][0]["open"]) == [("09:00", "21:00")]


def test_a_day_shows_shifts_and_nights_as_they_are(make_bot, make_admin):
    staff = [{"id": "irina", "name": "И", "hours": {"fri": "22:00-02:00"}, "away": ["2026-11-28"]}]
    hours = {**dict.fromkeys(("mon", "tue", "wed", "thu", "sat")), "fri": "20:00-02:00"}
    admin = make_admin(make_bot(staff=staff, hours=hours))
    nights = [admin("GET", f"{BOOKINGS}/day/2026-11-{day}")[1] for day in (27, 28)]
    shown = [
        [(span["start"][8:16], span["minutes"]) for span in (*night["open"], *part)]
        for night in nights
        for part in (night["staff"][0]["away"], night["staff"][0]["free"])
    ]
    assert shown == [
        [("27T20:00", 240), ("27T20:00", 120)],
        [("27T20:00", 240), ("27T22:00", 120)],
        [("28T00:00", 120), ("28T00:00", 120)],
        [("28T00:00", 120)],
    ]


def test_where_the_told_hours_come_from_names_the_block(block, chat):
    made = block("2026-11-24T09:00", "2026-11-24T12:00")
    chat.say("До скольки вы завтра работаете?")
    assert ["config", "salon_booking.hours", ""] in chat.why["sources"]
    assert ["row", "calendar_blocks", str(made["id"])] in chat.why["sources"]
    chat.say("А в среду?")
    assert "calendar_blocks" not in str(chat.why["sources"])
