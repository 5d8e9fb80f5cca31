from __future__ import annotations

import re

import pytest

MONDAY = ("--clock", "2026-11-23T10:00")


def test_a_booking_from_a_pipe(frontdesk):
    result = frontdesk(
        "chat", "salon", *MONDAY, said="Хочу записаться на маникюр завтра в 14:00\nЛена\nмои записи\n"
    )
    assert result.exit_code == 0, result.output
    assert result.output.startswith("> Хочу записаться на маникюр завтра в 14:00\n")
    booked, _, listed = result.output.partition("> мои записи\n")
    code = re.search(r"\b[A-Z0-9]{6}\b", booked.partition("> Лена\n")[2])[0]
    assert code in listed
    assert "24 ноября" in listed


@pytest.mark.parametrize("tap", ["1", "/1"])
def test_a_choice_is_tapped_by_its_number(frontdesk, tap):
    result = frontdesk("chat", "shop", "--lang", "en", said=f"hello\n{tap}\n")
    offered = re.search(r"\[1\] (.+)", result.output)[1]
    assert offered
    assert "tap" in frontdesk("chat", "shop", "--lang", "en", "--trace", said=f"hello\n{tap}\n").output


def test_a_number_that_is_no_choice_is_a_text(frontdesk):
    assert frontdesk("chat", "echo", said="7\n/quit\nnever said\n").output == "> 7\n7\n"


@pytest.mark.parametrize("said", ["9" * 5000, "\u202e\U0001f487 \u0301\0 x", "\n\n   \nab"])
def test_whatever_is_typed_is_a_text(frontdesk, said):
    result = frontdesk("chat", "echo", said=said)
    assert result.exit_code == 0, result.output
    assert result.output.count(said.strip()) == 2


def test_bytes_that_are_no_text_are_replaced(frontdesk):
    result = frontdesk("chat", "echo", said=b"ab\xff\n")
    assert result.exit_code == 0, result.output
    assert result.output == "> ab\ufffd\nab\ufffd\n"


def test_the_language_it_begins_with(frontdesk):
    assert "Hello" in frontdesk("chat", "salon", "--lang", "en", said="ok\nhello\n").output
    result = frontdesk("chat", "salon", "--lang", "de", said="")
    assert result.exit_code == 2
    assert "ru, en" in result.output


def test_the_trace_tells_reading_decision_and_reasons(frontdesk):
    said = "запишите на маникюр завтра\n"
    traced = frontdesk("chat", "salon", "--trace", *MONDAY, said=said).output
    understood, _, decided = traced.partition("decided")
    assert re.search(r"understood +Read by rules, written in Russian\.", understood)
    assert re.search(r"Wants book of salon_booking, \d\d% sure\.", understood)
    assert re.search(r'Because: trigger ".+" -> book\.', understood)
    assert re.search(r"Says .*service manicure.*\.", understood)
    assert "Action book of salon_booking asks for time." in decided
    assert re.search(r"said +Template booking\.ask_time, in Russian\.", decided)
    assert re.search(r"facts from +free times of \d+ minutes on 2026-11-24", decided)
    plain = frontdesk("chat", "salon", *MONDAY, said=said).output
    assert "understood" not in plain


def test_the_trace_tells_of_further_wishes_and_of_a_choice_left_to_the_business(frontdesk):
    said = "a haircut and a manicure on Friday\nwhatever\n"
    traced = frontdesk("chat", "salon", "--lang", "en", "--trace", *MONDAY, said=said).output
    assert re.search(r"Says .*service haircut\.\n +Names another service, too: manicure\.", traced)
    assert re.search(r"Leaves the choice to the business\.", traced)


def test_a_kept_conversation_goes_on(frontdesk, ready):
    first = frontdesk("chat", "salon", "--keep", *MONDAY, said="хочу на маникюр\n")
    assert first.exit_code == 0, first.output
    second = frontdesk("chat", "salon", "--keep", *MONDAY, said="завтра в 15:00\n")
    assert "15:00" in second.output
    assert "хочу на маникюр" not in second.output
    other = frontdesk("chat", "salon", "--keep", "--contact", "other", *MONDAY, said="завтра в 15:00\n")
    assert other.output != second.output


def test_without_a_bot_it_refuses(frontdesk):
    result = frontdesk("chat", said="")
    assert result.exit_code == 3
    assert "FRONTDESK_BOTS" in result.output


def test_another_day_is_asked_for_in_the_booking_that_is_being_made(frontdesk):
    said = "haircut tomorrow at 2pm\nanother day please\n"
    traced = frontdesk("chat", "salon", "--lang", "en", "--trace", *MONDAY, said=said).output
    assert re.search(r"No longer wanted: day\.", traced)
    assert re.search(r"Action book of salon_booking asks for day\.", traced)
