"""What the policy can decide to do with a message. Several may follow from one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

__all__ = [
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
    "Refuse",
    "Repeat",
    "Run",
    "Suggest",
]


@dataclass(frozen=True, slots=True)
class Open:
    """Begin what the customer wants, with what they said; what was open is dropped.

    :ivar doubtful: the intent was read with some doubt, so the form is confirmed before it is run.
    :ivar returns: what was open is not dropped, but gone back to afterwards.
    :ivar waits: it is begun when what is open is done.
    :ivar given: values that it begins with, where the customer says nothing else.
    """

    intent: str
    doubtful: bool = False
    returns: bool = False
    waits: bool = False
    given: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answer:
    """Do something beside what is open ("and where are you?"), and keep that open."""

    intent: str


@dataclass(frozen=True, slots=True)
class Advance:
    """Take what the message says into the open form and go on with it.

    :ivar without: names of slots that the message speaks of for another reason.
    """

    without: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Run:
    """The customer agreed: do it."""


@dataclass(frozen=True, slots=True)
class Refuse:
    """The customer said no: ask what to change."""


@dataclass(frozen=True, slots=True)
class Repeat:
    """Ask the open question again, because the message was about something else."""


@dataclass(frozen=True, slots=True)
class AskWhich:
    """A "yes" to several choices: ask which of them."""


@dataclass(frozen=True, slots=True)
class Guide:
    """The customer does not know what to answer, or what to want: help them along."""


@dataclass(frozen=True, slots=True)
class Miss:
    """The open question was not answered, and nothing else was understood."""


@dataclass(frozen=True, slots=True)
class Close:
    """The customer called it off."""


@dataclass(frozen=True, slots=True)
class Acknowledge:
    """A "yes" or "no" to nothing in particular, or a wish for another language."""


@dataclass(frozen=True, slots=True)
class Suggest:
    """It may be one of these: let the customer choose.

    :ivar declined: they cannot come, and say no more.
    :ivar given: values that whichever is chosen begins with: which visit they were asked about.
    """

    intents: tuple[str, ...]
    declined: bool = False
    given: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Fallback:
    """Nothing was understood and nothing is open."""


Decision = (
    Open
    | Answer
    | Advance
    | Run
    | Refuse
    | Repeat
    | AskWhich
    | Guide
    | Miss
    | Close
    | Acknowledge
    | Suggest
    | Fallback
)
