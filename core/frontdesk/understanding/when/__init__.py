"""Days and hours as people say them, in Russian and English.

A phrase is cut into tagged words (:mod:`~frontdesk.understanding.when.lexer`); rules over the tags join them
into days (:mod:`~frontdesk.understanding.when.date_rules`,
:mod:`~frontdesk.understanding.when.day_rules`), spans of time
(:mod:`~frontdesk.understanding.when.span_rules`), clocks
(:mod:`~frontdesk.understanding.when.clock_rules`) and windows
(:mod:`~frontdesk.understanding.when.window_rules`); these are then seen from a given now
(:mod:`~frontdesk.understanding.when.reader`).
"""

from __future__ import annotations

from frontdesk.understanding.when.other_languages import can_read
from frontdesk.understanding.when.reader import read_when
from frontdesk.understanding.when.value import TimeSpan, When

__all__ = ["TimeSpan", "When", "can_read", "read_when"]
