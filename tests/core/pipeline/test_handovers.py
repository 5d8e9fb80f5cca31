"""Handovers: a person has the conversation or the bot does, never both, and nothing said is lost."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
import time
from datetime import timedelta

import pytest

from frontdesk import STAFF, BotInvalid, HandedOver, MessageReceived, Reason, Reply, SystemClock
from frontdesk.jobs import Workers
from frontdesk.pipeline import alerts
from frontdesk.pipeline.handovers import HandoverRefused, Handovers
from frontdesk.storage import Conversation, Message
from frontdesk.storage.models import AlertEntry

SECRET = "whsec_" + base64.b64encode(b"a secret of the salon owner").decode()


@pytest.fixture
def person(office):
    """What staff can do."""
    return Handovers(office.desk)


@pytest.fixture
def asked(office):
    """The bot hands over when it is asked to."""

    def hand_over(turn):
        turn.hand_over()
        return Reply("a colleague will answer")

    office.script.answers["person"] = hand_over
    return office


def conversation_of(office):
    [row] = office.rows(Conversation)
    return row


def answer(office, *messages):
    office.hears(*messages)
    office.settle()


def test_a_turn_hands_over_in_its_own_commit_and_the_bot_keeps_silent(asked, message, clock):
    answer(asked, message("1", "person"))
    row = conversation_of(asked)
    assert (row.person_reason, row.unread) == ("asked", 1)
    assert row.paused_until - row.person_since == timedelta(hours=4)

    answer(asked, message("2", "hello?"), message("3", "anybody?"))

    assert asked.said() == ["a colleague will answer"]
    assert asked.said("in") == ["person", "hello?", "anybody?"]
    assert conversation_of(asked).unread == 3
    assert asked.inbox() == ["done"] * 3
    assert [event.to for event in asked.script.events if isinstance(event, HandedOver)] == ["person"]


def test_what_raises_after_it_handed_over_hands_nothing_over(office, message):
    def hand_over(turn):
        turn.hand_over()
        raise RuntimeError("no")

    office.script.answers["person"] = hand_over
    office.hears(message("1", "person"))
    office.drain()

    assert conversation_of(office).person_since is None
    assert office.inbox() == ["pending"]


def test_a_customer_who_goes_on_writing_does_not_keep_the_bot_away(asked, message, clock):
    answer(asked, message("1", "person"))
    for number in range(2, 10):
        clock.advance(timedelta(minutes=30))
        answer(asked, message(str(number), "hello?"))

    assert asked.said()[1:] == ["The bot is back with you.\n\nhello?"]
    assert conversation_of(asked).person_since is None


def test_what_staff_writes_on_the_phone_is_kept_and_silences_the_bot(office, message):
    answer(office, message("1", "hi"))
    answer(office, message("2", "this is Maria", kind=STAFF), message("3", "good"))

    assert office.said() == ["hi", "this is Maria"]
    assert office.statuses() == ["sent", "sent"]
    row = conversation_of(office)
    assert (row.person_reason, row.unread) == ("staff", 1)
    received = [event.kind for event in office.script.events if isinstance(event, MessageReceived)]
    assert received == ["text", "text"]


def test_staff_may_be_the_first_to_write(office, message):
    answer(office, message("1", "your order is here", contact="ben", kind=STAFF, profile_name=None))

    assert office.said() == ["your order is here"]
    assert conversation_of(office).last_inbound_at is None


def test_an_echo_that_comes_again_after_the_bot_is_back_changes_nothing(office, person, message, clock):
    answer(office, message("1", "this is Maria", kind=STAFF))
    person.give_back("corner", conversation_of(office).id)
    answer(office, message("1", "this is Maria", kind=STAFF))
    answer(office, message("2", "hi"))

    assert office.said() == ["this is Maria", "The bot is back with you.\n\nhi"]


def test_our_own_messages_are_not_taken_for_the_staffs(office, message):
    answer(office, message("1", "hi"))
    [sent] = [row for row in office.rows(Message) if row.direction == "out"]
    ours = office.desk.storage.house.reveal(sent, Message.channel_message_id)
    answer(office, message(ours, "hi", kind=STAFF), message("2", "and?"))

    assert office.said() == ["hi", "and?"]


def test_staff_answers_through_the_house_behind_what_the_bot_has_said(office, person, message, graph):
    office.hears(message("1", "first"))
    office.drain()
    number = conversation_of(office).id
    person.write("corner", number, "this is Maria")
    answer(office, message("2", "good"))

    assert graph.texts == ["first", "this is Maria"]
    row = conversation_of(office)
    assert (row.person_reason, row.unread) == ("staff", 1)


def test_a_reply_that_was_committed_is_sent_although_staff_takes_over(office, person, message, graph, clock):
    graph.plans["booked"] = [429]
    answer(office, message("1", "booked"))
    person.take("corner", conversation_of(office).id)
    clock.advance(timedelta(minutes=2))
    office.settle()

    assert graph.texts == ["booked", "booked"]
    assert office.statuses() == ["sent"]


def test_a_turn_under_way_is_not_answered_once_staff_has_taken_over(office, person, message):
    answer(office, message("1", "hi"))
    number = conversation_of(office).id
    office.script.reads = lambda utterance: person.take("corner", number)
    office.hears(message("2", "are you open?"))
    office.drain()
    office.settle()

    assert office.said() == ["hi"]
    assert conversation_of(office).unread == 1
    assert office.inbox() == ["done", "done"]


def test_staff_that_takes_over_twice_keeps_it_for_longer(office, person, message, clock):
    answer(office, message("1", "hi"))
    number = conversation_of(office).id
    first = person.take("corner", number, minutes=10)
    clock.advance(timedelta(minutes=5))
    second = person.take("corner", number, minutes=60)

    assert second.since == first.since
    assert second.until == clock.now() + timedelta(minutes=60)
    assert second.reason is Reason.TAKEN


def test_the_bot_comes_back_once_however_many_look(asked, make_office, backends, message, clock):
    answer(asked, message("1", "person"), message("2", "hello?"))
    clock.advance(timedelta(hours=9))
    other = make_office(*backends)
    number = conversation_of(asked).id
    for office in (asked, other):
        Handovers(office.desk).return_overdue(number)
    asked.settle()

    assert asked.said() == [
        "a colleague will answer",
        "Sorry, nobody could answer you just now. The bot is back: how can I help?",
    ]
    assert asked.outbox() == ["sent", "sent"]


def test_a_process_that_starts_finds_who_waits(asked, make_office, backends, message, clock, graph):
    answer(asked, message("1", "person"), message("2", "hello?"))
    clock.advance(timedelta(hours=9))
    other = make_office(*backends)
    other.script.channel.url = graph.url
    other.settle()

    assert graph.texts[-1].startswith("Sorry, nobody could answer you")


def test_after_a_silence_the_next_answer_begins_with_it_and_only_that_one(office, person, message, clock):
    answer(office, message("1", "this is Maria", kind=STAFF))
    clock.advance(timedelta(hours=5))
    office.settle()
    assert office.said() == ["this is Maria"]
    answer(office, message("2", "hi"))
    answer(office, message("3", "and?"))

    assert office.said()[1:] == ["The bot is back with you.\n\nhi", "and?"]
    assert conversation_of(office).person_since is None


def test_who_writes_right_when_the_bot_comes_back_gets_one_answer(asked, message, clock):
    answer(asked, message("1", "person"), message("2", "hello?"))
    clock.advance(timedelta(hours=9))
    answer(asked, message("3", "hi"))

    assert asked.said()[1:] == ["The bot is back with you.\n\nhi"]


def test_it_is_given_back_with_a_word_where_the_customer_waits(asked, person, message):
    answer(asked, message("1", "person"), message("2", "hello?"))
    number = conversation_of(asked).id
    person.give_back("corner", number)
    asked.settle()

    assert asked.said()[1] == "The bot is back with you: how can I help?"
    with pytest.raises(HandoverRefused, match="already"):
        person.give_back("corner", number)


def test_who_waits_is_listed_with_the_longest_waiting_first(asked, person, message, clock):
    answer(asked, message("1", "person", contact="ann"))
    clock.advance(timedelta(minutes=1))
    answer(asked, message("2", "person", contact="ben"), message("3", "this is Maria", kind=STAFF))

    waiting = person.waiting("corner")
    assert [each.handover.unread for each in waiting] == [1, 0]
    assert person.waiting("elsewhere") == []
    clock.advance(timedelta(hours=10))
    assert person.waiting() == []


def test_one_business_whose_bot_is_not_valid_keeps_nobody_else_waiting(asked, message, clock, monkeypatch):
    asked.desk.tenants.save(
        id="other", name="Other", bot="scripted", channel="post", account="5", access_token="t"
    )
    answer(asked, message("1", "person"), message("2", "hello?"))
    answer(asked, message("3", "person", account="5"), message("4", "hello?", account="5"))
    whole = asked.desk.bots.for_tenant

    def for_tenant(tenant):
        if tenant.id == "corner":
            raise BotInvalid([])
        return whole(tenant)

    monkeypatch.setattr(asked.desk.bots, "for_tenant", for_tenant)
    clock.advance(timedelta(hours=9))
    asked.settle()

    assert [text for text in asked.said() if text.startswith("Sorry, nobody")] == [asked.said()[-1]]
    assert {row.tenant: row.unread for row in asked.rows(Conversation)} == {"corner": 2, "other": 0}


def test_a_business_that_is_switched_off_keeps_silent(asked, message, clock):
    answer(asked, message("1", "person"), message("2", "hello?"))
    asked.desk.tenants.save(
        id="corner",
        name="Corner",
        bot="scripted",
        channel="post",
        account="4951234",
        access_token="t",
        active=False,
    )
    clock.advance(timedelta(hours=9))
    asked.settle()

    assert asked.said() == ["a colleague will answer"]


def test_what_staff_wrote_long_ago_does_not_silence_the_bot(office, message, clock):
    clock.advance(timedelta(hours=20))
    answer(office, message("1", "this is Maria", kind=STAFF), message("2", "hi"))

    assert office.said() == ["this is Maria", "hi"]


def test_a_conversation_of_somebody_else_is_out_of_reach(asked, person, message):
    answer(asked, message("1", "person"))
    asked.desk.tenants.save(
        id="other", name="Other", bot="scripted", channel="post", account="5", access_token="t"
    )

    for act in (
        lambda: person.take("other", conversation_of(asked).id),
        lambda: person.write("other", conversation_of(asked).id, "hi"),
        lambda: person.give_back("other", conversation_of(asked).id),
        lambda: person.take("nobody", 1),
    ):
        with pytest.raises(HandoverRefused, match="There is no"):
            act()
    assert asked.said() == ["a colleague will answer"]


# -- telling staff -------------------------------------------------------------------------------------------


@pytest.fixture
def told(make_office, backends, graph):
    """An office whose bot tells staff at the graph's address."""
    notify = json.dumps({"url": f"{graph.url}/staff", "secret": SECRET})
    office = make_office(*backends, dialogue=f"{{merge: false}}\nhandover: {{notify: {notify}}}")
    office.script.channel.url = graph.url

    def hand_over(turn):
        turn.hand_over()
        return Reply("a colleague will answer")

    office.script.answers["person"] = hand_over
    return office


