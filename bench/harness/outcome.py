"""What became of the messages: answered once each, in order, and how quickly."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from harness.graph import Sent
from harness.load import Posted

__all__ = ["Outcome", "percentile"]


def percentile(values: Sequence[float], share: float) -> float:
    """The value that this share of them does not exceed; NaN of none."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else float("nan")


@dataclass(frozen=True, slots=True)
class Outcome:
    """One round.

    Times are in seconds, CPU in seconds a message.

    :ivar acknowledged: messages that were answered with 200.
    :ivar acks_per_second: of them, from the first post to the last 200.
    :ivar answered: of them, those that were replied to.
    :ivar replies_per_second: of those, from the first post to the last reply.
    :ivar lost: acknowledged, and never replied to.
    :ivar doubled: replies that came twice.
    :ivar disordered: replies that came before the one to an earlier message of the conversation, where that
        message had been acknowledged before the later one was posted.
    :ivar cpu: of server and workers.
    :ivar contacts: how many people wrote.
    :ivar refused: answers to webhooks other than 200.
    :ivar broken: connections that ended in the middle of a webhook.
    :ivar faults: errors that the Graph API answered with.
    :ivar cpu_elsewhere: of PostgreSQL and Redis.
    :ivar memory: bytes, of server and workers, at the end.
    :ivar samples: the same on the way: when, and bytes.
    """

    acknowledged: int
    acks_per_second: float
    ack_times: Sequence[float] = field(repr=False)
    answered: int = 0
    replies_per_second: float = 0.0
    reply_times: Sequence[float] = field(default=(), repr=False)
    lost: int = 0
    doubled: int = 0
    disordered: int = 0
    contacts: int = 0
    refused: int = 0
    broken: int = 0
    faults: int = 0
    cpu: float = 0.0
    cpu_elsewhere: float = 0.0
    memory: int = 0
    samples: Sequence[tuple[float, int]] = field(default=(), repr=False)

    @classmethod
    def of(
        cls,
        messages: Iterable[Posted],
        sent: Iterable[Sent],
        *,
        which: Callable[[Posted], bool] = lambda message: True,
        several: bool = False,
    ) -> Outcome:
        """Compare what was posted with what was sent.

        :param which: the messages whose speed counts; lost and doubled are always those of all.
        :param several: whether one message may have several replies, each with a reference of its own.
        """
        acknowledged = {each.webhook.message_id: each for each in messages if each.acknowledged}
        first: dict[str, float] = {}
        seen: Counter[tuple[str, str | None]] = Counter()
        last = 0.0
        for each in sent:
            if each.answers in acknowledged:
                first.setdefault(each.answers, each.at)
                seen[each.answers, each.reference if several else None] += 1
                last = each.at
        counted = [each for each in acknowledged.values() if which(each)]
        begin = min((each.posted for each in acknowledged.values()), default=0.0)
        heard = max((each.acknowledged for each in acknowledged.values()), default=0.0)
        return cls(
            acknowledged=len(acknowledged),
            acks_per_second=len(acknowledged) / max(heard - begin, 1e-9),
            ack_times=[each.acknowledged - each.due for each in counted],
            answered=len(first),
            replies_per_second=len(first) / max(last - begin, 1e-9) if first else 0.0,
            reply_times=[
                first[each.webhook.message_id] - each.due
                for each in counted
                if each.webhook.message_id in first
            ],
            lost=len(acknowledged) - len(first),
            doubled=sum(count - 1 for count in seen.values()),
            disordered=_disordered(acknowledged, first),
            contacts=len({each.webhook.conversation for each in acknowledged.values()}),
        )

    @property
    def ack_p50(self) -> float:
        """Half of the messages were acknowledged within this time."""
        return percentile(self.ack_times, 0.5)

    @property
    def reply_p50(self) -> float:
        """Half of the messages were replied to within this time."""
        return percentile(self.reply_times, 0.5)

    @property
    def reply_p95(self) -> float:
        """19 of 20 messages were replied to within this time."""
        return percentile(self.reply_times, 0.95)

    @property
    def ack_p99(self) -> float:
        """99 of 100 messages were acknowledged within this time."""
        return percentile(self.ack_times, 0.99)

    @property
    def reply_p99(self) -> float:
        """99 of 100 messages were replied to within this time."""
        return percentile(self.reply_times, 0.99)


def _disordered(messages: dict[str, Posted], first: dict[str, float]) -> int:
    """Of two messages that were under way at once, nobody can say which was first."""
    latest: dict[int, float] = {}
    wrong = 0
    for message_id in sorted(first, key=first.__getitem__):
        message = messages[message_id]
        conversation = message.webhook.conversation
        if message.acknowledged < latest.get(conversation, 0.0):
            wrong += 1
        latest[conversation] = max(latest.get(conversation, 0.0), message.posted)
    return wrong
