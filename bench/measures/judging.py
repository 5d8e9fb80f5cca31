"""The table that says what must be reached, what is aimed at, and what was measured."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from harness.figures import ACKS, CPU, MEMORY, REPLIES, REPLY_P50, REPLY_P99, Comparison, Figure
from harness.table import show

__all__ = ["Judge"]


@dataclass(frozen=True, slots=True)
class _Row:
    """One row.

    :ivar must: what must be reached: a ratio to the anchor, or a value.
    :ivar aim: what is aimed at.
    """

    measure: str
    figure: Figure
    must: float
    aim: float
    ratio: bool = True


_ROWS = {
    "acks": [_Row("durable acks a second", ACKS, 1.0, 1.15)],
    "burst echo": [
        _Row("replies a second, burst, echo", REPLIES, 1.3, 2.0),
        _Row("CPU ms a message, echo", CPU, 1.0, 0.7, ratio=False),
    ],
    "burst salon": [
        _Row("replies a second, burst, salon", REPLIES, 0.8, 1.3),
        _Row("CPU ms a message, salon", CPU, 2.5, 1.2, ratio=False),
    ],
    "slow graph": [_Row("replies a second, Graph API takes 100 ms", REPLIES, 1.2, 2.0)],
    "open": [
        _Row("webhook to reply, 100/s, p50", REPLY_P50, 1.0, 0.5),
        _Row("webhook to reply, 100/s, p99", REPLY_P99, 1.0, 0.5),
    ],
    "idle": [_Row("webhook to reply, idle, p50 ms", REPLY_P50, 8.0, 4.0, ratio=False)],
    "memory": [_Row("memory MB after 100,000 messages", MEMORY, 400, 250, ratio=False)],
}


class Judge:
    """Collects what was measured, and prints the table."""

    def __init__(self) -> None:
        self._found: dict[str, Comparison] = {}

    def hear(self, name: str, found: Comparison) -> None:
        """A measurement is done."""
        self._found[name] = found

    def rule(self) -> bool:
        """Print the table.

        :return: whether everything that was measured reaches what it must.
        """
        if not self._found:
            return True
        rows = [row for name, found in self._found.items() for row in _judged(name, found)]
        show(
            "What must be reached (ratios are to the best setting of the anchor in the same run)",
            ["measure", "subject", "anchor", "measured", "ratio", "must reach", "aim", ""],
            rows,
        )
        return all(row[-1] in ("reached", "aim reached", "no anchor") for row in rows)


def _judged(name: str, found: Comparison) -> Iterator[list[str]]:
    for row in _ROWS[name]:
        for subject in found.own:
            value, anchor = found.median(subject, row.figure), found.anchor(row.figure)
            ratio = value / anchor
            measured = ratio if row.ratio else value
            yield [
                row.measure,
                subject,
                row.figure.written(anchor),
                row.figure.written(value),
                "-" if math.isnan(ratio) else f"{ratio:.2f}",
                f"{row.must:g}{'x' if row.ratio else ''}",
                f"{row.aim:g}{'x' if row.ratio else ''}",
                _verdict(row, measured),
            ]
    for subject in found.own:
        wrong = found.wrong(subject)
        yield [
            f"lost, doubled, out of order ({name})", subject, "", str(wrong), "-", "0", "0",
            "MISSED" if wrong else "aim reached",
        ]  # fmt: skip


def _verdict(row: _Row, measured: float) -> str:
    if math.isnan(measured):
        return "no anchor"
    better = row.figure.better
    if better * measured >= better * row.aim:
        return "aim reached"
    return "reached" if better * measured >= better * row.must else "MISSED"
