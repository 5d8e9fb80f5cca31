"""A bot with two forms, a question and small talk, all without a database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from types import MappingProxyType, SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from frontdesk import (
    Action,
    Choice,
    Customer,
    Done,
    Form,
    Guess,
    Inbound,
    Intent,
    Objection,
    Reading,
    Reason,
    Reply,
    Slot,
    SlotKind,
    Tenant,
    Turn,
)
from frontdesk.bots.staffing import HandoverRules
from frontdesk.builtin import phrases, smalltalk
from frontdesk.catalogue import Catalogue
from frontdesk.dialogue import State
from frontdesk.pipeline.turn import Taken, TurnTaker
from frontdesk.speech import Speech

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
ZONE = ZoneInfo("Europe/Moscow")

SERVICE = Slot("service", SlotKind.OPTION)
DAY = Slot("day", SlotKind.DAY)
TIME = Slot("time", SlotKind.TIME)
STAFF = Slot("staff", SlotKind.OPTION)
NAME = Slot("name", SlotKind.NAME)
CODE = Slot("code", SlotKind.CODE)
TOPIC = Slot("topic", SlotKind.OPTION)


class Book(Action):
    name = "book"
    form = Form(
        (SERVICE, DAY, TIME, STAFF, NAME), optional=frozenset({"staff"}), repeats=frozenset({"service"})
    )

    def prepare(self, turn: Turn) -> Objection | None:
        if turn.values.get("day") == "2026-11-29":
            return Objection(Reply("closed on Sunday"), slot="day", drop=frozenset({"day"}))
        if turn.values.get("service") == "massage":
            turn.values["staff"] = "vera"
        return None

    def ask(self, turn: Turn, slot: Slot) -> Reply:
        doubtful = turn.reading.unclear.get(slot.name, ())
        choices = tuple(Choice(str(value), values={slot.name: value}) for value in doubtful)
        return Reply(f"which {slot.name}?", choices=choices)

    def confirmation(self, turn: Turn) -> Reply | None:
        return Reply(f"is {turn.values['time']} right?") if turn.unsure else None

    def run(self, turn: Turn) -> Done | Objection:
        if turn.values["time"] == "13:00":
            free = (
                *(Choice(time, values={"time": time}) for time in ("13:30", "14:00")),
                Choice("tomorrow", values={"day": "2026-11-28", "time": "13:30"}),
            )
            return Objection(Reply("taken", free), slot="time", drop=frozenset({"time"}))
        turn.memory.setdefault("book", []).append(dict(turn.values))
        return Done(Reply(f"booked {turn.values['day']} {turn.values['time']}"))


class Cancel(Action):
    name = "cancel"
    form = Form((CODE,))

    def ask(self, turn: Turn, slot: Slot) -> Reply:
        return Reply("which code?")

    def confirmation(self, turn: Turn) -> Reply | None:
        return Reply("really cancel?")

    def refused(self, turn: Turn) -> Reply | None:
        return Reply(f"{turn.values['code']} stays")

    def run(self, turn: Turn) -> Done:
        return Done(Reply("cancelled"))


class Tell(Action):
    name = "tell"
    form = Form((TOPIC,))

    def ask(self, turn: Turn, slot: Slot) -> Reply:
        return Reply("about what?", (Choice("address", values={"topic": "address"}, intent="tell"),))

    def run(self, turn: Turn) -> Done:
        return Done(Reply(f"about {turn.values['topic']}"))


class Mine(Action):
    name = "mine"

    def run(self, turn: Turn) -> Done:
        return Done(Reply("your bookings"))


class Price(Action):
    name = "price"
    form = Form((SERVICE,), optional=frozenset({"service"}))

    def run(self, turn: Turn) -> Done:
        return Done(Reply(f"price of {turn.values.get('service', 'all')}"))


def _abilities(intents: Sequence[Intent], actions: Sequence[Action]) -> SimpleNamespace:
    return SimpleNamespace(
        intents=MappingProxyType({intent.name: intent for intent in intents}),
        actions=MappingProxyType({action.name: action for action in actions}),
        before_turn=lambda turn: None,
        understanders={},
        untraced=frozenset(),
        owner=lambda ability: "front",
        fallback=lambda turn: None,
    )


@dataclass(frozen=True)
class FakeBot:
    """What a turn needs of a bot."""

    abilities: Any = field(repr=False)
    speeches: Mapping[str, Speech] = field(repr=False)
    languages: tuple[str, ...] = ("ru", "en")
    default_language: str = "ru"
    id: str = "mia"
    revision: str = "1"
    zone: ZoneInfo = ZONE
    definition: Any = field(default_factory=lambda: SimpleNamespace(handover=HandoverRules()))

    def name(self, language: str) -> str:
        return "Mia"

    def speech(self, language: str) -> Speech:
        return self.speeches[language]


def _speeches() -> Mapping[str, Speech]:
    texts = Catalogue(phrases.frontdesk_texts().by_language).overlaid(
        Catalogue(smalltalk.frontdesk_texts().by_language)
    )
    for intent in (*smalltalk.frontdesk_intents(), *INTENTS):
        titles = {language: {intent.title_key: title} for language, title in intent.title.items()}
        texts = texts.overlaid(Catalogue(titles))
    return {language: Speech(texts, language, ZONE, "RUB", fallback="ru") for language in ("ru", "en")}


class Talk:
    """A conversation in readings instead of words."""

    def __init__(self, bot: FakeBot) -> None:
        self.bot = bot
        self.state = State()
        self.now = NOW
        self.last: Taken | None = None
        self.text = "..."
        self.handed_over: Reason | None = None

    def hears(
        self, *intents: str, language: str | None = None, sure: float = 0.9, text: str = "...", **parts: Any
    ) -> str:
        """Take a turn; what the bot says, an empty text for silence."""
        guesses = tuple(Guess(intent, sure) for intent in intents)
        self.text = text
        return self.takes(Reading(guesses=guesses, language=language, source="rules", **parts))

    def taps(self, title: str) -> str:
        choice = next(choice for choice in self.state.offered if choice.title == title)
        return self.takes(Reading(chosen=choice, source="tap"))

    def takes(self, reading: Reading) -> str:
        turn = self._turn(reading)
        taken = TurnTaker(self.bot).take(turn, self.state)  # type: ignore[arg-type]
        self.handed_over = turn.handed_over
        # What is kept goes to the database as JSON and comes back.
        self.state = State.from_json(taken.state.to_json())
        assert self.state == taken.state
        assert len(taken.replies) <= 1
        self.last = taken
        return taken.replies[0].text if taken.replies else ""

    @property
    def titles(self) -> list[str]:
        return [choice.title for choice in self.state.offered]

    @property
    def booked(self) -> list[Mapping[str, Any]]:
        return list(self.state.memory.get("book", []))

    def _turn(self, reading: Reading) -> Turn:
        message = Inbound("terminal", "desk", "1", "anna", self.now, text=self.text)
        return Turn(
            bot=self.bot,  # type: ignore[arg-type]
            tenant=Tenant("t", "Mia", "mia"),
            scope=None,  # type: ignore[arg-type]
            customer=Customer(1, "terminal"),
            conversation_id=1,
            message=message,
            message_key=1,
            reading=reading,
            now=self.now.astimezone(ZONE),
            language="ru",
            speech=self.bot.speech("ru"),
        )


INTENTS = (
    Intent("book", "book", slots=(SERVICE, DAY, TIME), title={"ru": "Записаться", "en": "Book"}),
    Intent("cancel", "cancel", slots=(CODE,), title={"ru": "Отменить запись", "en": "Cancel"}),
    Intent("tell", "tell", slots=(TOPIC,), title={"en": "Ask"}),
    Intent("mine", "mine"),
    Intent("price", "price", slots=(SERVICE,)),
)


@pytest.fixture
def bot() -> FakeBot:
    intents = (*smalltalk.frontdesk_intents(), *INTENTS)
    actions = (*smalltalk.frontdesk_actions(), Book(), Cancel(), Tell(), Mine(), Price())
    return FakeBot(_abilities(intents, actions), _speeches())


@pytest.fixture
def wordless_bot(bot: FakeBot) -> FakeBot:
    """A bot that can do nothing at all."""
    return replace(bot, abilities=_abilities((), ()))


@pytest.fixture
def talk(bot: FakeBot) -> Talk:
    return Talk(bot)


@pytest.fixture
def talk_with() -> type[Talk]:
    return Talk
