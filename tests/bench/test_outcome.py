"""A benchmark that cannot see what went wrong proves nothing: it sees what is lost, doubled, out of order."""

from __future__ import annotations

import pytest

from harness.graph import Sent
from harness.load import Posted
from harness.outcome import Outcome, percentile
from harness.webhooks import Webhook


def posted(message_id, *, conversation=0, at, acknowledged):
    return Posted(Webhook(message_id, conversation, 0, b""), due=at, posted=at, acknowledged=acknowledged)


def sent(answers, *, at, reference="one"):
    return Sent(at, "106540000000000", "79160000000", "wamid.out", answers, reference)


FIRST = posted("a", at=1.0, acknowledged=1.1)
SECOND = posted("b", at=2.0, acknowledged=2.1)
MEANWHILE = posted("c", at=1.05, acknowledged=1.2)


def test_all_is_well():
    outcome = Outcome.of([FIRST, SECOND], [sent("a", at=1.5), sent("b", at=3.0, reference="two")])
    assert (outcome.lost, outcome.doubled, outcome.disordered) == (0, 0, 0)
    assert outcome.acknowledged == outcome.answered == 2
    assert outcome.reply_times == pytest.approx([0.5, 1.0])
    assert outcome.ack_times == pytest.approx([0.1, 0.1])
    assert outcome.replies_per_second == pytest.approx(1.0)


def test_what_has_no_reply_is_lost():
    assert Outcome.of([FIRST, SECOND], [sent("a", at=1.5)]).lost == 1


def test_what_was_not_acknowledged_is_not_missed():
    refused = posted("d", at=1.0, acknowledged=0.0)
    assert Outcome.of([FIRST, refused], [sent("a", at=1.5)]).lost == 0


def test_two_replies_to_one_message_are_one_too_many():
    twice = [sent("a", at=1.5), sent("a", at=1.6, reference="two")]
    assert Outcome.of([FIRST], twice).doubled == 1


def test_several_replies_are_told_apart_by_their_references():
    replies = [sent("a", at=1.5), sent("a", at=1.6, reference="two"), sent("a", at=1.7, reference="two")]
    assert Outcome.of([FIRST], replies, several=True).doubled == 1


def test_the_later_message_is_answered_first():
    replies = [sent("b", at=2.5), sent("a", at=2.6)]
    assert Outcome.of([FIRST, SECOND], replies).disordered == 1


def test_of_two_messages_under_way_at_once_neither_is_first():
    replies = [sent("c", at=1.5), sent("a", at=1.6)]
    assert Outcome.of([FIRST, MEANWHILE], replies).disordered == 0


def test_conversations_do_not_wait_for_each_other():
    elsewhere = posted("b", conversation=1, at=2.0, acknowledged=2.1)
    assert Outcome.of([FIRST, elsewhere], [sent("b", at=2.5), sent("a", at=2.6)]).disordered == 0


def test_percentiles():
    assert percentile([3.0, 1.0, 2.0], 0.5) == 2.0
    assert percentile(range(100), 0.99) == 99
