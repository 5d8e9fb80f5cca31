"""What can be wrong with the categories of a definition, and with what services take each of the staff."""

from __future__ import annotations

from collections.abc import Iterator

from frontdesk import Problem
from frontdesk_salon_booking.config import SalonBooking

__all__ = ["category_problems", "terms_problems"]

_ROOT = "salon_booking"


def category_problems(section: SalonBooking) -> Iterator[Problem]:
    """Categories that there are not, and those with nothing in them."""
    known = [category.id for category in section.categories]
    for index, service in enumerate(section.services):
        if service.category is not None and service.category not in known:
            message = (
                f"'{service.id}' is of the category '{service.category}', which is not among the categories; "
                f"there are: {', '.join(known) or 'none'}"
            )
            yield Problem("FD241", message, (_ROOT, "services", index, "category"))
    used = {service.category for service in section.services}
    for index, category in enumerate(section.categories):
        if category.id not in used:
            message = f"no service is of the category '{category.id}'; give it to one, or leave it out"
            yield Problem("FD242", message, (_ROOT, "categories", index))


def terms_problems(section: SalonBooking, longest: int) -> Iterator[Problem]:
    """What somebody never has the time for.

    :param longest: so many minutes it is open without a break; 0 for never.
    """
    for index, member in enumerate(section.staff):
        services = member.services if isinstance(member.services, dict) else {}
        for name, terms in services.items():
            if longest and terms and (terms.minutes or 0) > longest:
                message = (
                    f"'{name}' takes '{member.id}' {terms.minutes} minutes, "
                    f"and it is never open for longer than {longest}; correct one of them"
                )
                yield Problem("FD209", message, (_ROOT, "staff", index, "services", name, "minutes"))
