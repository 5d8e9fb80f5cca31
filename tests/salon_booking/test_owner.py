"""An owner writes from a registered number: the day's list, closing, somebody's illness, opening again."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from frontdesk.storage import Message
from frontdesk.testing import Conversation, open_desk
from frontdesk.testing.desks import ACCOUNT, CHANNEL
from frontdesk_salon_booking.block import Block
from frontdesk_salon_booking.models import Booking

MONDAY = datetime(2026, 11, 23, 10, 0)
OWNER = "+79160000001"


@pytest.fixture
def desk(database_url):
    """A salon whose owner's number is registered, once for each kind of database."""
    with open_desk("salon", clock=MONDAY, database_url=database_url) as desk:
        desk.tenants.save(channel=CHANNEL, account=ACCOUNT, staff_numbers=[OWNER])
        yield desk


@pytest.fixture
def owner(desk):
    return Conversation(desk, "owner", name="Вера", phone=OWNER)


@pytest.fixture
def anna(desk):
    return Conversation(desk, "anna", name="Ольга Иванова", phone="+79161111111")


@pytest.fixture
def boris(desk):
    return Conversation(desk, "boris", name="Борис", phone="+79162222222")


def rows(desk, model):
    return desk.storage.rows(model.select().order_by(model.id))


def book(customer, text):
    customer.say(text)
    if customer.trace["confirming"]:
        customer.say("да")
    assert customer.actions[-1] == "book", customer.replies[-1]


def pause(desk, minutes=3):
    """Let time pass, at the end of which the periodic job runs."""
    desk.clock.advance(timedelta(minutes=minutes))
    desk.queue.enqueue("salon_booking.tell_of_closures")


# -- the day's list ------------------------------------------------------------------------------------------


def test_today_and_tomorrow_are_listed_by_time(owner, anna, boris):
    book(boris, "укладка завтра в 16 к Марии")
    book(anna, "стрижка завтра в 14 к Олегу")
    assert owner.say("завтра").split("Свободно")[0] == (
        "Завтра, вторник, 24 ноября: 2 записи\n"
        "14:00 Ольга Иванова: стрижка, Олег\n"
        "16:00 Борис: укладка, Мария\n"
    )
    assert owner.say("сегодня").startswith("Сегодня, понедельник, 23 ноября: записей нет.")


def test_of_one_master_the_list_names_nobody_else(owner, anna, boris):
    book(boris, "укладка завтра в 16 к Марии")
    book(anna, "стрижка завтра в 14 к Олегу")
    assert owner.say("кто у Марии завтра?") == (
        "Завтра, вторник, 24 ноября, Мария: 1 запись\n"
        "16:00 Борис: укладка\n"
        "Свободно:\nс 09:00 до 16:00 и с 17:00 до 21:00"
    )


def test_phones_are_only_told_when_asked_for(owner, anna):
    book(anna, "стрижка завтра в 14 к Олегу")
    assert "+7916" not in owner.say("кто завтра?")
    assert "14:00 Ольга Иванова: стрижка, Олег, +79161111111" in owner.say("кто завтра, с телефонами")


@pytest.mark.parametrize("text", ["today", "who's coming today?", "what's on today"])
def test_the_list_in_english(owner, text):
    assert owner.say(text).startswith(
        "Today, Monday, 23 November: no bookings.\nFree:\nAnna: 10:30 to 21:00\n"
    )


def test_what_a_customer_calls_themselves_stays_within_its_line(desk, owner):
    customer = Conversation(desk, "c", name="Зоя\n15:00 *Босс*: массаж\u202e_и_ так далее " + "очень" * 20)
    book(customer, "стрижка завтра в 14 к Олегу")
    [line] = [each for each in owner.say("завтра").splitlines() if "Зоя" in each]
    assert line == "14:00 Зоя 15:00 Босс: массаж и так далее очен…: стрижка, Олег"


def test_an_owner_can_book_for_herself_all_the_same(owner):
    owner.say("Запишите меня на маникюр")
    assert owner.trace["asks"] == "day"
    assert "Записи" not in owner.say("завтра")
    assert owner.trace["asks"] == "time"
    owner.say("в 15")
    owner.say("да") if owner.trace["confirming"] else None
    assert owner.actions == ["book"]
    assert "15:00" in owner.say("мои записи")
    assert owner.actions[-1] == "my_bookings"


