"""What the policy can decide to do with a message. Several may follow from one."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = [
    "Acknowledge",
    "Advance",
    "Answer",
    "Close",
    "Decision",
    "Fallback",
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
    """

    intent: str
    doubtful: bool = False
    returns: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """Do something beside what is open ("and where are you?"), and keep that open."""

    intent: str


@dataclass(frozen=True, slots=True)
class Advance:
    """Take what the message says into the open form and go on with it."""


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
class Miss:
    """The open question was not answered, and nothing else was understood."""


@dataclass(frozen=True, slots=True)
class Close:
    """The customer called it off."""


@dataclass(frozen=True, slots=True)
class Acknowledge:
    """A "yes" or "no" to nothing in particular."""


@dataclass(frozen=True, slots=True)
class Suggest:
    """It may be one of these: let the customer choose."""

    intents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fallback:
    """Nothing was understood and nothing is open."""


Decision = Open | Answer | Advance | Run | Refuse | Repeat | Miss | Close | Acknowledge | Suggest | Fallback
