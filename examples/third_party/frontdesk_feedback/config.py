"""The plugin's section of a bot definition."""

from __future__ import annotations

from pydantic import Field

from frontdesk import Section

__all__ = ["FeedbackSettings"]


class FeedbackSettings(Section):
    """Under ``feedback:``."""

    ask_why_below: int = Field(4, ge=1, le=6, description="With fewer stars than this, the bot asks why.")
