"""Many customers, one chair: threads and processes that all want the same hour."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import date
from itertools import pairwise
from threading import Barrier

from frontdesk_salon_booking.calendar import Booker
from frontdesk_salon_booking.config import SalonBooking
from frontdesk_salon_booking.models import Booking, Segment
from frontdesk_salon_booking.timetable import Refusal
from frontdesk_salon_booking.visits import Visit

TUESDAY = date(2026, 11, 24)
CUSTOMERS = 50


def live(scope):
    query = scope.select(Segment).where(Segment.live).order_by(Segment.resource, Segment.busy_from)
    return scope.rows(query)


def overlaps(bookings):
    return [
        (one.id, two.id)
        for one, two in pairwise(bookings)
        if one.resource_id == two.resource_id and one.busy_to > two.busy_from
    ]


def test_fifty_customers_want_one_chair_at_one_time(chat, make_chat):
    """Each through a conversation of their own: one is booked, the others are offered something else."""
    chats = [make_chat(f"customer {number}") for number in range(CUSTOMERS)]
    ready = Barrier(CUSTOMERS)

    def ask(each):
        ready.wait()
        return each.say("Запишите меня на маникюр завтра в 14:00")

    with ThreadPoolExecutor(CUSTOMERS) as pool:
        answers = list(pool.map(ask, chats))
    [booking] = chat.bookings
    assert booking.wall_start == "2026-11-24T14:00"
    winners = [answer for answer in answers if booking.booking_code in answer]
    losers = [each for each, answer in zip(chats, answers, strict=True) if answer not in winners]
    assert len(winners) == 1
    assert len(losers) == CUSTOMERS - 1
    for loser in losers:
        assert "14:00 уже занято" in loser.reply.text
        assert [choice.values["time"] for choice in loser.reply.choices] == ["13:00", "15:00", "14:00"]


def test_overlapping_wishes_for_two_chairs_fill_them_and_never_overlap(scope, make_calendar, clock, bot):
    """Threads with starts half an hour apart, for anybody and for somebody: locks are taken in one order."""
    section = bot.section(SalonBooking)
    service, men = section.service("haircut_women"), section.service("haircut_men")
    wishes = [
        Visit(men if number % 3 == 2 else service, TUESDAY, time, "anna" if number % 3 == 1 else None)
        for number in range(6)
        for time in ("13:30", "14:00", "14:30")
    ]

    def book(visit):
        calendar = make_calendar(scope, clock.now())
        with scope.storage.write():
            return calendar.book(visit, Booker(None), ["x"])

    with ThreadPoolExecutor(12) as pool:
        outcomes = list(pool.map(book, wishes))
    booked = live(scope)
    assert len(booked) == sum(not isinstance(outcome, Refusal) for outcome in outcomes)
    assert {outcome for outcome in outcomes if isinstance(outcome, Refusal)} == {Refusal.TAKEN}
    assert overlaps(booked) == []
    assert Counter(each.staff for each in booked).keys() == {"anna", "maria"}


def test_processes_that_want_the_same_hours_share_them_out(database_url, keys, clock, scope, tmp_path):
    """Four processes book the same six hours, again and again."""
    script = tmp_path / "booker.py"
    script.write_text(BOOKER, "utf-8")
    ring = "2:" + keys_of(2) + ",1:" + keys_of(1)
    arguments = [sys.executable, str(script), database_url, ring]
    processes = [
        subprocess.Popen([*arguments, str(number)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for number in range(4)
    ]
    for process in processes:
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        process.stdin.write("go\n")
        process.stdin.flush()
    outcomes = [json.loads(process.communicate(timeout=60)[0]) for process in processes]
    assert [process.returncode for process in processes] == [0] * 4
    booked = live(scope)
    assert overlaps(booked) == []
    assert len(booked) == 6
    assert sum(outcome["booked"] for outcome in outcomes) == 6
    assert sum(outcome["taken"] for outcome in outcomes) == 4 * 3 * 6 - 6


def keys_of(version: int) -> str:
    first = 0 if version == 2 else 32
    return base64.b64encode(bytes(range(first, first + 32))).decode()


BOOKER = """
import json, sys
from datetime import date, datetime
from zoneinfo import ZoneInfo

from frontdesk import FrozenClock
from frontdesk.crypto import KeyRing
from frontdesk.storage import Storage
from frontdesk_salon_booking.calendar import Booker, Calendar
from frontdesk_salon_booking.config import SalonBooking
from frontdesk_salon_booking.timetable import Refusal, Timetable
from frontdesk_salon_booking.visits import Visit

url, ring, number = sys.argv[1:]
zone = ZoneInfo("Europe/Moscow")
now = datetime(2026, 11, 23, 10, tzinfo=zone)
section = SalonBooking.model_validate({
    "services": [{"id": "cut", "name": "Cut", "minutes": 60}],
    "hours": {"tue": "09:00-21:00"},
    "staff": [{"id": "anna", "name": "Anna"}],
})
storage = Storage.open(url, KeyRing.parse(ring), FrozenClock(now))
scope = storage.scope("salon")
calendar = Calendar(scope, Timetable(section, zone, now), "RUB")
with storage.connection():
    print("ready", flush=True)
    sys.stdin.readline()
outcomes = {"booked": 0, "taken": 0}
hours = [9, 11, 13, 15, 17, 19]
for _ in range(3):
    for hour in hours[int(number):] + hours[:int(number)]:
        visit = Visit(section.services[0], date(2026, 11, 24), f"{hour:02}:00")
        with storage.write():
            made = calendar.book(visit, Booker(None), ["Cut"])
        outcomes["taken" if made is Refusal.TAKEN else "booked"] += 1
print(json.dumps(outcomes))
"""


def test_whoever_comes_second_waits_and_is_told_that_the_time_is_taken(scope, make_calendar, clock, bot):
    """The first has not committed yet. Without the lock the second would run into the constraint instead."""
    section = bot.section(SalonBooking)
    visit = Visit(section.service("haircut_women"), TUESDAY, "14:00", "anna")

    def book():
        with scope.storage.write():
            return make_calendar(scope, clock.now()).book(visit, Booker(None), ["x"])

    with ThreadPoolExecutor(1) as pool:
        with scope.storage.write():
            first = make_calendar(scope, clock.now()).book(visit, Booker(None), ["x"])
            second = pool.submit(book)
            # Long enough to look at the calendar, were it not locked.
            wait([second], 0.5)
        assert isinstance(first, Booking)
        assert isinstance(second.result(), Refusal)
    assert len(live(scope)) == 1
