"""Takes, moves and cancels appointments.

.. code-block:: yaml

    plugins: [salon_booking]
    salon_booking:
      hours: {mon: "09:00-18:00", fri: ["09:00-13:00", "14:00-18:00"]}
      staff:
        - {id: anna, name: {ru: Анна, en: Anna}}
      services:
        - {id: haircut, name: {ru: Стрижка, en: Haircut}, minutes: 60, price: 2000}
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from quart import Blueprint

from frontdesk import (
    Action,
    BusySource,
    Fixture,
    Intent,
    Job,
    Metric,
    Migrations,
    NoticeGuard,
    Observer,
    Opening,
    Problem,
    Section,
    Texts,
    hookimpl,
)
from frontdesk.storage import Model
from frontdesk_salon_booking.actions import (
    Book,
    Cancel,
    Coming,
    Late,
    Move,
    MyBookings,
    OpeningHours,
    Prices,
    Rename,
    Team,
)
from frontdesk_salon_booking.block import Block
from frontdesk_salon_booking.blocks import block_routes
from frontdesk_salon_booking.blueprint import booking_routes
from frontdesk_salon_booking.busy.address import CalendarAddress
from frontdesk_salon_booking.busy.address_source import AddressSource
from frontdesk_salon_booking.busy.blueprint import calendar_routes
from frontdesk_salon_booking.busy.jobs import READ_BUSY
from frontdesk_salon_booking.busy_time import BusyReading, BusyStretch
from frontdesk_salon_booking.check import problems
from frontdesk_salon_booking.code_tries import CodeTry
from frontdesk_salon_booking.config import SalonBooking
from frontdesk_salon_booking.events import METRICS, Counter
from frontdesk_salon_booking.feeds.blueprint import feed_routes
from frontdesk_salon_booking.feeds.models import Feed
from frontdesk_salon_booking.fixtures import Bookings
from frontdesk_salon_booking.hours import day_openings
from frontdesk_salon_booking.imports.blueprint import import_routes
from frontdesk_salon_booking.intents import INTENTS
from frontdesk_salon_booking.jobs import COMPLETE, TIDY_HOLDS
from frontdesk_salon_booking.models import Booking, Resource, Segment
from frontdesk_salon_booking.notice_guards import AT_ITS_TIME, STANDS
from frontdesk_salon_booking.office.blueprint import office_routes
from frontdesk_salon_booking.owner import (
    CLOSURES,
    OWNER_INTENTS,
    TOUCHED,
    Agenda,
    Away,
    Close,
    NoShow,
    Reopen,
)
from frontdesk_salon_booking.remind import REMIND
from frontdesk_salon_booking.texts import texts

if TYPE_CHECKING:
    from frontdesk import Bot, Desk

__all__ = [
    "frontdesk_actions",
    "frontdesk_blueprints",
    "frontdesk_busy",
    "frontdesk_check",
    "frontdesk_config",
    "frontdesk_fixtures",
    "frontdesk_hours",
    "frontdesk_intents",
    "frontdesk_jobs",
    "frontdesk_metrics",
    "frontdesk_migrations",
    "frontdesk_models",
    "frontdesk_notice_guards",
    "frontdesk_observers",
    "frontdesk_texts",
]


@hookimpl
def frontdesk_config() -> type[Section]:
    """The ``salon_booking:`` section."""
    return SalonBooking


@hookimpl
def frontdesk_check(bot: Bot) -> Sequence[Problem]:
    """What would keep customers from booking."""
    return problems(bot)


@hookimpl
def frontdesk_hours(bot: Bot, day: date) -> Sequence[Opening]:
    """Those in the definition, without what staff has closed since: customers are understood all the same."""
    return day_openings(bot.section(SalonBooking), day)


@hookimpl
def frontdesk_intents() -> Sequence[Intent]:
    """Book, move, cancel, ask about one's own bookings, prices, the staff and the opening hours.

    Owners also ask for the day's bookings, close and reopen, and say who did not come.
    """
    return (*INTENTS, *OWNER_INTENTS)


@hookimpl
def frontdesk_actions() -> Sequence[Action]:
    """What is done about it."""
    customers = [Book(), Move(), Cancel(), Rename(), MyBookings(), Late(), Coming()]
    answers = [Prices(), Team(), OpeningHours()]
    return [*customers, *answers, Agenda(), Close(), Away(), Reopen(), NoShow()]


@hookimpl
def frontdesk_texts() -> Texts:
    """What is said about it."""
    return texts()


@hookimpl
def frontdesk_models() -> Sequence[type[Model]]:
    """Resources, bookings, what takes the staff's time besides, calendar feeds, tries of codes."""
    kept = [Resource, Booking, Segment, Block, Feed, CodeTry]
    return [*kept, BusyReading, BusyStretch, CalendarAddress]


@hookimpl
def frontdesk_migrations() -> Migrations:
    """The history of their tables."""
    return Migrations("salon_booking", Path(__file__).parent / "migrations")


@hookimpl
def frontdesk_fixtures() -> Sequence[Fixture]:
    """Bookings in conversation scripts."""
    return [Bookings()]


@hookimpl
def frontdesk_jobs() -> Sequence[Job]:
    """Completes what is over, reminds of what is ahead, tells what was closed, reads other calendars, and
    clears away what is kept for nobody any more."""
    return [COMPLETE, REMIND, CLOSURES, READ_BUSY, TIDY_HOLDS]


@hookimpl
def frontdesk_busy() -> Sequence[BusySource]:
    """Calendars that the staff keeps elsewhere."""
    return [AddressSource()]


@hookimpl
def frontdesk_notice_guards() -> Sequence[NoticeGuard]:
    """Nobody is reminded of a visit that is off."""
    return [STANDS, AT_ITS_TIME, TOUCHED]


@hookimpl
def frontdesk_metrics() -> Sequence[Metric]:
    """Bookings made, moved and cancelled."""
    return METRICS


@hookimpl
def frontdesk_observers(desk: Desk) -> Sequence[Observer]:
    """Counts them."""
    return [Counter(desk)]


@hookimpl
def frontdesk_blueprints(desk: Desk) -> Sequence[Blueprint]:
    """The admin routes of bookings, days, customers, imports, blocks and calendars, and calendar feeds."""
    return [
        booking_routes(desk),
        office_routes(desk),
        import_routes(desk),
        feed_routes(desk),
        block_routes(desk),
        calendar_routes(desk),
    ]
