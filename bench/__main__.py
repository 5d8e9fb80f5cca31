"""``python bench MEASUREMENT``: what frontdesk can do, side by side with the stack it replaces.

The servers are started, and ended, by the measurement itself; ``README.md`` tells what each measures.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping

from harness.choices import Choices
from harness.stand import Stand, open_stand
from harness.table import machine
from measures.acks import acks
from measures.burst import burst
from measures.growth import growth
from measures.judging import Judge
from measures.latency import idle, open_loop
from measures.memory import memory
from measures.noisy import noisy
from measures.scale import scale
from measures.slow_graph import slow_graph
from measures.soak import soak
from measures.startup import startup

Measure = Callable[[Stand, Choices, Judge], object]

_MEASURES: Mapping[str, Measure] = {
    "acks": lambda stand, choices, judge: judge.hear("acks", acks(stand, choices)),
    "burst-echo": lambda stand, choices, judge: judge.hear("burst echo", burst(stand, choices, "echo")),
    "burst-salon": lambda stand, choices, judge: judge.hear("burst salon", burst(stand, choices, "salon")),
    "slow-graph": lambda stand, choices, judge: judge.hear("slow graph", slow_graph(stand, choices)),
    "open": lambda stand, choices, judge: judge.hear("open", open_loop(stand, choices)),
    "idle": lambda stand, choices, judge: judge.hear("idle", idle(stand, choices)),
    "memory": lambda stand, choices, judge: judge.hear("memory", memory(stand, choices)),
    "startup": lambda stand, choices, judge: startup(stand, choices),
    "growth": lambda stand, choices, judge: growth(stand, choices),
    "scale": lambda stand, choices, judge: scale(stand, choices),
    "noisy": lambda stand, choices, judge: noisy(stand, choices),
}
_GROUPS = {
    "burst": ("burst-echo", "burst-salon"),
    "short": ("acks", "burst-echo", "burst-salon", "slow-graph", "open", "idle"),
}


def main() -> int:
    """Measure, and print."""
    parser = argparse.ArgumentParser(prog="python bench", description=(__doc__ or "").strip())
    parser.add_argument("measure", choices=[*_MEASURES, *_GROUPS, "soak"])
    Choices.declare(parser)
    given = parser.parse_args()
    choices, judge = Choices.of(given), Judge()
    print(f"{machine()}; {choices.rounds} rounds, medians")
    with open_stand() as stand:
        if given.measure == "soak":
            return 0 if soak(stand, choices) else 1
        for name in _GROUPS.get(given.measure, (given.measure,)):
            _MEASURES[name](stand, choices, judge)
    judge.rule()
    return 0


if __name__ == "__main__":
    sys.exit(main())
