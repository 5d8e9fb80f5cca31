"""The suite goes red when a guard is off: in a copy each is, and the test that watches it must fail."""

from __future__ import annotations

import pytest

#: name, file, guard, what stands there instead, tests, which of them, those that must fail.
MUTANTS = {
    "the fence": (
        "core/frontdesk/pipeline/lease.py",
        "if fences[number] == fence",
        "if number in fences",
        ["tests/core/pipeline/test_fence.py"],
        "still_at_it and sqlite",
        {"test_nothing_is_kept_while_another_worker_is_still_at_it"},
    ),
    "the end of a lease": (
        "core/frontdesk/pipeline/lease_queries.py",
        "Conversation.id.in_(_IDS) & Conversation.lease_until.is_null(False)",
        "Conversation.id.in_(_IDS)",
        ["tests/core/pipeline/test_ambiguous_commit.py"],
        "taken_once and sqlite and shared",
        {"test_a_turn_is_taken_once"},
    ),
    "the unique key": (
        "core/frontdesk/storage/migrations/0001_initial.py",
        '(("channel", "account", "message_digest"), True),\n                (("conversation", "state"',
        '(("channel", "account", "message_digest"), False),\n                (("conversation", "state"',
        ["tests/core/pipeline/test_turns.py"],
        "same_message_again and sqlite",
        {"test_the_same_message_again_changes_nothing"},
    ),
    "the unique key of notices": (
        "core/frontdesk/storage/migrations/0002_notices.py",
        '(("tenant_id", "key"), True)',
        '(("tenant_id", "key"), False)',
        ["tests/core/pipeline/test_notices.py"],
        "one_key and sqlite",
        {"test_of_one_key_there_is_one_notice_whatever_became_of_it"},
    ),
    "the answer that goes before a notice": (
        "core/frontdesk/pipeline/notices/judge.py",
        "if self._owes_an_answer(scope, conversation.id, behind):",
        "if False:",
        ["tests/core/pipeline/test_notices.py"],
        "before_the_notice_has_left and sqlite",
        {"test_a_message_that_comes_before_the_notice_has_left_is_answered_first"},
    ),
    "the last look at a notice": (
        "core/frontdesk/pipeline/requests.py",
        "word = None if shipment.notice is None else self._last_word.on(shipment, sender.bot)",
        "word = None",
        ["tests/core/pipeline/test_notices.py"],
        "changes_its_mind and sqlite",
        {"test_a_guard_that_changes_its_mind_before_the_request_leaves_keeps_it"},
    ),
    "the sweep of messages": (
        "core/frontdesk/pipeline/sweep.py",
        'self._wake("drain", self._unanswered())',
        "pass",
        ["tests/core/pipeline/test_sweep.py"],
        "message_whose_wake_up and sqlite",
        {"test_a_message_whose_wake_up_was_lost_is_answered"},
    ),
    "the sweep of replies": (
        "core/frontdesk/pipeline/sweep.py",
        'self._wake("deliver", self._undelivered())',
        "pass",
        ["tests/core/pipeline/test_sweep.py"],
        "reply_whose_wake_up and sqlite",
        {"test_a_reply_whose_wake_up_was_lost_is_delivered"},
    ),
    "the sweep's timer": (
        "core/frontdesk/jobs.py",
        'periodic["sweep"] = SWEEP_EVERY',
        'periodic["sweep"] = 1e9',
        ["tests/core/pipeline/test_renewal.py"],
        "again_and_again and sqlite",
        {"test_workers_sweep_again_and_again"},
    ),
    "the turn that is taken away with a conversation": (
        "core/frontdesk/pipeline/handovers.py",
        '{"fence": Conversation.fence + 1, "lease_until": None, **columns(handover)}',
        "dict(columns(handover))",
        ["tests/core/pipeline/test_handovers.py"],
        "under_way and sqlite",
        {"test_a_turn_under_way_is_not_answered_once_staff_has_taken_over"},
    ),
    "the sweep of who waits for the bot": (
        "core/frontdesk/pipeline/sweep.py",
        'self._wake("return", [row.id for row in self._desk.storage.rows(query)])',
        "pass",
        ["tests/core/pipeline/test_handovers.py"],
        "process_that_starts and sqlite",
        {"test_a_process_that_starts_finds_who_waits"},
    ),
    "the calendar lock": (
        "plugins/salon_booking/frontdesk_salon_booking/calendar.py",
        "self._scope.lock(*sorted({resource_key(pool_of(each)) for each in staff}))",
        "pass",
        ["tests/salon_booking/test_race.py"],
        "comes_second and postgresql",
        {"test_whoever_comes_second_waits_and_is_told_that_the_time_is_taken"},
    ),
    "the lock of a block": (
        "plugins/salon_booking/frontdesk_salon_booking/blocks/desk.py",
        "self._scope.lock(*sorted({resource_key(each) for each in self._staff(whose)}))",
        "pass",
        ["tests/salon_booking/test_blocks.py"],
        "that_is_being_made and postgresql",
        {
            "test_a_block_waits_for_the_booking_that_is_being_made",
            "test_a_booking_waits_for_the_block_that_is_being_made",
        },
    ),
    "the calendar's constraint": (
        "plugins/salon_booking/frontdesk_salon_booking/migrations/0008_classes.py",
        "for statement in _GUARDS_SQLITE if",
        # The old triggers go, and no new ones come.
        "for statement in _GUARDS_SQLITE[::2] if",
        ["tests/salon_booking/test_constraint.py"],
        "sqlite",
        {"test_every_kind_of_overlap_is_refused"},
    ),
    "the signature check": (
        "channels/whatsapp/frontdesk_whatsapp/signature.py",
        "if not any(matches):",
        "if False:",
        ["tests/core/server/test_webhook.py"],
        "wrong_signature or changed_body",
        {"test_a_wrong_signature_leaves_no_trace", "test_a_changed_body_is_refused"},
    ),
    "the renewal of leases": (
        "core/frontdesk/jobs.py",
        "self._jobs.drain.leases.renew()",
        "pass",
        ["tests/core/pipeline/test_renewal.py"],
        "longer",
        {"test_a_turn_that_takes_longer_than_a_lease_is_not_taken_over"},
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", MUTANTS)
def test_the_suite_notices_that_a_guard_is_off(name, mutant, suite):
    file, guard, instead, tests, only, noticed_by = MUTANTS[name]
    run = suite(mutant(name, file, guard, instead, tests, frozenset(noticed_by), only))
    assert run.code == pytest.ExitCode.TESTS_FAILED, run.output
    assert noticed_by <= run.failed, run.output