def test_of_a_week_only_the_bookings_are_told(owner, anna):
    book(anna, "стрижка завтра в 14 к Олегу")
    answer = owner.say("кто на этой неделе")
    assert "Завтра, вторник, 24 ноября: 1 запись\n14:00 Ольга Иванова: стрижка, Олег\n\nСреда" in answer
    assert "Воскресенье, 29 ноября: записей нет." in answer
    assert "Свободно" not in answer


# -- closing -------------------------------------------------------------------------------------------------


def test_nothing_is_closed_before_a_yes(desk, owner, anna):
    book(anna, "стрижка завтра в 14 к Олегу")
    assert owner.say("закрыто завтра") == (
        "Закрываю салон: вторник, 24 ноября.\n"
        "На это время есть 1 запись:\n"
        "14:00 Ольга Иванова: стрижка, Олег\n"
        "Закрыть и написать им?"
    )
    assert owner.trace["confirming"]
    assert rows(desk, Block) == []
    assert owner.say("нет") == "Хорошо, оставляю как есть."
    assert (rows(desk, Block), anna.look(), owner.actions) == ([], "", [])


def test_a_yes_closes_and_tells_the_customer_who_moves_with_a_tap(desk, owner, anna):
    book(anna, "стрижка завтра в 14 к Олегу")
    owner.say("завтра не работаем")
    assert owner.say("да") == (
        "Готово, салон закрыт: вторник, 24 ноября.\n\n"
        "Пишу и предлагаю другое время:\n"
        "14:00 Ольга Иванова: стрижка, Олег"
    )
    [block] = rows(desk, Block)
    assert (block.staff, block.wall_start, block.wall_end, block.made_by) == (
        None,
        "2026-11-24T00:00",
        "2026-11-25T00:00",
        "owner",
    )
    assert anna.look() == (
        "К сожалению, нам придётся закрыться, и ваш визит не состоится: стрижка, вторник, 24 ноября, 14:00. "
        "Простите, пожалуйста! Можем предложить:\n"
        "Среда, 25 ноября, 14:00, мастер Олег\n"
        "Четверг, 26 ноября, 14:00, мастер Олег\n"
        "Если удобнее другое время, напишите."
    )
    assert anna.choices == ("ср, 25 нояб., 14:00", "чт, 26 нояб., 14:00", "Отменить запись")
    assert "среда, 25 ноября, 14:00\nМастер: Олег" in anna.tap("ср, 25 нояб., 14:00")
    [booking] = rows(desk, Booking)
    assert (booking.wall_start, booking.status) == ("2026-11-25T14:00", "confirmed")


def test_who_cannot_make_another_time_cancels(desk, owner, anna):
    book(anna, "стрижка завтра в 14 к Олегу")
    owner.say("закрыто завтра")
    owner.say("да")
    anna.look()
    anna.tap("Отменить запись")
    anna.say("да") if anna.trace["confirming"] else None
    [booking] = rows(desk, Booking)
    assert (booking.status, booking.cancelled_by) == ("cancelled", "customer")


def test_hours_of_today(desk, owner, anna, boris):
    book(anna, "стрижка сегодня в 14 к Олегу")
    book(boris, "укладка сегодня в 16 к Марии")
    answer = owner.say("закрываемся сегодня в 15")
    assert "понедельник, 23 ноября, с 15:00" in answer
    assert "Борис" in answer
    assert "Иванова" not in answer
    owner.say("да")
    [block] = rows(desk, Block)
    assert (block.wall_start, block.wall_end) == ("2026-11-23T15:00", "2026-11-24T00:00")
    assert anna.look() == ""
    assert "16:00" in boris.look()


def test_who_is_in_the_chair_is_not_told_that_it_does_not_take_place(desk, owner, anna):
    book(anna, "окрашивание сегодня в 11 к Марии")
    pause(desk, 90)
    assert "Записей на это время нет." in owner.say("закрыто сегодня")
    owner.say("да")
    assert anna.look() == ""


