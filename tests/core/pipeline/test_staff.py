"""Who writes from a number that the business has registered as one of its own."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from frontdesk import Inbound, Tenant
from frontdesk.pipeline.staff import comes_from_staff

NUMBERS = ("+79160000001", "+4915112345678")


@pytest.fixture
def tenants():
    """A directory in which one business has registered numbers on one account."""
    known = {("corner", "whatsapp", "1"): NUMBERS}
    return SimpleNamespace(staff_numbers=lambda *where: known.get(where, ()))


def inbound(phone, **how):
    given = {"channel": "whatsapp", "account": "1", "message_id": "m", "contact": "c", **how}
    return Inbound(sent_at=datetime(2026, 11, 23, tzinfo=UTC), phone=phone, **given)


@pytest.mark.parametrize("number", NUMBERS)
def test_a_registered_number_is_staffs(tenants, number):
    assert comes_from_staff(tenants, Tenant("corner", "Corner", "salon"), inbound(number))


@pytest.mark.parametrize(
    "message",
    [
        inbound(None),
        inbound(""),
        inbound("+79160000002"),
        inbound("79160000001"),
        inbound("+7916000000"),
        inbound("+79160000001 "),
        inbound("+7916000000\u0661"),
        inbound(None, contact=NUMBERS[0]),
        inbound(None, profile_name=NUMBERS[0], text=NUMBERS[0]),
        inbound(NUMBERS[0], account="2"),
        inbound(NUMBERS[0], channel="terminal"),
        inbound(NUMBERS[0], kind="staff"),
    ],
)
def test_whatever_else_is_a_customers(tenants, message):
    assert not comes_from_staff(tenants, Tenant("corner", "Corner", "salon"), message)


def test_another_business_has_numbers_of_its_own(tenants):
    assert not comes_from_staff(tenants, Tenant("north", "North", "salon"), inbound(NUMBERS[0]))
