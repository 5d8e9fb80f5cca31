"""What staff writes in the WhatsApp Business app."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from frontdesk import STAFF
from frontdesk_whatsapp.envelope import read_envelope

ECHO = {
    "from": "74950000000",
    "to": "79161234567",
    "id": "wamid.echo",
    "timestamp": "1795687200",
    "type": "text",
    "text": {"body": "Это Мария"},
}


def read(*echoes, field="smb_message_echoes", **value):
    value = {"metadata": {"phone_number_id": "204190000000001"}, "message_echoes": list(echoes), **value}
    body = {
        "object": "whatsapp_business_account",
        "entry": [{"id": "1", "changes": [{"field": field, "value": value}]}],
    }
    return read_envelope(json.dumps(body).encode())


def test_an_echo_is_staffs_word_to_the_customer(payload):
    [message] = read_envelope(payload("staff_echo")).messages

    assert (message.kind, message.text, message.contact) == (STAFF, "Это Мария", "79161234567")
    assert (message.account, message.message_id) == ("204190000000001", "wamid.echo")
    assert message.sent_at == datetime.fromtimestamp(1795687200, UTC)
    assert (message.phone, message.profile_name, message.choice) == (None, None, None)


def test_the_customer_is_the_one_who_writes_whether_or_not_there_is_a_plus():
    [message] = read(ECHO | {"to": "+79161234567"}).messages
    assert message.contact == "79161234567"


def test_a_customer_without_a_number_is_known_by_their_id():
    [message] = read({**ECHO, "to": None, "to_user_id": "RU.abc"}).messages
    assert message.contact == "RU.abc"


def test_a_picture_has_its_caption():
    [message] = read(ECHO | {"type": "image", "image": {"id": "1", "caption": "Вот так"}}).messages
    assert (message.kind, message.text, message.raw["type"]) == (STAFF, "Вот так", "image")


@pytest.mark.parametrize("kind", ["reaction", "edit", "revoke"])
def test_what_says_nothing_new_takes_nothing_over(kind):
    envelope = read(ECHO | {"type": kind, kind: {}})
    assert (envelope.messages, envelope.unreadable) == ((), ())


@pytest.mark.parametrize("field", ["history", "smb_app_state_sync"])
def test_what_else_coexistence_brings_is_left_alone(field):
    envelope = read(ECHO, field=field, history=[{"threads": [{"id": "7", "messages": [ECHO]}]}])
    assert (envelope.messages, envelope.receipts, envelope.unreadable) == ((), (), ())


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ("nonsense", "not an object"),
        ({**ECHO, "to": None}, "no recipient"),
        ({**ECHO, "id": None}, "no id"),
        ({**ECHO, "type": None}, "no type"),
        ({**ECHO, "timestamp": "soon"}, "timestamp"),
    ],
)
def test_one_that_cannot_be_read_takes_no_other_with_it(wrong, reason):
    envelope = read(wrong, ECHO)

    assert [message.message_id for message in envelope.messages] == ["wamid.echo"]
    [(why, _)] = envelope.unreadable
    assert reason in why
