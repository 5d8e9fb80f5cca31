"""Webhooks are believed when they are signed, over exactly the bytes that came."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontdesk import SignatureInvalid
from frontdesk_whatsapp import signature

# RFC 4231, test case 2.
BODY, SECRET = b"what do ya want for nothing?", "Jefe"
HEADER = "sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"


def test_signing_is_hmac_sha256_in_lower_case_hex():
    assert signature.sign(BODY, SECRET) == HEADER


def test_a_right_signature_passes():
    signature.check(BODY, HEADER.encode(), [SECRET])


def test_either_secret_passes_during_a_rotation():
    signature.check(BODY, HEADER.encode(), ["new", SECRET])
    signature.check(BODY, HEADER.encode(), [SECRET, "old"])


@pytest.mark.parametrize(
    "header",
    [
        None,
        b"",
        b"sha256=",
        HEADER.removeprefix("sha256=").encode(),
        HEADER.replace("sha256", "sha1").encode(),
        HEADER.replace("sha256", "SHA256").encode(),
        HEADER.upper().encode(),
        HEADER.encode()[:-1],
        HEADER.encode() + b"0",
        HEADER.encode() + b"\xff",
        "sha256=подпись".encode(),
        b"\xff\xfe\x00",
    ],
)
def test_any_other_header_is_refused(header):
    with pytest.raises(SignatureInvalid):
        signature.check(BODY, header, [SECRET])


def test_without_a_secret_nothing_is_believed():
    with pytest.raises(SignatureInvalid, match="WHATSAPP_APP_SECRET"):
        signature.check(BODY, HEADER.encode(), [])


@given(st.binary(), st.integers(min_value=0), st.integers(min_value=0, max_value=7))
def test_a_body_changed_by_one_bit_is_refused(body, position, bit):
    header = signature.sign(body, SECRET).encode()
    changed = bytearray(body or b"\x00")
    changed[position % len(changed)] ^= 1 << bit

    with pytest.raises(SignatureInvalid):
        signature.check(bytes(changed), header, [SECRET])


@given(st.binary())
def test_no_header_raises_anything_else(header):
    with pytest.raises(SignatureInvalid):
        signature.check(BODY, header, [SECRET])
