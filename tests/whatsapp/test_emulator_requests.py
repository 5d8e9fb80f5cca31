"""The stand-in refuses what the API would refuse, and takes what the channel sends."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontdesk import Choice, Outbound, Reply
from frontdesk_whatsapp.emulator.requests import RequestRefused, read_request
from frontdesk_whatsapp.outbound import message_body

TEXT = {"messaging_product": "whatsapp", "to": "79161234567", "type": "text", "text": {"body": "Hi"}}


def interactive(kind, action, text="Hi"):
    content = {"type": kind, "body": {"text": text}, "action": action}
    return TEXT | {"type": "interactive", "interactive": content}


def buttons(*replies):
    return interactive("button", {"buttons": [{"type": "reply", "reply": reply} for reply in replies]})


def listed(*rows, button="Open"):
    return interactive("list", {"button": button, "sections": [{"rows": list(rows)}]})


def row(number, **fields):
    return {"id": f"c{number}", "title": f"Title {number}"} | fields


@pytest.mark.parametrize(
    "document",
    [
        TEXT,
        buttons(row(1), row(2), row(3)),
        listed(*map(row, range(10))),
        TEXT | {"to": None, "recipient": "RU.a"},
    ],
    ids=["text", "buttons", "list", "recipient"],
)
def test_what_is_documented_is_taken(document):
    assert read_request(json.dumps(document).encode()) == document


@pytest.mark.parametrize(
    "document",
    [
        5,
        {},
        TEXT | {"messaging_product": "sms"},
        TEXT | {"to": ""},
        TEXT | {"type": "dance"},
        TEXT | {"extra": 1},
        TEXT | {"text": {"body": ""}},
        TEXT | {"text": {"body": "x" * 4_097}},
        TEXT | {"text": {"body": "😀" * 2_049}},
        TEXT | {"context": {"id": "wamid.1"}},
        TEXT | {"biz_opaque_callback_data": "x" * 513},
        buttons(),
        buttons(row(1), row(2), row(3), row(4)),
        buttons(row(1, title="x" * 21)),
        buttons(row(1, title="")),
        buttons(row(1), row(1, title="Other")),
        buttons(row(1), row(2, title="Title 1")),
        buttons(row(1, id="x" * 257)),
        interactive("button", {"buttons": [{"type": "reply", "reply": row(1)}]}, text="x" * 1_025),
        interactive("carousel", {}),
        listed(),
        listed(*map(row, range(11))),
        listed(row(1, title="x" * 25)),
        listed(row(1, description="x" * 73)),
        listed(row(1, description="")),
        listed(row(1, id="x" * 201)),
        listed(row(1), button=""),
        listed(row(1), button="x" * 21),
    ],
)
def test_what_breaks_a_rule_is_refused(document):
    with pytest.raises(RequestRefused) as refused:
        read_request(json.dumps(document).encode())

    assert refused.value.document()["error"]["code"] == 100


def test_what_is_nested_without_end_is_refused():
    with pytest.raises(RequestRefused):
        read_request(b"[" * 100_000)


@given(st.binary())
def test_no_body_raises_anything_else(body):
    with pytest.raises(RequestRefused):
        read_request(body)


@given(
    st.text(min_size=1, max_size=1_500).filter(str.strip),
    st.lists(st.tuples(st.text(max_size=40), st.text(max_size=120)), max_size=12),
)
def test_whatever_the_channel_sends_is_taken(text, offered):
    choices = tuple(
        Choice(title, description=second, id=f"c{n}") for n, (title, second) in enumerate(offered)
    )
    outbound = Outbound("ref", "whatsapp", "1", "79161234567", Reply(text, choices), quote="wamid.1")

    body = json.dumps(message_body(outbound, quote=True)).encode()

    assert read_request(body)["to"] == "79161234567"
