"""Whatever arrives: what is good in it is read, nothing raises but what is documented."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontdesk import EnvelopeUnreadable
from frontdesk_whatsapp.envelope import read_envelope

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
GOOD = {
    "from": "79161234567",
    "id": "wamid.good",
    "timestamp": "1795687200",
    "type": "text",
    "text": {"body": "Hi"},
}


def envelope_of(*messages, statuses=(), metadata=None):
    value = {
        "metadata": metadata or {"phone_number_id": "204190000000001"},
        "messages": list(messages),
        "statuses": list(statuses),
    }
    return {
        "object": "whatsapp_business_account",
        "entry": [{"id": "1", "changes": [{"field": "messages", "value": value}]}],
    }


@pytest.mark.parametrize("name", ["account_update", "account_error"])
def test_what_is_not_for_the_bot_is_left_alone(payload, name):
    envelope = read_envelope(payload(name))

    assert (envelope.messages, envelope.receipts, envelope.unreadable) == ((), (), ())


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b"{",
        b"hello",
        b"\xff\xfe",
        b"{}",
        b'{"object": "whatsapp_business_account"}',
        b'{"object": "whatsapp_business_account", "entry": {}}',
        b'{"object": "page", "entry": []}',
        b"[" * 100_000,
        b'{"object":' * 5_000,
    ],
)
def test_what_is_no_webhook_is_refused_as_a_whole(body):
    with pytest.raises(EnvelopeUnreadable):
        read_envelope(body)


def test_a_number_of_any_length_is_no_trouble(encode):
    body = encode(envelope_of(GOOD)).replace(
        b'"Hi"', b'"Hi", "n": ' + b"9" * 10_000 + b', "f": 1e999, "x": NaN'
    )

    [message] = read_envelope(body).messages

    assert message.raw["text"] == {"body": "Hi", "n": "9" * 10_000, "f": None, "x": None}


def test_broken_bytes_in_one_message_leave_the_others_whole(encode):
    body = encode(envelope_of(GOOD | {"id": "wamid.bad"}, GOOD)).replace(b'"Hi"', b'"H\xff"', 1)

    texts = [message.text for message in read_envelope(body).messages]

    assert texts == ["H\ufffd", "Hi"]


def test_deep_nesting_in_one_message_leaves_the_others_whole(encode):
    deep = json.loads('{"a":' * 80 + "1" + "}" * 80)

    envelope = read_envelope(encode(envelope_of(GOOD | {"id": "wamid.deep", "extra": deep}, GOOD)))

    assert [message.message_id for message in envelope.messages] == ["wamid.good"]
    assert len(envelope.unreadable) == 1


def test_messages_that_do_not_say_for_whom_are_put_aside(encode):
    document = envelope_of(GOOD, metadata={"display_phone_number": "74950000000"})

    envelope = read_envelope(encode(document))

    assert envelope.messages == ()
    [(reason, raw)] = envelope.unreadable
    assert "phone_number_id" in reason
    assert json.loads(raw)["value"]["messages"] == [GOOD]


@pytest.mark.parametrize("account", ["20419\0", "2041\n9", 5 * "20419000000001"])
def test_no_account_is_read_that_cannot_be_one(encode, account):
    envelope = read_envelope(encode(envelope_of(GOOD, metadata={"phone_number_id": account})))

    assert envelope.messages == ()
    [(reason, _)] = envelope.unreadable
    assert reason.startswith("phone_number_id ")


def test_a_full_batch_is_read(encode):
    document = envelope_of(*(GOOD | {"id": f"wamid.{number}"} for number in range(1_000)))

    assert len(read_envelope(encode(document)).messages) == 1_000


def test_all_entries_and_changes_are_read(encode):
    first, second = envelope_of(GOOD), envelope_of(GOOD | {"id": "wamid.other"})
    document = first | {"entry": [*first["entry"], "noise", {"changes": 5}, *second["entry"]]}
    document["entry"][0]["changes"].insert(0, 5)

    envelope = read_envelope(encode(document))

    assert [message.message_id for message in envelope.messages] == ["wamid.good", "wamid.other"]
    assert len(envelope.unreadable) == 3


@given(st.binary())
def test_bytes_never_raise_anything_else(body):
    with pytest.raises(EnvelopeUnreadable):
        read_envelope(body)


@given(JSON)
def test_json_never_raises_anything_else(document):
    with pytest.raises(EnvelopeUnreadable):
        read_envelope(json.dumps(document).encode())


@given(st.lists(JSON, max_size=4), st.lists(JSON, max_size=4), JSON)
def test_siblings_of_anything_are_read(messages, statuses, contacts):
    document = envelope_of(*messages, GOOD, statuses=statuses)
    document["entry"][0]["changes"][0]["value"]["contacts"] = contacts

    envelope = read_envelope(json.dumps(document).encode())

    assert [message.message_id for message in envelope.messages] == ["wamid.good"]
    assert envelope.messages[0].contact == "79161234567"
    assert len(envelope.unreadable) == len(messages) + len(statuses)


@given(
    st.dictionaries(
        st.sampled_from(["from", "id", "timestamp", "type", "text", "context", "from_user_id"]), JSON
    )
)
def test_a_changed_message_is_read_or_put_aside_and_its_sibling_is_read(changes):
    envelope = read_envelope(json.dumps(envelope_of(GOOD | {"id": "wamid.changed"} | changes, GOOD)).encode())

    assert envelope.messages[-1].message_id == "wamid.good"
    assert len(envelope.messages) + len(envelope.unreadable) == 2
    for message in envelope.messages:
        message.text.encode()
        json.dumps(message.raw, ensure_ascii=False, allow_nan=False).encode()
