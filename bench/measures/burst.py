"""How many replies a second a burst of messages gets, and what each costs."""

from __future__ import annotations

from harness.choices import Choices
from harness.figures import ACKS, CPU, CPU_ELSEWHERE, REPLIES, REPLY_P50, REPLY_P99, Comparison
from harness.rounds import Plan
from harness.stand import Stand
from harness.table import show
from measures.comparing import ALL_SETTINGS, compare

__all__ = ["burst"]


def burst(stand: Stand, choices: Choices, bot: str) -> Comparison:
    """From the first webhook to the last reply.

    :param bot: ``echo`` is the engine alone, ``salon`` understands and books.
    """
    plan = Plan(messages=choices.messages or 2_500, several=bot == "salon")
    found = compare(stand, choices, plan, *ALL_SETTINGS, bot=bot)
    show(
        f"Burst of {plan.messages}, 32 connections, {bot}",
        *found.table(REPLIES, ACKS, REPLY_P50, REPLY_P99, CPU, CPU_ELSEWHERE),
    )
    return found
