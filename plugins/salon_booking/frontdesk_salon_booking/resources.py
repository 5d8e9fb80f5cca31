"""The whole number behind each chair, which the database's constraint needs."""

from __future__ import annotations

from frontdesk.storage import Scope
from frontdesk_salon_booking.models import Resource

__all__ = ["EVERYBODY", "resource_key", "resource_of"]

#: Stands for the whole business, in front of the ids of its staff: what closes it is linked to this one.
EVERYBODY = "*"


def resource_key(staff: str) -> str:
    """What to lock before this chair is given to anybody."""
    return f"resource:{staff}"


def resource_of(scope: Scope, staff: str) -> int:
    """The id of somebody's resource, entered when it is new. The caller holds its lock.

    :param staff: id in the bot definition, empty for the one unnamed chair.
    :raises OutsideTransaction: it is new, and there is no write transaction.
    """
    known = scope.get(Resource, Resource.staff == staff)
    return int(known.id if known else scope.insert(Resource, staff=staff))
