"""How owners say it, and what of theirs is said by customers, too."""

from __future__ import annotations

from datetime import datetime

import pytest

from frontdesk import Inbound
from frontdesk.dialogue import State
from frontdesk.pipeline.understand import understand, utterance_of
from frontdesk.testing import open_desk

OWN = {
    "agenda": (
        "сегодня",
        "Сегодня?",
        "завтра",
        "пятница",
        "что у нас завтра",
        "кто сегодня",
        "кто придет в пятницу",
        "кто записан на завтра",
        "какие записи на завтра",
        "покажи записи на пятницу",
        "расписание на завтра",
        "сколько записей завтра",
        "у кого завтра записи",
        "кто у Марии",
        "план на сегодня",
        "today",
        "tomorrow",
        "who is coming tomorrow",
        "who's in tomorrow?",
        "who do we have on friday",
        "what do we have today",
        "show me today's bookings",
        "bookings for tomorrow",
        "how many bookings tomorrow",
        "agenda",
        "who is with Anna on Friday?",
        "what's tomorrow look like",
        "Anna's bookings tomorrow",
    ),
    "close": (
        "закрыто завтра",
        "завтра закрыто",
        "завтра не работаем",
        "закрываемся сегодня в 15",
        "завтра выходной",
        "закрой запись на завтра",
        "закройте субботу",
        "1 января не работаем",
        "в пятницу не принимаем",
        "салон завтра закрыт",
        "закрыть завтра с 12 до 15",
        "с понедельника по среду не работаем",
        "closed tomorrow",
        "we are closed on Friday",
        "closing at 3 today",
        "we won't be open tomorrow",
        "close the salon on Friday",
        "no work tomorrow",
        "we are not working tomorrow",
        "tomorrow is a day off",
    ),
    "staff_away": (
        "Мария заболела",
        "Мария заболела до среды",
        "Анна завтра не выйдет",
        "Анна завтра не работает",
        "Ирина в отпуске с 1 по 7 декабря",
        "у Анны завтра выходной",
        "Мария на больничном до пятницы",
        "Олега не будет в пятницу",
        "Мария взяла отгул на завтра",
        "Олег уходит сегодня в 16",
        "Аня приболела",
        "Maria is ill until Wednesday",
        "Anna is sick",
        "Oleg is off on Friday after 2",
        "Anna won't be in tomorrow",
        "Irina is on holiday until Friday",
        "Anna called in sick",
        "Maria is not working on Friday",
        "Anna has the day off tomorrow",
        "Oleg is leaving at 4 today",
        "Oleg takes Friday off",
    ),
    "reopen": (
        "завтра всё-таки работаем",
        "все же работаем завтра",
        "откройте завтра",
        "Мария вышла",
        "Мария вернулась",
        "Мария уже здорова",
        "отмени закрытие",
        "мы передумали, завтра работаем",
        "Мария выходит завтра",
        "we are open tomorrow after all",
        "reopen tomorrow",
        "Maria is back",
        "Maria can work tomorrow after all",
        "undo the closure",
    ),
}
OWN["no_show"] = (
    "Иванова не пришла",
    "клиент не пришёл",
    "Olga didn't come",
    "Boris did not show up",
    "no-show",
)
#: Who books for themselves is a customer, also with a registered number.
CUSTOMERS = (
    "запишите меня на маникюр завтра",
    "хочу на стрижку в пятницу к Анне",
    "можно завтра в 15 на укладку",
    "мои записи",
    "отмените мою запись",
    "перенесите мою запись на пятницу",
    "сколько стоит маникюр",
    "здравствуйте",
    "спасибо",
    "когда вы работаете",
    "вы открыты в воскресенье?",
    "есть свободное время завтра?",
    "кто делает маникюр",
    "не смогу прийти завтра",
    "Анна завтра работает?",
    "I'd like a haircut tomorrow at 3",
    "book me a manicure on Friday",
    "cancel my booking",
    "how much is a haircut",
    "when are you open?",
    "do you have anything free today",
    "who does manicures?",
    "my bookings",
    "can I come in tomorrow",
    "I can't come tomorrow",
    "is Anna working tomorrow?",
    "когда вы закрыты",
)


@pytest.fixture(scope="module")
def read():
    """What a message of somebody with a registered number is understood to want; of a customer with it."""
    with open_desk("salon", clock=datetime(2026, 11, 23, 10)) as desk:
        [bot] = desk.bots

        def read(text, *, staff=True):
            whose, now = bot.for_staff if staff else bot, desk.clock.now()
            utterance = utterance_of(
                whose, State(), Inbound("terminal", "test", "m", "c", now, text=text), now
            )
            return understand(whose, utterance, pytest.fail).intent

        yield read


@pytest.mark.parametrize(("intent", "text"), [(name, text) for name, texts in OWN.items() for text in texts])
def test_what_an_owner_wants(read, intent, text):
    assert read(text) == intent
    assert read(text, staff=False) not in OWN


@pytest.mark.parametrize("text", CUSTOMERS)
def test_what_a_customer_wants_is_the_same_of_an_owner(read, text):
    assert read(text) == read(text, staff=False)
    assert read(text) not in OWN
