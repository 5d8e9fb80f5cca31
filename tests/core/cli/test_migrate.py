from __future__ import annotations

import pytest


def test_it_applies_what_is_pending_once(frontdesk, ready):
    checked = frontdesk("migrate", "--check")
    assert checked.exit_code == 1
    assert "pending" in checked.output
    applied = frontdesk("migrate")
    assert applied.exit_code == 0
    assert applied.output == checked.output.replace("pending", "applied")
    assert ready.exists()
    assert frontdesk("migrate").output == "nothing to do: the database is as new as the code\n"
    assert frontdesk("migrate", "--check").exit_code == 0


def test_it_needs_no_keys(frontdesk, ready, monkeypatch):
    monkeypatch.delenv("FRONTDESK_ENCRYPTION_KEYS")
    assert frontdesk("migrate").exit_code == 0


@pytest.mark.parametrize("command", ["serve", "work"])
def test_others_wait_for_it(frontdesk, ready, command):
    result = frontdesk(command)
    assert result.exit_code == 3
    assert "frontdesk migrate" in result.output


def test_a_bot_with_problems_does_not_start(frontdesk, ready):
    result = frontdesk("run", "saloon")
    assert result.exit_code == 3
    assert "did you mean 'salon'?" in result.output
