"""What services and staff are called in the files of others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from frontdesk_salon_booking.config import SalonBooking, Service, StaffMember
from frontdesk_salon_booking.visits import Part

__all__ = ["Names", "NotKnown"]


class NotKnown(Exception):
    """Nothing goes by a name, or it is not done by whom the line says.

    :ivar reason: one word for programs; the text of the exception is for people.
    """

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason


class Names:
    """The names in a definition: ids, names in all languages, and what else they are called."""

    def __init__(self, section: SalonBooking) -> None:
        self._section = section
        self._services = _by_name(section.services)
        self._staff = _by_name(section.staff)

    def parts(self, services: str, staff: str) -> tuple[Part, ...]:
        """The services of a visit.

        :param services: one, or several with ``+``.
        :param staff: who does them: nobody in particular, one for all that they do, or as many as services.
        :raises NotKnown: says which is not.
        """
        found = [self._service(name) for name in self._split(services)]
        members = [self._member(name) for name in staff.split("+")] if staff.strip() else [None]
        if len(members) == 1:
            members *= len(found)
        if len(members) != len(found):
            raise NotKnown("unknown_staff", "There are more staff than services, or fewer.")
        return tuple(map(self._part, found, members))

    def _part(self, service: Service, member: str | None) -> Part:
        if member is not None and member not in self._section.who_does(service):
            raise NotKnown("unknown_staff", f"'{member}' does not do '{service.id}'.")
        return Part(service, member)

    def _split(self, services: str) -> list[str]:
        # A name may have a plus in it.
        return [services] if _plain(services) in self._services else services.split("+")

    def _service(self, name: str) -> Service:
        ids = self._services.get(_plain(name), [])
        service = self._section.service(ids[0]) if len(ids) == 1 else None
        if service is None:
            known = ", ".join(ids or (each.id for each in self._section.services))
            raise NotKnown("unknown_service", f"The service is not known; there are: {known}.")
        return service

    def _member(self, name: str) -> str:
        ids = self._staff.get(_plain(name), [])
        if len(ids) != 1:
            known = ", ".join(ids or (each.id for each in self._section.staff)) or "none with a name"
            raise NotKnown("unknown_staff", f"The staff member is not known; there are: {known}.")
        return ids[0]


def _by_name(items: Iterable[Service | StaffMember]) -> Mapping[str, list[str]]:
    """Ids by all that they go by."""
    found: dict[str, list[str]] = {}
    for item in items:
        for name in {_plain(name) for name in _names(item)}:
            found.setdefault(name, []).append(item.id)
    return found


def _names(item: Service | StaffMember) -> Iterator[str]:
    yield item.id
    yield from [item.name] if isinstance(item.name, str) else item.name.values()
    for synonyms in item.synonyms.values():
        yield from synonyms


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())
