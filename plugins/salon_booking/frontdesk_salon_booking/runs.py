"""Several services in a row: who can do which of them, one right after the other. Pure functions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from types import MappingProxyType

from frontdesk_salon_booking.classes import Classes, GroupClass, class_key
from frontdesk_salon_booking.config import Service
from frontdesk_salon_booking.slots import Busy
from frontdesk_salon_booking.units import choose
from frontdesk_salon_booking.visits import Parts, Stage

__all__ = ["run_at"]

_NOBODY: Mapping[str, Sequence[Busy]] = MappingProxyType({})
_NO_CLASSES: Classes = MappingProxyType({})


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
    classes: Classes = _NO_CLASSES,
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
    :param classes: what there is to join; ``busy`` holds all that its participants take.
    """

    def following(done: tuple[Stage, ...], moment: datetime) -> tuple[Stage, ...] | None:
        if len(done) == len(parts):
            return done
        service, before = parts[len(done)].service, done[-1] if done else None
        kept = keep[len(done) : len(done) + 1]
        together = _who_gives(service, able[len(done)], moment, classes)
        for member in _in_turn(able[len(done)], (*kept, *together, before.staff if before else "")):
            starts = moment
            if before is not None and before.staff == member:
                starts = before.busy_to + timedelta(minutes=service.buffer_before)
            stage = Stage.at(service, member, starts)
            if stage.end > closes or _is_off(stage, off.get(member, ())):
                continue
            fitting = _fitting(stage, done, busy, needs[len(done)] if needs else (), classes)
            if fitting and (found := following((*done, fitting), stage.end)) is not None:
                return found
        return None

    return following((), begin)


def _who_gives(service: Service, able: Sequence[str], begin: datetime, classes: Classes) -> Sequence[str]:
    """Those who give a class at a moment anyway: nobody needs one of their own beside it."""
    return [member for member in able if classes and class_key(service.id, member, begin) in classes]


def _fitting(
    stage: Stage,
    done: Sequence[Stage],
    busy: Mapping[str, Sequence[Busy]],
    needs: Sequence[Sequence[str]],
    classes: Classes,
) -> Stage | None:
    """The stage with the units and the seat that it gets; None where it does not fit.

    :param done: those before it.
    """
    seat = None
    if stage.service.places > 1:
        seat = 1
        joined = classes.get(class_key(stage.service.id, stage.staff, stage.begin))
        if joined is not None:
            return _joining(stage, done, busy, joined)
    if _in_the_way(stage, done, busy.get(stage.staff, ())):
        return None
    had = [unit for each in done for unit in each.units]
    units = choose((stage.busy_from, stage.busy_to), needs, busy, had)
    return None if units is None else stage._replace(units=units, seat=seat)


def _joining(
    stage: Stage, done: Sequence[Stage], busy: Mapping[str, Sequence[Busy]], joined: GroupClass
) -> Stage | None:
    """The stage in a class that takes place anyway; None where that is full."""
    seat = joined.free_seat(stage.service.places)
    chairs = (stage.staff, *joined.units)
    if seat is None or any(
        _in_the_way(stage, done, joined.besides(chair, busy.get(chair, ()))) for chair in chairs
    ):
        return None
    return stage._replace(units=joined.units, seat=seat)


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
