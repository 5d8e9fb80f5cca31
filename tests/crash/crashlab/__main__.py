"""``python -m crashlab``: the whole matrix, each back end, with and without receipts."""

from __future__ import annotations

import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import click

from crashlab.installation import BACKENDS
from crashlab.matrix import Outcome, Plan, run


@click.command()
@click.option("--kills", default=200, show_default=True, help="Moments for each back end.")
@click.option("--seed", default=None, type=int, help="Where chance begins; by default another one each time.")
@click.option("--backend", "backends", multiple=True, type=click.Choice(BACKENDS), default=BACKENDS)
@click.option("--rate", default=25.0, show_default=True, help="Messages a second.")
@click.option(
    "--rounds", default=4, show_default=True, help="Kills of a back end are shared out among so many."
)
def main(kills: int, seed: int | None, backends: tuple[str, ...], rate: float, rounds: int) -> None:
    """Kill server, worker, both, Redis and PostgreSQL at random moments under load, and look what is left.

    Some moments bring less: Redis forgets everything, PostgreSQL is restarted, a worker stands still.

    Every second round is without receipts: then nobody can tell whether an ambiguous reply arrived. Ends with
    1 when anything was lost, acted on twice, out of order, booked over another, or doubled without need.
    """
    seed = time.time_ns() % 1_000_000 if seed is None else seed
    folder = Path(tempfile.mkdtemp(prefix="fd-crash-"))
    click.echo(f"seed {seed}, logs in {folder}")
    plans = [
        Plan(backend, len(range(number, kills, rounds)), seed + number, receipts=number % 2 == 0, rate=rate)
        for number in range(min(rounds, kills))
        for backend in backends
    ]
    outcomes = []
    with ThreadPoolExecutor(1) as pool:
        for outcome in pool.map(lambda plan: _round(plan, folder), plans):
            click.echo(str(outcome))
            outcomes.append(outcome)
    bad = sum(len(outcome.faults) for outcome in outcomes)
    doubled = sum(len(outcome.doubled) for outcome in outcomes)
    done = sum(len(outcome.evidence.kills) for outcome in outcomes)
    messages = sum(len(outcome.evidence.written) for outcome in outcomes)
    click.echo(f"{done} kills, {messages} messages: {bad} faults, {doubled} doubled replies, all ambiguous")
    sys.exit(bad > 0)


def _round(plan: Plan, folder: Path) -> Outcome:
    own = folder / f"{plan.backend}-{plan.seed}"
    own.mkdir()
    return run(plan, own)


main()
