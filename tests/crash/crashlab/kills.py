"""When what is killed: drawn from a seed."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from crashlab.installation import Mortal
from crashlab.processes import Process

__all__ = ["Kill", "Killer"]


@dataclass(frozen=True, slots=True)
class Kill:
    """One moment.

    :ivar at: when, in seconds of the monotonic clock.
    :ivar back: when all that died was ready again.
    """

    victim: str
    at: float
    back: float

    @property
    def sender(self) -> bool:
        """Whether a reply under way may have lost its sender, or the place to write down its fate."""
        return self.victim not in {"server", "redis", "redis flushed"}


class Killer:
    """Kills and starts again.

    :param victims: names, and under each what can be killed together.
    :param longest_gap: seconds at most between the return of one victim and the death of the next.
    """

    def __init__(
        self, victims: Mapping[str, Sequence[Sequence[Mortal]]], seed: int, *, longest_gap: float = 2.0
    ) -> None:
        self._victims = victims
        self._random = random.Random(seed)
        self._longest_gap = longest_gap
        self._never = threading.Event()

    def run(self, number: int) -> list[Kill]:
        """Kill so many times. Each kind of victim has its turn before one comes again."""
        names: list[str] = []
        kills = []
        for _ in range(number):
            names = names or self._random.sample(sorted(self._victims), len(self._victims))
            kills.append(self._kill(names.pop()))
        return kills

    def _kill(self, name: str) -> Kill:
        victims = self._random.choice(self._victims[name])
        self._wait(self._longest_gap)
        at = time.monotonic()
        for victim in victims:
            victim.kill()
        self._wait(0.5)
        if self._random.random() < 0.15:
            self._kill_starting(victims)
        for victim in victims:
            if isinstance(victim, Process):
                victim.launch()
        for victim in victims:
            victim.start()
        return Kill(name, at, time.monotonic())

    def _kill_starting(self, victims: Sequence[Mortal]) -> None:
        """Once more, while they start."""
        starting = [victim for victim in victims if isinstance(victim, Process)]
        for victim in starting:
            victim.launch()
        self._wait(2.0)
        for victim in starting:
            victim.kill()

    def _wait(self, longest: float) -> None:
        # Nothing is awaited here: that the moment is any moment is the point.
        self._never.wait(self._random.uniform(0, longest))
