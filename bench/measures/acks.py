"""How many webhooks a second are acknowledged, each on disk before its 200; nobody works on them."""

from __future__ import annotations

from harness.choices import Choices
from harness.figures import ACK_P50, ACK_P99, ACKS, CPU, Comparison
from harness.rounds import Plan
from harness.stand import Stand
from harness.table import show
from measures.comparing import compare

__all__ = ["acks"]


def acks(stand: Stand, choices: Choices) -> Comparison:
    """Against the anchor with Redis that syncs before it answers: its only setting that promises the same."""
    plan = Plan(messages=choices.messages or 25_000, seconds=choices.seconds or 5, workers=False)
    found = compare(stand, choices, plan, ("always", 64))
    show("Durable acknowledgements, 32 connections", *found.table(ACKS, ACK_P50, ACK_P99, CPU))
    return found
