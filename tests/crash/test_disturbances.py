"""Less than death, under load: Redis forgets, PostgreSQL is restarted, a worker stands still."""

from __future__ import annotations

import pytest
from crashlab.matrix import Plan, run

VICTIMS = ("redis flushed", "postgres restarted", "worker frozen")


@pytest.mark.slow
def test_nothing_is_lost_doubled_or_out_of_order(tmp_path):
    plan = Plan("postgresql", len(VICTIMS), seed=3, rate=15, longest_gap=1.5, victims=VICTIMS)
    outcome = run(plan, tmp_path)
    assert {kill.victim for kill in outcome.evidence.kills} == set(VICTIMS)
    assert not outcome.faults, str(outcome)