def test_another_day_is_named_instead_of_a_yes(desk, owner):
    owner.say("закрыто завтра")
    assert "пятница, 27 ноября" in owner.say("нет, в пятницу")
    assert rows(desk, Block) == []
    owner.say("да")
    assert [block.wall_start for block in rows(desk, Block)] == ["2026-11-27T00:00"]


def test_what_is_closed_is_not_closed_again(desk, owner):
    owner.say("закрыто завтра")
    owner.say("да")
    assert owner.say("закрыто завтра") == "Вторник, 24 ноября: салон уже закрыт."
    assert len(rows(desk, Block)) == 1


def test_a_day_that_is_over_is_asked_for_anew(desk, owner):
    assert owner.say("закрыто сегодня до 9 утра") == "Это время уже прошло. На какой день?"
    assert rows(desk, Block) == []


# -- somebody is ill -----------------------------------------------------------------------------------------


def test_until_a_day_ends_before_it_and_says_so(desk, owner):
    answer = owner.say("Мария заболела до среды")
    assert answer.splitlines()[:2] == [
        "Мария не работает: понедельник, 23 ноября – вторник, 24 ноября (2 дня).",
        "Среда, 25 ноября, уже рабочий день.",
    ]
    assert owner.choices == ("Да, закрыть", "И ср, 25 нояб.", "Нет, не надо")
    assert "понедельник, 23 ноября – среда, 25 ноября (3 дня)" in owner.tap("И ср, 25 нояб.")
    owner.say("да")
    [block] = rows(desk, Block)
    assert (block.staff, block.wall_start, block.wall_end) == (
        "maria",
        "2026-11-23T00:00",
        "2026-11-26T00:00",
    )


@pytest.mark.parametrize(
    ("text", "staff", "begin", "end"),
    [
        ("Maria is ill until Wednesday", "maria", "2026-11-23T00:00", "2026-11-25T00:00"),
        ("Maria is ill through Wednesday", "maria", "2026-11-23T00:00", "2026-11-26T00:00"),
        ("Мария болеет по среду", "maria", "2026-11-23T00:00", "2026-11-26T00:00"),
        ("Мария болеет до среды включительно", "maria", "2026-11-23T00:00", "2026-11-26T00:00"),
        ("Мария болеет до конца недели", "maria", "2026-11-23T00:00", "2026-11-30T00:00"),
        ("закрыто до четверга", None, "2026-11-23T00:00", "2026-11-26T00:00"),
        ("закрываемся в пятницу в 15", None, "2026-11-27T15:00", "2026-11-28T00:00"),
        ("закрыто завтра с 12 до 14", None, "2026-11-24T12:00", "2026-11-24T14:00"),
        ("closing at 3 today", None, "2026-11-23T15:00", "2026-11-24T00:00"),
        ("closed tomorrow", None, "2026-11-24T00:00", "2026-11-25T00:00"),
        ("Oleg is off on Friday after 2", "oleg", "2026-11-27T14:00", "2026-11-28T00:00"),
        ("Мария болеет с завтра по пятницу", "maria", "2026-11-24T00:00", "2026-11-28T00:00"),
        ("Анна завтра не выйдет", "anna", "2026-11-24T00:00", "2026-11-25T00:00"),
        ("Ирина в отпуске с 1 по 7 декабря", "irina", "2026-12-01T00:00", "2026-12-08T00:00"),
    ],
)
def test_whose_time_and_which(desk, owner, text, staff, begin, end):
    owner.say(text)
    owner.say("да")
    assert [(each.staff, each.wall_start, each.wall_end) for each in rows(desk, Block)] == [
        (staff, begin, end)
    ]


def test_somebody_else_at_the_same_time_is_offered_first(desk, owner, anna):
    book(anna, "стрижка завтра в 14 к Марии")
    owner.say("Мария заболела до пятницы")
    owner.say("да")
    assert anna.look().splitlines() == [
        "К сожалению, Мария не сможет вас принять: стрижка, вторник, 24 ноября, 14:00. "
        "Простите, пожалуйста! Можем предложить:",
        "Вторник, 24 ноября, 14:00, мастер Анна",
        "Пятница, 27 ноября, 14:00, мастер Мария",
        "Если удобнее другое время, напишите.",
    ]
    assert "14:00\nМастер: Анна" in anna.tap("14:00, Анна")


