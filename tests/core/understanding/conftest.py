"""A small bot to understand messages for: a barber's with two kinds of haircut and two barbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from frontdesk.intents import Intent, Option, Slot, SlotKind
from frontdesk.messages import Choice
from frontdesk.readings import Reading, Utterance
from frontdesk.understanding import Lexicon, RulesUnderstander, When, read_when

SERVICE = Slot("service", SlotKind.OPTION)
STAFF = Slot("staff", SlotKind.OPTION)
DAY = Slot("day", SlotKind.DAY)
TIME = Slot("time", SlotKind.TIME)
CODE = Slot("code", SlotKind.CODE)
NAME = Slot("name", SlotKind.NAME)
PHONE = Slot("phone", SlotKind.PHONE)
NOTE = Slot("note", SlotKind.TEXT)
GUESTS = Slot("guests", SlotKind.NUMBER)
QUESTION = Slot("question", SlotKind.OPTION)

SERVICES = (
    Option("men", {"ru": ["мужская стрижка", "стрижка"], "en": ["men's haircut", "haircut"]}),
    Option("women", {"ru": ["женская стрижка", "стрижка"], "en": ["women's haircut", "haircut"]}),
    Option("beard", {"ru": ["стрижка бороды", "борода"], "en": ["beard trim"]}),
    Option("nails", {"ru": ["маникюр"], "en": ["manicure"]}),
    Option("gel", {"ru": ["маникюр с гель-лаком"], "en": ["gel manicure"]}),
)
BARBERS = (
    Option("anna", {"ru": ["Анна"], "en": ["Anna"]}),
    Option("oleg", {"ru": ["Олег"], "en": ["Oleg"]}),
)
INTENTS = (
    Intent(
        "book",
        "book",
        triggers={"ru": ("записат|запиш|брон",), "en": ("book|reserv", "need|want appointment")},
        slots=(SERVICE, STAFF, DAY, TIME, NAME),
        from_slots=True,
    ),
    Intent(
        "cancel",
        "cancel",
        triggers={"ru": ("отмен", "не смог прий|быть"), "en": ("cancel", "can't|won't make|come")},
        examples={"ru": ("больше не нужно меня ждать",), "en": ("please take me off your list",)},
        slots=(CODE,),
    ),
    Intent(
        "move",
        "move",
        triggers={"ru": ("перенес",), "en": ("resched", "change =my appointment")},
        slots=(CODE,),
    ),
    Intent(
        "where",
        "where",
        triggers={"ru": ("где =вы|находит", "адрес"), "en": ("where =are =you", "address")},
    ),
    Intent("prices", "prices", triggers={"ru": ("сколько сто", "=цена|=цены"), "en": ("how much", "price")}),
    Intent(
        "thanks",
        "thanks",
        triggers={"ru": ("спасиб",), "en": ("thank",)},
        examples={"ru": ("от души",)},
        courtesy=True,
    ),
    Intent("hello", "hello", triggers={"ru": ("=привет", "здравств"), "en": ("=hi", "hello")}, courtesy=True),
)


@pytest.fixture(scope="session")
def now() -> datetime:
    """A Wednesday morning in Samara."""
    return datetime(2027, 3, 17, 9, 20, tzinfo=ZoneInfo("Europe/Samara"))


@pytest.fixture(scope="session")
def lexicon() -> Lexicon:
    options = {"service": SERVICES, "staff": BARBERS}
    return Lexicon.compile(INTENTS, options, ("ru", "en"), (PHONE, NOTE, GUESTS))


@pytest.fixture(scope="session")
def when(now: datetime) -> Callable[..., When]:
    """Reads a phrase on that Wednesday."""

    def read(text: str, **more: Any) -> When:
        return read_when(text, now=now, **more)

    return read


@pytest.fixture(scope="session")
def read(now: datetime, lexicon: Lexicon) -> Callable[..., Reading]:
    """Reads a message to that barber's on that Wednesday."""
    understander = RulesUnderstander()
    bot: Any = SimpleNamespace(lexicon=lexicon, hours_on=lambda day: None)

    def read(text: str, offered: Sequence[Choice] = (), **more: Any) -> Reading:
        reading = understander.read(Utterance(text, now, bot, offered=offered, **more), None)
        assert reading is not None
        return reading

    return read
