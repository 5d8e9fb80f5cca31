"""The channel as the core uses it."""

from __future__ import annotations

import json
from datetime import timedelta
from types import SimpleNamespace

import pytest
from click.testing import CliRunner
from pydantic import ValidationError

from frontdesk import Outbound, Reply, SignatureInvalid, WebhookRequest
from frontdesk_whatsapp import WhatsAppChannel, WhatsAppSection, sign
from frontdesk_whatsapp.commands import whatsapp

SUBSCRIBE = {"hub.mode": "subscribe", "hub.verify_token": "тайна", "hub.challenge": "1158201444"}


@pytest.fixture
def channel():
    return WhatsAppChannel(
        graph_url="http://127.0.0.1:9/", graph_version="v26.0", app_secrets=("s1", "s2"), verify_token="тайна"
    )


def bot(**section):
    return SimpleNamespace(section=lambda model: model(**section))


def outbound(**fields):
    values = {
        "reference": "ref-1",
        "channel": "whatsapp",
        "account": "204190000000001",
        "contact": "79161234567",
        "reply": Reply("Привет"),
        "quote": "wamid.1",
        "access_token": "EAAG-token",
    }
    return Outbound(**values | fields)


def test_free_text_is_taken_for_less_than_a_day():
    assert timedelta(hours=23) < WhatsAppChannel.window < timedelta(hours=24)


def test_the_handshake_returns_the_challenge(channel):
    assert channel.handshake(WebhookRequest(query=SUBSCRIBE)) == "1158201444"


@pytest.mark.parametrize(
    "change",
    [
        {"hub.verify_token": "wrong"},
        {"hub.verify_token": ""},
        {"hub.verify_token": "\udcff"},
        {"hub.mode": "x"},
    ],
)
def test_the_handshake_refuses_a_stranger(channel, change):
    assert channel.handshake(WebhookRequest(query=SUBSCRIBE | change)) is None


def test_the_handshake_refuses_everybody_without_a_verify_token():
    channel = WhatsAppChannel(graph_url="http://127.0.0.1:9", graph_version="v26.0")

    assert channel.handshake(WebhookRequest(query=SUBSCRIBE | {"hub.verify_token": ""})) is None


def test_the_signature_is_checked_over_the_raw_body(channel, payload):
    body = payload("text")

    channel.verify(WebhookRequest(body, {"x-hub-signature-256": sign(body, "s2").encode()}))
    with pytest.raises(SignatureInvalid):
        channel.verify(WebhookRequest(body + b" ", {"x-hub-signature-256": sign(body, "s2").encode()}))
    with pytest.raises(SignatureInvalid):
        channel.verify(WebhookRequest(body, {}))


def test_the_request_goes_to_the_messages_endpoint_of_the_account(channel):
    request = channel.request(outbound(), bot())

    assert (request.method, request.url) == ("POST", "http://127.0.0.1:9/v26.0/204190000000001/messages")
    assert request.headers == {"authorization": "Bearer EAAG-token", "content-type": "application/json"}
    body = json.loads(request.body)
    assert (body["to"], body["text"]["body"]) == ("79161234567", "Привет")
    assert "context" not in body


def test_without_a_token_the_header_is_left_out(channel):
    assert "authorization" not in channel.request(outbound(access_token=""), bot()).headers


def test_no_account_reaches_another_path(channel):
    request = channel.request(outbound(account="../../me?x"), bot())

    assert request.url == "http://127.0.0.1:9/v26.0/..%2F..%2Fme%3Fx/messages"


def test_quote_always_quotes_the_message_it_answers(channel):
    request = channel.request(outbound(), bot(quote="always"))

    assert json.loads(request.body)["context"] == {"message_id": "wamid.1"}


def test_the_token_does_not_show_in_logs(channel):
    request = channel.request(outbound(), bot())

    assert "EAAG" not in repr(request)
    assert "7916" not in repr(request)


def test_the_section_knows_never_and_always():
    assert WhatsAppSection().quote == "never"
    with pytest.raises(ValidationError):
        WhatsAppSection(quote="sometimes")


def test_sign_prints_the_header_for_curl(tmp_path):
    body = tmp_path / "body.json"
    body.write_bytes('{"text": "ё"}'.encode())

    result = CliRunner().invoke(whatsapp, ["sign", str(body)], env={"WHATSAPP_APP_SECRET": "s1,s2"})

    assert result.exit_code == 0
    assert result.output == f"X-Hub-Signature-256: {sign(body.read_bytes(), 's1')}\n"


def test_sign_asks_for_the_secret(tmp_path):
    result = CliRunner().invoke(whatsapp, ["sign", __file__], env={"WHATSAPP_APP_SECRET": None})

    assert result.exit_code == 2
