"""Replies become bodies that the messages endpoint takes, within its limits."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontdesk import Choice, Outbound, Reply
from frontdesk_whatsapp import limits
from frontdesk_whatsapp.outbound import message_body


def send(reply, *, contact="79161234567", quoted=None, quote=False):
    outbound = Outbound(
        reference="ref-1",
        channel="whatsapp",
        account="1",
        contact=contact,
        reply=reply,
        quote=quoted,
        access_token="t",
    )
    return message_body(outbound, quote=quote)


def choices(*titles, description=""):
    return tuple(
        Choice(title=title, id=f"c-{number}", description=description) for number, title in enumerate(titles)
    )


def test_a_text():
    assert send(Reply("Привет")) == {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "to": "79161234567",
        "type": "text",
        "text": {"body": "Привет", "preview_url": False},
        "biz_opaque_callback_data": "ref-1",
    }


def test_up_to_three_short_choices_are_buttons():
    body = send(Reply("Верно?", choices("Да", "Нет", "Другое время")))

    assert body["type"] == "interactive"
    assert body["interactive"] == {
        "type": "button",
        "body": {"text": "Верно?"},
        "action": {
            "buttons": [
                {"type": "reply", "reply": {"id": "c-0", "title": "Да"}},
                {"type": "reply", "reply": {"id": "c-1", "title": "Нет"}},
                {"type": "reply", "reply": {"id": "c-2", "title": "Другое время"}},
            ]
        },
    }


def test_more_choices_are_a_list():
    reply = Reply(
        "Когда?", choices("10:00", "11:00", "12:00", "13:00", description="Анна"), choices_label="Время"
    )

    interactive = send(reply)["interactive"]

    assert interactive["type"] == "list"
    assert interactive["action"]["button"] == "Время"
    [section] = interactive["action"]["sections"]
    assert section["rows"][1] == {"id": "c-1", "title": "11:00", "description": "Анна"}
    assert len(section["rows"]) == 4


def test_titles_too_long_for_buttons_are_a_list():
    body = send(Reply("Что?", choices("Мужская стрижка и борода", "Окрашивание")))

    assert body["interactive"]["type"] == "list"
    assert body["interactive"]["action"]["button"]


def test_a_title_too_long_for_a_row_stands_in_full_below():
    title = "Стрижка с укладкой и уходом"
    body = send(Reply("Что?", choices(title, "Борода", description="2 000 ₽")))

    row = body["interactive"]["action"]["sections"][0]["rows"][0]
    assert row["title"] == "Стрижка с укладкой и…"
    assert row["description"] == f"{title} · 2 000 ₽"


def test_titles_that_become_equal_are_told_apart():
    first, second = "Стрижка с укладкой для длинных волос", "Стрижка с укладкой для коротких волос"
    body = send(Reply("Что?", choices(first, second)))

    titles = [row["title"] for row in body["interactive"]["action"]["sections"][0]["rows"]]
    assert titles == ["Стрижка с укладкой для…", "Стрижка с укладкой… 2"]


@pytest.mark.parametrize(
    "reply",
    [
        Reply("Что?", choices(*(f"Услуга {number}" for number in range(11)))),
        Reply("д" * 1_025, choices("Да", "Нет")),
        Reply("Когда?", (Choice("Да"), Choice("Нет"))),
        Reply("Когда?", (Choice("Да", id="c"), Choice("Нет", id="c"))),
        Reply("Когда?", (Choice(" ", id="c"),)),
        Reply("Когда?", (Choice("Да", id="c" * 201),)),
        Reply("", choices("Да", "Нет")),
    ],
    ids=["eleven", "long body", "no ids", "equal ids", "no title", "long id", "no body"],
)
def test_choices_that_cannot_be_tapped_are_numbered_lines(reply):
    body = send(reply)

    assert body["type"] == "text"
    assert "1. " + reply.choices[0].title.strip() in body["text"]["body"]


def test_numbered_lines_carry_their_description():
    reply = Reply("Что?", choices(*(f"Услуга {n}" for n in range(11)), description="2 000 ₽"))

    assert send(reply)["text"]["body"].splitlines()[2:4] == ["1. Услуга 0 (2 000 ₽)", "2. Услуга 1 (2 000 ₽)"]


def test_hours_that_cannot_be_tapped_are_not_numbered():
    reply = Reply("Когда?", choices(*(f"пт, 27 ноября, {hour}:00" for hour in range(9, 20))))

    lines = send(reply)["text"]["body"].splitlines()[2:4]

    assert lines == ["• пт, 27 ноября, 9:00", "• пт, 27 ноября, 10:00"]


def test_a_text_beyond_the_limit_is_cut_between_words():
    body = send(Reply("слово " * 1_000))["text"]["body"]

    assert len(body) <= 4_096
    assert body.endswith("слово…")


@pytest.mark.parametrize("contact", ["79161234567", "551187654321", "+7 916", "abc"])
def test_an_id_is_sent_back_exactly_as_it_came(contact):
    assert send(Reply("x"), contact=contact)["to"] == contact


def test_a_business_scoped_user_id_goes_into_recipient():
    body = send(Reply("x"), contact="RU.4f8Kz09")

    assert body["recipient"] == "RU.4f8Kz09"
    assert "to" not in body


def test_quoting():
    assert send(Reply("x"), quoted="wamid.1", quote=True)["context"] == {"message_id": "wamid.1"}
    assert "context" not in send(Reply("x"), quoted="wamid.1", quote=False)
    assert "context" not in send(Reply("x"), quote=True)


def units(text):
    return len(text.encode("utf-16-le", errors="surrogatepass")) // 2


@given(
    st.text(min_size=1, max_size=1_200),
    st.lists(st.tuples(st.text(max_size=80), st.text(max_size=200)), max_size=12),
    st.text(max_size=40),
)
def test_whatever_is_said_keeps_to_the_limits(text, offered, label):
    reply = Reply(
        text,
        tuple(Choice(title, description=second, id=f"c-{n}") for n, (title, second) in enumerate(offered)),
        choices_label=label,
    )

    body = send(reply)

    if body["type"] == "text":
        assert units(body["text"]["body"]) <= 4096
        return
    interactive = body["interactive"]
    assert 1 <= units(interactive["body"]["text"]) <= 1024
    if interactive["type"] == "button":
        titles = [button["reply"]["title"] for button in interactive["action"]["buttons"]]
        assert 1 <= len(titles) <= 3
        assert all(1 <= units(title) <= 20 for title in titles)
    else:
        rows = interactive["action"]["sections"][0]["rows"]
        titles = [row["title"] for row in rows]
        assert 1 <= len(rows) <= 10
        assert 1 <= units(interactive["action"]["button"]) <= 20
        assert all(1 <= units(title) <= 24 for title in titles)
        assert all(1 <= units(row.get("description", "x")) <= 72 for row in rows)
    assert len({title.casefold() for title in titles}) == len(titles)


@given(st.text(max_size=60), st.integers(min_value=1, max_value=30))
def test_shortening_keeps_to_the_limit_and_leaves_short_texts_alone(text, limit):
    short = limits.shorten(text, limit)

    assert units(short) <= limit
    assert short == text or units(text) > limit
