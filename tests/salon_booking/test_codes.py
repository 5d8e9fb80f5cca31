"""Booking codes."""

from __future__ import annotations

from frontdesk_salon_booking.codes import ALPHABET, LENGTH, new_code


def test_a_code_has_six_characters_that_cannot_be_mistaken():
    assert not set(ALPHABET) & set("0O1IL2Z5S8BUV")
    for _ in range(500):
        code = new_code()
        assert len(code) == LENGTH == 6
        assert set(code) <= set(ALPHABET)
        assert not code.isdigit()
        assert not code.isalpha()


def test_codes_do_not_repeat():
    codes = {new_code() for _ in range(2000)}
    assert len(codes) > 1990
