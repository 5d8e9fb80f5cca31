"""Phone numbers as staff writes them."""

from __future__ import annotations

import phonenumbers

from frontdesk import FieldError, invalid_body

__all__ = ["e164"]

_REGIONS = {"ru": "RU", "en": "US"}


def e164(given: str, language: str, pointer: str) -> str:
    """A number in E.164, with a leading plus.

    :param language: of the business: a number without a country is one of where it is spoken most.
    :param pointer: where the number stands in the body.
    :raises HttpProblem: 422, it is no phone number.
    """
    try:
        number = phonenumbers.parse(given, _REGIONS.get(language))
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_possible_number(number):
        raise invalid_body(FieldError(pointer, "is no phone number; write +79161234567"))
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
