"""What a message says about the closed lists beside one of their options: several, none, any, another."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from frontdesk.intents import Intent, Option, Slot, SlotKind
from frontdesk.readings import Utterance
from frontdesk.understanding import Lexicon, RulesUnderstander

SERVICE = Slot("service", SlotKind.OPTION, named_after={"ru": ("на", "делаете"), "en": ("a", "for", "do")})
STAFF = Slot("staff", SlotKind.OPTION, named_after={"ru": ("к",), "en": ("with",)}, people=True)
DAY, TIME, NAME = Slot("day", SlotKind.DAY), Slot("time", SlotKind.TIME), Slot("name", SlotKind.NAME)


@pytest.fixture(scope="module")
def hear(now):
    """Reads a message to a barber's whose slots know the words that stand before their options."""
    intents = (
        Intent(
            "book",
            "book",
            triggers={"ru": ("запиш",), "en": ("book",)},
            slots=(SERVICE, STAFF, DAY, TIME, NAME),
            from_slots=True,
        ),
    )
    options = {
        "service": (
            Option("cut", {"ru": ["стрижка"], "en": ["haircut"]}),
            Option("nails", {"ru": ["маникюр"], "en": ["manicure"]}),
            Option("gel", {"ru": ["маникюр с гель-лаком", "гель-лак"], "en": ["gel manicure"]}),
            Option("brows", {"ru": ["брови"], "en": ["brows"]}),
        ),
        "staff": (Option("anna", {"ru": ["Анна"], "en": ["Anna"]}), Option("oleg", {"ru": ["Олег"]})),
    }
    lexicon = Lexicon.compile(intents, options, ("ru", "en"))
    bot = SimpleNamespace(lexicon=lexicon, hours_on=lambda day: None)

    def hear(text, **more):
        return RulesUnderstander().read(Utterance(text, now, bot, **more), None)

    return hear


@pytest.mark.parametrize(
    ("text", "first", "others"),
    [
        ("стрижку и маникюр завтра", "cut", ("nails",)),
        ("haircut + manicure tomorrow", "cut", ("nails",)),
        ("a haircut, manicure and brows on Friday", "cut", ("nails", "brows")),
        ("маникюр с гель-лаком и брови", "gel", ("brows",)),
        ("гель-лак на маникюр", "gel", ()),
        ("не маникюр, а стрижку", "cut", ()),
        ("не на маникюр, а на стрижку", "cut", ()),
        ("на маникюр после стрижки", "nails", ()),
    ],
)
def test_several_services_of_one_message(hear, text, first, others):
    reading = hear(text)
    assert reading.slots["service"] == first
    assert reading.also.get("service", ()) == others


def test_one_or_the_other_is_unclear(hear):
    assert set(hear("запишите к Анне или Олегу").unclear["staff"]) == {"anna", "oleg"}


@pytest.mark.parametrize(
    "text",
    [
        "неважно",
        "когда угодно",
        "любое время",
        "мне всё равно",
        "без разницы",
        "самое ближайшее",
        "на самое раннее",
        "whenever",
        "any time is fine",
        "I don't mind",
        "the earliest you have",
        "asap please",
        "whatever",
    ],
)
def test_leaving_the_choice_to_the_business(hear, text):
    assert hear(text, asked=DAY).indifferent


@pytest.mark.parametrize(
    "text",
    ["на ближайшую пятницу", "в пятницу", "важно успеть до обеда", "стрижку завтра", "never mind", "удобно"],
)
def test_what_leaves_nothing_open(hear, text):
    assert not hear(text, asked=DAY).indifferent


@pytest.mark.parametrize("text", ["неважно", "whatever", "я передумала", "давайте маникюр", "другое время"])
def test_what_is_no_name(hear, text):
    assert "name" not in hear(text, asked=NAME).slots


def test_a_service_in_place_of_the_name_is_heard(hear):
    assert hear("я передумала, давайте маникюр", asked=NAME).slots["service"] == "nails"


def test_the_name_of_a_master_is_the_name_of_the_customer_when_asked(hear):
    assert dict(hear("Анна", asked=NAME).slots) == {"name": "Анна"}


@pytest.mark.parametrize(
    ("text", "slot"),
    [
        ("запишите на эпиляцию завтра", "service"),
        ("вы делаете татуаж?", "service"),
        ("do you do tattoos?", "service"),
        ("I'd like a massage tomorrow", "service"),
        ("запишите к Наташе на стрижку", "staff"),
        ("book a haircut with Sofia", "staff"),
    ],
)
def test_what_is_not_on_the_list(hear, text, slot):
    assert hear(text).unmet == {slot}


@pytest.mark.parametrize(
    "text",
    [
        "запишите на завтра",
        "запишите на приём",
        "запишите на стрижечку",
        "запишите на маникюрчик",
        "запишите меня к парикмахеру",
        "book a visit for two people",
        "запишите к Анне",
    ],
)
def test_what_misses_nothing(hear, text):
    assert hear(text).unmet == frozenset()


@pytest.mark.parametrize(
    ("text", "slots"),
    [
        ("давайте в другой день", {"day"}),
        ("а другое время есть?", {"time"}),
        ("another day please", {"day"}),
        ("в другой день, в пятницу", set()),
    ],
)
def test_another_one_without_saying_which(hear, text, slots):
    assert hear(text, asked=TIME, values={"day": "2027-03-18"}).dropped == slots


def test_a_bare_number_corrects_the_time_that_was_said(hear):
    assert hear("no, make it 3", asked=NAME, values={"time": "14:00"}).slots["time"] == "15:00"
    assert hear("нет, лучше в 12", about={"time": "14:00"}).slots["time"] == "12:00"
