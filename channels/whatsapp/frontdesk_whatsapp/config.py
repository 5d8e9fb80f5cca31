"""The ``whatsapp`` section of a bot definition."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from frontdesk import Section

__all__ = ["TemplateEntry", "WhatsAppSection"]

_Name = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]{1,512}$")]
_Code = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(_[A-Z]{2,4})?$")]


class TemplateEntry(Section):
    """A template that Meta has approved for the number.

    :ivar name: as it is called in the WhatsApp Manager.
    :ivar language: Meta's code of its language: ``ru``, ``en_US``.
    :ivar params: which parameters of the notice's text are ``{{1}}``, ``{{2}}`` and so on.
    :ivar buttons: how many of the notice's buttons are quick replies of it, from the first on.
    """

    name: _Name = Field(description="As it is called in the WhatsApp Manager: visit_reminder.")
    language: _Code = Field(description="Meta's code of its language: ru, en, en_US.")
    params: tuple[str, ...] = Field(default=(), description="What {{1}}, {{2}} ... are, in this order.")
    buttons: int = Field(default=0, ge=0, le=3, description="How many quick replies it has.")


class WhatsAppSection(Section):
    """How a bot behaves on WhatsApp.

    :ivar quote: whether replies quote the message that they answer.
    :ivar templates: by key of a notice's text and by language, what is sent when the customer's last message
        is more than 24 hours ago.
    """

    quote: Literal["never", "always"] = Field(
        default="never", description="Whether replies quote the message that they answer."
    )
    templates: Mapping[str, Mapping[str, TemplateEntry]] = Field(
        default_factory=dict,
        description="Templates for notices outside the 24 hours, by key of the text and by language.",
    )
