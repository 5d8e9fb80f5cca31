"""Rounds: start a subject, warm it up, load it, and look at what came of it."""

from __future__ import annotations

import asyncio
import gc
import random
import selectors
import sys
from collections.abc import Callable, Coroutine, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import repeat
from time import monotonic
from typing import Any

from harness.graph import Graph, Sent
from harness.load import Load, Posted
from harness.outcome import Outcome
from harness.processes import cpu_seconds, memory_bytes
from harness.subjects import Subject
from harness.webhooks import Customers, Webhook, salon, status

__all__ = ["Plan", "play", "rounds"]

#: Seconds without any reply after which what is missing counts as lost.
_STALL = 30.0
#: Seconds for what comes twice to come, and for what was sent to be written down.
_AFTERWARDS = 0.5
#: The customers of the warm-up are other people.
_STRANGERS = 500_000


@dataclass(frozen=True, slots=True)
class Plan:
    """What is done in a round.

    :ivar messages: how many are posted; each connection posts the next one when its last one is acknowledged.
    :ivar rate: messages a second instead, by chance, whether or not the last ones are acknowledged.
    :ivar seconds: how long that goes on; without a rate, after how long nothing more is posted.
    :ivar delay: seconds that the Graph API takes.
    :ivar faults: share of requests that it answers with an error.
    :ivar receipts: whether it tells how far messages have come.
    :ivar redelivered: share of webhooks that come twice.
    :ivar noisy: how many times its share of messages the first business gets.
    :ivar workers: without them, webhooks are only acknowledged.
    :ivar warm: messages before the clock starts.
    :ivar several: whether one message may have several replies.
    :ivar which: the messages whose speed counts.
    :ivar sample: every so many seconds its memory is looked at; 0 for only at the end.
    """

    messages: int = 2_500
    rate: float = 0.0
    seconds: float = float("inf")
    connections: int = 32
    delay: float = 0.0
    faults: float = 0.0
    receipts: bool = False
    redelivered: float = 0.0
    noisy: float = 1.0
    workers: bool = True
    warm: int = 1_000
    several: bool = False
    seed: int = 1
    tenants: int = 50
    conversations: int = 2_000
    texts: Callable[[random.Random], str] = salon
    which: Callable[[Posted], bool] = lambda message: True
    sample: float = 0.0


def rounds(subjects: Sequence[Subject], plan: Plan, count: int) -> dict[str, list[Outcome]]:
    """Several rounds of each subject, in turn, so that what slows the machine down slows all of them.

    :return: the rounds of each, by its name.
    """
    outcomes: dict[str, list[Outcome]] = {subject.name: [] for subject in subjects}
    for number in range(count):
        for subject in subjects:
            print(f"\r\x1b[Kround {number + 1}/{count}: {subject.name}", end="", file=sys.stderr, flush=True)
            outcomes[subject.name].append(play(subject, replace(plan, seed=plan.seed + number)))
    print("\r\x1b[K", end="", file=sys.stderr, flush=True)
    return outcomes


def play(subject: Subject, plan: Plan, *, prepare: bool = True) -> Outcome:
    """One round with a subject that is started for it."""
    graph = Graph()
    try:
        if prepare:
            subject.prepare()
        with subject.running(graph, workers=plan.workers):
            return run(Round(subject, plan, graph).play(), exact=bool(plan.rate))
    finally:
        graph.close()


def run(work: Coroutine[Any, Any, Outcome], *, exact: bool = False) -> Outcome:
    """Play a round in an event loop of its own.

    :param exact: wake up on time. The usual event loop rounds up to whole milliseconds.
    """

    def loop() -> asyncio.AbstractEventLoop:
        return asyncio.SelectorEventLoop(selectors.SelectSelector() if exact else None)

    with asyncio.Runner(loop_factory=loop) as runner:
        return runner.run(work)


