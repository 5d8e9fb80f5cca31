"""Until when customers can cancel and move by chat, to the minute; what they are told afterwards."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

#: The manicure is on Tuesday at 14:00 in Moscow; a day before it is the limit.
LIMIT = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def customer(make_chat, make_bot):
    """A customer with a manicure tomorrow at two, at a salon with rules."""

    def make(**rules):
        chat = make_chat(bot=make_bot(**rules))
        chat.say("маникюр завтра в 14:00")
        assert chat.bookings[0].status == "confirmed"
        chat.events.clear()
        return chat

    return make


def at(chat, moment):
    chat.clock.advance(moment - chat.clock.now())


@pytest.mark.parametrize(
    ("late", "status"), [(-1, "cancelled"), (0, "cancelled"), (59, "cancelled"), (60, "confirmed")]
)
def test_a_cancel_counts_to_the_minute(customer, late, status):
    chat = customer(cancel_until_hours=24)
    at(chat, LIMIT + timedelta(seconds=late))
    chat.say(f"отмените запись {chat.bookings[0].booking_code}")
    assert chat.bookings[0].status == status


@pytest.mark.parametrize(("late", "moved"), [(0, True), (60, False)])
def test_a_move_counts_to_the_minute(customer, late, moved):
    chat = customer(move_until_hours=24)
    at(chat, LIMIT + timedelta(seconds=late))
    chat.say("перенесите запись на пятницу в 12:00")
    chat.agree()
    assert chat.bookings[0].wall_start.startswith("2026-11-27" if moved else "2026-11-24")


def test_who_is_too_late_is_told_until_when_it_was_possible_and_what_is(customer):
    chat = customer(cancel_until_hours=24)
    at(chat, LIMIT + MINUTE)
    assert chat.say("отмените запись") == (
        "К сожалению, отменить эту запись в чате уже не получится: маникюр, вторник, 24 ноября, 14:00. "
        "Отменить можно было не позже чем за 24 ч до начала, последний срок был сегодня в 14:00. "
        "Зато её можно перенести на другое время. Или позову сотрудника, и вы вместе решите, как быть."
    )
    assert chat.titles == ["Перенести", "Позвать человека"]
    chat.tap("Перенести")
    chat.say("в пятницу в 12:00")
    chat.agree()
    assert chat.bookings[0].wall_start == "2026-11-27T12:00"


def test_where_it_cannot_be_moved_either_only_a_person_is_offered(customer):
    chat = customer(cancel_until_hours=24, move_until_hours=24)
    at(chat, LIMIT + timedelta(days=1) - timedelta(hours=1))
    text = chat.say("отмените запись")
    assert "последний срок был вчера в 14:00" in text
    assert "перенести" not in text
    assert chat.titles == ["Позвать человека"]
    assert "перенести эту запись в чате уже не получится" in chat.say("перенесите запись")
    assert chat.titles == ["Позвать человека"]


def test_in_english(customer):
    chat = customer(cancel_until_hours=24)
    at(chat, LIMIT + MINUTE)
    assert chat.say("please cancel my booking") == (
        "I am sorry, it is too late to cancel this booking in the chat: "
        "manicure, Tuesday, 24 November, 14:00. "
        "It could be cancelled up to 24 hrs before it begins, and the last moment was today at 14:00. "
        "I can still move it to another time, or call a person to sort it out with you."
    )


def test_who_says_yes_too_late_is_too_late(customer):
    chat = customer(cancel_until_hours=24)
    at(chat, LIMIT)
    chat.say("отмените запись")
    assert chat.why["confirming"]
    at(chat, LIMIT + MINUTE)
    assert "последний срок был сегодня в 14:00" in chat.say("да")
    assert chat.bookings[0].status == "confirmed"


def test_a_message_that_had_to_wait_for_us_was_in_time(customer):
    chat = customer(cancel_until_hours=24)
    at(chat, LIMIT)
    message = chat.message(f"отмените запись {chat.bookings[0].booking_code}")
    at(chat, LIMIT + 5 * MINUTE)
    chat.take(message)
    assert chat.bookings[0].status == "cancelled"


def test_who_booked_after_the_limit_is_not_told_of_a_moment_that_they_missed(customer):
    chat = customer(cancel_until_hours=48)
    text = chat.say("отмените запись")
    assert "не позже чем за 48 ч до начала, а вы записались уже после этого срока" in text
    assert chat.bookings[0].status == "confirmed"


def test_a_service_is_not_taken_out_of_a_visit_any_more_either(make_chat, make_bot):
    chat = make_chat(bot=make_bot(cancel_until_hours=24))
    chat.say("женская стрижка и маникюр завтра в 14:00")
    at(chat, LIMIT + MINUTE)
    assert "уже не получится" in chat.say("отмените маникюр")
    [booking] = chat.bookings
    assert [each.service for each in booking.segments] == ["haircut_women", "manicure"]


def test_staff_is_not_bound_by_it(customer, make_admin):
    chat = customer(cancel_until_hours=24, move_until_hours=24)
    at(chat, LIMIT + MINUTE)
    admin = make_admin(chat.bot)
    path = f"/admin/bookings/salon/{chat.bookings[0].id}"
    status, moved = admin("PATCH", path, {"version": 1, "start": "2026-11-24T16:00"})
    assert (status, moved["version"]) == (200, 2)
    assert admin("PATCH", path, {"version": 2, "status": "cancelled"})[0] == 200


def test_without_rules_it_can_be_cancelled_until_it_begins(customer):
    chat = customer()
    at(chat, LIMIT + timedelta(days=1) - MINUTE)
    chat.say("отмените запись")
    chat.say("да")
    assert chat.bookings[0].status == "cancelled"


def test_a_haircut_of_the_visit_is_meant_by_a_word_for_two_of_them(make_chat):
    chat = make_chat()
    chat.say("женская стрижка и маникюр завтра в 14:00")
    assert "Убрать из записи: женская стрижка?" in chat.say("отмени стрижку")
    chat.say("да")
    [booking] = chat.bookings
    assert [each.service for each in booking.segments] == ["manicure"]
    assert booking.status == "confirmed"


def test_a_booking_that_is_to_be_cancelled_can_be_moved_instead(customer):
    chat = customer()
    chat.say("отмените запись")
    assert chat.titles == ["Да, отменить", "Нет, оставить", "Перенести"]
    chat.tap("Перенести")
    assert "Переносим запись: маникюр" in chat.reply.text
    chat.say("в пятницу в 12:00")
    chat.agree()
    assert [(each.wall_start, each.status) for each in chat.bookings] == [("2026-11-27T12:00", "confirmed")]


def test_staff_may_say_why_it_was_cancelled(customer, make_admin):
    chat = customer()
    admin = make_admin(chat.bot)
    path = f"/admin/bookings/salon/{chat.bookings[0].id}"
    assert admin("PATCH", path, {"version": 1, "cancel_reason": "Ill"})[0] == 422
    assert admin("PATCH", path, {"version": 1, "status": "completed", "cancel_reason": "Ill"})[0] == 422
    body = {"version": 1, "status": "cancelled", "cancel_reason": "Ill", "note": "Called"}
    status, cancelled = admin("PATCH", path, body)
    assert status == 200
    assert (cancelled["cancelled_by"], cancelled["cancel_reason"], cancelled["note"]) == (
        "business",
        "Ill",
        "Called",
    )


def test_who_books_is_told_until_when_it_can_be_cancelled(make_chat, make_bot):
    chat = make_chat(bot=make_bot(cancel_until_hours=24, move_until_hours=2))
    text = chat.say("маникюр завтра в 14:00")
    assert text.endswith(
        "Если планы изменятся, напишите: перенесём или отменим.\n"
        "Отменить в чате можно не позже чем за 24 ч до начала. "
        "Перенести в чате можно не позже чем за 2 ч до начала."
    )


def test_where_there_is_no_limit_none_is_told(make_chat):
    assert make_chat().say("маникюр завтра в 14:00").endswith("напишите: перенесём или отменим.")
