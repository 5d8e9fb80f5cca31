"""A kind of services, as customers ask for it: "what do you have for nails?"."""

from __future__ import annotations

from pydantic import Field

from frontdesk import Section
from frontdesk_salon_booking.naming import Id, Name

__all__ = ["Category"]


class Category(Section):
    """What services have in common; each is of one category at most.

    :ivar synonyms: what else customers call it, per language.
    """

    id: Id
    name: Name
    synonyms: dict[str, list[str]] = Field(default_factory=dict, description="What else customers call it.")
