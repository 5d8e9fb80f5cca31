"""The values that the actions ask for, and what customers call them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from frontdesk import Option, Slot, SlotKind
from frontdesk_salon_booking.config import Name, SalonBooking

if TYPE_CHECKING:
    from frontdesk import Bot

__all__ = ["ANY", "CODE", "DAY", "NAME", "SERVICE", "STAFF", "TIME"]

#: The value of the slot ``staff`` for "whoever is free".
ANY = "any"
_ANYBODY = {
    "ru": ("любой мастер", "к любому", "без разницы", "всё равно", "неважно", "кто свободен"),
    "en": ("anyone", "anybody", "any", "no preference", "whoever is free", "doesn't matter"),
}


def _services(bot: Bot) -> Sequence[Option]:
    section = bot.section(SalonBooking)
    return [Option(service.id, _names(bot, service.name, service.synonyms)) for service in section.services]


def _staff(bot: Bot) -> Sequence[Option]:
    section = bot.section(SalonBooking)
    members = [Option(member.id, _names(bot, member.name, member.synonyms)) for member in section.staff]
    return [*members, Option(ANY, _ANYBODY)] if members else []


def _names(bot: Bot, name: Name, synonyms: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    official = dict.fromkeys(bot.languages, name) if isinstance(name, str) else name
    languages = dict.fromkeys((*official, *synonyms))
    return {
        language: (*((official[language],) if language in official else ()), *synonyms.get(language, ()))
        for language in languages
    }


SERVICE = Slot(
    "service",
    SlotKind.OPTION,
    _services,
    named_after={
        "ru": ("на", "стоит", "стоят", "делаете"),
        "en": ("a", "an", "for", "some", "cost", "do", "offer"),
    },
)
STAFF = Slot(
    "staff", SlotKind.OPTION, _staff, named_after={"ru": ("к", "ко", "у"), "en": ("with",)}, people=True
)
DAY = Slot("day", SlotKind.DAY)
TIME = Slot("time", SlotKind.TIME)
NAME = Slot("name", SlotKind.NAME)
CODE = Slot("code", SlotKind.CODE)
