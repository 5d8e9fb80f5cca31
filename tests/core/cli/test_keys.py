from __future__ import annotations

from frontdesk.crypto import KeyRing


def test_a_new_key_is_an_entry_of_a_ring(frontdesk):
    first, second = frontdesk("keys", "new").output.strip(), frontdesk("keys", "new").output.strip()
    assert KeyRing.parse(first).open(KeyRing.parse(first).seal(b"hello", "x"), "x") == b"hello"
    assert first != second


def test_the_next_key_goes_in_front_of_the_ring(frontdesk, monkeypatch):
    ring = f"{KeyRing.generate(7)},{KeyRing.generate(3)}"
    monkeypatch.setenv("FRONTDESK_ENCRYPTION_KEYS", ring)
    entry = frontdesk("keys", "new").output.strip()
    assert entry.startswith("8:")
    monkeypatch.setenv("FRONTDESK_ENCRYPTION_KEYS", ring.replace("7:", "7-opens:"))
    assert frontdesk("keys", "new").output.startswith("8:")
    old = KeyRing.parse(ring).seal(b"kept", "x")
    assert KeyRing.parse(f"{entry},{ring}").open(old, "x") == b"kept"


def test_a_broken_ring_is_refused(frontdesk, monkeypatch):
    monkeypatch.setenv("FRONTDESK_ENCRYPTION_KEYS", "1:nonsense")
    result = frontdesk("keys", "new")
    assert result.exit_code == 3
    assert "FRONTDESK_ENCRYPTION_KEYS" in result.output
    assert "nonsense" not in result.output
