"""What is kept takes rooms and seats as bookings do; and what keeping costs."""

from __future__ import annotations

from datetime import timedelta

import pytest

from frontdesk_salon_booking.models import Segment

FIVE_MINUTES = timedelta(minutes=5)
STUDIO = {
    "confirm": "always",
    "resources": [{"id": "hall", "name": "Зал"}, {"id": "laser", "name": "Лазер"}],
    "services": [
        {"id": "yoga", "name": "Йога", "minutes": 60, "places": 2, "needs": ["hall"], "staff": ["anna"]},
        {"id": "epilation", "name": "Эпиляция", "minutes": 60, "needs": ["laser"]},
    ],
    "staff": [{"id": "anna", "name": "Анна"}, {"id": "maria", "name": "Мария"}],
}


@pytest.fixture
def people(make_chat, make_bot):
    """Three who do not know each other."""
    bot = make_bot(**STUDIO)
    return [make_chat(f"customer {number}", bot=bot) for number in range(3)]


def test_a_seat_is_kept_and_a_class_is_full_with_it(people):
    first, second, third = people
    first.say("йога завтра в 14:00")
    second.say("йога завтра в 14:00")
    assert [each.first.seat for each in first.held] == [1, 2]
    third.say("йога завтра в 14:00")
    assert third.reply.template == "booking.refused_full_class"

    first.say("да")
    second.clock.advance(FIVE_MINUTES)
    third.say("йога завтра в 14:00")
    assert third.why["confirming"]
    third.say("да")
    assert [each.first.seat for each in first.bookings] == [1, 2]

    second.say("да")
    assert second.reply.choices
    assert second.conversation_id not in {each.conversation_id for each in first.bookings}


def test_a_device_is_kept_whoever_works_with_it(people):
    first, second, third = people
    first.say("эпиляция завтра в 14:00")
    [held] = first.held
    assert held.first.units == ("laser#1",)
    second.say("эпиляция завтра в 14:00 к Марии")
    assert "занят" in second.reply.text
    assert not second.why["confirming"]

    first.say("стоп")
    assert first.scope.rows(first.scope.select(Segment)) == []
    third.say("эпиляция завтра в 14:00 к Марии")
    third.say("да")
    [booking] = third.bookings
    rows = third.scope.rows(third.scope.select(Segment))
    assert {(row.staff, row.live, row.held_until) for row in rows} == {
        ("maria", True, None),
        ("laser#1", True, None),
    }
    assert booking.first.units == ("laser#1",)


def test_a_booking_that_is_moved_within_its_room_has_the_rest_kept(people):
    first, second, _ = people
    first.say("эпиляция завтра в 14:00")
    first.say("да")
    first.say("перенесите на завтра на 14:30")
    assert first.why["confirming"]
    second.say("эпиляция завтра в 15:00 к Марии")
    assert not second.why["confirming"]
    first.say("да")
    assert [each.wall_start[11:] for each in first.bookings] == ["14:30"]
    assert first.held == []


def test_what_keeping_costs(make_chat, make_bot):
    """Who keeps a time takes the lock and writes two rows; who agrees, finds the row and changes it."""
    counts = {}
    for minutes in (0, 5):
        chat = make_chat(f"costs {minutes}", bot=make_bot(confirm="always", hold_minutes=minutes))
        chat.say(f"маникюр завтра в {10 + minutes}:00")
        chat.say("стоп")
        run = []
        chat.scope.storage.on_query(lambda operation, seconds, run=run: run.append(operation))
        chat.say(f"маникюр завтра в {10 + minutes}:00")
        asked = len(run)
        chat.say("да")
        counts[minutes] = (asked, len(run) - asked)
        assert len(chat.bookings) == (1 if minutes == 0 else 2)
    (asks, books), (asks_and_keeps, confirms) = counts[0], counts[5]
    locks = 0 if chat.scope.storage.dialect == "sqlite" else 1
    assert asks_and_keeps - asks <= 2 + locks
    assert confirms <= books
