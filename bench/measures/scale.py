"""What a message costs in a large installation: 10,000 businesses with a million customers."""

from __future__ import annotations

from dataclasses import replace

from harness.choices import Choices
from harness.figures import CPU, CPU_ELSEWHERE, MEMORY, REPLIES, REPLY_P50, Comparison
from harness.multiply import multiply
from harness.outcome import Outcome
from harness.rounds import Plan, play
from harness.stand import Stand
from harness.subjects import Frontdesk
from harness.table import show

__all__ = ["scale"]

_TENANTS = 10_000
_CONTACTS = 1_000_000


def scale(stand: Stand, choices: Choices) -> Comparison:
    """A burst to a small installation and to a large one, on PostgreSQL; the ratio is to the small one."""
    small = Frontdesk(stand, database="postgresql", threads=choices.threads, label="50 businesses")
    small.prepare()
    large = Frontdesk(
        stand,
        database="postgresql",
        threads=choices.threads,
        tenants=_TENANTS,
        label=f"{_TENANTS:,} businesses, {_CONTACTS:,} customers",
    )
    large.prepare()
    print("filling the database of the large one", flush=True)
    first = Plan(messages=_TENANTS, warm=0, tenants=_TENANTS, conversations=_TENANTS)
    written = play(large, first, prepare=False)
    multiply(large.url, round(_CONTACTS / max(written.contacts, 1)) - 1)
    plans = {
        small: Plan(messages=choices.messages or 2_500),
        large: replace(first, messages=choices.messages or 2_500, warm=1_000),
    }
    outcomes: dict[str, list[Outcome]] = {subject.name: [] for subject in plans}
    for _ in range(choices.rounds):
        for subject, plan in plans.items():
            outcomes[subject.name].append(play(subject, plan, prepare=False))
    found = Comparison(outcomes, [small.name])
    show("Burst, echo", *found.table(CPU, CPU_ELSEWHERE, REPLIES, REPLY_P50, MEMORY))
    return found
