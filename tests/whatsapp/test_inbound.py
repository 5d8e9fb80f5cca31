"""Every documented kind of message is read as what it is."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from frontdesk_whatsapp.envelope import read_envelope

CUSTOMER = "79161234567"

KINDS = [
    ("text", "text", "Хочу записаться на стрижку завтра в 14:00", None),
    ("text_reply", "text", "да", None),
    ("text_forwarded", "text", "см. выше", None),
    ("text_referral", "text", "Hi", None),
    ("text_int_timestamp", "text", "Hi", None),
    ("image", "image", "Хочу так", None),
    ("video", "video", "", None),
    ("document", "document", "Ваш прайс?", None),
    ("audio", "audio", "", None),
    ("sticker", "sticker", "", None),
    ("location", "location", "", None),
    ("contacts", "contacts", "", None),
    ("button_reply", "choice", "Да", "c-1"),
    ("list_reply", "choice", "14:30", "c-7"),
    ("nfm_reply", "interactive", "Sent", None),
    ("interactive_broken", "interactive", "", None),
    ("button", "choice", "Приду", "confirm-yes"),
    ("reaction", "reaction", "", None),
    ("reaction_removed", "reaction", "", None),
    ("order", "order", "Поскорее", None),
    ("system_number_changed", "system", "", None),
    ("unsupported", "unsupported", "", None),
    ("unknown", "unknown", "", None),
    ("edit", "edit", "", None),
    ("revoke", "revoke", "", None),
    ("request_welcome", "request_welcome", "", None),
    ("future_type", "hologram", "", None),
]


@pytest.mark.parametrize(("name", "kind", "text", "choice"), KINDS)
def test_each_kind_is_read(payload, name, kind, text, choice):
    envelope = read_envelope(payload(name))

    [message] = envelope.messages
    assert (message.kind, message.text, message.choice) == (kind, text, choice)
    assert (message.channel, message.account, message.contact) == ("whatsapp", "204190000000001", CUSTOMER)
    assert message.phone == "+79161234567"
    assert message.sent_at == datetime(2026, 11, 26, 10, 0, tzinfo=UTC)
    assert message.raw["id"] == message.message_id
    assert envelope.receipts == ()
    assert envelope.unreadable == ()


def test_the_sender_goes_by_the_name_in_the_envelope(payload):
    [message] = read_envelope(payload("text")).messages

    assert message.profile_name == "Алиса"


def test_a_reply_names_what_it_answers(payload):
    [message] = read_envelope(payload("text_reply")).messages

    assert message.reply_to == "wamid.ours"


def test_a_forwarded_message_answers_nothing(payload):
    [message] = read_envelope(payload("text_forwarded")).messages

    assert message.reply_to is None


def test_a_customer_without_a_phone_number_is_known_by_the_user_id(payload):
    [message] = read_envelope(payload("user_id")).messages

    assert (message.contact, message.phone, message.profile_name) == ("RU.4f8Kz09", None, "Вера")


def test_answers_go_to_the_id_where_it_differs_from_the_number(payload):
    [message] = read_envelope(payload("other_wa_id")).messages

    assert (message.contact, message.phone, message.profile_name) == ("551187654321", "+5511987654321", "Ana")


def test_senders_are_matched_by_id_and_not_by_position(webhook, text_message, encode):
    document = webhook(text_message("a", **{"from": "111111111"}), text_message("b", **{"from": "222222222"}))
    document["entry"][0]["changes"][0]["value"]["contacts"] = [
        {"profile": {"name": "Second"}, "wa_id": "222222222"},
        {"profile": {"name": "First"}, "wa_id": "111111111"},
    ]

    names = {message.contact: message.profile_name for message in read_envelope(encode(document)).messages}

    assert names == {"111111111": "First", "222222222": "Second"}


def test_nobody_is_given_the_name_of_another(webhook, text_message, encode):
    document = webhook(text_message("a", **{"from": "111111111"}), text_message("b", **{"from": "222222222"}))
    document["entry"][0]["changes"][0]["value"]["contacts"] = [
        {"profile": {"name": "X"}, "wa_id": "333333333"}
    ]

    messages = read_envelope(encode(document)).messages

    assert [(message.contact, message.profile_name) for message in messages] == [
        ("111111111", None),
        ("222222222", None),
    ]


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"id": ""}, "no id"),
        ({"id": None}, "no id"),
        ({"id": "w" * 600}, "longer than 512"),
        ({"type": None}, "no type"),
        ({"type": "Text\n"}, "no type"),
        ({"from": None}, "no sender"),
        ({"timestamp": "yesterday"}, "timestamp"),
        ({"timestamp": "9" * 20}, "timestamp"),
        ({"timestamp": None}, "timestamp"),
        ({"text": {"body": 5}}, "text.body"),
        ({"text": None}, "text.body"),
    ],
)
def test_what_cannot_be_a_message_is_put_aside(webhook, text_message, encode, fields, reason):
    envelope = read_envelope(encode(webhook(text_message(**fields), text_message("wamid.good"))))

    assert [message.message_id for message in envelope.messages] == ["wamid.good"]
    [(why, raw)] = envelope.unreadable
    assert reason in why
    assert raw.startswith("{")


def test_lone_surrogates_do_not_reach_the_database(webhook, text_message, encode):
    [message] = read_envelope(encode(webhook(text_message(body="a\ud83d")))).messages

    assert message.text == "a\ufffd"
    assert message.raw["text"]["body"].encode() == "a\ufffd".encode()


def test_emoji_written_as_escapes_stay_whole(webhook, text_message, encode):
    [message] = read_envelope(encode(webhook(text_message(body="👍🏽")))).messages

    assert message.text == "👍🏽"
