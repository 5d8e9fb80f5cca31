"""What is kept for a booking that is to be moved: its new time, as far as it has not got that already."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from frontdesk_salon_booking.models import Segment
from frontdesk_salon_booking.office.gaps import Span, gaps
from frontdesk_salon_booking.units import Stay, uses
from frontdesk_salon_booking.visits import Stage

__all__ = ["beside"]


def beside(stages: Sequence[Stage], segments: Sequence[Segment]) -> Sequence[Stage]:
    """What stages take of the time of anybody, or of a room, that the segments of a booking do not take.

    Where both would have the same chair at the same time, the booking has it already, and until it is moved
    nobody else gets it: what is left of the stage stands for it. A seat in a class that would come into the
    booking's own way is not kept.
    """
    own: dict[str, list[Span]] = defaultdict(list)
    for chair, begin, end in _taken(
        [Stay(each.start_ts, each.busy_from, each.busy_to, each.units) for each in segments],
        [each.staff for each in segments],
    ):
        own[chair].append((begin, end))
    if not any(_in_its_own_way(stage, own) for stage in stages):
        return stages
    alone = [stage for stage in stages if stage.seat is None]
    stays = [Stay(each.begin, each.busy_from, each.busy_to, each.units) for each in alone]
    return [
        Stage(alone[0].service, chair, begin, end, begin, end)
        for chair, since, until in _taken(stays, [stage.staff for stage in alone])
        for begin, end in gaps([(since, until)], own.get(chair, ()))
    ]


def _taken(stays: Sequence[Stay], staff: Sequence[str]) -> Iterator[tuple[str, *Span]]:
    """Whose time is taken from when to when; of staff and of units.

    :param staff: for each of the stays, who it is with.
    """
    for stay, member in zip(stays, staff, strict=True):
        yield member, stay.busy_from, stay.busy_to
    for use in uses(stays):
        yield use.unit, use.busy_from, use.busy_to


def _in_its_own_way(stage: Stage, own: Mapping[str, Sequence[Span]]) -> bool:
    return any(
        begin < stage.busy_to and end > stage.busy_from
        for chair in (stage.staff, *stage.units)
        for begin, end in own.get(chair, ())
    )
