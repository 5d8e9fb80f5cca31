"""The key ring: what opens, what does not, and what survives a rotation."""

from __future__ import annotations

import base64
import os
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontdesk.crypto import KeyRing
from frontdesk.errors import SettingsRefused, Undecryptable

KEY_1 = "1:" + base64.b64encode(bytes(32)).decode()
KEY_2 = "2:" + base64.b64encode(bytes(range(32))).decode()
HEADER = 5
OVERHEAD = 33

contexts = st.text(max_size=40)


def test_envelope_layout() -> None:
    envelope = KeyRing.parse(f"{KEY_2},{KEY_1}").seal(b"+79991234567", "contacts.phone.salon")

    assert envelope[:HEADER] == b"\x01\x00\x00\x00\x02"
    assert len(envelope) == len(b"+79991234567") + OVERHEAD
    assert b"+79991234567" not in envelope


def test_two_envelopes_of_one_value_differ(keys: KeyRing) -> None:
    assert keys.seal(b"same", "context") != keys.seal(b"same", "context")


def test_no_nonce_comes_twice_not_even_in_other_threads_and_in_forks() -> None:
    ring = KeyRing.parse(KeyRing.generate())

    def nonces() -> list[bytes]:
        return [ring.seal(b"", "test")[5:17] for _ in range(200)]

    used = nonces()
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        try:
            os.write(writing, b"".join(nonces()))
        finally:
            os._exit(0)
    os.close(writing)
    with ThreadPoolExecutor(4) as threads, open(reading, "rb") as told:
        for more in threads.map(lambda _: nonces(), range(8)):
            used += more
        theirs = told.read()
    os.waitpid(child, 0)
    used += [theirs[at : at + 12] for at in range(0, len(theirs), 12)]
    assert len(used) == len(set(used)) == 200 * 10


@given(plaintext=st.binary(max_size=200), context=contexts)
def test_what_is_sealed_opens_again(keys: KeyRing, plaintext: bytes, context: str) -> None:
    assert keys.open(keys.seal(plaintext, context), context) == plaintext


@given(plaintext=st.binary(max_size=50), data=st.data())
def test_any_flipped_byte_is_noticed(keys: KeyRing, plaintext: bytes, data: st.DataObject) -> None:
    envelope = bytearray(keys.seal(plaintext, "context"))
    position = data.draw(st.integers(0, len(envelope) - 1), label="position")
    envelope[position] ^= data.draw(st.integers(1, 255), label="flip")

    with pytest.raises(Undecryptable):
        keys.open(bytes(envelope), "context")


@given(plaintext=st.binary(max_size=50), cut=st.integers(0, OVERHEAD + 49))
def test_a_cut_envelope_is_noticed(keys: KeyRing, plaintext: bytes, cut: int) -> None:
    envelope = keys.seal(plaintext, "context")

    with pytest.raises(Undecryptable):
        keys.open(envelope[: min(cut, len(envelope) - 1)], "context")


@given(contexts=st.lists(contexts, min_size=2, max_size=2, unique=True))
def test_another_context_does_not_open(keys: KeyRing, contexts: list[str]) -> None:
    with pytest.raises(Undecryptable):
        keys.open(keys.seal(b"secret", contexts[0]), contexts[1])


def test_after_a_rotation_old_values_open_and_lookups_still_match() -> None:
    before, after = KeyRing.parse(KEY_1), KeyRing.parse(f"{KEY_2},{KEY_1}")

    assert after.open(before.seal(b"old", "context"), "context") == b"old"
    assert after.digest("+79991234567", "contacts.phone") == before.digest("+79991234567", "contacts.phone")
    assert after.derive("queue") == before.derive("queue")
    with pytest.raises(Undecryptable, match=r"key version 2.*FRONTDESK_ENCRYPTION_KEYS"):
        before.open(after.seal(b"new", "context"), "context")


def test_a_key_that_only_opens_lets_processes_get_it_one_after_the_other() -> None:
    old, new = KeyRing.parse(KEY_1), KeyRing.parse(f"{KEY_2},{KEY_1}")
    between = KeyRing.parse(f"{KEY_2.replace(':', '-opens:')},{KEY_1}")

    assert between.open(new.seal(b"new", "context"), "context") == b"new"
    assert old.open(between.seal(b"between", "context"), "context") == b"between"


def test_a_key_of_the_same_version_but_another_value_does_not_open() -> None:
    sealed = KeyRing.parse(KEY_1).seal(b"secret", "context")

    with pytest.raises(Undecryptable, match="does not open"):
        KeyRing.parse(KeyRing.generate(1)).open(sealed, "context")


def test_digests_tell_contexts_and_values_apart(keys: KeyRing) -> None:
    digests = {
        keys.digest("b", "a"),
        keys.digest("ab", ""),
        keys.digest("", "ab"),
        keys.digest("a", "b"),
    }

    assert len(digests) == 4
    assert {len(digest) for digest in digests} == {32}


def test_derived_secrets_tell_purposes_apart(keys: KeyRing) -> None:
    assert keys.derive("queue") != keys.derive("seal") != keys.derive("digest")
    assert len(keys.derive("queue")) == 32


def test_a_generated_entry_is_a_ring() -> None:
    entry = KeyRing.generate(7)

    assert entry.startswith("7:")
    assert entry != KeyRing.generate(7)
    assert repr(KeyRing.parse(entry)) == "<KeyRing of versions [7]>"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "entry 1 is not of the form"),
        (KEY_2 + ",", "entry 2 is not of the form"),
        ("one:" + KEY_1[2:], "entry 1 is not of the form"),
        ("²:" + KEY_1[2:], "entry 1 is not of the form"),
        ("0:" + KEY_1[2:], "entry 1 has a version outside"),
        ("4294967296:" + KEY_1[2:], "entry 1 has a version outside"),
        ("1:not base64!", "entry 1 does not hold base64"),
        ("1:" + base64.b64encode(bytes(16)).decode(), "entry 1 holds a key of 16 bytes instead of 32"),
        (f"{KEY_1},{KEY_2}", "entry 2 .*newer"),
        (KEY_1.replace(":", "-opens:"), "entry 1 only opens.*one has to seal"),
        (f"{KEY_2},{KEY_1.replace(':', '-opens:')}", "entry 2 only opens"),
        (f"{KEY_1},{KEY_1}", "entry 2 .*newer"),
    ],
)
def test_a_wrong_ring_is_refused_with_the_entry_and_the_cure(text: str, problem: str) -> None:
    with pytest.raises(SettingsRefused, match=problem) as refusal:
        KeyRing.parse(text)

    assert "frontdesk keys new" in refusal.value.cure
    assert KEY_1[2:] not in str(refusal.value)
