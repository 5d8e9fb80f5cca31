"""The ``whatsapp`` section of a bot definition."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from frontdesk import Section

__all__ = ["WhatsAppSection"]


class WhatsAppSection(Section):
    """How a bot behaves on WhatsApp.

    :ivar quote: whether replies quote the message that they answer.
    """

    quote: Literal["never", "always"] = Field(
        default="never", description="Whether replies quote the message that they answer."
    )
