"""Who is not at work is not booked: what customers and staff are told, and what the write goes by."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from frontdesk_salon_booking.calendar import Booker, Calendar
from frontdesk_salon_booking.config import SalonBooking
from frontdesk_salon_booking.timetable import Refusal, Timetable
from frontdesk_salon_booking.visits import Part, Visit, visit_of

TUESDAY = date(2026, 11, 24)
WEDNESDAY = date(2026, 11, 25)
THURSDAY = date(2026, 11, 26)
BOOKINGS = "/admin/bookings/salon"
STAFF = [
    {"id": "anna", "name": {"ru": "Анна", "en": "Anna"}, "services": ["haircut_women", "coloring"],
     "hours": {"mon": "09:00-15:00", "tue": "09:00-15:00", "wed": "09:00-21:00", "thu": "09:00-21:00"}},
    {"id": "maria", "name": {"ru": "Мария", "en": "Maria"}, "services": ["haircut_women", "haircut_men"],
     "away": ["2026-11-25", {"from": "2026-11-26T12:00", "to": "2026-11-26T16:00"}]},
    {"id": "irina", "name": {"ru": "Ирина", "en": "Irina"}, "services": ["manicure", "manicure_gel"],
     "hours": {"mon": "09:00-21:00", "tue": "09:00-12:00", "thu": "09:00-21:00"}},
]  # fmt: skip


@pytest.fixture
def bot(make_bot):
    """The salon: Anna is there until three, Maria not on Wednesday, Irina not on Wednesday either."""
    return make_bot(staff=STAFF)


@pytest.fixture
def section(bot):
    return bot.section(SalonBooking)


@pytest.fixture
def book(calendar, scope, section):
    """Book in a transaction of its own."""

    def book(name, day, time, staff=None, *further):
        visit = Visit(section.service(name), day, time, staff, further)
        with scope.storage.write():
            return calendar.book(visit, Booker(None), ["Услуга"] * len(visit.parts))

    return book


def masters(calendar, section, name, day):
    free = calendar.availability().free((Part(section.service(name)),), day, day)
    return {slot.time: slot.staff for slot in free}


def test_only_those_who_are_there_are_offered(calendar, section):
    tuesday = masters(calendar, section, "haircut_women", TUESDAY)
    assert tuesday["14:00"] == ("anna", "maria")
    assert tuesday["14:30"] == tuesday["20:00"] == ("maria",)
    assert set(masters(calendar, section, "haircut_women", WEDNESDAY).values()) == {("anna",)}
    thursday = masters(calendar, section, "haircut_men", THURSDAY)
    assert [time for time in ("11:00", "11:30", "15:30", "16:00") if time in thursday] == ["11:00", "16:00"]
    assert masters(calendar, section, "manicure", WEDNESDAY) == {}


def test_whoever_is_free_is_somebody_who_is_there(book):
    assert book("haircut_women", WEDNESDAY, "12:00").first.staff == "anna"
    assert book("haircut_women", TUESDAY, "15:00").first.staff == "maria"
    assert book("haircut_women", THURSDAY, "12:00").first.staff == "anna"


def test_the_write_itself_refuses_with_the_reason(book):
    assert book("haircut_women", WEDNESDAY, "12:00", "maria") is Refusal.AWAY
    assert book("manicure", WEDNESDAY, "12:00") is Refusal.AWAY
    assert book("haircut_women", TUESDAY, "15:00", "anna") is Refusal.OFF_SHIFT
    # It begins within the shift, and does not end in it.
    assert book("haircut_women", TUESDAY, "14:30", "anna") is Refusal.OFF_SHIFT
    assert book("manicure", TUESDAY, "12:00") is Refusal.OFF_SHIFT
    assert book("haircut_women", TUESDAY, "14:00", "anna").first.staff == "anna"
    assert book("haircut_women", TUESDAY, "14:00", "anna") is Refusal.TAKEN
    assert book("haircut_men", THURSDAY, "11:30", "maria") is Refusal.OFF_SHIFT


def test_each_service_of_a_visit_needs_somebody_who_is_there(book, section):
    nails = Part(section.service("manicure"))
    visit = book("haircut_women", TUESDAY, "10:00", None, nails)
    assert [segment.staff for segment in visit.segments] == ["anna", "irina"]
    assert book("haircut_women", TUESDAY, "11:30", None, nails) is Refusal.OFF_SHIFT
    assert book("haircut_women", WEDNESDAY, "10:00", None, nails) is Refusal.AWAY


def test_buffers_may_lie_outside_a_shift_but_not_in_time_off(make_bot, scope, clock):
    services = [{"id": "wash", "name": {"ru": "Мытьё", "en": "Wash"}, "minutes": 60, "buffer_after": 15}]
    salon = make_bot(staff=[{**each, "services": ["wash"]} for each in STAFF], services=services)
    section = salon.section(SalonBooking)
    calendar = Calendar(scope, Timetable(section, salon.zone, clock.now()), "RUB")
    assert masters(calendar, section, "wash", TUESDAY)["14:00"] == ("anna", "maria")
    # Maria is gone at noon, and has to clean up before.
    thursday = masters(calendar, section, "wash", THURSDAY)
    assert thursday["10:30"] == ("anna", "maria", "irina")
    assert thursday["11:00"] == ("anna", "irina")


def test_a_booking_that_stands_stays_and_moves_only_to_where_somebody_is(book, calendar, scope, section):
    booking = book("haircut_men", TUESDAY, "12:00")
    part = Part(section.service("haircut_men"))
    with scope.storage.write():
        assert calendar.move(booking, visit_of((part,), WEDNESDAY, "12:00")) is Refusal.AWAY
        assert calendar.move(booking, visit_of((part,), THURSDAY, "12:00")) is Refusal.OFF_SHIFT
        assert calendar.move(booking, visit_of((part,), THURSDAY, "16:00")).wall_start == "2026-11-26T16:00"


def test_staff_are_told_why_and_what_there_is_instead(admin):
    wish = {"service": "haircut_women", "customer_name": "Ольга"}
    status, problem = admin("POST", BOOKINGS, {**wish, "start": "2026-11-25T12:00", "staff": "maria"})
    assert (status, problem["reason"]) == (409, "away")
    assert problem["alternatives"][0] == {"start": "2026-11-25T12:00:00+03:00", "staff": "anna"}
    assert {each["staff"] for each in problem["alternatives"][1:]} == {"maria"}
    status, problem = admin("POST", BOOKINGS, {**wish, "start": "2026-11-24T15:00", "staff": "anna"})
    assert (status, problem["reason"]) == (409, "off_shift")


def test_a_master_who_is_away_at_the_time_is_told_with_another_and_other_days(chat):
    answer = chat.say("Запишите меня на женскую стрижку к Марии в среду в 12:00")
    assert answer == (
        "Среда, 25 ноября: Мария не работает. "
        "Могу предложить 12:00, Анна, 27 ноября (пятница) в 12:00 или 28 ноября (суббота) в 12:00."
    )
    chat.say("27 ноября в 12:00")
    chat.agree()
    assert [(each.wall_start, each.first.staff) for each in chat.bookings] == [("2026-11-27T12:00", "maria")]


def test_the_other_master_can_be_taken_at_once(chat):
    chat.say("Запишите меня на женскую стрижку к Марии в среду в 12:00")
    chat.tap("12:00, Анна")
    chat.agree()
    assert [(each.wall_start, each.first.staff) for each in chat.bookings] == [("2026-11-25T12:00", "anna")]


def test_a_master_who_is_away_all_day_is_told_before_a_time_is_asked_for(chat):
    answer = chat.say("женская стрижка у Марии в среду")
    assert answer == (
        "Среда, 25 ноября: Мария не работает. "
        "Могу предложить 25 ноября (среда), Анна, 26 ноября (четверг) или 27 ноября (пятница)."
    )
    assert chat.titles == ["Ср, 25 нояб., Анна", "Чт, 26 нояб.", "Пт, 27 нояб."]


def test_a_master_who_is_away_is_told_before_the_service_is_known(chat):
    answer = chat.say("запишите меня к Марии на среду")
    assert answer.startswith("Среда, 25 ноября: Мария не работает. Могу предложить 26 ноября (четверг)")


def test_the_end_of_a_shift_is_told(chat):
    answer = chat.say("Запишите меня на женскую стрижку к Анне завтра в 15:00")
    assert answer.startswith(
        "Вторник, 24 ноября: Анна работает с 09:00 до 15:00, на 15:00 записать не получится."
    )
    assert "14:00" in answer


def test_a_part_of_the_day_without_the_master_is_told(chat, make_chat, bot):
    answer = chat.say("женская стрижка у Анны завтра вечером")
    assert answer.startswith("Вторник, 24 ноября: Анна работает с 09:00 до 15:00. Могу предложить")
    assert (
        make_chat("another", bot=bot)
        .say("маникюр завтра вечером")
        .startswith("Вторник, 24 ноября: в это время мастеров на эту услугу не будет (маникюр).")
    )


def test_that_nobody_is_there_is_told_as_such(chat):
    assert chat.say("Запишите меня на маникюр в среду").startswith(
        "Среда, 25 ноября: мастеров на эту услугу не будет (маникюр). Могу предложить 26 ноября (четверг)"
    )
    assert chat.say("во вторник в 13:00").startswith(
        "В 13:00 мастеров на эту услугу не будет (маникюр). Могу предложить 11:00"
    )


def test_all_of_it_in_english(make_chat, bot):
    answers = {
        "a women's haircut with Maria on Wednesday at 12:00": "Wednesday, 25 November: Maria is not working. "
        "I can offer 12:00, Anna",
        "a women's haircut with Maria on Wednesday": "Wednesday, 25 November: Maria is not working. I can",
        "a women's haircut with Anna tomorrow at 15:00": "Tuesday, 24 November: Anna works 09:00 to 15:00, "
        "so 15:00 is not possible.",
        "a women's haircut with Anna tomorrow evening": "Tuesday, 24 November: Anna works 09:00 to 15:00. I",
        "a manicure on Wednesday": "Wednesday, 25 November: nobody who does this is in (manicure). I can",
        "a manicure tomorrow at 13:00": "Nobody who does this is in at 13:00 (manicure). I can offer",
        "a manicure tomorrow evening": "Tuesday, 24 November: nobody who does this is in at that time",
    }
    for number, (text, answer) in enumerate(answers.items()):
        assert make_chat(str(number), bot=bot, language="en").say(text).startswith(answer)


def test_any_of_it_is_free_again_once_it_is_over(book):
    assert book("haircut_women", WEDNESDAY + timedelta(days=7), "12:00", "maria").first.staff == "maria"
