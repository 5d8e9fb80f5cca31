"""Memory of server and worker together, after many messages."""

from __future__ import annotations

from harness.choices import Choices
from harness.figures import CPU, MEMORY, REPLIES, Comparison
from harness.rounds import Plan, rounds
from harness.stand import Stand
from harness.table import show

__all__ = ["memory"]


def memory(stand: Stand, choices: Choices) -> Comparison:
    """One long round each. What processes share counts once (PSS)."""
    plan = Plan(messages=choices.messages or 100_000, conversations=20_000)
    subjects = choices.frontdesks(stand)
    found = Comparison(rounds(subjects, plan, 1), [])
    show(f"Memory after {plan.messages} messages, echo", *found.table(MEMORY, REPLIES, CPU))
    return found