def test_two_customers_are_not_offered_the_same_chair(desk, owner, anna, boris):
    book(anna, "окрашивание завтра в 14 к Марии")
    book(boris, "окрашивание завтра в 16 к Марии")
    owner.say("Мария завтра не выйдет")
    owner.say("да")
    anna.look(), boris.look()
    assert set(anna.choices[:2]).isdisjoint(boris.choices[:2])


def test_nobody_is_presumed_to_be_ill(desk, owner):
    owner.say("Катя заболела")
    assert owner.trace["asks"] == "staff"
    owner.say("Олег")
    owner.say("завтра")
    owner.say("да")
    assert [(each.staff, each.wall_start) for each in rows(desk, Block)] == [("oleg", "2026-11-24T00:00")]


def test_two_at_once_are_closed_one_after_the_other(desk, owner):
    owner.say("Анна и Мария завтра болеют")
    assert "Мария не работает" in owner.say("да")
    owner.say("да")
    assert [each.staff for each in rows(desk, Block)] == ["anna", "maria"]


# -- told once, and whoever is not reached -------------------------------------------------------------------


def test_nobody_is_told_twice_of_the_same_time(desk, owner, anna):
    book(anna, "стрижка завтра в 14 к Марии")
    for text in ("Мария завтра не выйдет", "да", "закрыто завтра", "да"):
        owner.say(text)
    assert anna.look().count("К сожалению") == 1
    pause(desk, 180)
    assert anna.look() == ""


def test_who_moves_into_another_closure_hears_of_that_one(desk, owner, anna):
    book(anna, "стрижка завтра в 14 к Марии")
    for text in ("Мария завтра не выйдет", "да"):
        owner.say(text)
    anna.look()
    anna.tap("14:00, Анна")
    for text in ("закрыто завтра", "да"):
        owner.say(text)
    assert "нам придётся закрыться" in anna.look()


def test_who_was_never_in_a_chat_is_to_be_called(desk, owner):
    with desk.storage.write():
        fixture = desk.plugins.fixtures["bookings"]
        [bot] = desk.bots
        scope = desk.storage.scope("salon-test")
        row = {"service": "haircut", "day": "2026-11-24", "time": "12:00", "staff": "oleg", "name": "Зоя"}
        fixture.put(scope, bot, None, row, desk.clock.now())
        scope.update(Booking, Booking.id > 0, customer_phone="+79163333333")
    owner.say("закрыто завтра")
    assert owner.say("да").endswith(
        "Написать не могу, позвоните, пожалуйста:\n12:00 Зоя: стрижка, Олег, +79163333333"
    )


def test_whoever_cannot_be_written_to_is_told_to_the_owner_once(desk, owner, anna):
    book(anna, "стрижка в пятницу в 14 к Олегу")
    desk.channels[CHANNEL].window = timedelta(hours=24)
    desk.clock.advance(timedelta(days=2))
    owner.say("закрыто в пятницу")
    owner.say("да")
    pause(desk)
    assert owner.look() == (
        "Не получилось написать, позвоните, пожалуйста:\n14:00 Ольга Иванова: стрижка, Олег, +79161111111"
    )
    pause(desk, 180)
    assert (owner.look(), anna.look()) == ("", "")


def test_where_all_were_reached_the_owner_hears_nothing_more(desk, owner, anna):
    book(anna, "стрижка в пятницу в 14 к Олегу")
    owner.say("закрыто в пятницу")
    owner.say("да")
    pause(desk, 180)
    assert owner.look() == ""


def test_what_was_lost_after_the_commit_is_told_a_minute_later(desk, owner, anna):
    book(anna, "стрижка завтра в 14 к Олегу")
    owner.say("закрыто завтра")
    enqueue = desk.queue.enqueue
    desk.queue.enqueue = lambda name, *ids, **how: (
        None if name.startswith("salon_booking.") else enqueue(name, *ids, **how)
    )
    owner.say("да")
    desk.queue.enqueue = enqueue
    assert anna.look() == ""
    desk.queue.enqueue("salon_booking.tell_of_closures")
    desk.queue.enqueue("salon_booking.tell_of_closures")
    assert anna.look().count("К сожалению") == 1


