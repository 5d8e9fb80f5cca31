"""Making, moving and cancelling bookings."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from frontdesk import Conflict, OutsideTransaction
from frontdesk.storage import Scope
from frontdesk_salon_booking import ledger as ledger_module
from frontdesk_salon_booking.calendar import Booker, Calendar
from frontdesk_salon_booking.config import SalonBooking
from frontdesk_salon_booking.diary import with_segments
from frontdesk_salon_booking.models import Booking
from frontdesk_salon_booking.timetable import Refusal, Timetable
from frontdesk_salon_booking.visits import Part, Visit

TUESDAY = date(2026, 11, 24)
STRANGER = Booker(None)


@pytest.fixture
def service(bot):
    return bot.section(SalonBooking).service


@pytest.fixture
def book(calendar, scope, service):
    """Book a service in a transaction of its own."""

    def book(name="manicure", time="14:00", day=TUESDAY, staff=None, booker=STRANGER, title="Маникюр"):
        with scope.storage.write():
            return calendar.book(Visit(service(name), day, time, staff), booker, [title])

    return book


def test_a_booking_holds_all_that_was_agreed(book, make_contact):
    contact, conversation = make_contact()
    booking = book(booker=Booker(contact, "Ольга", "+79161234567", conversation, 7))
    [segment] = booking.segments
    assert (segment.service, segment.service_name, segment.staff) == ("manicure", "Маникюр", "irina")
    assert (segment.start_ts, segment.end_ts) == (booking.start_ts, booking.end_ts)
    assert (booking.contact_id, booking.conversation_id, booking.message_key) == (contact, conversation, 7)
    assert (booking.start_ts, booking.end_ts) == (
        datetime(2026, 11, 24, 11, tzinfo=UTC),
        datetime(2026, 11, 24, 12, tzinfo=UTC),
    )
    assert (booking.wall_start, booking.zone) == ("2026-11-24T14:00", "Europe/Moscow")
    assert (booking.status, booking.price, booking.currency, booking.version) == ("confirmed", 1500, "RUB", 1)


def test_who_booked_is_sealed_and_can_be_found_by_phone(book, scope):
    booking = book(booker=Booker(None, "Ольга", "+79161234567"))
    assert b"+7916" not in bytes(booking.customer_phone)
    assert scope.reveal(booking, Booking.customer_name) == "Ольга"
    assert scope.reveal(booking, Booking.customer_phone) == "+79161234567"
    digest = scope.digest(Booking.customer_phone_digest, "+79161234567")
    assert scope.get(Booking, Booking.customer_phone_digest == digest).id == booking.id


def test_a_time_is_given_once_and_taken_is_a_result(book):
    book()
    assert book() is Refusal.TAKEN
    assert book(time="13:30") is Refusal.TAKEN
    assert book(time="14:30") is Refusal.TAKEN
    assert book(time="13:00").first.staff == book(time="15:00").first.staff == "irina"


def test_whoever_is_free_gets_it(book):
    assert [book("haircut_women").first.staff for _ in range(2)] == ["anna", "maria"]
    assert book("haircut_women") is Refusal.TAKEN
    assert book("haircut_men") is Refusal.TAKEN


def test_the_one_who_is_wanted_or_nobody(book):
    assert book("haircut_women", staff="maria").first.staff == "maria"
    assert book("haircut_women", staff="maria") is Refusal.TAKEN
    assert book("coloring", staff="maria") is Refusal.TAKEN
    assert book("haircut_women").first.staff == "anna"


def test_times_that_are_not_offered_are_refused_with_the_reason(book):
    assert book(day=date(2026, 11, 29)) is Refusal.CLOSED_DAY
    assert book(time="20:30") is Refusal.ENDS_LATE
    assert book(time="14:10") is Refusal.OFF_GRID
    assert book(day=date(2026, 11, 22)) is Refusal.PAST


def test_one_message_books_once(book):
    once = Booker(None, message_key=7)
    assert book(booker=once).id == book(booker=once).id == book(time="18:00", booker=once).id
    assert book(time="18:00", booker=Booker(None, message_key=8)).wall_start == "2026-11-24T18:00"


def test_nothing_is_written_outside_a_transaction(calendar, service, book, scope):
    booking = book()
    visit = Visit(service("manicure"), TUESDAY, "16:00")
    with pytest.raises(OutsideTransaction):
        calendar.book(visit, STRANGER, ["Маникюр"])
    with pytest.raises(OutsideTransaction):
        calendar.move(booking, visit)
    with pytest.raises(OutsideTransaction):
        calendar.cancel(booking, "customer")
    assert [row.version for row in scope.rows(scope.select(Booking))] == [1]


def test_what_is_cancelled_is_free_again(book, calendar, scope, clock):
    booking = book()
    with scope.storage.write():
        cancelled = calendar.cancel(booking, "customer")
    assert (cancelled.status, cancelled.cancelled_by, cancelled.version) == ("cancelled", "customer", 2)
    assert cancelled.cancelled_at == clock.now()
    assert book().id != booking.id


def test_a_booking_moves_on_its_own_row(book, calendar, scope, service):
    booking = book()
    with scope.storage.write():
        moved = calendar.move(booking, Visit(service("manicure"), TUESDAY, "14:30"))
    assert (moved.id, moved.booking_code, moved.version) == (booking.id, booking.booking_code, 2)
    assert moved.wall_start == "2026-11-24T14:30"
    assert moved.first.busy_from - booking.first.busy_from == timedelta(minutes=30)
    assert book(time="13:30").wall_start == "2026-11-24T13:30"


def test_whoever_has_a_booking_keeps_it_when_it_moves_if_free(book, calendar, scope, service):
    book("haircut_women", time="14:00", staff="anna")
    second = book("haircut_women", time="14:00")
    assert second.first.staff == "maria"
    with scope.storage.write():
        assert calendar.move(second, Visit(service("haircut_women"), TUESDAY, "16:00")).first.staff == "maria"
    book("haircut_women", time="18:00", staff="maria")
    with scope.storage.write():
        [again] = with_segments(scope, [scope.get(Booking, Booking.id == second.id)])
        assert calendar.move(again, Visit(service("haircut_women"), TUESDAY, "18:00")).first.staff == "anna"


def test_moving_to_a_taken_time_changes_nothing(book, calendar, scope, service):
    book(time="16:00")
    booking = book()
    with scope.storage.write():
        assert calendar.move(booking, Visit(service("manicure"), TUESDAY, "16:30")) is Refusal.TAKEN
    assert scope.get(Booking, Booking.id == booking.id).wall_start == "2026-11-24T14:00"


def test_a_booking_that_changed_meanwhile_is_not_changed_again(book, calendar, scope, service):
    booking = book()
    with scope.storage.write():
        calendar.cancel(booking, "customer")
    with pytest.raises(Conflict), scope.storage.write():
        calendar.move(booking, Visit(service("manicure"), TUESDAY, "16:00"))
    with pytest.raises(Conflict), scope.storage.write():
        calendar.cancel(booking, "business")
    assert scope.get(Booking, Booking.id == booking.id).cancelled_by == "customer"


def test_a_code_that_is_in_use_is_not_given_again(book, monkeypatch):
    first = book()
    codes = iter([first.booking_code, "K7M3QP"])
    monkeypatch.setattr(ledger_module, "new_code", lambda: next(codes))
    assert book(time="16:00").booking_code == "K7M3QP"


def test_codes_are_unique_in_the_whole_installation(
    book, storage, make_calendar, service, clock, monkeypatch
):
    first = book()
    codes = iter([first.booking_code, "K7M3QP"])
    monkeypatch.setattr(ledger_module, "new_code", lambda: next(codes))
    other = make_calendar(storage.scope("other"), clock.now())
    with storage.write():
        booked = other.book(Visit(service("manicure"), TUESDAY, "14:00"), STRANGER, ["Маникюр"])
    assert booked.booking_code == "K7M3QP"


def test_running_out_of_codes_is_a_conflict_and_leaves_nothing(book, scope, monkeypatch):
    taken = book().booking_code
    monkeypatch.setattr(ledger_module, "new_code", lambda: taken)
    with pytest.raises(Conflict):
        book(time="16:00")
    assert len(scope.rows(scope.select(Booking))) == 1


def test_one_business_does_not_see_the_other(book, storage, make_calendar, service, clock):
    book()
    other = make_calendar(storage.scope("other"), clock.now())
    free = other.availability().free((Part(service("manicure")),), TUESDAY, TUESDAY)
    assert "14:00" in [slot.time for slot in free]


def test_only_ones_own_bookings_that_lie_ahead_are_listed(book, calendar, make_calendar, make_contact, scope):
    mine, other = make_contact("mine")[0], make_contact("other")[0]
    first = book(time="18:00", booker=Booker(mine))
    second = book(time="12:00", booker=Booker(mine))
    book(time="15:00", booker=Booker(other))
    gone = book(time="10:00", booker=Booker(mine))
    with scope.storage.write():
        calendar.cancel(gone, "customer")
    assert [booking.id for booking in calendar.upcoming(mine)] == [second.id, first.id]
    later = make_calendar(scope, datetime(2026, 11, 24, 12, 30, tzinfo=UTC))
    assert [booking.id for booking in later.upcoming(mine)] == [first.id]


def test_a_business_without_named_staff_has_one_chair(storage, make_bot, clock, scope):
    section = make_bot(staff=[]).section(SalonBooking)
    timetable = Timetable(section, make_bot().zone, clock.now())
    chair = Calendar(scope, timetable, None)
    visit = Visit(section.services[0], TUESDAY, "14:00")
    with storage.write():
        assert chair.book(visit, STRANGER, ["x"]).first.staff == ""
        assert chair.book(visit, STRANGER, ["x"]) is Refusal.TAKEN


def test_a_time_that_is_held_is_not_read_again(calendar, scope, service, monkeypatch):
    visit = Visit(service("manicure"), TUESDAY, "14:00")
    reads: list[object] = []

    def count(name):
        read = getattr(Scope, name)

        def counted(scope, query, /, **values):
            reads.append(query)
            return read(scope, query, **values)

        monkeypatch.setattr(Scope, name, counted)

    count("rows")
    count("tuples")
    with scope.storage.write():
        calendar.lock(visit)
        calendar.availability().look(visit)
        calendar.book(visit, STRANGER, ["Маникюр"])
    assert len(reads) == 1


def test_what_was_held_is_read_again_once_something_is_written(calendar, scope, service):
    visit = Visit(service("manicure"), TUESDAY, "14:00", "irina")
    with scope.storage.write():
        calendar.lock(visit)
        calendar.book(visit, STRANGER, ["Маникюр"])
        assert calendar.book(visit, STRANGER, ["Маникюр"]) is Refusal.TAKEN


def test_nothing_is_held_outside_a_transaction(calendar, service):
    with pytest.raises(OutsideTransaction):
        calendar.lock(Visit(service("manicure"), TUESDAY, "14:00"))
