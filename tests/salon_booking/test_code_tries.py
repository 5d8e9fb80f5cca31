"""Codes are of no use to whoever guesses them: tries are limited, and a wrong one reveals nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest

from frontdesk_salon_booking.code_tries import CodeTry

WRONG = ["K7M3QA", "K7M3QC", "K7M3QD", "K7M3QE", "K7M3QF"]


@pytest.fixture
def booked(chat):
    """A customer with a manicure tomorrow at two."""
    chat.say("маникюр завтра в 14:00")
    return chat


def guess(chat, codes=WRONG):
    return [chat.say(f"отмените запись {code}") for code in codes]


def test_after_five_wrong_ones_no_code_is_looked_at(booked):
    code = booked.bookings[0].booking_code
    *before, last = guess(booked)
    assert set(before) == {"Среди ваших предстоящих записей такого кода нет. Какую отменить?"}
    assert last == (
        "Было несколько неверных кодов подряд, поэтому пока я коды не проверяю. "
        "Попробуйте снова после 11:00. "
        "А свою запись можно просто выбрать из списка. Если что-то не сходится, позову сотрудника."
    )
    assert booked.titles[:2] == ["Завтра, 14:00", "Позвать человека"]
    # Not even the right one: otherwise guessing would go on to be worth it.
    assert booked.say(f"отмените запись {code}") == last
    assert booked.bookings[0].status == "confirmed"


def test_their_own_can_still_be_chosen(booked):
    guess(booked)
    booked.tap("Завтра, 14:00")
    booked.agree()
    assert booked.bookings[0].status == "cancelled"


def test_after_a_while_codes_are_looked_at_again(booked):
    code = booked.bookings[0].booking_code
    guess(booked)
    booked.clock.advance(timedelta(minutes=59))
    assert "после 11:00" in booked.say(f"отмените запись {code}")
    booked.clock.advance(timedelta(minutes=1))
    booked.say(f"отмените запись {code}")
    assert booked.bookings[0].status == "cancelled"


def test_a_right_one_ends_the_row(booked, scope):
    code = booked.bookings[0].booking_code
    guess(booked, WRONG[:4])
    assert scope.get(CodeTry).wrong == 4
    booked.say(f"перенесите запись {code} на 16:00")
    assert booked.titles == ["Да, перенести", "Нет"]
    assert booked.bookings[0].status == "confirmed"
    booked.say("нет")
    assert scope.get(CodeTry) is None
    assert [text for text in guess(booked, WRONG[:4]) if "такого кода нет" not in text] == []


def test_wrong_ones_far_apart_are_no_row(booked):
    for code in WRONG * 2:
        assert "такого кода нет" in booked.say(f"отмените запись {code}")
        booked.clock.advance(timedelta(minutes=61))


def test_one_message_counts_once(booked, scope):
    booked.say("отмените запись K7M3QA")
    assert scope.get(CodeTry).wrong == 1
    booked.say("что?")
    assert scope.get(CodeTry).wrong == 1


def test_others_may_go_on(booked, make_chat, storage):
    guess(booked)
    other = make_chat("other")
    other.say("маникюр завтра в 16:00")
    other.say(f"отмените запись {other.bookings[1].booking_code}")
    assert other.bookings[1].status == "cancelled"
    assert storage.scope("another").rows(storage.scope("another").select(CodeTry)) == []


@pytest.mark.parametrize("own", [True, False])
def test_somebody_elses_is_answered_like_none_at_every_try(booked, make_chat, own):
    """Text, choices and what is offered: byte for byte the same, as often as it is tried."""
    theirs = booked.bookings[0].booking_code
    chats = [make_chat("one"), make_chat("two")]
    if own:
        for chat, hour in zip(chats, ("16:00", "16:00"), strict=True):
            chat.say(
                f"окрашивание в пятницу в {hour}" if chat is chats[0] else "окрашивание в субботу в 14:00"
            )
    answers = [
        [(chat.say(f"отмените запись {code}"), len(chat.titles)) for _ in range(8)]
        for chat, code in zip(chats, (theirs, "K7M3QA"), strict=True)
    ]
    assert answers[0] == answers[1]
    assert booked.bookings[0].status == "confirmed"


@pytest.mark.parametrize("intent", ["отмените", "перенесите"])
@pytest.mark.parametrize("own", [True, False])
def test_a_bare_code_afterwards_is_another_try(chat, scope, own, intent):
    if own:
        chat.say("маникюр завтра в 14:00")
    first = chat.say(f"{intent} запись K7M3QA")
    for number, text in enumerate(("код K7M3QQ", "K7M3QC", "код записи K7M3QD"), 2):
        assert chat.say(text) == first
        assert scope.get(CodeTry).wrong == number