def test_who_booked_while_the_owner_was_asked_is_told_as_well(desk, owner, anna, boris):
    book(anna, "стрижка завтра в 14 к Олегу")
    assert "Борис" not in owner.say("закрыто завтра")
    book(boris, "укладка завтра в 16 к Марии")
    answer = owner.say("да")
    assert "14:00 Ольга Иванова" in answer
    assert "16:00 Борис" in answer
    assert "14:00" in anna.look()
    assert "16:00" in boris.look()


def test_a_closed_visit_can_be_moved_after_the_limit(desk, owner, anna):
    desk.tenants.save(
        id="salon-test", settings={"salon_booking": {"move_until_hours": 24, "cancel_until_hours": 24}}
    )
    book(anna, "стрижка завтра в 9 к Олегу")
    owner.say("закрыто завтра")
    owner.say("да")
    anna.look()
    assert "среда, 25 ноября" in anna.tap("ср, 25 нояб., 09:00")


# -- opening again -------------------------------------------------------------------------------------------


def test_opening_again_tells_whoever_is_still_booked(desk, owner, anna, boris):
    book(anna, "стрижка завтра в 14 к Олегу")
    book(boris, "укладка завтра в 16 к Марии")
    for text in ("закрыто завтра", "да"):
        owner.say(text)
    anna.look(), boris.look()
    boris.tap(boris.choices[0])
    assert owner.say("завтра всё-таки работаем") == "Открыть снова? Салон, вторник, 24 ноября."
    owner.say("да")
    [block] = rows(desk, Block)
    assert (block.removed_by, block.removed_at) == ("owner", desk.clock.now())
    assert anna.look() == (
        "Хорошие новости: всё состоится, как и договаривались. Ждём вас: стрижка, вторник, 24 ноября, 14:00."
    )
    assert boris.look() == ""
    assert owner.say("завтра всё-таки работаем") == "На это время ничего не закрыто."


def test_of_several_closures_it_asks_which(desk, owner):
    for text in ("Мария завтра не выйдет", "да", "закрыто в пятницу", "да"):
        owner.say(text)
    owner.say("откройте салон")
    assert owner.trace["asks"] == "block"
    assert owner.choices == ("Мария, вт, 24 нояб.", "салон, пт, 27 нояб.")
    owner.tap("салон, пт, 27 нояб.")
    owner.say("да")
    assert [each.removed_by for each in rows(desk, Block)] == [None, "owner"]


def test_who_is_back_is_named(desk, owner):
    for text in ("Мария завтра не выйдет", "да", "закрыто в пятницу", "да", "Мария вышла", "да"):
        owner.say(text)
    assert [each.removed_by for each in rows(desk, Block)] == ["owner", None]


# -- somebody did not come -----------------------------------------------------------------------------------


def test_a_customer_who_did_not_come_is_found_by_name(desk, owner, anna, boris):
    book(anna, "стрижка сегодня в 11 к Олегу")
    book(boris, "укладка сегодня в 12 к Марии")
    pause(desk, 180)
    assert owner.say("Иванова не пришла") == (
        "Отметить, что клиент не пришёл? Понедельник, 23 ноября, 11:00 Ольга Иванова: стрижка, Олег."
    )
    assert {booking.status for booking in rows(desk, Booking)} == {"confirmed"}
    owner.say("да")
    assert [booking.status for booking in rows(desk, Booking)] == ["no_show", "confirmed"]
    assert "11:00 Ольга Иванова: стрижка, Олег, не пришёл" in owner.say("сегодня")


def test_without_a_name_it_asks_who(desk, owner, anna, boris):
    book(anna, "стрижка сегодня в 11 к Олегу")
    book(boris, "укладка сегодня в 12 к Марии")
    pause(desk, 180)
    assert owner.say("клиент не пришёл") == "Кто не пришёл?"
    assert owner.choices == ("12:00 Борис", "11:00 Ольга Иванова")
    owner.tap("12:00 Борис")
    owner.say("да")
    assert [booking.status for booking in rows(desk, Booking)] == ["confirmed", "no_show"]


