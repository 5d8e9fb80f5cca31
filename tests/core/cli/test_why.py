"""``frontdesk why``: a reply explained by its id."""

from __future__ import annotations

import json
import re

import pytest

MONDAY = ("--clock", "2026-11-23T10:00")


@pytest.fixture
def talked(frontdesk, ready):
    """Messages 1 to 4: a request and the question for a name, the name and the booking."""
    said = "haircut with Anna tomorrow at 2pm, my number is +79161234567\nLena\n"
    result = frontdesk("chat", "salon", "--lang", "en", "--keep", *MONDAY, said=said)
    assert "You are booked" in result.output, result.output


def explained(frontdesk, *words):
    result = frontdesk("why", *words, "--format", "json")
    assert result.exit_code == 0, result.output
    return json.loads(result.output)


def test_a_booking_is_explained_in_plain_words(frontdesk, talked):
    told = frontdesk("why", "4").output
    assert re.match(r"Message 4 of salon-chat, in reply to message 3, 2026-11-23T07:00", told)
    assert re.search(r"^understood +Read by rules", told, re.MULTILINE)
    assert re.search(r"^decided +Open was book, and the bot had asked for name\.", told, re.MULTILINE)
    assert "The message goes on with what is open." in told
    assert "Action book of salon_booking is done." in told
    assert re.search(r"^said +Template book\.done, in English\.", told, re.MULTILINE)
    assert re.search(r"^ +Texts of plugin salon_booking: .*book\.done\.", told, re.MULTILINE)
    assert re.search(r"^facts from +bookings, row 1: committed in the database\.", told, re.MULTILINE)
    assert re.search(r"^since then +Sent since 2026-11-23.*, after 1 attempt\.", told, re.MULTILINE)


def test_all_of_it_as_json(frontdesk, talked):
    told = explained(frontdesk, "2")
    assert (told["id"], told["salon"], told["direction"], told["answers"]) == (2, "salon-chat", "out", [1])
    assert told["bot"][0] == "salon"
    assert told["sent_by"] == "bot"
    assert told["reading"]["source"] == "rules"
    assert told["reading"]["slots"]["staff"] == "anna"
    assert told["decision"]["policy"] == [{"do": "open", "intent": "book"}]
    assert told["decision"]["decision"] == ["ask book.name"]
    assert told["template"]["template"] == "book.ask_name"
    assert ["book.ask_name", "en", "salon_booking"] in told["template"]["texts"]
    assert {"kind": "form", "name": "time", "key": "14:00"} in told["sources"]
    assert told["owners"]["intents"] == {"book": "salon_booking"}
    assert told["owners"]["understanders"] == {"rules": "rules"}
    assert told["delivery"]["status"] == "sent"
    assert told["delivery"]["attempts"] == 1
    assert list(told["in_words"]) == ["reading", "decision", "template", "sources", "delivery"]


def test_a_customers_message_leads_to_its_reply(frontdesk, talked):
    told = explained(frontdesk, "1")
    assert (told["id"], told["asked"], told["answers"]) == (2, 1, [1])
    assert explained(frontdesk, "3")["id"] == 4


def test_nothing_that_the_customer_wrote_is_shown(frontdesk, talked):
    for message in ("1", "2", "3", "4"):
        told = frontdesk("why", message, "--format", "json").output
        assert "79161234567" not in told
        assert "Lena" not in told


@pytest.mark.parametrize("words", [("99",), (str(2**70),), ("2", "--salon", "somebody-else")])
def test_a_message_that_is_not_there_or_of_somebody_else_is_not_told_of(frontdesk, talked, words):
    result = frontdesk("why", *words)
    assert result.exit_code == 1
    assert f"There is no message {words[0]}" in result.output
    assert "book" not in result.output


def test_the_salon_that_has_it_may_be_named(frontdesk, talked):
    assert explained(frontdesk, "2", "--salon", "salon-chat")["id"] == 2


@pytest.mark.parametrize("message_id", ["0", "-3", "x"])
def test_what_is_no_id_is_a_mistake_of_the_command_line(frontdesk, ready, message_id):
    assert frontdesk("why", "--", message_id).exit_code == 2


def test_the_bots_own_words_are_told_from_the_plugins(frontdesk, ready):
    ready.parent.joinpath("mine.yaml").write_text(
        'extends: salon\ntexts: {en: {book.ask_service: "What shall it be?"}}\n', "utf-8"
    )
    frontdesk("chat", "mine.yaml", "--lang", "en", "--keep", *MONDAY, said="I want to book\n")
    told = frontdesk("why", "2").output
    assert "Texts of the bot's own words: book.ask_service." in told
    assert re.search(r"Texts of plugin salon_booking: .*booking\.list_services", told)
