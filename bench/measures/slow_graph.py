"""The same burst, when the Graph API takes its time: what counts is how many replies are under way."""

from __future__ import annotations

from harness.choices import Choices
from harness.figures import CPU, REPLIES, REPLY_P50, REPLY_P99, Comparison
from harness.rounds import Plan
from harness.stand import Stand
from harness.table import show
from measures.comparing import compare

__all__ = ["slow_graph"]

#: Seconds; a usual answer of the real one.
_DELAY = 0.1


def slow_graph(stand: Stand, choices: Choices) -> Comparison:
    """Against the anchor with 128 requests under way."""
    plan = Plan(messages=choices.messages or 2_500, delay=_DELAY)
    found = compare(stand, choices, plan, ("everysec", 128), ("always", 128))
    show(
        f"Burst of {plan.messages}, the Graph API takes {1000 * _DELAY:.0f} ms, echo",
        *found.table(REPLIES, REPLY_P50, REPLY_P99, CPU),
    )
    return found