def test_nobody_has_missed_what_has_not_begun(desk, owner, anna):
    book(anna, "стрижка сегодня в 14 к Олегу")
    assert owner.say("Иванова не пришла") == "Ни вчера, ни сегодня визитов ещё не было."


# -- whoever else writes it ----------------------------------------------------------------------------------

COMMANDS = [
    "сегодня",
    "кто завтра?",
    "кто у Марии завтра, с телефонами?",
    "закрыто завтра",
    "завтра не работаем",
    "Мария заболела до среды",
    "завтра всё-таки работаем",
    "Борис не пришёл",
    "who's coming tomorrow?",
    "closed tomorrow",
    "Maria is ill until Wednesday",
]


@pytest.mark.parametrize("text", COMMANDS)
def test_a_customer_changes_and_learns_nothing(desk, anna, boris, text):
    book(boris, "укладка завтра в 16 к Марии")
    said = [anna.say(text), anna.say("да"), anna.say("Да, закрыть")]
    assert rows(desk, Block) == []
    assert not {"agenda", "close", "staff_away", "reopen", "no_show"} & set(anna.actions)
    assert not any("Борис" in each or "+7916" in each or "Закрыва" in each for each in said)
    assert boris.look() == ""


@pytest.mark.parametrize(
    "phone", [None, "", "79160000001", "+7916000000", "+791600000011", "+79160000001 ", "+79160000002"]
)
def test_only_the_very_number_counts(desk, boris, phone):
    book(boris, "укладка завтра в 16 к Марии")
    stranger = Conversation(desk, "stranger", name="Вера", phone=phone)
    assert "Борис" not in stranger.say("кто завтра?")


def test_a_name_that_looks_like_a_number_or_a_command_is_only_a_name(desk, boris):
    stranger = Conversation(desk, OWNER, name=OWNER)
    book(boris, "укладка завтра в 16 к Марии")
    assert "Борис" not in stranger.say("кто завтра?")
    liar = Conversation(desk, "liar", name="закрыто завтра")
    liar.say("меня зовут Вера, мой номер +79160000001")
    assert "Борис" not in liar.say("кто завтра?")
    assert rows(desk, Block) == []


def test_the_owner_of_another_business_is_a_customer_here(desk, boris):
    desk.tenants.save(
        id="other",
        name="Other",
        bot="salon",
        channel=CHANNEL,
        account="other",
        staff_numbers=["+79169999999"],
    )
    book(boris, "укладка завтра в 16 к Марии")
    theirs = Conversation(desk, "theirs", name="Нина", phone="+79169999999")
    assert "Борис" not in theirs.say("кто завтра?")
    theirs.say("закрыто завтра")
    theirs.say("да")
    at_home = Conversation(desk, "theirs", name="Нина", phone="+79169999999", account="other")
    assert "записей нет" in at_home.say("завтра")
    at_home.say("закрыто завтра")
    at_home.say("да")
    assert [each.tenant for each in rows(desk, Block)] == ["other"]
    assert boris.look() == ""


def test_what_staff_writes_to_a_customer_is_no_command(desk, owner, boris):
    book(boris, "укладка завтра в 16 к Марии")
    assert boris.staff("закрыто завтра") == ""
    assert owner.staff("закрыто завтра") == ""
    assert boris.staff("да") == owner.staff("да") == ""
    assert rows(desk, Block) == []


def test_a_number_that_is_taken_back_in_between_closes_nothing(desk, owner):
    owner.say("закрыто завтра")
    desk.tenants.save(channel=CHANNEL, account=ACCOUNT, staff_numbers=[])
    owner.say("да")
    owner.tap("Да, закрыть")
    assert rows(desk, Block) == []
    assert "close" not in owner.actions


def test_numbers_are_kept_sealed_and_stand_in_no_trace(desk, owner):
    owner.say("кто завтра?")
    found = desk.storage.rows(Message.select())
    assert found
    with desk.storage.connection():
        for table in ("channel_accounts", "messages", "notices", "conversations"):
            stored = desk.storage.database.execute_sql(f"SELECT * FROM {table}").fetchall()
            assert "79160000001" not in repr(
                [[bytes(v) if isinstance(v, memoryview) else v for v in row] for row in stored]
            )
