"""Six seeded kills of the crash matrix; ``make crash`` runs hundreds."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from crashlab.matrix import Plan, run

#: The two back ends run side by side, so that their waits overlap.
PLANS = [
    Plan("sqlite", 3, seed=1, rate=15, longest_gap=1.5, victims=("server", "worker", "both")),
    Plan("postgresql", 3, seed=11, rate=15, longest_gap=1.5, victims=("both", "redis", "postgres")),
]


@pytest.mark.slow
def test_nothing_is_lost_doubled_or_out_of_order_whatever_dies(tmp_path):
    folders = [tmp_path / plan.backend for plan in PLANS]
    for folder in folders:
        folder.mkdir()
    with ThreadPoolExecutor() as pool:
        outcomes = list(pool.map(run, PLANS, folders))
    for plan, outcome in zip(PLANS, outcomes, strict=True):
        assert {kill.victim for kill in outcome.evidence.kills} == set(plan.victims)
        assert len(outcome.evidence.written) > 20
        assert not outcome.faults, str(outcome)