@pytest.fixture
def calls(graph):
    """What came in at the staff's address; answered with the next status of the plan, else with 204."""

    class Calls(list):
        plan: list[int]

    calls = Calls()
    calls.plan = []
    plain = graph.handle

    def handle(handler):
        if not handler.path.endswith("/staff"):
            plain(handler)
            return
        body = handler.rfile.read(int(handler.headers["content-length"]))
        calls.append((dict(handler.headers.items()), body))
        handler.send_response(calls.plan.pop(0) if calls.plan else 204)
        handler.send_header("content-length", "0")
        handler.end_headers()

    graph.handle = handle
    return calls


def test_staff_is_told_by_a_signed_request(told, calls, message):
    answer(told, message("1", "person"))

    [(headers, body)] = calls
    names = {name.lower(): value for name, value in headers.items()}
    signed = f"{names['webhook-id']}.{names['webhook-timestamp']}.".encode() + body
    digest = hmac.new(b"a secret of the salon owner", signed, hashlib.sha256).digest()
    assert names["webhook-signature"] == f"v1,{base64.b64encode(digest).decode()}"
    data = json.loads(body)["data"]
    assert data == {
        "salon": "corner",
        "conversation": conversation_of(told).id,
        "channel": "post",
        "reason": "asked",
        "customer": "Ann",
    }
    assert [row.state for row in told.rows(AlertEntry)] == ["done"]