class Round:
    """A subject that runs, and the load on it."""

    def __init__(self, subject: Subject, plan: Plan, graph: Graph) -> None:
        self._subject = subject
        self._plan = plan
        self._graph = graph
        self._samples: list[tuple[float, int]] = []

    async def play(self) -> Outcome:
        """Warm it up, load it, wait for the replies."""
        plan, graph, subject = self._plan, self._graph, self._subject
        await graph.serve()
        await self._warm_up()
        graph.sent.clear()
        load = Load(subject.port, plan.connections, redelivered=plan.redelivered)
        await load.connect()
        graph.delay, graph.fault_share, graph.faults = plan.delay, plan.faults, 0
        if plan.receipts:
            graph.heard = _Receipts(load)
        gc.collect()
        gc.disable()
        cpu, elsewhere = cpu_seconds(subject.pids), cpu_seconds(subject.elsewhere)
        sampling = asyncio.ensure_future(self._sample())
        try:
            await self._load(load)
            if plan.workers:
                await self._replied(load)
        finally:
            sampling.cancel()
            gc.enable()
        await asyncio.sleep(_AFTERWARDS)
        outcome = Outcome.of(load.messages.values(), graph.sent, which=plan.which, several=plan.several)
        load.close()
        messages = max(outcome.acknowledged, 1)
        return replace(
            outcome,
            lost=outcome.lost if plan.workers else 0,
            refused=load.refused,
            broken=load.broken,
            faults=graph.faults,
            cpu=(cpu_seconds(subject.pids) - cpu) / messages,
            cpu_elsewhere=(cpu_seconds(subject.elsewhere) - elsewhere) / messages,
            memory=memory_bytes(subject.pids),
            samples=self._samples,
        )

    async def _sample(self) -> None:
        while self._plan.sample:
            await asyncio.sleep(self._plan.sample)
            self._samples.append((monotonic(), memory_bytes(self._subject.pids)))

    async def _load(self, load: Load) -> None:
        plan = self._plan
        customers = self._customers()
        if plan.rate:
            endless = (customers.next() for _ in repeat(None))
            await load.paced(endless, plan.rate, plan.seconds)
        else:
            prepared = iter(customers.take(plan.messages))
            await asyncio.wait_for(load.closed(prepared, plan.seconds), 120 + plan.messages / 20)

    async def _warm_up(self) -> None:
        if not self._plan.warm:
            return
        load = Load(self._subject.port, self._plan.connections)
        await load.connect()
        await asyncio.wait_for(load.closed(self._strangers()), 120)
        if self._plan.workers:
            await self._replied(load)
        await asyncio.sleep(_AFTERWARDS)
        load.close()

    def _customers(self, first: int = 0) -> Customers:
        plan = self._plan
        return Customers(
            plan.texts,
            seed=plan.seed,
            tenants=plan.tenants,
            conversations=plan.conversations,
            first=first,
            noisy=plan.noisy,
        )

    def _strangers(self) -> Iterator[Webhook]:
        return iter(self._customers(_STRANGERS).take(self._plan.warm))

    async def _replied(self, load: Load) -> None:
        """Return once everything that was acknowledged is replied to, or nothing comes any more."""
        waiting = {each for each, message in load.messages.items() if message.acknowledged}
        looked = 0
        moved = monotonic()
        while waiting and monotonic() - moved < _STALL:
            for sent in self._graph.sent[looked:]:
                waiting.discard(sent.answers or "")
            if len(self._graph.sent) > looked:
                looked, moved = len(self._graph.sent), monotonic()
            await asyncio.sleep(0.02)


class _Receipts:
    """Tells how far a message of ours has come: sent, then delivered."""

    def __init__(self, load: Load) -> None:
        self._load = load

    def __call__(self, sent: Sent) -> None:
        loop = asyncio.get_running_loop()
        for delay, what in ((0.2, "sent"), (0.5, "delivered")):
            request = status(sent.account, sent.message_id, sent.to, sent.reference, what)
            loop.call_later(delay, self._load.also, request)
