"""Phone numbers in a text."""

from __future__ import annotations

import re
from dataclasses import dataclass

import phonenumbers

__all__ = ["FoundPhone", "read_phone"]

# Looking for numbers costs more than the rest of a reading: not without enough digits.
_PERHAPS = re.compile(r"\d(?:[^\w+]*\d){9}")
_DATE = re.compile(r"\d[./]\d{1,2}[./]\d|:")
_REGIONS = {"ru": "RU", "en": "US"}


@dataclass(frozen=True, slots=True)
class FoundPhone:
    """A phone number in a text, E.164 with a leading plus, and where it stands."""

    number: str
    start: int
    end: int


def read_phone(text: str, language: str | None = None) -> FoundPhone | None:
    """The first phone number of a text, or None.

    :param language: tells the country of a number without a country code.
    """
    if not _PERHAPS.search(text):
        return None
    regions = dict.fromkeys((_REGIONS.get(language or "", "RU"), *_REGIONS.values()))
    for region in regions:
        for match in phonenumbers.PhoneNumberMatcher(text, region):
            if _DATE.search(match.raw_string):
                continue
            number = phonenumbers.format_number(match.number, phonenumbers.PhoneNumberFormat.E164)
            return FoundPhone(number, match.start, match.end)
    return None
