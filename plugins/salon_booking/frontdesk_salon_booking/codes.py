"""Booking codes: short enough to read out on the phone, and not to be guessed."""

from __future__ import annotations

import secrets

__all__ = ["ALPHABET", "LENGTH", "new_code"]

_DIGITS = "34679"
_LETTERS = "ACDEFGHJKMNPQRTWXY"
#: Capital letters and digits without those that look alike: 0/O, 1/I/L, 2/Z, 5/S, 8/B, U/V.
ALPHABET = _DIGITS + _LETTERS
LENGTH = 6


def new_code() -> str:
    """A code like ``K7M3QP``, from the operating system's randomness. Not checked against those in use.

    It holds a digit and a letter at least, so that neither a word nor an amount is taken for a code.
    """
    while True:
        number = secrets.randbelow(len(ALPHABET) ** LENGTH)
        code = "".join(ALPHABET[number // len(ALPHABET) ** place % len(ALPHABET)] for place in range(LENGTH))
        if not code.isdigit() and not code.isalpha():
            return code
