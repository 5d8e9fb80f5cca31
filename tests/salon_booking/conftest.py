"""A salon to book at, and a customer who chats with it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from quart import Quart

from frontdesk import Bot, Customer, Event, FrozenClock, Inbound, Reading, Reply, Tenant, Turn
from frontdesk.bots import Bots
from frontdesk.crypto import KeyRing
from frontdesk.dialogue import State
from frontdesk.pipeline.turn import TurnTaker
from frontdesk.pipeline.understand import understand, utterance_of
from frontdesk.plugins import Plugins
from frontdesk.server.failures import answer_failures
from frontdesk.storage import Contact, Conversation, Scope, Storage
from frontdesk_salon_booking import frontdesk_blueprints
from frontdesk_salon_booking.calendar import Calendar
from frontdesk_salon_booking.config import SalonBooking
from frontdesk_salon_booking.diary import with_segments
from frontdesk_salon_booking.models import Booking, BookingStatus
from frontdesk_salon_booking.timetable import Timetable

SALON = """
name: {ru: Салон, en: Salon}
languages: [ru, en]
timezone: Europe/Moscow
currency: RUB
smalltalk: true
plugins: [salon_booking]
salon_booking:
  hours:
    mon: "09:00-21:00"
    tue: "09:00-21:00"
    wed: "09:00-21:00"
    thu: "09:00-21:00"
    fri: "09:00-21:00"
    sat: ["10:00-13:00", "14:00-18:00"]
  closed_dates: [2026-12-31]
  lead_minutes: 30
  horizon_days: 30
  services:
    - {id: haircut_women, name: {ru: Женская стрижка, en: Women's haircut}, minutes: 60, price: 2000,
       synonyms: {ru: [стрижка, подстричься], en: [haircut]}}
    - {id: haircut_men, name: {ru: Мужская стрижка, en: Men's haircut}, minutes: 60, price: 1200,
       synonyms: {ru: [стрижка, подстричься], en: [haircut]}}
    - {id: manicure, name: {ru: Маникюр, en: Manicure}, minutes: 60, price: 1500}
    - {id: manicure_gel, name: {ru: Маникюр с гель-лаком, en: Gel manicure}, minutes: 90, price: 2300}
    - {id: coloring, name: {ru: Окрашивание, en: Hair colouring}, minutes: 120}
  staff:
    - {id: anna, name: {ru: Анна, en: Anna}, services: [haircut_women, coloring]}
    - {id: maria, name: {ru: Мария, en: Maria}, services: [haircut_women, haircut_men]}
    - {id: irina, name: {ru: Ирина, en: Irina}, services: [manicure, manicure_gel]}
"""


@pytest.fixture(scope="session")
def plugins() -> Plugins:
    """All installed plugins."""
    return Plugins.load()


@pytest.fixture
def make_bot(tmp_path: Path, plugins: Plugins) -> Callable[..., Bot]:
    """Make a bot of a definition, the salon's when there is none, with settings laid over its section."""

    def make(definition: str = SALON, **section: Any) -> Bot:
        path = tmp_path / "salon.yaml"
        path.write_text(definition, "utf-8")
        [bot] = Bots.load(path, plugins, {})
        return bot.with_settings({"salon_booking": section}) if section else bot

    return make


@pytest.fixture
def bot(make_bot: Callable[..., Bot]) -> Bot:
    """The salon. Open Monday to Saturday, closed on Sundays."""
    return make_bot()


@pytest.fixture
def storage(database_url: str, keys: KeyRing, clock: FrozenClock, plugins: Plugins) -> Iterator[Storage]:
    """An open database with all tables, once for each kind."""
    with closing(Storage.open(database_url, keys, clock)) as storage:
        storage.migrate(plugins.migrations)
        yield storage


@pytest.fixture
def scope(storage: Storage) -> Scope:
    """The salon's part of it."""
    return storage.scope("salon")


@pytest.fixture
def make_calendar(bot: Bot) -> Callable[[Scope, datetime], Calendar]:
    """The salon's calendar in a scope, at a moment."""

    def make(scope: Scope, now: datetime) -> Calendar:
        timetable = Timetable(bot.section(SalonBooking), ZoneInfo("Europe/Moscow"), now)
        return Calendar(scope, timetable, "RUB")

    return make


@pytest.fixture
def calendar(
    make_calendar: Callable[[Scope, datetime], Calendar], scope: Scope, clock: FrozenClock
) -> Calendar:
    """The salon's calendar now: Monday, 23 November 2026, 10:00."""
    return make_calendar(scope, clock.now())


Ask = Callable[..., tuple[int, Any]]


@dataclass
class Chat:
    """One customer's conversation, taken turn by turn without the pipeline around it.

    :ivar events: what was told to observers.
    :ivar decisions: what each turn decided.
    :ivar language: what the bot answers in.
    """

    bot: Bot
    scope: Scope
    clock: FrozenClock
    customer: Customer
    conversation_id: int
    keys: Iterator[int]
    state: State = field(default_factory=State)
    reply: Reply | None = None
    events: list[Event] = field(default_factory=list)
    decisions: list[str] = field(default_factory=list)
    why: dict[str, Any] = field(default_factory=dict)
    language: str = "ru"

    def say(self, text: str) -> str:
        """Write something, and get the bot's answer."""
        return self.take(self.message(text))

    def tap(self, title: str) -> str:
        """Tap one of the choices."""
        offered = {choice.title: choice for choice in self.state.offered}
        return self.take(self.message(title, choice=offered[title].id))

    def agree(self) -> None:
        """Say yes, if the bot wants to be sure."""
        if self.why["confirming"]:
            self.say("да")

    def message(self, text: str, choice: str | None = None) -> Inbound:
        """A message of theirs."""
        kind = "choice" if choice else "text"
        return Inbound(
            channel="terminal",
            account="salon",
            message_id=f"m{next(self.keys)}",
            contact="c",
            sent_at=self.clock.now(),
            kind=kind,
            text=text,
            choice=choice,
        )

    def take(self, message: Inbound, key: int | None = None) -> str:
        """Take the turn of a message; the same key is the same message once more."""
        utterance = utterance_of(self.bot, self.state, message, self.clock.now())
        reading = understand(self.bot, utterance, self.fail, message.choice)
        with self.scope.storage.write():
            turn = self.turn(message, reading, next(self.keys) if key is None else key)
            taken = TurnTaker(self.bot).take(turn, self.state)
        self.state = State.from_json(taken.state.to_json())
        self.events += turn.events
        self.decisions.append(taken.decision)
        self.why = taken.why
        self.reply = taken.replies[0] if taken.replies else None
        return self.reply.text if self.reply else ""

    def turn(self, message: Inbound, reading: Reading, key: int) -> Turn:
        """The turn of a message."""
        return Turn(
            bot=self.bot,
            tenant=Tenant("salon", "Salon", self.bot.id),
            scope=self.scope,
            customer=self.customer,
            conversation_id=self.conversation_id,
            message=message,
            message_key=key,
            reading=reading,
            now=self.clock.now().astimezone(self.bot.zone),
            language=self.language,
            speech=self.bot.speech(self.language),
        )

    @property
    def titles(self) -> list[str]:
        """The choices of the last reply."""
        return [choice.title for choice in self.reply.choices] if self.reply else []

    @property
    def bookings(self) -> list[Any]:
        """All bookings of the salon, in order of time."""
        return self._rows(Booking.status != BookingStatus.HELD)

    @property
    def held(self) -> list[Any]:
        """What is kept for somebody, or was and still stands there, in order of time."""
        return self._rows(Booking.status == BookingStatus.HELD)

    def _rows(self, which: Any) -> list[Any]:
        query = self.scope.select(Booking).where(which).order_by(Booking.start_ts, Booking.id)
        return list(with_segments(self.scope, self.scope.rows(query)))

    @staticmethod
    def fail(plugin: str, error: Exception) -> None:
        """An understander raised."""
        raise error


@pytest.fixture
def message_keys() -> Iterator[int]:
    """Ids of inbound messages."""
    return iter(range(1, 1_000_000))


@pytest.fixture
def make_contact(scope: Scope, clock: FrozenClock) -> Callable[..., tuple[int, int]]:
    """Enter a contact with a conversation; returns the ids of both."""

    def make(address: str = "customer") -> tuple[int, int]:
        with scope.storage.write():
            contact = scope.insert(Contact, channel="terminal", address=address, created_at=clock.now())
            conversation = scope.insert(
                Conversation,
                channel="terminal",
                account="salon",
                contact=contact,
                created_at=clock.now(),
            )
        return contact, conversation

    return make


@pytest.fixture
def make_chat(
    bot: Bot,
    scope: Scope,
    clock: FrozenClock,
    make_contact: Callable[..., tuple[int, int]],
    message_keys: Iterator[int],
) -> Callable[..., Chat]:
    """Begin the conversation of a customer."""

    def make(
        address: str = "customer",
        name: str | None = "Ольга",
        phone: str | None = "+79161234567",
        bot: Bot = bot,
        language: str = "ru",
    ) -> Chat:
        contact, conversation = make_contact(address)
        customer = Customer(contact, "terminal", name, phone)
        return Chat(bot, scope, clock, customer, conversation, message_keys, language=language)

    return make


@pytest.fixture
def chat(make_chat: Callable[..., Chat]) -> Chat:
    """A customer's conversation."""
    return make_chat()


@pytest.fixture
def told() -> list[Event]:
    """What observers were told by way of the admin routes."""
    return []


@pytest.fixture
def admin(make_admin: Callable[[Bot], Ask], bot: Bot) -> Ask:
    """The admin routes of the salon's bookings: status and document of an answer."""
    return make_admin(bot)


@pytest.fixture
def make_admin(make_app: Callable[[Bot], Quart]) -> Callable[[Bot], Ask]:
    """Make the admin routes of bookings, with two businesses known."""
    return lambda bot: _asking(make_app(bot))


@pytest.fixture
def app(make_app: Callable[[Bot], Quart], bot: Bot) -> Quart:
    """The salon's routes, for requests that are not JSON."""
    return make_app(bot)


@pytest.fixture
def make_admin_of() -> Callable[[Any], Ask]:
    """Make the admin routes of bookings of a desk."""
    return lambda desk: _asking(_app_of(desk))


@pytest.fixture
def make_app(storage: Storage, clock: FrozenClock, told: list[Event]) -> Callable[[Bot], Quart]:
    """Make an application of nothing but the plugin's routes, with two businesses known."""
    tenants = {name: Tenant(name, name.title(), "salon") for name in ("salon", "another")}

    def make(bot: Bot) -> Quart:
        desk = SimpleNamespace(
            storage=storage,
            clock=clock,
            bots=SimpleNamespace(for_tenant=lambda tenant: bot),
            tenants=SimpleNamespace(get=tenants.get),
            publish=told.extend,
            queue=SimpleNamespace(enqueue=lambda job, *ids: None),
        )
        return _app_of(desk)

    return make


def _app_of(desk: Any) -> Quart:
    app = Quart(__name__)
    for routes in frontdesk_blueprints(desk):
        app.register_blueprint(routes)
    answer_failures(app)
    return app


def _asking(app: Quart) -> Ask:
    def ask(method: str, path: str, document: Any = None) -> tuple[int, Any]:
        async def fetch() -> tuple[int, Any]:
            data = None if document is None else json.dumps(document)
            response = await app.test_client().open(path, method=method, data=data)
            return response.status_code, json.loads(await response.get_data() or "null")

        return asyncio.run(fetch())

    return ask
