"""Figures of outcomes, medians over rounds, and their ratios to the anchor."""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from harness.outcome import Outcome

__all__ = [
    "ACKS",
    "ACK_P50",
    "ACK_P99",
    "CPU",
    "CPU_ELSEWHERE",
    "MEMORY",
    "REPLIES",
    "REPLY_P50",
    "REPLY_P95",
    "REPLY_P99",
    "Comparison",
    "Figure",
]


@dataclass(frozen=True, slots=True)
class Figure:
    """Something that is measured of each round.

    :ivar better: 1 where more is better, -1 where less is.
    """

    name: str
    of: Callable[[Outcome], float]
    better: int = -1
    digits: int = 1

    def written(self, value: float) -> str:
        """A value, to read."""
        return "-" if math.isnan(value) else f"{value:.{self.digits}f}"


ACKS = Figure("acks/s", lambda outcome: outcome.acks_per_second, 1, 0)
REPLIES = Figure("replies/s", lambda outcome: outcome.replies_per_second, 1, 0)
ACK_P50 = Figure("ack p50 ms", lambda outcome: 1e3 * outcome.ack_p50)
ACK_P99 = Figure("ack p99 ms", lambda outcome: 1e3 * outcome.ack_p99)
REPLY_P50 = Figure("reply p50 ms", lambda outcome: 1e3 * outcome.reply_p50)
REPLY_P95 = Figure("p95 ms", lambda outcome: 1e3 * outcome.reply_p95)
REPLY_P99 = Figure("p99 ms", lambda outcome: 1e3 * outcome.reply_p99)
CPU = Figure("CPU ms/message", lambda outcome: 1e3 * outcome.cpu, -1, 2)
CPU_ELSEWHERE = Figure("CPU of databases", lambda outcome: 1e3 * outcome.cpu_elsewhere, -1, 2)
MEMORY = Figure("memory MB", lambda outcome: outcome.memory / 1e6, -1, 0)
_COUNTS = ("lost", "doubled", "disordered")


class Comparison:
    """Rounds of several subjects, some of which are the anchor.

    :param outcomes: rounds by the subject's name.
    :param anchors: names of the anchor's settings.
    """

    def __init__(self, outcomes: Mapping[str, Sequence[Outcome]], anchors: Sequence[str]) -> None:
        self.outcomes = outcomes
        self._anchors = anchors

    @property
    def own(self) -> list[str]:
        """Names of frontdesk's subjects."""
        return [name for name in self.outcomes if name not in self._anchors]

    def median(self, name: str, figure: Figure) -> float:
        """Of a subject's rounds."""
        return statistics.median(map(figure.of, self.outcomes[name]))

    def anchor(self, figure: Figure) -> float:
        """The best median of the anchor's settings; NaN without an anchor."""
        medians = [self.median(name, figure) for name in self._anchors]
        return max(medians, key=lambda value: figure.better * value) if medians else math.nan

    def ratio(self, name: str, figure: Figure) -> float:
        """A subject's median to the anchor's."""
        return self.median(name, figure) / self.anchor(figure)

    def wrong(self, name: str) -> int:
        """Messages of a subject that were lost, answered twice, or answered out of order."""
        return sum(getattr(outcome, count) for outcome in self.outcomes[name] for count in _COUNTS)

    def table(self, *figures: Figure) -> tuple[list[str], list[list[str]]]:
        """Head and rows: medians; of the first figure also the range of the rounds, and the ratio."""
        first = figures[0]
        head = ["subject", first.name, "ratio", *(each.name for each in figures[1:]), *_COUNTS]
        return head, [self._row(name, figures) for name in self.outcomes]

    def _row(self, name: str, figures: Sequence[Figure]) -> list[str]:
        outcomes, first = self.outcomes[name], figures[0]
        every = [first.of(outcome) for outcome in outcomes]
        low, high = first.written(min(every)), first.written(max(every))
        ratio = self.ratio(name, first)
        return [
            name,
            f"{first.written(self.median(name, first))} ({low}-{high})",
            "-" if math.isnan(ratio) else f"{ratio:.2f}",
            *(each.written(self.median(name, each)) for each in figures[1:]),
            *(str(sum(getattr(outcome, count) for outcome in outcomes)) for count in _COUNTS),
        ]
