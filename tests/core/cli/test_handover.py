"""``frontdesk handover``: who waits for a person, and what is done about it."""

from __future__ import annotations

import json
import os
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest

from frontdesk import FrozenClock
from frontdesk.crypto import KeyRing
from frontdesk.storage import Contact, Conversation, Storage
from frontdesk.storage.tenants import TenantDirectory

NOW = datetime.now(UTC).replace(microsecond=0)


@pytest.fixture
def waiting(frontdesk, ready):
    """The id of a conversation that a person has."""
    assert frontdesk("migrate").exit_code == 0
    keys = KeyRing.parse(os.environ["FRONTDESK_ENCRYPTION_KEYS"])
    with closing(Storage.open(os.environ["FRONTDESK_DATABASE_URL"], keys, FrozenClock(NOW))) as storage:
        TenantDirectory(storage).save(
            id="corner", name="Corner", bot="salon", channel="terminal", account="corner"
        )
        scope = storage.scope("corner")
        with storage.write():
            contact = scope.insert(Contact, channel="terminal", address="A", name="Anna", created_at=NOW)
            return scope.insert(
                Conversation,
                channel="terminal",
                account="corner",
                contact=contact,
                person_since=NOW,
                person_reason="asked",
                paused_until=NOW + timedelta(hours=4),
                unread=2,
                created_at=NOW,
            )


def test_who_waits_is_listed_without_names_unless_they_are_asked_for(frontdesk, waiting):
    result = frontdesk("handover", "list", "--json")
    assert result.exit_code == 0
    [row] = json.loads(result.stdout)
    assert row == {
        "conversation": waiting,
        "tenant": "corner",
        "channel": "terminal",
        "reason": "asked",
        "since": NOW.isoformat(),
        "until": (NOW + timedelta(hours=4)).isoformat(),
        "unread": 2,
    }
    assert "Anna" not in frontdesk("handover", "list").stdout
    assert "Anna" in frontdesk("handover", "list", "--show-names").stdout
    assert "nobody waits" in frontdesk("handover", "list", "--tenant", "elsewhere").stdout


def test_a_conversation_is_given_back_and_taken_again(frontdesk, waiting):
    assert "the bot's again" in frontdesk("handover", "return", "corner", str(waiting)).stdout
    again = frontdesk("handover", "return", "corner", str(waiting))
    assert (again.exit_code, "already" in again.output) == (1, True)
    assert (
        "a person's until" in frontdesk("handover", "take", "corner", str(waiting), "--minutes", "30").stdout
    )
    assert frontdesk("handover", "take", "corner", "99").exit_code == 1
