"""How long a customer waits: from the moment a webhook is due to its reply."""

from __future__ import annotations

from harness.choices import Choices
from harness.figures import ACK_P50, ACK_P99, CPU, REPLY_P50, REPLY_P95, REPLY_P99, Comparison
from harness.rounds import Plan
from harness.stand import Stand
from harness.table import show
from measures.comparing import compare

__all__ = ["idle", "open_loop"]

_SETTINGS = (("everysec", 64), ("always", 64))


def open_loop(stand: Stand, choices: Choices) -> Comparison:
    """Messages come by chance, whether or not the last ones are answered."""
    return _paced(stand, choices, choices.rate or 100, choices.seconds or 10)


def idle(stand: Stand, choices: Choices) -> Comparison:
    """So few messages that each finds everybody asleep."""
    return _paced(stand, choices, choices.rate or 6, choices.seconds or 20)


def _paced(stand: Stand, choices: Choices, rate: float, seconds: float) -> Comparison:
    found = compare(stand, choices, Plan(rate=rate, seconds=seconds), *_SETTINGS)
    show(
        f"{rate:g} messages a second for {seconds:g} s, echo",
        *found.table(REPLY_P50, REPLY_P95, REPLY_P99, ACK_P50, ACK_P99, CPU),
    )
    return found
