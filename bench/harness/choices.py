"""Options that all measurements have, and the subjects that they choose."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from harness.stand import Stand
from harness.subjects import Frontdesk, Node, Subject, node_is_there

__all__ = ["Choices"]

_KINDS = ("sqlite", "alone", "postgres", "node")


@dataclass(frozen=True, slots=True)
class Choices:
    """What somebody asked for on the command line.

    :ivar rounds: of each subject; the median counts.
    :ivar messages: in a round; None leaves it to the measurement.
    :ivar seconds: of a round, where messages come at a rate; None leaves it to the measurement.
    :ivar rate: messages a second; None leaves it to the measurement.
    :ivar minutes: of the soak.
    :ivar only: kinds of subjects; ``alone`` is SQLite with everything in one process.
    :ivar threads: of ``frontdesk work``; None leaves it to the product.
    """

    rounds: int
    messages: int | None
    seconds: float | None
    rate: float | None
    minutes: float
    stored: Sequence[int]
    only: Sequence[str]
    threads: int | None

    @classmethod
    def declare(cls, parser: argparse.ArgumentParser) -> None:
        """Add the options to a parser."""
        parser.add_argument("--rounds", type=int, default=3, help="of each subject; the median counts (3)")
        parser.add_argument("--messages", type=int, help="in a round")
        parser.add_argument("--seconds", type=float, help="of a round, where messages come at a rate")
        parser.add_argument("--rate", type=float, help="messages a second")
        parser.add_argument("--minutes", type=float, default=30, help="of the soak (30)")
        parser.add_argument(
            "--stored", type=_counts, default=[10_000, 1_000_000], help="growth: 10000,1000000,10000000"
        )
        parser.add_argument("--only", type=_kinds, default=_KINDS, help=f"some of {','.join(_KINDS)}")
        parser.add_argument("--threads", type=int, help="of 'frontdesk work'")

    @classmethod
    def of(cls, given: argparse.Namespace) -> Choices:
        """What was given."""
        return cls(**{name: getattr(given, name) for name in cls.__slots__})

    def frontdesks(self, stand: Stand, bot: str = "echo") -> list[Frontdesk]:
        """Those of frontdesk that were asked for."""
        made: dict[str, Callable[[], Frontdesk]] = {
            "sqlite": lambda: Frontdesk(stand, database="sqlite", bot=bot, threads=self.threads),
            "alone": lambda: Frontdesk(stand, database="sqlite", bot=bot, alone=True, threads=self.threads),
            "postgres": lambda: Frontdesk(stand, database="postgresql", bot=bot, threads=self.threads),
        }
        return [make() for kind, make in made.items() if kind in self.only]

    def anchors(self, stand: Stand, *settings: tuple[str, int]) -> list[Subject]:
        """The anchor, where it was asked for and is there.

        :param settings: fsync, and how many messages at once.
        """
        if "node" not in self.only:
            return []
        if not node_is_there():
            print(
                "No ratios: the Node anchor is not there. Install Node 20 and run: make bench-anchor",
                file=sys.stderr,
            )
            return []
        return [Node(stand, fsync=fsync, concurrency=concurrency) for fsync, concurrency in settings]


def _kinds(words: str) -> list[str]:
    kinds = words.split(",")
    if unknown := set(kinds) - set(_KINDS):
        raise argparse.ArgumentTypeError(f"not known: {', '.join(unknown)}; there are {', '.join(_KINDS)}")
    return kinds


def _counts(words: str) -> list[int]:
    return [int(word.replace("_", "")) for word in words.split(",")]
