"""What the bundled bots say about days, times, prices, places and codes is what rows and definition hold."""

from __future__ import annotations

from datetime import datetime
from importlib.resources import files
from pathlib import Path

import pytest

import frontdesk.testing.play
from frontdesk.testing import Runner, find_scripts, load_scripts, open_desk

SCRIPTS = [
    script
    for path in find_scripts([Path(str(files("frontdesk_bots") / "conversations"))])
    for script in load_scripts(path)
]
MONDAY = datetime(2026, 11, 23, 10, 0)


@pytest.fixture(scope="module")
def runner():
    return Runner()


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: f"{script.file.stem} {script.title}")
def test_every_fact_has_a_source_that_holds_it(script, runner, audited, monkeypatch):
    monkeypatch.setattr(frontdesk.testing.play, "Conversation", audited)
    assert runner.run(script).failure is None


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("book.done", "You are booked, for RUB 999!"),
        ("book.done", "You are booked at 23:45!"),
        ("book.done", "You are booked on 1 January!"),
        ("book.done", "You are booked: A1B2C3"),
        ("book.done", "You are booked at 5 Imaginary Street!"),
    ],
)
def test_a_fact_without_a_source_is_noticed(key, text, audited):
    with open_desk("salon", clock=MONDAY, settings={"texts": {"en": {key: text}}}) as desk:
        customer = audited(desk, name="Anna")
        with pytest.raises(AssertionError, match=r"You are booked"):
            customer.say("I want to book a haircut tomorrow at 2 pm")


def test_the_price_of_then_is_told_of_a_booking_of_then(audited):
    """A receipt is the row, not what the definition says by now."""
    with open_desk("salon", clock=MONDAY) as desk:
        customer = audited(desk, name="Anna")
        assert "RUB 2,000" in customer.say("I want to book a haircut tomorrow at 2 pm")
        dearer = [{"id": "haircut", "name": "Haircut", "minutes": 60, "price": 3000}]
        desk.tenants.save(
            id=customer.tenant.id, name="Salon", bot="salon",
            settings={"salon_booking": {"services": dearer, "staff": []}},
        )  # fmt: skip
        again = audited(desk, name="Anna")
        assert "RUB 2,000" in again.say("my bookings")
        assert "RUB 3,000" in again.say("how much is a haircut?")


def test_a_moved_booking_is_told_from_its_row(audited):
    with open_desk("salon", clock=MONDAY) as desk:
        customer = audited(desk, name="Anna")
        customer.say("I want to book a haircut tomorrow at 2 pm")
        assert "15:00" in customer.say("can we make it 3 pm?")
        if customer.trace["confirming"]:
            assert "15:00" in customer.say("yes")
        assert ["row", "bookings", "1"] in customer.trace["sources"]
