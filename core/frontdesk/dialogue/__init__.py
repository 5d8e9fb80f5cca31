"""The dialogue policy: where a conversation stands, and what to do next. Pure, without storage."""

from __future__ import annotations

from frontdesk.dialogue.decisions import (
    Acknowledge,
    Advance,
    Answer,
    AskWhich,
    Close,
    Decision,
    Fallback,
    Guide,
    Miss,
    Open,
    Refuse,
    Repeat,
    Run,
    Suggest,
)
from frontdesk.dialogue.filling import asks_for_more_than_the_person, fill, missing, settled
from frontdesk.dialogue.gist import CHOICE, INFORM, NO, NOTHING, YES, gist_of
from frontdesk.dialogue.menu import HUMAN, MENU, MOST_CHOICES, menu
from frontdesk.dialogue.policy import Repertoire, decide
from frontdesk.dialogue.resolving import STOP, resolved
from frontdesk.dialogue.state import OpenForm, State, queued
from frontdesk.dialogue.talked_of import spoken_of

__all__ = [
    "CHOICE",
    "HUMAN",
    "INFORM",
    "MENU",
    "MOST_CHOICES",
    "NO",
    "NOTHING",
    "STOP",
    "YES",
    "Acknowledge",
    "Advance",
    "Answer",
    "AskWhich",
    "Close",
    "Decision",
    "Fallback",
    "Guide",
    "Miss",
    "Open",
    "OpenForm",
    "Refuse",
    "Repeat",
    "Repertoire",
    "Run",
    "State",
    "Suggest",
    "asks_for_more_than_the_person",
    "decide",
    "fill",
    "gist_of",
    "menu",
    "missing",
    "queued",
    "resolved",
    "settled",
    "spoken_of",
]
