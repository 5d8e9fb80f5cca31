"""One round of the crash matrix: load, kills, quiet, verdict."""

from __future__ import annotations

import random
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from crashlab.bots import ECHO, SALON
from crashlab.customers import Crowd, Customer
from crashlab.graph import Graph
from crashlab.installation import Installation
from crashlab.kills import Killer
from crashlab.ledger import await_quiet, read_ledger
from crashlab.receipts import Receipts
from crashlab.verdict import Doubled, Evidence, doubled_replies, faults
from crashlab.webhooks import Webhooks

__all__ = ["Outcome", "Plan", "run"]

#: Seconds that the end of a round may take: an ambiguous reply waits 20 s for its receipt, and may die again.
_LONGEST_QUIET = 150.0


@dataclass(frozen=True, slots=True)
class Plan:
    """What to do.

    :ivar receipts: whether Graph tells what became of replies, so that ambiguous sends can be reconciled.
    :ivar rate: messages a second.
    :ivar longest_gap: seconds at most between the return of one victim and the death of the next.
    :ivar victims: what is killed; everything when it is empty.
    """

    backend: str
    kills: int
    seed: int
    receipts: bool = True
    rate: float = 25.0
    customers: int = 24
    longest_gap: float = 2.0
    victims: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it.

    :ivar faults: what must not be.
    :ivar doubled: replies that came twice; those without an excuse are among the faults too.
    """

    plan: Plan
    evidence: Evidence
    faults: list[str]
    doubled: list[Doubled]
    seconds: float

    def __str__(self) -> str:
        ledger, evidence = self.evidence.ledger, self.evidence
        before = [each.before for each in self.doubled if each.before is not None]
        earliest = f", at most {max(before):.1f} s before a death" if before else ""
        deaths = Counter(kill.victim for kill in evidence.kills)
        lines = [
            f"{self.plan.backend}, seed {self.plan.seed}, receipts {'on' if self.plan.receipts else 'off'}: "
            f"{len(evidence.kills)} kills in {self.seconds:.0f} s, {len(evidence.written)} messages, "
            f"{len(evidence.arrivals)} replies, {len(ledger.codes)} bookings ({ledger.live} live), "
            f"{len(self.doubled)} doubled (ambiguous{earliest}), {len(self.faults)} faults",
            f"  {', '.join(f'{name} {number}' for name, number in sorted(deaths.items()))}",
            f"  webhooks answered: {dict(sorted(evidence.answers.items()))}",
        ]
        return "\n".join([*lines, *(f"  FAULT {each}" for each in self.faults)])


def run(plan: Plan, folder: Path) -> Outcome:
    """Run a round.

    :param folder: empty; keeps the logs of the processes.
    """
    started = time.monotonic()
    graph = Graph(plan.seed)
    installation = Installation(plan.backend, folder, graph.url)
    try:
        installation.start()
        evidence = _endure(plan, graph, installation)
    finally:
        installation.close()
        graph.close()
    doubled = doubled_replies(evidence)
    return Outcome(plan, evidence, faults(evidence), doubled, time.monotonic() - started)


def _endure(plan: Plan, graph: Graph, installation: Installation) -> Evidence:
    webhooks = Webhooks(installation.port)
    receipts = Receipts(webhooks)
    if plan.receipts:
        graph.on_taken = receipts.tell
    crowd = Crowd(_customers(plan), webhooks, plan.rate)
    crowd.start()
    victims = {name: installation.victims[name] for name in plan.victims or installation.victims}
    kills = Killer(victims, plan.seed, longest_gap=plan.longest_gap).run(plan.kills)
    crowd.finish()
    quiet = await_quiet(installation.ask, _LONGEST_QUIET)
    receipts.finish()
    installation.stop()
    return Evidence(
        written=crowd.written,
        arrivals=list(graph.arrivals),
        kills=kills,
        told=receipts.told,
        ledger=read_ledger(installation.ask),
        answers=webhooks.answers,
        fell=sum(process.fell for process in installation.processes),
        quiet=quiet,
    )


def _customers(plan: Plan) -> list[Customer]:
    seeds = random.Random(plan.seed)
    return [
        Customer(
            f"7916{number:07}",
            SALON if number % 2 else ECHO,
            books=bool(number % 2),
            seed=seeds.getrandbits(32),
        )
        for number in range(plan.customers)
    ]