def test_an_address_that_never_answers_takes_no_thread_of_the_customers(
    make_office, backends, graph, message, monkeypatch
):
    monkeypatch.setattr(alerts, "PATIENCE", 60.0)
    let_go = threading.Event()
    plain = graph.handle

    def handle(handler):
        if handler.path.endswith("/staff"):
            let_go.wait(60)
        else:
            plain(handler)

    graph.handle = handle
    notify = json.dumps({"url": f"{graph.url}/staff", "secret": SECRET})
    office = make_office(
        *backends, at=SystemClock(), dialogue=f"{{merge: false}}\nhandover: {{notify: {notify}}}"
    )
    office.script.channel.url = graph.url

    def hand_over(turn):
        turn.hand_over()
        return Reply("a colleague will answer")

    office.script.answers["person"] = hand_over
    workers = Workers(office.desk, threads=2)
    workers.start()
    try:
        for number in range(6):
            office.hears(message(f"p{number}", "person", contact=f"c{number}"))
        until = time.monotonic() + 20
        while len(graph.texts) < 6 and time.monotonic() < until:
            time.sleep(0.02)
        office.desk.queue.enqueue("sweep")
        office.desk.queue.enqueue("sweep")
        office.hears(message("m", "hello", contact="somebody"))
        while "hello" not in graph.texts and time.monotonic() < until:
            time.sleep(0.02)
    finally:
        let_go.set()
        workers.stop()
    assert "hello" in graph.texts


