"""Half an hour of everyday trouble: is anything lost or answered twice, and does memory stay flat?"""

from __future__ import annotations

import statistics
from collections.abc import Sequence

from harness.choices import Choices
from harness.figures import CPU, REPLY_P50, REPLY_P99
from harness.rounds import Plan, play
from harness.stand import Stand
from harness.table import show

__all__ = ["soak"]

#: How much more memory the last quarter may need than the second one.
_FLAT = 1.10


def soak(stand: Stand, choices: Choices) -> bool:
    """A steady rate, webhooks that come twice, a Graph API that fails at times, and word of every delivery.

    :return: whether nothing was lost, doubled or out of order, and memory stayed flat.
    """
    seconds = 60 * choices.minutes
    plan = Plan(
        rate=choices.rate or 50,
        seconds=seconds,
        faults=0.01,
        redelivered=0.05,
        receipts=True,
        conversations=20_000,
        sample=min(10.0, seconds / 40),
    )
    rows, good = [], True
    for subject in choices.frontdesks(stand):
        outcome = play(subject, plan)
        growth = _growth([size for _, size in outcome.samples])
        wrong = outcome.lost + outcome.doubled + outcome.disordered
        fine = not wrong and growth <= _FLAT
        good = good and fine
        rows.append(
            [
                subject.name,
                str(outcome.acknowledged),
                str(outcome.faults),
                str(outcome.lost),
                str(outcome.doubled),
                str(outcome.disordered),
                f"{min(size for _, size in outcome.samples) / 1e6:.0f}",
                f"{max(size for _, size in outcome.samples) / 1e6:.0f}",
                f"{growth:.3f}",
                *(each.written(each.of(outcome)) for each in (REPLY_P50, REPLY_P99, CPU)),
                "good" if fine else "BAD",
            ]
        )
    show(
        f"{choices.minutes:g} minutes at {plan.rate:g} messages a second; memory is flat when its last "
        f"quarter needs at most {_FLAT:g} times what the second one did",
        [
            "subject", "messages", "faults", "lost", "doubled", "disordered", "MB, least", "most",
            "last quarter", "reply p50 ms", "p99", "CPU ms", "",
        ],
        rows,
    )  # fmt: skip
    return good


def _growth(sizes: Sequence[int]) -> float:
    quarter = max(len(sizes) // 4, 1)
    return statistics.median(sizes[-quarter:]) / statistics.median(sizes[quarter : 2 * quarter] or sizes)
