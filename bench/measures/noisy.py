"""What the other businesses notice when one of them gets 50 times its share of messages."""

from __future__ import annotations

import statistics

from harness.choices import Choices
from harness.figures import REPLY_P99
from harness.load import Posted
from harness.rounds import Plan, rounds
from harness.stand import Stand
from harness.table import show

__all__ = ["noisy"]

_TIMES = 50


def noisy(stand: Stand, choices: Choices) -> dict[str, float]:
    """The other businesses get as many messages in both cases.

    :return: how many times longer than without the noise their slowest replies (p99) took, by subject.
    """
    seconds, rate = choices.seconds or 15, choices.rate or 60
    calm = Plan(rate=rate, seconds=seconds, which=_of_others)
    louder = rate * (calm.tenants + _TIMES - 1) / calm.tenants
    loud = Plan(rate=louder, seconds=seconds, noisy=_TIMES, which=_of_others)
    ratios, rows = {}, []
    for subject in choices.frontdesks(stand):
        calm_p99: list[float] = []
        loud_p99: list[float] = []
        for _ in range(choices.rounds):
            calm_p99 += map(REPLY_P99.of, rounds([subject], calm, 1)[subject.name])
            loud_p99 += map(REPLY_P99.of, rounds([subject], loud, 1)[subject.name])
        before, after = statistics.median(calm_p99), statistics.median(loud_p99)
        ratios[subject.name] = after / before
        rows.append([subject.name, f"{before:.1f}", f"{after:.1f}", f"{after / before:.2f}"])
    show(
        f"p99 of the other businesses, ms: {calm.rate:g} messages a second to {calm.tenants} businesses, "
        f"then {loud.rate:g} of which one business gets {_TIMES} shares",
        ["subject", "without", "with", "ratio"],
        rows,
    )
    return ratios


def _of_others(message: Posted) -> bool:
    return message.webhook.tenant != 0
