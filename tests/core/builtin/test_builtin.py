"""The plugins that frontdesk brings along."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from frontdesk import (
    DeliveryFailed,
    DeliveryHeld,
    Event,
    HandedOver,
    Inbound,
    MessageReceived,
    MessageSent,
    Outbound,
    Reading,
    Reason,
    Reply,
    Sent,
    TurnTaken,
)
from frontdesk.bots.staffing import HandoverRules
from frontdesk.builtin import BUILTINS, attachments, echo, phrases, smalltalk, terminal, watch
from frontdesk.metrics import Metrics
from frontdesk.plugins import Plugins

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture
def plugins() -> Plugins:
    return Plugins.load(BUILTINS, entry_points=())


def _turn(kind: str = "text", text: str = "", fallback: str = "clarify") -> SimpleNamespace:
    message = Inbound("terminal", "desk", "1", "anna", NOW, kind=kind, text=text)
    definition = SimpleNamespace(dialogue=SimpleNamespace(fallback=fallback))
    return SimpleNamespace(message=message, bot=SimpleNamespace(definition=definition), say=lambda key: key)


def test_they_load_like_anybody_s_plugins(plugins):
    assert set(plugins.names) == set(BUILTINS)
    abilities = plugins.abilities(BUILTINS)
    assert {"greeting", "thanks", "goodbye", "human", "menu"} <= set(abilities.intents)
    assert "rules" in abilities.understanders


def test_every_text_is_there_in_both_languages():
    for plugin in (phrases, smalltalk, attachments):
        by_language = plugin.frontdesk_texts().by_language
        assert set(by_language) == {"ru", "en"}
        assert set(by_language["ru"]) == set(by_language["en"])
        assert all(text.strip() for texts in by_language.values() for text in texts.values())


def test_a_terminal_message_is_sent_at_once_under_an_id_of_its_own():
    (channel,) = terminal.frontdesk_channels()
    outbound = Outbound("r1", "terminal", "desk", "anna", Reply("hello"))
    first, second = (channel.request(outbound, bot=None) for _ in range(2))
    assert isinstance(first, Sent)
    assert first.message_id != second.message_id


@pytest.mark.parametrize(
    ("kind", "key"),
    [
        ("audio", "attachments.spoken"),
        ("image", "attachments.other"),
        ("video", "attachments.other"),
        ("location", "attachments.other"),
    ],
)
def test_an_attachment_gets_a_helpful_answer(kind, key):
    assert attachments.frontdesk_before_turn(_turn(kind)).text == key


@pytest.mark.parametrize("kind", ["reaction", "sticker", "system", "revoke"])
def test_what_waits_for_no_answer_gets_none(kind):
    assert attachments.frontdesk_before_turn(_turn(kind)).text == ""


@pytest.mark.parametrize("message", [("text", "hi"), ("choice", "Yes"), ("image", "a caption"), ("text", "")])
def test_words_are_left_to_the_dialogue(message):
    assert attachments.frontdesk_before_turn(_turn(*message)) is None


def test_echo_speaks_only_where_the_bot_wants_it():
    assert echo.frontdesk_fallback(_turn(text="Hello", fallback="echo")).text == "Hello"
    assert echo.frontdesk_fallback(_turn(text="Hello")) is None
    assert echo.frontdesk_fallback(_turn(text="  ", fallback="echo")) is None


def test_events_are_counted():
    metrics = Metrics(watch.frontdesk_metrics())
    (observer,) = watch.frontdesk_observers(SimpleNamespace(metrics=metrics))
    for event in (
        MessageReceived("mia", channel="whatsapp", kind="text"),
        MessageSent("mia", channel="whatsapp"),
        TurnTaken("mia", channel="whatsapp", intent="book", source="", decision="ask", seconds=0.01),
        DeliveryFailed("mia", channel="whatsapp", code="131026"),
        Event("mia"),
    ):
        observer.observe(event)
    counted = metrics.render().decode()
    assert 'messages_total{direction="in",salon_id="mia"} 1.0' in counted
    assert 'messages_total{direction="out",salon_id="mia"} 1.0' in counted
    assert 'turns_total{decision="ask",source="nobody"} 1.0' in counted
    assert "turn_duration_seconds_count 1.0" in counted
    assert 'delivery_failures_total{channel="whatsapp",code="131026"} 1.0' in counted


def test_what_somebody_has_to_look_after_is_logged(caplog):
    (observer,) = watch.frontdesk_observers(SimpleNamespace(metrics=Metrics(watch.frontdesk_metrics())))
    observer.observe(DeliveryFailed("mia", channel="whatsapp", code="131026"))
    observer.observe(DeliveryHeld("mia", channel="whatsapp", reason="190: the token has run out"))
    assert [record.levelname for record in caplog.records] == ["ERROR", "ERROR"]
    assert "mia" in caplog.messages[0]
    assert "131026" in caplog.messages[0]
    assert "190: the token has run out" in caplog.messages[1]


@pytest.mark.parametrize(
    ("hours", "text"),
    [
        (None, "smalltalk.hand_over"),
        ({"mon": "09:00-18:00"}, "smalltalk.hand_over"),
        ({"mon": "14:00-18:00"}, "smalltalk.hand_over_today"),
        ({"tue": "09:00-18:00"}, "smalltalk.hand_over_later"),
    ],
)
def test_who_asks_for_a_person_is_told_when_there_will_be_one(hours, text):
    handed_over = []
    cited = []
    speech = SimpleNamespace(day=str, time=str, cite=lambda text, source: cited.append((text, source.name)))
    turn = SimpleNamespace(
        now=NOW,
        say=lambda key, **params: key,
        speech=speech,
        hand_over=handed_over.append,
        bot=SimpleNamespace(definition=SimpleNamespace(handover=HandoverRules(hours=hours))),
        reading=Reading(),
        handed_over=None,
    )
    hand_over = next(action for action in smalltalk.frontdesk_actions() if action.name == "hand_over")
    done = hand_over.run(turn)
    assert (done.ends, done.reply.text, handed_over) == (True, text, ["asked"])
    assert [choice.intent for choice in done.reply.choices] == ["menu"]
    assert cited == ([(text, "handover.hours")] if text != "smalltalk.hand_over" else [])


def test_handovers_are_counted_by_why():
    metrics = Metrics(watch.frontdesk_metrics())
    (observer,) = watch.frontdesk_observers(SimpleNamespace(metrics=metrics))
    observer.observe(HandedOver("mia", 7, "person", Reason.ASKED))
    assert 'handovers_total{reason="asked",to="person"} 1.0' in metrics.render().decode()
