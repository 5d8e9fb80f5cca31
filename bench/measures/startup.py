"""How long a process takes from its start until it is ready to work."""

from __future__ import annotations

import statistics

from harness.choices import Choices
from harness.graph import Graph
from harness.stand import Stand
from harness.table import show

__all__ = ["startup"]


def startup(stand: Stand, choices: Choices) -> None:
    """With 50 businesses. The first start of each, which also fills caches, is not counted."""
    subjects = [*choices.anchors(stand, ("everysec", 64)), *choices.frontdesks(stand)]
    times: dict[tuple[str, str], list[float]] = {}
    for subject in subjects:
        subject.prepare()
    for number in range(choices.rounds + 1):
        for subject in subjects:
            graph = Graph()
            with subject.running(graph):
                taken = dict(subject.taken)
            graph.close()
            for label, seconds in taken.items() if number else ():
                times.setdefault((subject.name, label), []).append(1000 * seconds)
    rows = [
        [name, label, f"{statistics.median(each):.0f} ({min(each):.0f}-{max(each):.0f})"]
        for (name, label), each in times.items()
    ]
    show("From the start of a process until it says that it is ready, ms", ["subject", "process", "ms"], rows)
