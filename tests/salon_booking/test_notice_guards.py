"""Nobody is told of a visit that is off, over or no longer as it was told."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from frontdesk.testing import Conversation, open_desk
from frontdesk_salon_booking import frontdesk_notice_guards
from frontdesk_salon_booking.models import Booking, BookingStatus


@pytest.fixture
def desk():
    with open_desk("salon", clock=datetime(2026, 11, 23, 10)) as desk:
        ann = Conversation(desk, name="Ann")
        ann.say("A manicure tomorrow at 3 pm, please")
        assert ann.actions == ["book"]
        yield desk


def stands(desk, *ids):
    [guard] = [each for each in frontdesk_notice_guards() if each.name == "stands"]
    assert f"salon_booking.{guard.name}" in desk.plugins.guards
    [bot] = desk.bots
    [booking] = desk.storage.rows(Booking.select())
    return guard(desk.storage.scope(booking.tenant), bot, desk.clock.now(), *(ids or (booking.id,)))


def change(desk, **values):
    with desk.storage.write():
        desk.storage.house.update(Booking, Booking.id > 0, **values)


def test_a_visit_that_is_to_come_stands(desk):
    [booking] = desk.storage.rows(Booking.select())

    assert stands(desk) is None
    assert stands(desk, booking.id, booking.version) is None
    assert stands(desk, booking.id, booking.version + 1) == "changed"
    assert stands(desk, booking.id + 1) == "gone"


@pytest.mark.parametrize(
    "status", [each for each in BookingStatus if each is not BookingStatus.CONFIRMED], ids=str
)
def test_one_of_any_other_status_does_not(desk, status):
    held = {"hold_until": desk.clock.now()} if status is BookingStatus.HELD else {}
    change(desk, status=status.value, **held)

    assert stands(desk) == status.value


def test_one_that_has_begun_does_not(desk):
    [booking] = desk.storage.rows(Booking.select())
    desk.clock.advance(booking.start_ts - desk.clock.now() - timedelta(seconds=1))
    assert stands(desk) is None
    desk.clock.advance(timedelta(seconds=1))

    assert stands(desk) == "begun"
