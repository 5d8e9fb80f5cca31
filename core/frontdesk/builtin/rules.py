"""Understanding by rules, without a language model."""

from __future__ import annotations

from collections.abc import Sequence

from frontdesk.hookspecs import hookimpl
from frontdesk.readings import Understander
from frontdesk.understanding import RulesUnderstander

__all__ = ["frontdesk_understanders"]


@hookimpl
def frontdesk_understanders() -> Sequence[Understander]:
    """The reader called ``rules``."""
    return [RulesUnderstander()]
