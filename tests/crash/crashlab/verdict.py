"""What came of a round, held against what must always hold."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from crashlab.customers import Written
from crashlab.graph import Arrival
from crashlab.kills import Kill
from crashlab.ledger import Ledger

__all__ = ["Doubled", "Evidence", "doubled_replies", "faults"]

#: Seconds between the coming of a reply and a death that may still have kept its fate from being written.
WINDOW = 2.0
#: A receipt that was acknowledged so many seconds before a reply came again came too late: it was under way.
UNDER_WAY = 2.0
#: Nothing is sent again sooner than this after it came in: it may be under way.
GRACE = 15.0
_CODE = re.compile(r"\bBooking code:?\s*([A-Z0-9]{6})\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that is known about a round.

    :ivar told: by reference, when the receipt of a reply was acknowledged; empty where nobody tells.
    :ivar answers: how often webhooks were answered with which status; 0 for no answer.
    :ivar fell: how often a process ended that nobody had killed.
    """

    written: Sequence[Written]
    arrivals: Sequence[Arrival]
    kills: Sequence[Kill]
    told: Mapping[str, float]
    ledger: Ledger
    answers: Counter[int]
    fell: int
    quiet: bool


@dataclass(frozen=True, slots=True)
class Doubled:
    """A reply that came in more than once.

    :ivar after: seconds between the first time and the second.
    :ivar before: seconds between the first time and the death that made it ambiguous; negative when it came
        while the dead were away, None when nobody died near it.
    :ivar excused: whether the first send was ambiguous, and nothing told in time that it had arrived.
    """

    arrival: Arrival
    after: float
    before: float | None
    excused: bool


def doubled_replies(evidence: Evidence) -> list[Doubled]:
    """Replies that customers got twice."""
    by_reference: dict[str, list[Arrival]] = defaultdict(list)
    for arrival in evidence.arrivals:
        by_reference[arrival.reference].append(arrival)
    return [
        Doubled(first, second.at - first.at, _before(evidence, first), _excused(evidence, first, second))
        for first, second, *_ in (each for each in by_reference.values() if len(each) > 1)
    ]


def _excused(evidence: Evidence, first: Arrival, second: Arrival) -> bool:
    told = evidence.told.get(first.reference)
    if told is not None and told < second.at - UNDER_WAY:
        return False
    if second.at - first.at < GRACE:
        return False
    return _before(evidence, first) is not None


def _before(evidence: Evidence, first: Arrival) -> float | None:
    near = [
        kill.at - first.at
        for kill in evidence.kills
        if kill.sender and kill.at - WINDOW <= first.at <= kill.back + WINDOW
    ]
    return min(near, key=abs, default=None)


def faults(evidence: Evidence) -> list[str]:
    """Everything that must not be; empty when all is well."""
    return [
        *_unanswered(evidence),
        *_order(evidence),
        *_twice(evidence),
        *_rows(evidence),
        *_manners(evidence),
    ]


def _unanswered(evidence: Evidence) -> Iterator[str]:
    answered = {arrival.quote for arrival in evidence.arrivals}
    for written in evidence.written:
        if written.acknowledged is not None and written.message_id not in answered:
            yield f"lost: {written.message_id} ({written.text!r}) was acknowledged and never answered"


def _twice(evidence: Evidence) -> Iterator[str]:
    references: dict[str, set[str]] = defaultdict(set)
    for arrival in evidence.arrivals:
        references[arrival.quote].add(arrival.reference)
    for quote, replies in references.items():
        if len(replies) > 1:
            yield f"acted on twice: {quote} has {len(replies)} different replies"
    for doubled in doubled_replies(evidence):
        if not doubled.excused:
            yield f"doubled without need: {_story(evidence, doubled)}"


def _story(evidence: Evidence, doubled: Doubled) -> str:
    first = doubled.arrival
    told = evidence.told.get(first.reference)
    near = [kill for kill in evidence.kills if kill.at - 10 < first.at < kill.back + 10]
    return (
        f"reply {first.reference} to {first.quote} came again after {doubled.after:.1f} s; its receipt was "
        f"acknowledged {'never' if told is None else f'after {told - first.at:.1f} s'}; the answer "
        f"{'could' if first.answered else 'could not'} be handed over; near it died "
        + ", ".join(
            f"{kill.victim} ({kill.at - first.at:+.1f} to {kill.back - first.at:+.1f} s)" for kill in near
        )
    )


def _order(evidence: Evidence) -> Iterator[str]:
    number = {written.message_id: written.number for written in evidence.written}
    latest: Counter[str] = Counter()
    for arrival in evidence.arrivals:
        if arrival.quote not in number:
            yield f"unasked: a reply to {arrival.to} quotes {arrival.quote!r}, which nobody wrote"
        elif number[arrival.quote] < latest[arrival.to]:
            yield f"out of order: {arrival.quote} was answered after message {latest[arrival.to]}"
        else:
            latest[arrival.to] = number[arrival.quote]


def _rows(evidence: Evidence) -> Iterator[str]:
    ledger, written = evidence.ledger, len(evidence.written)
    if ledger.inbox != Counter(done=written):
        yield f"inbox: {dict(ledger.inbox)}, and {written} messages were written"
    if set(ledger.outbox) - {"sent"}:
        yield f"outbox: {dict(ledger.outbox)}, and all should be sent"
    if not ledger.heard == ledger.heard_once == written:
        yield f"acted on {ledger.heard} messages, {ledger.heard_once} different ones, of {written}"
    if ledger.overlaps:
        yield f"{ledger.overlaps} pairs of live bookings overlap"
    if ledger.booked_twice:
        yield f"{ledger.booked_twice} messages booked more than once"
    said = {match[1] for arrival in evidence.arrivals for match in _CODE.finditer(arrival.text)}
    for code in said - ledger.codes:
        yield f"a customer was told of booking {code}, which is not there"
    for code in ledger.codes - said:
        yield f"booking {code} was made and no customer was told"


def _manners(evidence: Evidence) -> Iterator[str]:
    if not evidence.quiet:
        yield "it did not come to rest"
    if evidence.fell:
        yield f"{evidence.fell} processes ended that nobody had killed"
    for status in set(evidence.answers) - {0, 200, 503}:
        yield f"{evidence.answers[status]} webhooks were answered with {status}"
