"""The values that the actions ask for, and what customers call them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from frontdesk import Option, Slot, SlotKind
from frontdesk_salon_booking.config import Name, SalonBooking
from frontdesk_salon_booking.vocabulary import FAMILIES, QUALIFIERS

if TYPE_CHECKING:
    from frontdesk import Bot

__all__ = [
    "ANY",
    "AS_BEFORE",
    "CATEGORY",
    "CODE",
    "DAY",
    "LAST_VISIT",
    "NAME",
    "NO_VISIT",
    "PHONE",
    "SERVICE",
    "STAFF",
    "TIME",
]

#: The value of the slot ``staff`` for "whoever is free".
ANY = "any"
_ANYBODY = {
    "ru": (
        "любой мастер",
        "любому мастеру",
        "любого мастера",
        "к любому",
        "у любого",
        "без разницы к кому",
        "всё равно к кому",
        "неважно к кому",
        "кто свободен",
        "кто будет свободен",
        "кто угодно",
    ),
    "en": (
        "anyone",
        "anybody",
        "any stylist",
        "any master",
        "either of them",
        "no preference",
        "whoever is free",
        "whoever is available",
        "don't mind who",
        "doesn't matter who",
    ),
}
#: The values of the slot ``as_before``: like the visit before, and that there was none.
LAST_VISIT, NO_VISIT = "last_visit", "no_visit"
_AS_BEFORE = {
    "ru": (
        "как в прошлый раз",
        "как в тот раз",
        "как прошлый раз",
        "прошлый раз",
        "прошлого раза",
        "как обычно",
        "как всегда",
        "то же что обычно",
        "то же самое",
        "тоже самое",
        "повторите запись",
        "повторить запись",
        "повтори запись",
        "запишите еще раз",
        "запиши еще раз",
        "записаться еще раз",
    ),
    "en": (
        "as last time",
        "like last time",
        "same last time",
        "had last time",
        "did last time",
        "got last time",
        "same again",
        "the usual",
        "my usual",
        "as usual",
        "same as before",
        "repeat my booking",
        "repeat my appointment",
        "repeat the booking",
        "repeat the appointment",
        "book the same",
    ),
}


def _services(bot: Bot) -> Sequence[Option]:
    section = bot.section(SalonBooking)
    return [Option(service.id, _names(bot, service.name, service.synonyms)) for service in section.services]


def _categories(bot: Bot) -> Sequence[Option]:
    section = bot.section(SalonBooking)
    return [Option(each.id, _names(bot, each.name, each.synonyms)) for each in section.categories]


def _staff(bot: Bot) -> Sequence[Option]:
    section = bot.section(SalonBooking)
    members = [Option(member.id, _names(bot, member.name, member.synonyms)) for member in section.staff]
    return [*members, Option(ANY, _ANYBODY, whole=True)] if members else []


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
    families=FAMILIES,
    qualifiers=QUALIFIERS,
)
#: A kind of services, for "what do you have for nails?".
CATEGORY = Slot("category", SlotKind.OPTION, _categories)
STAFF = Slot(
    "staff", SlotKind.OPTION, _staff, named_after={"ru": ("к", "ко", "у"), "en": ("with",)}, people=True
)
DAY = Slot("day", SlotKind.DAY)
TIME = Slot("time", SlotKind.TIME)
#: "As last time": the service and the master of the visit before, on the same weekday at the same hour.
AS_BEFORE = Slot("as_before", SlotKind.OPTION, lambda _: [Option(LAST_VISIT, _AS_BEFORE, whole=True)])
NAME = Slot("name", SlotKind.NAME)
CODE = Slot("code", SlotKind.CODE)
#: Where to reach the customer, when they give another number than the one they write from.
PHONE = Slot("phone", SlotKind.PHONE)
