"""Several services in a row: who can do which of them, one right after the other. Pure functions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from types import MappingProxyType

from frontdesk_salon_booking.slots import Busy
from frontdesk_salon_booking.units import choose
from frontdesk_salon_booking.visits import Parts, Stage

__all__ = ["run_at"]

_NOBODY: Mapping[str, Sequence[Busy]] = MappingProxyType({})


def run_at(
    begin: datetime,
    parts: Parts,
    able: Sequence[Sequence[str]],
    busy: Mapping[str, Sequence[Busy]],
    closes: datetime,
    *,
    keep: Sequence[str] = (),
    off: Mapping[str, Sequence[Busy]] = _NOBODY,
    needs: Sequence[Sequence[Sequence[str]]] = (),
) -> tuple[Stage, ...] | None:
    """The stages of a visit that begins at a moment, or None where somebody or something is missing for one.

    Whoever did the service before does the next one, if they can: nobody likes to change chairs. Their
    buffers lie between the two; who comes fresh begins at once.

    :param begin: aware, UTC.
    :param able: for each part, ids of those who may do it, in the order of the definition.
    :param busy: what is taken, by staff id and by unit.
    :param closes: by then the last service is over; aware, UTC.
    :param keep: for each part, id of the one who does it if they can, whoever did the one before.
    :param off: when they are not at work, by staff id; buffers may lie in it.
    :param needs: for each part, the units of each resource that it needs; without it they need not be free.
    """

    def following(done: tuple[Stage, ...], moment: datetime) -> tuple[Stage, ...] | None:
        if len(done) == len(parts):
            return done
        service, before = parts[len(done)].service, done[-1] if done else None
        kept = keep[len(done) : len(done) + 1]
        for member in _in_turn(able[len(done)], (*kept, before.staff if before else "")):
            starts = moment
            if before is not None and before.staff == member:
                starts = before.busy_to + timedelta(minutes=service.buffer_before)
            stage = Stage.at(service, member, starts)
            if stage.end > closes or _is_off(stage, off.get(member, ())):
                continue
            if _in_the_way(stage, done, busy.get(member, ())):
                continue
            if needs:
                had = [unit for each in done for unit in each.units]
                units = choose((stage.busy_from, stage.busy_to), needs[len(done)], busy, had)
                if units is None:
                    continue
                stage = stage._replace(units=units)
            if (found := following((*done, stage), stage.end)) is not None:
                return found
        return None

    return following((), begin)


def _in_turn(members: Sequence[str], first: Sequence[str]) -> Sequence[str]:
    """The members, those who are to be asked first in front."""
    return tuple(dict.fromkeys([*(member for member in first if member in members), *members]))


def _in_the_way(stage: Stage, done: Sequence[Stage], busy: Sequence[Busy]) -> bool:
    own = [(each.busy_from, each.busy_to) for each in done if each.staff == stage.staff]
    return any(
        taken_from < stage.busy_to and taken_to > stage.busy_from for taken_from, taken_to in (*busy, *own)
    )


def _is_off(stage: Stage, off: Sequence[Busy]) -> bool:
    return any(begins < stage.end and ends > stage.begin for begins, ends in off)
