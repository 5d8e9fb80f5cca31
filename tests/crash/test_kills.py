"""Six seeded kills of the crash matrix; ``make crash`` runs hundreds."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from crashlab.matrix import Plan, run

#: Between them, every kind of victim dies. The two back ends run side by side, so that their waits overlap.
PLANS = [
    Plan("sqlite", kills=3, seed=1, rate=15, longest_gap=1.5),
    Plan("postgresql", kills=3, seed=11, rate=15, longest_gap=1.5),
]


@pytest.mark.slow
def test_nothing_is_lost_doubled_or_out_of_order_whatever_dies(tmp_path):
    folders = [tmp_path / plan.backend for plan in PLANS]
    for folder in folders:
        folder.mkdir()
    with ThreadPoolExecutor() as pool:
        outcomes = list(pool.map(run, PLANS, folders))
    assert {kill.victim for outcome in outcomes for kill in outcome.evidence.kills} == {
        "server", "worker", "both", "redis", "postgres",
    }  # fmt: skip
    for outcome in outcomes:
        assert len(outcome.evidence.written) > 20
        assert not outcome.faults, str(outcome)
