"""Places: how many replies are under way at once, in all and for one account, and which accounts rest."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from frontdesk.cache import Cache
from frontdesk.clock import Clock
from frontdesk.pipeline.dues import SKEW

__all__ = ["Account", "Places", "shared_pauses"]

#: A business's address on a channel: the channel's name and the account.
Account = tuple[str, str]

#: Where the processes tell each other which accounts rest.
_KEY = "delivery.paused"
#: Seconds for which an account rests at most. What lies further ahead was written by a clock that was wrong.
_LONGEST = 3_600.0
_SKEW = SKEW.total_seconds()
#: Seconds between two looks at what other processes found out.
_LOOK_EVERY = 1.0


@dataclass(frozen=True, slots=True)
class _Pause:
    """:ivar until: seconds since 1970. :ivar proof: what it is tied to, or ""."""

    until: float
    proof: str


class Places:
    """Who may send now. Any thread may ask at any time, also in a write transaction: the answer is in memory.

    Pauses are shared through the cache, which is asked by :meth:`look` and told by :meth:`pause`. Where it is
    out of reach, or forgets, each process finds out by itself, which costs a refused request.

    :param most: how many replies may be under way in this process.
    :param most_per_account: how many of them for one account, so that one whose channel is slow never takes
        all places.
    :param proof: tells what an account is used with at present, such as a digest of its access token. A pause
        that was tied to it ends when it changes.
    """

    def __init__(
        self,
        cache: Cache,
        clock: Clock,
        *,
        most: int = 512,
        most_per_account: int = 128,
        proof: Callable[[str, str], str] = lambda channel, account: "",
    ) -> None:
        self._cache = cache
        self._clock = clock
        self._most = most
        self._most_per_account = most_per_account
        self._proof = proof
        self._changed = threading.Condition()
        self._taken: Counter[Account] = Counter()
        self._in_flight = 0
        self._changing = 0
        self._pauses: dict[Account, _Pause] = {}
        self._ended: dict[Account, _Pause] = {}
        self._looked_at = -_LOOK_EVERY
        self.look(0.0)

    @property
    def in_flight(self) -> int:
        """How many places are taken."""
        return self._in_flight

    def take(self, channel: str, account: str) -> bool:
        """Take a place; whoever gets one gives it back with :meth:`leave`.

        :return: False when none is free, or the account rests.
        """
        key = (channel, account)
        if self.resting(channel, account):
            return False
        with self._changed:
            if self._in_flight >= self._most or self._taken[key] >= self._most_per_account:
                return False
            self._in_flight += 1
            self._taken[key] += 1
            return True

    def leave(self, channel: str, account: str) -> None:
        """Give a place back."""
        self.leave_all([(channel, account)])

    def leave_all(self, accounts: Iterable[Account]) -> None:
        """Give several places back, one of each of these accounts."""
        with self._changed:
            for account in accounts:
                self._in_flight -= 1
                self._taken[account] -= 1
                if not self._taken[account]:
                    del self._taken[account]
            if not self._in_flight:
                self._changed.notify_all()

    @contextmanager
    def changing(self) -> Iterator[None]:
        """Around giving places back and taking them again for others: in between, nothing is settled."""
        with self._changed:
            self._changing += 1
        try:
            yield
        finally:
            with self._changed:
                self._changing -= 1
                self._changed.notify_all()

    def settle(self, timeout: float | None = None) -> bool:
        """Wait until no place is taken and none is about to be.

        :param timeout: seconds; None waits as long as it takes.
        :return: whether it is so.
        """
        with self._changed:
            return self._changed.wait_for(lambda: not self._in_flight and not self._changing, timeout)

    def pause(self, channel: str, account: str, seconds: float, *, tied: bool = False) -> None:
        """Let an account rest, in all processes.

        :param tied: end it as well once the account is used with something else (see ``proof``).
        """
        proof = self._proof(channel, account) if tied else ""
        pause = _Pause(self._now() + min(seconds, _LONGEST), proof)
        known = self._pauses.get((channel, account))
        if known is not None and known.until >= pause.until:
            return
        shared = _shared(self._cache, self._now())
        with self._changed:
            self._pauses = {**shared, **self._pauses, (channel, account): pause}
        self._share()

    def resting(self, channel: str, account: str) -> float:
        """For how many more seconds the account rests; 0.0 when it does not."""
        pause = self._pauses.get((channel, account))
        if pause is None:
            return 0.0
        left = pause.until - self._now()
        if 0 < left <= _LONGEST + _SKEW and (not pause.proof or pause.proof == self._proof(channel, account)):
            return left
        with self._changed:
            if self._pauses.get((channel, account)) is pause:
                self._ended[channel, account] = self._pauses.pop((channel, account))
        return 0.0

    def paused(self) -> list[Account]:
        """The accounts that rest."""
        self.look(0.0)
        return [account for account in list(self._pauses) if self.resting(*account)]

    def look(self, every: float = _LOOK_EVERY) -> None:
        """Exchange with the other processes which accounts rest. May wait for Redis: never in a transaction.

        :param every: seconds since the last time that have to be over.
        """
        now = time.monotonic()
        if now < self._looked_at + every:
            return
        self._looked_at = now
        shared = _shared(self._cache, self._now())
        with self._changed:
            ended, self._ended = self._ended, {}
            for account, pause in shared.items():
                known = self._pauses.get(account)
                if pause != ended.get(account) and (known is None or known.until < pause.until):
                    self._pauses[account] = pause
        if ended:
            self._share()

    def _share(self) -> None:
        now = self._now()
        rows = [(*key, pause.until, pause.proof) for key, pause in list(self._pauses.items())]
        rows = [row for row in rows if row[2] > now]
        if rows:
            self._cache.set(_KEY, rows, max(row[2] for row in rows) - now)
        else:
            self._cache.delete(_KEY)

    def _now(self) -> float:
        return self._clock.now().timestamp()


def shared_pauses(cache: Cache, clock: Clock) -> int:
    """How many accounts rest, as far as the processes have told each other."""
    return len(_shared(cache, clock.now().timestamp()))


def _shared(cache: Cache, now: float) -> dict[Account, _Pause]:
    """What the cache knows of. Two that write at once may lose a pause; who needs it finds out."""
    found: Any = cache.get(_KEY)
    try:
        return {
            (channel, account): _Pause(until, proof)
            for channel, account, until, proof in found or ()
            if now < until <= now + _LONGEST + _SKEW
        }
    except (TypeError, ValueError):
        # Another version of frontdesk wrote it; who needs it finds out.
        return {}
