"""Keys: sealing personal data, and finding it again by a keyed hash.

A sealed value is an envelope: one format byte, four bytes key version, twelve bytes nonce, AES-256-GCM
ciphertext and tag. The header and the context (which column of which tenant) are authenticated along with it,
so that a value moved to another column or tenant does not open there.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import os
import secrets
from collections.abc import Container, Mapping
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from frontdesk.errors import SettingsRefused, Undecryptable

__all__ = ["KeyRing"]

_FORMAT = b"\x01"
_KEY_BYTES = 32
_VERSION_BYTES = 4
_NONCE_BYTES = 12
_NONCES_AT_ONCE = 64
_TAG_BYTES = 16
_HEADER_BYTES = len(_FORMAT) + _VERSION_BYTES
_HIGHEST_VERSION = 2 ** (8 * _VERSION_BYTES) - 1
_CURE = (
    "make an entry with `frontdesk keys new`; put a new entry first and keep the old ones: VERSION:BASE64,…"
)


class KeyRing:
    """The installation's keys. The newest that is not for opening only seals; all of them open.

    Digests and derived secrets come from the oldest key, so that lookups survive a rotation: the oldest key
    stays in the ring for as long as the database lives.

    :param keys: 32-byte keys by version, 1 to 4,294,967,295; at least one.
    :param opening: versions that only open, because not all processes have them yet; not all of them.
    """

    def __init__(self, keys: Mapping[int, bytes], opening: Container[int] = ()) -> None:
        self._ciphers = {version: AESGCM(_expand(key, "seal")) for version, key in keys.items()}
        self._newest = max(version for version in keys if version not in opening)
        self._nonces = _Nonces()
        self._oldest_key = keys[min(keys)]
        self._digest_key = self.derive("digest")
        #: By context: what all its digests begin with, so that the key is worked in only once.
        self._begun: dict[str, hmac.HMAC] = {}

    def __repr__(self) -> str:
        return f"<KeyRing of versions {sorted(self._ciphers, reverse=True)}>"

    @classmethod
    def parse(cls, text: str) -> KeyRing:
        """Read a ring as ``FRONTDESK_ENCRYPTION_KEYS`` has it: ``2:BASE64,1:BASE64``, newest first.

        A key that is not to seal yet has ``-opens`` behind its version: ``2-opens:BASE64,1:BASE64``.

        :raises SettingsRefused: naming the entry by its position; never shows a key.
        """
        keys: dict[int, bytes] = {}
        opening: set[int] = set()
        for position, entry in enumerate(text.split(","), start=1):
            version, opens_only, key = _parse_entry(entry.strip(), position)
            if keys and version >= min(keys):
                raise _refused(position, f"version {version} does not come after a newer one")
            if opens_only and len(opening) < len(keys):
                raise _refused(position, "only opens, and comes after one that seals: take -opens away")
            keys[version] = key
            opening |= {version} if opens_only else set()
        if len(opening) == len(keys):
            raise _refused(len(keys), "only opens, and so do all others: one has to seal")
        return cls(keys, opening)

    @staticmethod
    def generate(version: int = 1) -> str:
        """A fresh entry for a ring: ``1:BASE64``.

        :param version: one more than the newest version in the ring it is for.
        """
        return f"{version}:{base64.b64encode(secrets.token_bytes(_KEY_BYTES)).decode('ascii')}"

    def seal(self, plaintext: bytes, context: str) -> bytes:
        """Encrypt with the newest key that seals.

        :param context: where the value belongs; it opens only with the same context.
        :return: the envelope.
        """
        header = _FORMAT + self._newest.to_bytes(_VERSION_BYTES, "big")
        nonce = self._nonces.next()
        sealed = self._ciphers[self._newest].encrypt(nonce, plaintext, header + context.encode())
        return header + nonce + sealed

    def open(self, envelope: bytes, context: str) -> bytes:
        """Decrypt an envelope with the key it names.

        :raises Undecryptable: it was changed, belongs to another context, or its key is not in the ring.
        """
        if len(envelope) < _HEADER_BYTES + _NONCE_BYTES + _TAG_BYTES or envelope[:1] != _FORMAT:
            raise Undecryptable(f"the value in {context!r} is not a sealed envelope; was it written by hand?")
        header = envelope[:_HEADER_BYTES]
        version = int.from_bytes(header[len(_FORMAT) :], "big")
        cipher = self._ciphers.get(version)
        if cipher is None:
            raise Undecryptable(
                f"the value in {context!r} was sealed with key version {version}, which is not in the ring; "
                "put that entry back into FRONTDESK_ENCRYPTION_KEYS"
            )
        nonce = envelope[_HEADER_BYTES : _HEADER_BYTES + _NONCE_BYTES]
        try:
            return cipher.decrypt(nonce, envelope[_HEADER_BYTES + _NONCE_BYTES :], header + context.encode())
        except InvalidTag:
            raise Undecryptable(
                f"the value in {context!r} does not open with key version {version}: it was changed, belongs "
                "to another row, or the key of that version is not the one it was sealed with"
            ) from None

    def digest(self, value: str, context: str) -> bytes:
        """A keyed hash to find equal values by: HMAC-SHA256, 32 bytes. The value is taken as it is.

        :param context: digests of one value in two contexts have nothing in common.
        """
        begun = self._begun.get(context)
        if begun is None:
            name = context.encode()
            begun = hmac.new(self._digest_key, len(name).to_bytes(4, "big") + name, sha256)
            self._begun[context] = begun
        digest = begun.copy()
        digest.update(value.encode())
        return digest.digest()

    def random(self) -> bytes:
        """12 random bytes that nobody can guess: see :class:`_Nonces` for how they are drawn."""
        return self._nonces.next()

    def derive(self, purpose: str) -> bytes:
        """A secret of 32 bytes for something else, such as signing; every process with this ring has it."""
        return _expand(self._oldest_key, purpose)


class _Nonces:
    """Random nonces. Any thread may ask for the next one.

    Many are drawn at once: whoever asks the operating system gives up the interpreter to another thread, and
    with several seals for each message the threads would do little else than change places.
    """

    def __init__(self) -> None:
        self._drawn: list[bytes] = []
        self._process = os.getpid()

    def next(self) -> bytes:
        """One that nobody has had."""
        if self._process != os.getpid():
            # A fork has the same ones in store as its parent, and none may be used by both.
            self._drawn, self._process = [], os.getpid()
        try:
            return self._drawn.pop()
        except IndexError:
            store = secrets.token_bytes(_NONCES_AT_ONCE * _NONCE_BYTES)
            first, *others = (store[at : at + _NONCE_BYTES] for at in range(0, len(store), _NONCE_BYTES))
            self._drawn.extend(others)
            return first


def _expand(key: bytes, purpose: str) -> bytes:
    hkdf = HKDF(
        algorithm=hashes.SHA256(), length=_KEY_BYTES, salt=None, info=b"frontdesk/" + purpose.encode()
    )
    return hkdf.derive(key)


def _parse_entry(entry: str, position: int) -> tuple[int, bool, bytes]:
    name, colon, encoded = entry.partition(":")
    number = name.removesuffix("-opens")
    if not colon or not number.isascii() or not number.isdigit():
        raise _refused(position, "is not of the form VERSION:BASE64")
    version = int(number)
    if not 1 <= version <= _HIGHEST_VERSION:
        raise _refused(position, f"has a version outside 1 to {_HIGHEST_VERSION}")
    try:
        key = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        raise _refused(position, "does not hold base64 after the colon") from None
    if len(key) != _KEY_BYTES:
        raise _refused(position, f"holds a key of {len(key)} bytes instead of {_KEY_BYTES}")
    return version, number != name, key


def _refused(position: int, problem: str) -> SettingsRefused:
    return SettingsRefused(f"FRONTDESK_ENCRYPTION_KEYS: entry {position} {problem}", _CURE)
