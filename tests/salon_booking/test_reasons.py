"""Why a customer cancels is kept where they say it, and not asked for."""

from __future__ import annotations

import pytest

from frontdesk_salon_booking.models import Booking
from frontdesk_salon_booking.reasons import reason_in


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Отмените запись, я заболела", "я заболела"),
        ("Заболел ребёнок, отмените, пожалуйста", "Заболел ребёнок"),
        ("отмените, потому что срочно уезжаю. Спасибо!", "срочно уезжаю"),
        ("отмените, так как мама приехала, и мы у неё", "мама приехала, и мы у неё"),
        ("Please cancel, I am sick", "I am sick"),
        ("cancel it because my train is late!", "my train is late"),
        ("отмените мою запись", None),
        ("please cancel my booking, I still love you", None),
        ("отмените, потому что", None),
    ],
)
def test_what_is_a_reason(text, reason):
    assert reason_in(text) == reason


@pytest.mark.parametrize(
    ("words", "reason"), [("отмените запись, я заболела", "я заболела"), ("отмените запись", None)]
)
def test_it_is_kept_with_the_booking_and_sealed(chat, scope, words, reason):
    chat.say("маникюр завтра в 14:00")
    chat.say(words)
    assert chat.why["confirming"]
    chat.say("да")
    [booking] = chat.bookings
    assert (booking.status, booking.cancelled_by) == ("cancelled", "customer")
    assert scope.reveal(booking, Booking.cancel_reason) == reason
    assert reason is None or reason.encode() not in bytes(booking.cancel_reason)
