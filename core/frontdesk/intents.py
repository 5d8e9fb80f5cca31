"""What a customer may want, and the values that go with it."""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from frontdesk.bots import Bot

__all__ = ["Intent", "Option", "Slot", "SlotKind"]


class SlotKind(enum.StrEnum):
    """How a slot's value is read from a text, and what it looks like in a form (always plain JSON)."""

    #: One of a closed list that the bot definition gives: the option's id. Of people, ``{"not": ["anna"]}``
    #: narrows it: anybody but these.
    OPTION = "option"
    #: A day ``"2026-11-23"``, or a range ``{"from": "2026-11-23", "to": "2026-11-29"}`` that narrows it.
    DAY = "day"
    #: A time of day ``"14:00"``, or a window ``{"from": "18:00", "to": null}`` that narrows the choice.
    TIME = "time"
    #: A booking code: six characters, upper case.
    CODE = "code"
    #: A person's name.
    NAME = "name"
    #: A phone number, E.164 with a leading plus.
    PHONE = "phone"
    #: A whole number.
    NUMBER = "number"
    #: Anything, taken as it was written, but only when it was asked for.
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Option:
    """One value of a closed list.

    :ivar names: what people call it, per language, the official name first. Several options may share a name
        ("haircut"): then the reading keeps all of them and the bot asks which.
    :ivar whole: its names count only as they stand, word by word: "whoever is free" is nobody's name, and
        "free" alone is none of it.
    """

    id: str
    names: Mapping[str, Sequence[str]]
    whole: bool = False

    def name(self, language: str) -> str:
        """The official name in this language, or in any."""
        for names in (self.names.get(language), *self.names.values()):
            if names:
                return names[0]
        return self.id


@dataclass(frozen=True, slots=True)
class Slot:
    """A value that a form may need.

    :ivar name: its key in forms, readings and topics; slots of one name mean the same thing in all of a bot.
    :ivar options: for ``OPTION`` slots, the closed list as the given bot has it.
    :ivar named_after: per language, the small words that stand before one of them ("with", "на").
        An unknown word in that place is reported as ``Reading.unmet``: what was named is not on offer.
    :ivar people: the options are people: only a name can be one of them.
    :ivar families: words that mean the same in the names of options, each family separated by spaces, the
        word that stands in names first: "haircut trim cut". It may have several of these, joined by "/".
    :ivar qualifiers: words of names that tell which of several is meant, and name nothing alone: "women's".
    """

    name: str
    kind: SlotKind
    options: Callable[[Bot], Sequence[Option]] | None = None
    named_after: Mapping[str, Sequence[str]] = field(default_factory=dict, compare=False)
    people: bool = False
    families: Sequence[str] = field(default=(), compare=False)
    qualifiers: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Intent:
    """Something a customer may want.

    :ivar action: name of the action that does it.
    :ivar triggers: per language, stems that give it away. A trigger is one or more stems separated by spaces
        that must occur in this order ("не смог прийти"); a stem matches every word that begins with it; ``=``
        before a word asks for exactly that word; ``|`` separates alternatives inside one position
        ("запис|брон").
    :ivar examples: per language, whole phrases: for models, for tests, and for close matches.
    :ivar slots: the slots that make it likelier when they are given (a service and a day mean a booking).
    :ivar from_slots: True where handing over such values alone starts it ("a haircut tomorrow at 2").
    :ivar title: per language, what a menu calls it; without it, it is not in the menu. It is a text of the
        plugin, ``menu.<name>``, which bots override like any other.
    :ivar courtesy: True for a greeting or thanks: answered only when the message asks for nothing else.
    :ivar parting: True for what is said at the end: a day beside it is no wish ("see you on Friday").
    :ivar staff: True for what the business's own people want ("closed tomorrow"). It is heard from their
        registered numbers only, before what a customer could mean with the same words; for everybody else the
        bot has neither the intent nor its action.
    """

    name: str
    action: str
    triggers: Mapping[str, Sequence[str]] = field(default_factory=dict)
    examples: Mapping[str, Sequence[str]] = field(default_factory=dict)
    slots: tuple[Slot, ...] = ()
    from_slots: bool = False
    title: Mapping[str, str] = field(default_factory=dict)
    courtesy: bool = False
    parting: bool = False
    staff: bool = False

    @property
    def kinds(self) -> frozenset[SlotKind]:
        """The kinds of its slots."""
        return frozenset([slot.kind for slot in self.slots])

    @property
    def title_key(self) -> str:
        """The key of its title among the texts of the bot."""
        return f"menu.{self.name}"
