"""The bundled salon answers in the customer's language, whatever they mix into it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
import yaml

from frontdesk.plugins import Plugins
from frontdesk.testing import Conversation, open_desk

MONDAY = datetime(2026, 11, 23, 10, 0)


@pytest.fixture(scope="module")
def desk():
    with open_desk("salon", clock=MONDAY) as desk:
        yield desk


@pytest.fixture
def answered(desk, request):
    """The language in which the last of some messages is answered."""

    def talk(*messages: str) -> str:
        customer = Conversation(desk, f"{request.node.name} {messages}")
        for message in messages:
            assert customer.say(message), message
        return str(customer.trace["language"])

    return talk


@pytest.mark.parametrize(
    "messages",
    [
        ("ok",),
        ("👍",),
        ("Gel manicure 15:00",),
        ("zapishite menya na zavtra",),
        ("privet, skolko stoit strizhka?",),
        ("ghbdtn",),
        ("Здравствуйте", "ok"),
        ("Здравствуйте", "ok thanks"),
        ("Здравствуйте", "thank you"),
        ("Здравствуйте", "yes please"),
        ("Здравствуйте", "Gel manicure tomorrow"),
        ("Хочу записаться", "Gel manicure", "15:00"),
        ("Здравствуйте", "Меня зовут Anna Petrova"),
        ("Запишите на стрижку завтра в 14:00", "John Smith"),
        ("Запишите на стрижку завтра в 14:00", "Mary Ann"),
        ("Здравствуйте", "spasibo bolshoe"),
        ("Здравствуйте", "👍👍"),
        ("Здравствуйте", "instagram beauty salon freesia"),
        ("Можно gel manicure завтра?",),
        ("Hello", "Можно по-русски?"),
        ("Hello there", "Здравствуйте"),
        ("I would like a haircut tomorrow", "извините, я передумала"),
        ("Do you speak Russian?",),
        # Not spoken here: what is likeliest to be read.
        ("Добрий день, хочу записатися на манікюр",),
        ("Сәлеметсіз бе, шаш қидыруға жазылғым келеді",),
    ],
)
def test_in_russian(answered, messages):
    assert answered(*messages) == "ru"


@pytest.mark.parametrize(
    "messages",
    [
        ("hello",),
        ("ok, tomorrow at 3",),
        ("I want a маникюр tomorrow",),
        ("Hello", "маникюр please"),
        ("Hello", "Детская стрижка"),
        ("Hi", "can I get Стрижка with Анна tomorrow?"),
        ("Hello", "👍"),
        ("Hello", "15:00"),
        ("Hello", "K7M3QP"),
        ("Здравствуйте", "Sorry, do you speak English?"),
        ("Здравствуйте", "Можно по-английски?"),
        ("Здравствуйте", "English please, I do not understand"),
        ("Здравствуйте", "I would like a haircut tomorrow"),
        # Not spoken here: what is likeliest to be read.
        ("Guten Tag",),
        ("Guten Tag, ich möchte gerne einen Termin",),
        ("Merhaba, randevu almak istiyorum",),
    ],
)
def test_in_english(answered, messages):
    assert answered(*messages) == "en"


def test_a_wish_for_another_language_is_granted_and_changes_nothing_else(desk):
    customer = Conversation(desk, "a guest")
    customer.say("Хочу записаться на стрижку")
    assert customer.trace["asks"] == "day"
    assert customer.say("можно по-английски?").startswith("Which day suits you?")
    assert customer.trace["form"]["service"] == "haircut"
    assert customer.say("tomorrow at 2 pm").startswith("I have you down for")


def test_who_is_not_understood_in_any_language_is_not_asked_without_end(desk):
    customer = Conversation(desk, "a stranger")
    for text in ("你好，我想预约", "مرحبا", "Γειά σου, θέλω ραντεβού", "გამარჯობა") * 2:
        assert customer.say(text)
        assert customer.trace["language"] == "ru"
        assert "Позвать человека" in customer.choices


# -- a third language ----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def berlin(tmp_path_factory):
    """A business that gives all texts in German, beside the two that the plugins bring."""
    plugins = Plugins.load()
    known = plugins.abilities([*plugins.builtins, *plugins.channel_plugins, "salon_booking"]).texts
    given = yaml.safe_load(Path(__file__).with_name("texts_de.yaml").read_text("utf-8"))
    for key in set(known) - set(given):
        # A text that is newer than this list.
        given[key] = " ".join(["Neu:", *(f"{{{field}}}" for field in sorted(known.fields(key)))])
    definition = {
        "name": {"de": "Salon am Kanal", "en": "Canal Salon", "ru": "Салон у канала"},
        "languages": ["de", "en", "ru"],
        "timezone": "Europe/Berlin",
        "currency": "EUR",
        "plugins": ["salon_booking"],
        "texts": {"de": given},
        "salon_booking": {
            "hours": dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), "09:00-18:00"),
            "services": [
                {"id": "cut", "name": {"de": "Haarschnitt", "en": "Haircut", "ru": "Стрижка"}, "minutes": 60,
                 "price": 48.5},
                {"id": "nails", "name": {"de": "Maniküre", "en": "Manicure", "ru": "Маникюр"}, "minutes": 45,
                 "price": 1200},
            ],
        },
    }  # fmt: skip
    path = tmp_path_factory.mktemp("berlin") / "berlin.yaml"
    path.write_text(yaml.safe_dump(definition, allow_unicode=True), "utf-8")
    with open_desk(path, clock=MONDAY) as desk:
        yield desk


def test_a_talk_in_german(berlin, audited):
    customer = audited(berlin, "lena", name="Lena")
    assert customer.say("Guten Tag").startswith("Entschuldigung")
    assert customer.choices[:2] == ("Termin buchen", "Termin verschieben")
    assert customer.tap("Termin buchen") == "Was möchten Sie buchen?"
    assert customer.choices == ("Haarschnitt", "Maniküre")
    assert "Der nächste freie Termin ist heute um 10:00." in customer.tap("Haarschnitt")
    assert customer.tap("Fr., 27. Nov.") == (
        "Freitag, 27. November: 09:00 bis 17:00 ist frei. Um wie viel Uhr passt es Ihnen?"
    )
    noted = customer.say("14:00")
    assert noted.startswith("Das habe ich notiert:\nHaarschnitt\nFreitag, 27. November, 14:00 Uhr")
    booked = customer.tap("Ja, buchen")
    assert booked.startswith("Ihr Termin steht!")
    assert "Preis: 48,50 €" in booked
    assert customer.trace["sources"] == [["row", "bookings", "1"]]
    assert {language for _, language, _ in customer.trace["texts"]} == {"de"}


def test_of_three_languages_each_is_followed(berlin, audited):
    customer = audited(berlin, "a guest", name="Max")
    spoken = []
    for said in (
        "Guten Tag", "was kostet Maniküre?", "how much is a manicure?", "ok",
        "Danke, ich möchte noch etwas fragen", "сколько стоит стрижка?", "Maniküre", "in German, please",
    ):  # fmt: skip
        assert customer.say(said), said
        spoken.append(customer.trace["language"])
    assert spoken == ["de", "de", "en", "en", "de", "ru", "ru", "de"]


def test_money_is_told_as_each_language_tells_it(berlin, audited):
    customer = audited(berlin, "a shopper")
    assert "€1,200" in customer.say("how much is a manicure?")
    assert "1 200 €" in customer.say("сколько стоит маникюр?")
    other = audited(berlin, "eine Kundin")
    other.say("auf Deutsch, bitte")
    other.say("Guten Tag")
    assert "1.200 €" in other.tap("Preise")
