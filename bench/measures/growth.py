"""What a message costs when much is stored already."""

from __future__ import annotations

from collections.abc import Sequence

from harness.choices import Choices
from harness.figures import CPU, CPU_ELSEWHERE, REPLIES, REPLY_P50, Comparison
from harness.multiply import multiply
from harness.outcome import Outcome
from harness.rounds import Plan, play
from harness.stand import Stand
from harness.subjects import Frontdesk
from harness.table import show

__all__ = ["growth"]

#: Messages that the product itself writes, every other one a reply; the rest are copies.
_REAL = 10_000


def growth(stand: Stand, choices: Choices) -> list[Comparison]:
    """A burst with so many messages stored before; the ratio is to the smallest number."""
    sizes = sorted(choices.stored)
    found = []
    for kind, database in (("sqlite", "sqlite"), ("postgres", "postgresql")):
        if kind in choices.only:
            found.append(_on(stand, choices, database, sizes))
    return found


def _on(stand: Stand, choices: Choices, database: str, sizes: Sequence[int]) -> Comparison:
    subjects = [_grown(stand, choices, database, size) for size in sizes]
    plan = Plan(messages=choices.messages or 2_500)
    outcomes: dict[str, list[Outcome]] = {subject.name: [] for subject in subjects}
    for _ in range(choices.rounds):
        for subject in subjects:
            outcomes[subject.name].append(play(subject, plan, prepare=False))
    comparison = Comparison(outcomes, [subjects[0].name])
    show(
        f"Burst of {plan.messages} with so many messages stored before, echo",
        *comparison.table(CPU, CPU_ELSEWHERE, REPLIES, REPLY_P50),
    )
    return comparison


def _grown(stand: Stand, choices: Choices, database: str, size: int) -> Frontdesk:
    subject = Frontdesk(stand, database=database, threads=choices.threads, label=f"{size:,} stored")
    subject.prepare()
    play(subject, Plan(messages=min(size, _REAL) // 2, warm=0), prepare=False)
    if size > _REAL:
        print(f"copying rows until {size:,} messages are stored", flush=True)
        multiply(subject.url, round(size / _REAL) - 1)
    return subject