def test_staff_is_told_again_under_the_same_id_until_somebody_listens(told, calls, message, clock):
    calls.plan = [500, 302]
    answer(told, message("1", "person"))
    for _ in range(3):
        clock.advance(timedelta(minutes=1))
        told.settle()

    assert len(calls) == 3
    assert len({headers.get("Webhook-Id", headers.get("webhook-id")) for headers, _ in calls}) == 1
    assert [row.state for row in told.rows(AlertEntry)] == ["done"]


def test_after_a_day_nobody_is_told_any_more(told, calls, message, clock):
    calls.plan = [503] * 200
    answer(told, message("1", "person"))
    for _ in range(60):
        clock.advance(timedelta(minutes=31))
        told.settle()

    assert [(row.state, row.error) for row in told.rows(AlertEntry)] == [("failed", "status 503")]


def test_an_alert_whose_process_died_is_told_by_another(told, calls, make_office, backends, message, clock):
    told.hears(message("1", "person"))
    told.drain()
    [alert] = told.rows(AlertEntry)
    claimed = told.jobs.alerts._claim(alert.id)
    assert claimed is not None
    other = make_office(*backends, dialogue=_definition_of(told))
    other.jobs.alerts.run(alert.id)
    assert calls == []

    clock.advance(timedelta(seconds=61))
    other.jobs.alerts.run(alert.id)
    told.jobs.alerts.run(alert.id)

    assert len(calls) == 1


def _definition_of(office):
    notify = office.desk.bots.get("scripted").definition.handover.notify
    return (
        f"{{merge: false}}\nhandover: {{notify: {json.dumps({'url': notify.url, 'secret': notify.secret})}}}"
    )


def test_where_staff_wrote_itself_nobody_has_to_be_told(told, calls, message):
    answer(told, message("1", "this is Maria", kind=STAFF))

    assert (calls, told.rows(AlertEntry)) == ([], [])
