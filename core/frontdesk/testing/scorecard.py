"""What came of reading phrases: for people, and as JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from frontdesk.testing.phrases import Phrase

__all__ = ["Scorecard", "Verdict"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """How one phrase was read.

    :ivar line: where it stands; 1-based.
    :ivar intent: what it was understood to do.
    :ivar read: by slot name, each value that it was understood to hand over; several are in doubt.
    :ivar wrong: names of the slots that are not right; empty where only the intent counts.
    :ivar reasons: why it was read so.
    :ivar advice: what to add for it to be understood.
    """

    phrase: Phrase
    line: int
    intent: str
    read: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    wrong: frozenset[str] = frozenset()
    reasons: tuple[str, ...] = ()
    advice: tuple[str, ...] = ()

    @property
    def intent_right(self) -> bool:
        """Whether it was understood to do one of what will do."""
        return self.intent in self.phrase.intent

    @property
    def right(self) -> bool:
        """Whether all of it was."""
        return self.intent_right and not self.wrong


@dataclass(frozen=True, slots=True)
class Scorecard:
    """How the phrases of a file were read.

    :ivar at_least: so many must be read entirely right, in per cent.
    """

    file: Path
    at_least: float
    verdicts: tuple[Verdict, ...]

    @property
    def right(self) -> float:
        """How many were read entirely right, in per cent."""
        return _share(sum(verdict.right for verdict in self.verdicts), len(self.verdicts))

    @property
    def intents_right(self) -> float:
        """How many were understood to do what they do, in per cent."""
        return _share(sum(verdict.intent_right for verdict in self.verdicts), len(self.verdicts))

    @property
    def slots_right(self) -> float:
        """F1 of the slots of all phrases whose slots count, in per cent."""
        hits = misses = 0
        for verdict in self.verdicts:
            if verdict.phrase.slots is not None:
                names = verdict.read.keys() | verdict.phrase.slots.keys()
                hits += 2 * len(names - verdict.wrong)
                for name in verdict.wrong:
                    misses += (name in verdict.read) + (name in verdict.phrase.slots)
        return _share(hits, hits + misses)

    @property
    def ok(self) -> bool:
        """Whether enough of them were read entirely right."""
        return self.right >= self.at_least

    @property
    def confusion(self) -> Counter[tuple[str, str]]:
        """How often an intent (the first that will do) was taken for another."""
        return Counter(
            (verdict.phrase.intent[0], verdict.intent)
            for verdict in self.verdicts
            if not verdict.intent_right
        )

    def render(self, console: Console) -> None:
        """Print it: what was read wrong and what to add, what was taken for what, and the figures."""
        for verdict in self.verdicts:
            if not verdict.right:
                console.print(Text("\n".join(self._explained(verdict))))
        if self.confusion:
            table = Table("expected", "read as", "phrases", box=None)
            for (expected, read), count in self.confusion.most_common():
                table.add_row(expected, read, str(count))
            console.print()
            console.print(table)
            console.print()
        right = sum(verdict.right for verdict in self.verdicts)
        console.print(
            f"{right} of {len(self.verdicts)} phrases are read entirely right ({self.right:.1f} %): "
            f"intents {self.intents_right:.1f} %, slots {self.slots_right:.1f} % (F1)"
        )
        if not self.ok:
            console.print(f"{self.at_least:g} % are to be read right", style="red")

    def to_json(self) -> dict[str, Any]:
        """The same for programs. Figures are per cent."""
        return {
            "file": str(self.file),
            "phrases": len(self.verdicts),
            "right": round(self.right, 2),
            "intents": round(self.intents_right, 2),
            "slots_f1": round(self.slots_right, 2),
            "at_least": self.at_least,
            "ok": self.ok,
            "confusion": [
                {"expected": expected, "read": read, "phrases": count}
                for (expected, read), count in self.confusion.most_common()
            ],
            "wrong": [
                {
                    "line": verdict.line,
                    "say": verdict.phrase.say,
                    "expected": list(verdict.phrase.intent),
                    "read": verdict.intent,
                    "slots": {
                        name: {
                            "expected": list(verdict.phrase.values.get(name, ())),
                            "read": list(verdict.read.get(name, ())),
                        }
                        for name in sorted(verdict.wrong)
                    },
                    "reasons": list(verdict.reasons),
                    "advice": list(verdict.advice),
                }
                for verdict in self.verdicts
                if not verdict.right
            ],
        }

    def _explained(self, verdict: Verdict) -> list[str]:
        lines = [f"{self.file}:{verdict.line}  {verdict.phrase.say}"]
        if not verdict.intent_right:
            lines.append(f"    expected {' or '.join(verdict.phrase.intent)}, read as {verdict.intent}")
        for name in sorted(verdict.wrong):
            expected = _listed(verdict.phrase.values.get(name, ()))
            lines.append(f"    {name}: expected {expected}, read {_listed(verdict.read.get(name, ()))}")
        lines += [f"    why: {reason}" for reason in verdict.reasons]
        lines += [f"    add: {each}" for each in verdict.advice]
        return lines


def _listed(values: tuple[Any, ...]) -> str:
    return " or ".join(str(value) for value in values) or "nothing"


def _share(part: int, whole: int) -> float:
    return 100 * part / whole if whole else 100.0
