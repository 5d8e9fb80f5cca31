"""Notices: told once, in their place among what is said, and never when they are not right any more."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from peewee import SQL

from frontdesk import Button, Notice, NoticeFate, OutsideTransaction, Reply, Topic, Unsent
from frontdesk.dialogue import State
from frontdesk.pipeline.handovers import Handovers
from frontdesk.storage import Contact, Conversation, Message
from frontdesk.storage.models import NoticeEntry

KEY = "reminder:17:1440"


@pytest.fixture
def talk(office, message):
    """The desk, with a customer who has written and was answered."""
    office.hears(message("1", "hi"))
    office.settle()
    return office


def conversation_of(office):
    return office.rows(Conversation)[0]


def leave(office, text="see you", *, key=KEY, tenant="corner", conversation=None, **more):
    number = conversation or conversation_of(office).id
    with office.desk.storage.write():
        scope = office.desk.storage.scope(tenant)
        notice = Notice("script.notice", {"text": text}, **more)
        return office.desk.notices.write(scope, number, notice, key=key)


def fate(office, key=KEY) -> NoticeFate:
    return office.desk.notices.find(office.desk.storage.scope("corner"), key)


def wait(office, clock, seconds=3.0):
    clock.advance(timedelta(seconds=seconds))
    office.settle()


def make_message(office):
    """What the job does, without what follows: as if the process died right after its commit."""
    office.jobs.notices.run(*(row.id for row in office.rows(NoticeEntry)))


# -- once ----------------------------------------------------------------------------------------------------


def test_a_notice_is_sent_like_any_reply(talk, graph):
    number = leave(talk)
    talk.settle()

    assert graph.texts == ["hi", "see you"]
    assert graph.requests[-1]["to"] == "ann"
    assert talk.statuses() == ["sent", "sent"]
    assert fate(talk) == NoticeFate(number, "posted", message_id=talk.rows(Message)[-1].id)


def test_of_one_key_there_is_one_notice_whatever_became_of_it(talk, graph):
    first = leave(talk)
    again = leave(talk, "see you again")
    talk.settle()
    later = leave(talk, "and again")
    talk.settle()

    assert first is not None
    assert (again, later) == (None, None)
    assert graph.texts == ["hi", "see you"]


def test_another_business_has_keys_of_its_own(talk, graph, clock):
    talk.desk.tenants.save(id="north", name="North", bot="scripted", channel="post", account="4959999")
    with talk.desk.storage.write():
        scope = talk.desk.storage.scope("north")
        contact = scope.insert(Contact, channel="post", address="ben", created_at=clock.now())
        theirs = scope.insert(
            Conversation, channel="post", account="4959999", contact=contact, created_at=clock.now()
        )

    assert leave(talk) is not None
    assert leave(talk, "hello", tenant="north", conversation=theirs) is not None
    with pytest.raises(ValueError, match="no conversation"):
        leave(talk, key="other", conversation=theirs)
    talk.settle()

    assert sorted(graph.texts) == ["hello", "hi", "see you"]


def test_two_who_write_it_at_once_write_it_once(talk, graph):
    together = threading.Barrier(2)

    def write(_):
        together.wait(10)
        return leave(talk)

    with ThreadPoolExecutor(2) as pool:
        numbers = list(pool.map(write, range(2)))
    talk.settle()

    assert sum(number is None for number in numbers) == 1
    assert graph.texts == ["hi", "see you"]


def test_two_who_were_woken_for_it_make_one_message(talk, graph):
    leave(talk)
    together = threading.Barrier(2)

    def run(_):
        together.wait(10)
        make_message(talk)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(run, range(2)))
    talk.settle()

    assert graph.texts == ["hi", "see you"]


def test_what_is_rolled_back_is_never_told(talk, graph):
    with pytest.raises(RuntimeError, match="the job failed"), talk.desk.storage.write():
        scope = talk.desk.storage.scope("corner")
        notice = Notice("script.notice", {"text": "see you"})
        talk.desk.notices.write(scope, conversation_of(talk).id, notice, key=KEY)
        raise RuntimeError("the job failed")
    talk.settle()

    assert fate(talk) is None
    assert graph.texts == ["hi"]


@pytest.mark.parametrize("dies", ["after it is written", "after it is a message"])
def test_a_process_that_dies_before_sending_loses_nothing_and_repeats_nothing(
    dies, talk, make_office, backends, graph
):
    leave(talk)
    if dies == "after it is a message":
        make_message(talk)

    other = make_office(*backends)
    other.script.channel.url = graph.url
    other.settle()
    assert leave(other) is None
    other.settle()
    talk.settle()

    assert graph.texts == ["hi", "see you"]
    assert other.outbox() == ["sent", "sent"]


# -- in its place --------------------------------------------------------------------------------------------


def test_a_notice_waits_until_the_customer_has_an_answer(talk, graph, message, clock):
    talk.hears(message("2", "and now?"))
    leave(talk)
    make_message(talk)
    assert fate(talk).state == "waiting"

    talk.settle()
    wait(talk, clock)

    assert graph.texts == ["hi", "and now?", "see you"]


def test_a_message_that_comes_before_the_notice_has_left_is_answered_first(talk, graph, message, clock):
    leave(talk)
    make_message(talk)
    talk.hears(message("2", "and now?"))
    talk.settle()
    wait(talk, clock)

    assert graph.texts == ["hi", "and now?", "see you"]
    assert talk.said() == ["hi", "and now?", "see you"]
    assert fate(talk).state == "posted"


def test_yes_is_no_answer_to_what_has_not_left(talk, graph, message, clock):
    offered = []

    def look(turn):
        offered.append((turn.reading.chosen, turn.reading.slots))
        return Reply("the answer")

    def read(utterance):
        offered.append([choice.id for choice in utterance.offered])

    talk.script.answers["yes"], talk.script.reads = look, read
    graph.plans["see you"] = [401]
    number = leave(talk, buttons=(Button("script.notice", {"text": "Yes"}, values={"coming": "yes"}),))
    talk.settle()
    talk.hears(message("2", "yes"))
    talk.settle()
    assert offered == [[], (None, {})]
    wait(talk, clock, 601)
    wait(talk, clock, 601)
    assert graph.texts == ["hi", "see you", "the answer", "see you"]

    talk.hears(message("3", "yes"))
    talk.settle()

    assert offered[2] == [f"n{number}.1"]


def test_a_tap_under_a_notice_reaches_the_turn(talk, graph, message):
    chosen = []

    def look(turn):
        chosen.append(turn.reading)
        return Reply("the answer")

    talk.script.answers["Yes"] = look
    number = leave(talk, buttons=(Button("script.notice", {"text": "Yes"}, {"coming": 17}, "gone", "yes"),))
    talk.settle()
    talk.hears(message("2", "never mind"))
    talk.settle()
    for tap in (f"n{number}.1", f"n{number}.2", f"n{number + 1}.1", "n0.1", "nonsense"):
        talk.hears(message(f"tap {tap}", "Yes", kind="choice", choice=tap))
        talk.settle()

    first, *others = chosen
    assert (first.slots, first.answer, first.source) == ({"coming": 17}, "yes", "tap")
    assert [reading.chosen for reading in others] == [None] * 4


def test_an_answer_that_is_committed_behind_a_notice_goes_first(talk, graph, message, clock):
    leave(talk)
    make_message(talk)
    talk.hears(message("2", "and now?"))
    talk.drain()
    talk.settle()
    wait(talk, clock)

    assert graph.texts == ["hi", "and now?", "see you"]


def test_a_notice_beside_a_turn_that_is_being_taken_comes_behind_its_answer(talk, graph, message, clock):
    inside, go_on = threading.Event(), threading.Event()

    def slowly(turn):
        inside.set()
        assert go_on.wait(10)
        return Reply("the answer")

    talk.script.answers["question"] = slowly
    leave(talk)
    talk.hears(message("2", "question"))
    with ThreadPoolExecutor(2) as pool:
        turn = pool.submit(talk.drain)
        assert inside.wait(10)
        notice = pool.submit(make_message, talk)
        go_on.set()
        turn.result(20)
        notice.result(20)
    talk.settle()
    wait(talk, clock)

    assert graph.texts == ["hi", "the answer", "see you"]


def test_notices_of_one_conversation_keep_their_order(talk, graph, clock):
    for number in range(4):
        leave(talk, f"notice {number}", key=str(number))
    for _ in range(8):
        wait(talk, clock)

    assert graph.texts == ["hi", *(f"notice {number}" for number in range(4))]


def test_a_later_notice_does_not_overtake_one_that_was_put_off(talk, graph, message, clock):
    talk.hears(message("2", "and now?"))
    leave(talk, "first")
    make_message(talk)
    talk.settle()
    leave(talk, "second", key="second")
    talk.settle()
    assert graph.texts == ["hi", "and now?"]
    wait(talk, clock)
    wait(talk, clock)

    assert graph.texts == ["hi", "and now?", "first", "second"]


def test_a_notice_that_is_broken_or_not_due_holds_up_no_other(talk, graph, clock):
    talk.script.guards = lambda *ids: 1 / 0
    leave(talk, "broken", guard="script.stands")
    leave(talk, "tomorrow", key="tomorrow", not_before=clock.now() + timedelta(days=1))
    talk.settle()
    leave(talk, "now", key="now")
    talk.settle()
    wait(talk, clock)

    assert graph.texts == ["hi", "now"]


# -- still right? --------------------------------------------------------------------------------------------


def test_a_guard_is_asked_about_the_ids_and_lets_it_go(talk, graph):
    asked = []
    talk.script.guards = lambda *ids: asked.append(ids)
    leave(talk, guard="script.stands", ids=(17, "evening"))
    talk.settle()

    assert set(asked) == {(17, "evening")}
    assert graph.texts == ["hi", "see you"]


def test_what_its_guard_refuses_is_never_a_message(talk, graph):
    talk.script.guards = lambda *ids: "cancelled"
    number = leave(talk, guard="script.stands")
    talk.settle()

    assert fate(talk) == NoticeFate(number, "unsent", Unsent.REFUSED, "cancelled")
    assert (talk.said(), graph.texts) == (["hi"], ["hi"])


def test_a_guard_that_changes_its_mind_before_the_request_leaves_keeps_it(talk, graph, message):
    leave(talk, guard="script.stands")
    make_message(talk)
    assert fate(talk).state == "posted"
    talk.script.guards = lambda *ids: "cancelled"
    talk.settle()
    talk.hears(message("2", "and now?"))
    talk.settle()

    assert graph.texts == ["hi", "and now?"]
    assert (fate(talk).state, fate(talk).reason, fate(talk).detail) == ("unsent", "refused", "cancelled")
    assert talk.statuses() == ["sent", "failed", "sent"]
    assert talk.rows(Message)[2].error == "not sent: refused (cancelled)"


def test_a_guard_is_asked_again_before_each_further_try(talk, graph, clock):
    graph.plans["see you"] = [503, 503]
    leave(talk, guard="script.stands")
    talk.settle()
    wait(talk, clock)
    assert graph.texts == ["hi", "see you", "see you"]

    talk.script.guards = lambda *ids: "cancelled"
    wait(talk, clock, 600)

    assert graph.texts == ["hi", "see you", "see you"]
    assert fate(talk).reason == Unsent.REFUSED
    assert talk.outbox() == ["sent", "failed"]


@pytest.mark.parametrize("refusal", [None, "cancelled"])
def test_what_may_have_arrived_keeps_its_place_but_is_not_repeated_when_it_is_wrong(
    refusal, talk, graph, message, clock
):
    graph.plans["see you"] = [202]
    leave(talk, guard="script.stands")
    talk.settle()
    talk.hears(message("2", "and now?"))
    talk.settle()
    assert graph.texts == ["hi", "see you"]
    talk.script.guards = lambda *ids: refusal
    wait(talk, clock, 21)

    assert graph.texts == ["hi", "see you", *["see you"] * (refusal is None), "and now?"]
    assert fate(talk).reason == (Unsent.REFUSED if refusal else None)


def test_what_may_have_arrived_is_not_repeated_to_somebody_whom_a_person_talks_to(talk, graph, clock):
    graph.plans["see you"] = [202]
    leave(talk)
    talk.settle()
    person = Handovers(talk.desk)
    person.write("corner", conversation_of(talk).id, "this is Maria")
    wait(talk, clock, 21)

    assert graph.texts == ["hi", "see you", "this is Maria"]
    assert fate(talk).reason == Unsent.HANDED_OVER


def test_a_notice_that_breaks_the_database_keeps_nobody_elses(talk, graph, message, clock):
    def broken(*ids):
        talk.desk.storage.rows(Message.select().where(SQL("no_such_column = 1")))

    talk.script.guards = broken
    leave(talk, guard="script.stands")
    talk.hears(message("2", "hello", "ben"))
    talk.settle()
    other = talk.rows(Conversation)[1].id
    leave(talk, "to ben", key="ben", conversation=other)
    talk.settle()

    assert graph.texts == ["hi", "hello", "to ben"]
    assert fate(talk).state == "waiting"


def test_a_guard_that_raises_is_asked_again_and_given_up_in_the_end(talk, graph, clock):
    def broken(*ids):
        raise RuntimeError("of the guard")

    talk.script.guards = broken
    leave(talk, guard="script.stands")
    talk.settle()
    assert fate(talk).state == "waiting"
    talk.script.guards = lambda *ids: None
    wait(talk, clock, 61)
    assert graph.texts == ["hi", "see you"]

    talk.script.guards = broken
    leave(talk, "once more", key="other", guard="script.stands")
    for _ in range(9):
        wait(talk, clock, 4 * 3600)

    assert (fate(talk, "other").state, fate(talk, "other").reason) == ("unsent", "broken")
    assert "RuntimeError" in fate(talk, "other").detail
    assert graph.texts == ["hi", "see you"]


def test_too_late_is_too_late(talk, graph, clock):
    leave(talk, expires=clock.now() + timedelta(hours=1), not_before=clock.now() + timedelta(minutes=30))
    leave(talk, "never", key="late", expires=clock.now() + timedelta(hours=1))
    make_message(talk)
    assert (fate(talk).state, fate(talk, "late").state) == ("waiting", "posted")
    clock.advance(timedelta(hours=1))
    talk.settle()

    assert (fate(talk).reason, fate(talk, "late").reason) == (Unsent.EXPIRED, Unsent.EXPIRED)
    assert graph.texts == ["hi"]


def test_nothing_goes_before_its_time(talk, graph, clock):
    leave(talk, not_before=clock.now() + timedelta(hours=2))
    wait(talk, clock, 7199)
    assert graph.texts == ["hi"]
    wait(talk, clock, 1)
    assert graph.texts == ["hi", "see you"]


# -- a person, the channel's window, a business that is away -------------------------------------------------


def test_nothing_goes_out_while_a_person_has_the_conversation(talk, graph, clock):
    person = Handovers(talk.desk)
    number = conversation_of(talk).id
    person.take("corner", number, 120)
    leave(talk)
    leave(talk, "too late", key="late", expires=clock.now() + timedelta(minutes=30))
    leave(talk, "all the same", key="urgent", to_person=True)
    for _ in range(40):
        wait(talk, clock, 61)
    assert graph.texts == ["hi", "all the same"]
    assert (fate(talk).state, fate(talk, "late").reason) == ("waiting", Unsent.EXPIRED)

    person.give_back("corner", number)
    wait(talk, clock, 61)

    assert graph.texts == ["hi", "all the same", "see you"]


@pytest.mark.parametrize("tried", [False, True])
def test_a_person_who_takes_over_before_it_has_left_is_not_interrupted(tried, talk, graph, clock):
    person = Handovers(talk.desk)
    number = conversation_of(talk).id
    if tried:
        # The account is refused, so nothing has arrived.
        graph.plans["see you"] = [401]
    leave(talk)
    make_message(talk)
    if tried:
        talk.settle()
    person.take("corner", number, 120)
    person.write("corner", number, "this is Maria")
    wait(talk, clock, 601)
    wait(talk, clock, 601)
    assert graph.texts == ["hi", *["see you"] * tried, "this is Maria"]
    assert fate(talk).state == "waiting"

    person.give_back("corner", number)
    wait(talk, clock, 61)

    assert graph.texts[-1] == "see you"


def test_outside_the_channels_window_no_free_text_goes_out(talk, graph, message, clock):
    talk.script.channel.window = timedelta(hours=24)
    clock.advance(timedelta(hours=24) - timedelta(seconds=1))
    leave(talk)
    talk.settle()
    assert graph.texts == ["hi", "see you"]

    leave(talk, "that late", key="late")
    make_message(talk)
    leave(talk, "and later", key="later")
    wait(talk, clock, 3)
    wait(talk, clock, 3)

    assert graph.texts == ["hi", "see you"]
    assert [fate(talk, key).reason for key in ("late", "later")] == [Unsent.OUTSIDE_WINDOW] * 2

    talk.hears(message("2", "hello again"))
    talk.settle()
    leave(talk, "once more", key="more")
    talk.settle()
    assert graph.texts == ["hi", "see you", "hello again", "once more"]


@pytest.mark.parametrize(("status", "reason"), [(400, Unsent.FAILED), (470, Unsent.OUTSIDE_WINDOW)])
def test_what_the_channel_refuses_is_told_as_such(status, reason, talk, graph):
    graph.plans["see you"] = [status]
    number = leave(talk)
    talk.settle()

    message = talk.rows(Message)[-1]
    assert fate(talk) == NoticeFate(number, "unsent", reason, f"E{status}", message.id)
    assert (message.status, message.error) == ("failed", f"E{status}")


def test_a_business_that_is_switched_off_tells_nobody_anything(talk, graph, clock):
    leave(talk)
    leave(talk, "too late", key="late", expires=clock.now() + timedelta(minutes=1))
    talk.desk.tenants.save(id="corner", active=False)
    wait(talk, clock, 61)
    wait(talk, clock, 61)
    assert graph.texts == ["hi"]
    assert (fate(talk).state, fate(talk, "late").reason) == ("waiting", Unsent.EXPIRED)

    talk.desk.tenants.save(id="corner", active=True)
    wait(talk, clock, 61)

    assert graph.texts == ["hi", "see you"]


# -- what cannot be written ----------------------------------------------------------------------------------


def test_what_makes_no_sense_is_refused_at_once(talk, clock):
    number = conversation_of(talk).id
    scope = talk.desk.storage.scope("corner")
    with pytest.raises(OutsideTransaction):
        talk.desk.notices.write(scope, number, Notice("script.notice"), key=KEY)
    for wrong, about in (
        (lambda: leave(talk, guard="script.nobody"), "no guard 'script.nobody'"),
        (lambda: leave(talk, conversation=number + 1), "no conversation"),
        (lambda: leave(talk, key=""), "has a key"),
        (lambda: leave(talk, clock.now()), "cannot say a datetime"),
        (lambda: leave(talk, 1.5), "cannot say a float"),
        (lambda: leave(talk, buttons=(Button("script.notice", {"text": None}),)), "cannot say a NoneType"),
    ):
        with pytest.raises(ValueError, match=about):
            wrong()
    assert talk.rows(NoticeEntry) == []


def test_a_text_that_is_not_there_is_given_up_loudly(talk, graph, clock, caplog):
    with talk.desk.storage.write():
        scope = talk.desk.storage.scope("corner")
        talk.desk.notices.write(scope, conversation_of(talk).id, Notice("script.nothing"), key=KEY)
    for _ in range(9):
        wait(talk, clock, 4 * 3600)

    assert (fate(talk).state, fate(talk).reason) == ("unsent", Unsent.BROKEN)
    assert "cannot be sent" in caplog.text
    assert graph.texts == ["hi"]


# -- what it talks of ----------------------------------------------------------------------------------------


def test_what_a_notice_talks_of_is_talked_of_until_the_next_day(talk, clock):
    topic = Topic({"code": "K7M3QP"}, {"day": "2026-11-24"}, changes=("move",), lasting=True)
    leave(talk, topic=topic)
    talk.settle()
    row = conversation_of(talk)
    state = State.from_json(talk.desk.storage.scope("corner").reveal(row, Conversation.state))
    assert state.topic == topic
    assert state.woken(clock.now() + timedelta(hours=23)).topic == topic
    assert state.woken(clock.now() + timedelta(hours=25)).topic is None


def test_what_does_not_last_is_forgotten_after_an_hour(talk, clock):
    leave(talk, topic=Topic({"code": "K7M3QP"}))
    talk.settle()
    row = conversation_of(talk)
    state = State.from_json(talk.desk.storage.scope("corner").reveal(row, Conversation.state))
    assert state.topic == Topic({"code": "K7M3QP"})
    assert state.woken(clock.now() + timedelta(hours=2)).topic is None
