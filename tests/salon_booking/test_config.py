"""Reading the salon_booking section."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from frontdesk import Opening
from frontdesk_salon_booking.config import SalonBooking, WeekHours, name_in
from frontdesk_salon_booking.price import Price

SERVICES = [{"id": "cut", "name": "Cut", "minutes": 60, "price": 19.9}]


def section(**values):
    return SalonBooking.model_validate({"services": SERVICES, "hours": {"mon": "09:00-18:00"}, **values})


def test_hours_are_one_stretch_several_or_none():
    hours = WeekHours.model_validate(
        {"mon": "09:00-13:00", "tue": ["08:00 – 12:30", "13:00-24:00"], "wed": None}
    )
    assert hours.on(0) == (Opening(540, 780),)
    assert hours.on(1) == (Opening(480, 750), Opening(780, 1440))
    assert hours.on(2) == hours.on(6) == ()


minutes = st.integers(0, 1440)


@given(st.lists(st.builds(Opening, minutes, minutes), max_size=3))
def test_hours_come_back_from_what_they_are_written_as(openings):
    hours = WeekHours.model_validate({"fri": [str(opening) for opening in openings]})
    assert hours.on(4) == tuple(openings)
    assert WeekHours.model_validate(hours.model_dump()) == hours
    assert WeekHours.model_validate_json(hours.model_dump_json()) == hours


@pytest.mark.parametrize(
    "wrong", ["9-18", "09:00", "09:60-18:00", "09:00-24:01", "25:00-26:00", 540, True, {"a": 1}]
)
def test_what_is_not_hours_is_named_with_the_cure(wrong):
    with pytest.raises(ValidationError) as caught:
        WeekHours.model_validate({"mon": wrong})
    [problem] = caught.value.errors()
    assert problem["loc"] == ("mon",)
    assert "09:00-21:00" in problem["msg"] or "24:00" in problem["msg"]


def test_an_unknown_key_is_refused_and_a_price_is_exact():
    with pytest.raises(ValidationError, match="extra_forbidden"):
        section(colour="red")
    assert section().services[0].price == Price(Decimal("19.9"))
    assert section(closed_dates=["2026-12-31"]).closed_dates == {date(2026, 12, 31)}


@pytest.mark.parametrize(
    "values",
    [
        {"services": []},
        {"slot_minutes": 0},
        {"lead_minutes": -1},
        {"horizon_days": 0},
        {"confirm": "never"},
        {"services": [{"id": "Cut", "name": "Cut", "minutes": 60}]},
        {"services": [{"id": "cut", "name": "Cut", "minutes": 0}]},
        {"services": [{"id": "cut", "name": "Cut", "minutes": 60, "price": -1}]},
    ],
)
def test_what_cannot_be_is_refused(values):
    with pytest.raises(ValidationError):
        section(**values)


@pytest.mark.parametrize(
    ("written", "amount", "at_least"),
    [(0, "0", False), (1500, "1500", False), ("19.90", "19.9", False), ({"from": 4500.5}, "4500.5", True)],
)
def test_a_price_is_an_amount_or_the_least_of_it(written, amount, at_least):
    salon = section(services=[{"id": "cut", "name": "Cut", "minutes": 60, "price": written}])
    price = salon.services[0].price
    assert price == Price(Decimal(amount), at_least)
    # It comes back from what it is written as.
    again = [service.model_dump(mode="json") for service in salon.services]
    assert section(services=again).services[0].price == price


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ("free", "write an amount"),
        (True, "write an amount"),
        ("NaN", "write an amount"),
        ({"form": 2000}, "{from: 2000}"),
        ({"from": {"from": 1}}, "{from: 2000}"),
        ({"from": -1}, "0 or more"),
        (10**10, "less than"),
        (9.999, "round it"),
    ],
)
def test_what_is_no_price_is_named_with_the_cure(wrong, told):
    for values in (
        {"services": [{"id": "cut", "name": "Cut", "minutes": 60, "price": wrong}]},
        {"staff": [{"id": "ann", "name": "Ann", "services": {"cut": {"price": wrong}}}]},
    ):
        with pytest.raises(ValidationError) as caught:
            section(**values)
        [problem] = [each for each in caught.value.errors() if each["loc"][-1] == "price"]
        assert told in problem["msg"]


def test_who_does_what():
    salon = section(
        services=[
            {"id": "cut", "name": "Cut", "minutes": 60},
            {"id": "nails", "name": "Nails", "minutes": 60, "staff": ["bob"]},
        ],
        staff=[{"id": "ann", "name": "Ann", "services": ["cut"]}, {"id": "bob", "name": "Bob"}],
    )
    cut, nails = salon.services
    assert salon.who_does(cut) == ("ann", "bob")
    assert salon.who_does(nails) == ("bob",)
    assert section().who_does(cut) == ("",)


def test_a_name_in_a_language_it_does_not_have_is_one_it_has():
    assert name_in({"ru": "Стрижка", "en": "Haircut"}, "en") == "Haircut"
    assert name_in({"ru": "Стрижка"}, "en") == "Стрижка"
    assert name_in("Cut", "ru") == "Cut"
