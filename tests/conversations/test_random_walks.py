"""Random walks through every bundled bot: no exception, no loop, all answered, nothing booked by accident.

Some of them run with the other tests; ``make walks`` takes a thousand (``FRONTDESK_WALKS``).
"""

from __future__ import annotations

import os
from datetime import datetime

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from tests.conversations.customers import MOVES, Walk

from frontdesk.testing import open_desk

#: How many walks in all, and into how many tests they are dealt out, to run side by side.
WALKS = int(os.environ.get("FRONTDESK_WALKS", "120"))
ROUNDS = 5
#: The bundled bots, each with its share of the walks in twentieths.
SHARES = {"salon": 9, "clinic": 6, "shop": 3, "echo": 2}
NOW = datetime(2026, 11, 23, 10, 0)


@pytest.mark.slow
@pytest.mark.parametrize("number", range(ROUNDS))
@pytest.mark.parametrize("bot", SHARES)
def test_a_random_walk_is_answered_never_loops_and_books_nothing_by_accident(bot, number):
    walks = max(1, WALKS * SHARES[bot] // 20 // ROUNDS)

    @seed(number)
    @settings(
        max_examples=walks,
        deadline=None,
        database=None,
        # To shrink a talk of a whole desk takes many minutes; what was walked is in the message.
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(MOVES, st.sampled_from([None, "Анна"]))
    def walk(moves, name):
        with open_desk(bot, clock=NOW) as desk:
            walked = Walk(desk, name, always_confirmed=bot == "clinic")
            for move in moves:
                walked.take(move)
            walked.require_no_loop()

    walk()
