"""The fence: who has lost a conversation to another worker keeps nothing of what it did for it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from frontdesk.pipeline.lease import Leases
from frontdesk.storage import Conversation
from frontdesk.storage.models import OutboxEntry

LONGER_THAN_A_LEASE = timedelta(seconds=61)


@pytest.mark.parametrize("contacts", [["ann"], ["ann", "bob"]], ids=["alone", "shared"])
def test_nothing_is_kept_while_another_worker_is_still_at_it(office, message, graph, clock, contacts):
    office.hears(*(message(f"m-{each}", f"hello from {each}", contact=each) for each in contacts))
    ids = [row.id for row in office.rows(Conversation)]
    read = []
    taken_over = []

    def freeze(utterance) -> None:
        read.append(utterance)
        if len(read) == len(contacts):
            clock.advance(LONGER_THAN_A_LEASE)
            taken_over.extend(Leases(office.desk.storage, office.desk.clock).claim(ids).leases)

    office.script.reads = freeze
    office.settle()
    assert office.said("in") == office.said("out") == graph.texts == []
    assert set(office.inbox()) == {"pending"}
    assert sorted(row.fence for row in office.rows(Conversation)) == [lease.fence for lease in taken_over]
    assert len(taken_over) == len(contacts)
    assert None not in [row.lease_until for row in office.rows(Conversation)]
    clock.advance(LONGER_THAN_A_LEASE)
    office.settle()
    assert (
        sorted(graph.texts) == sorted(office.said("in")) == sorted(f"hello from {each}" for each in contacts)
    )


def test_one_that_was_taken_over_costs_its_neighbour_nothing(office, message, graph, clock):
    office.hears(*(message(f"m-{each}", f"hello from {each}", contact=each) for each in ("ann", "bob")))
    lost, kept = (row.id for row in office.rows(Conversation))
    read = []
    fences = {}

    def freeze(utterance) -> None:
        read.append(utterance)
        if len(read) == 2:
            fences.update({row.id: row.fence for row in office.rows(Conversation)})
            clock.advance(LONGER_THAN_A_LEASE)
            [lease] = Leases(office.desk.storage, office.desk.clock).claim([lost]).leases
            assert lease.fence != fences[lost]
            fences[lost] = lease.fence

    office.script.reads = freeze
    office.settle()
    assert [(row.conversation_id, row.state) for row in office.rows(OutboxEntry)] == [(kept, "sent")]
    assert office.said("in") == graph.texts
    assert {row.id: row.fence for row in office.rows(Conversation)} == fences
