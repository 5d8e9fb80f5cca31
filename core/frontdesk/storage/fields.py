"""Field types: sealed values, keyed hashes to find them by, moments, plain JSON.

Sealed values and digests are filled in by :class:`frontdesk.storage.Scope`, which knows the tenant and the
keys; a field refuses to store anything that did not pass through it.
"""

from __future__ import annotations

import json
from abc import abstractmethod
from datetime import UTC, datetime
from typing import Any

import orjson
from peewee import Field

__all__ = ["Digest", "Moment", "PlainJSON", "Sealed", "SealedJSON", "SealedText"]

_ENVELOPE_FORMAT = 1
_DIGEST_BYTES = 32
#: Dataclasses and moments do not become JSON by themselves: they would come back as something else.
_STRICT = orjson.OPT_PASSTHROUGH_DATACLASS | orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_PASSTHROUGH_SUBCLASS

_COMPACT = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
#: What Python's own encoder wrote begins with this, so that its own decoder reads it.
_PYTHONS = b" "


class Sealed(Field):
    """Base of fields that hold envelopes. ``Scope`` seals on insert and update, and opens on ``reveal``."""

    field_type = "BLOB"

    @abstractmethod
    def encode(self, value: Any) -> bytes:
        """The plaintext bytes of a value."""

    @abstractmethod
    def decode(self, plaintext: bytes) -> Any:
        """The value of plaintext bytes."""

    def db_value(self, value: Any) -> bytes | None:
        """Let an envelope through.

        :raises TypeError: for anything else: it would be stored, or looked for, in the clear.
        """
        if value is None:
            return None
        if not isinstance(value, bytes) or value[:1] != bytes([_ENVELOPE_FORMAT]):
            raise TypeError(
                f"{self.model.__name__}.{self.name} is sealed: write it with Scope.insert or Scope.update, "
                "and look it up by its digest"
            )
        return value

    def python_value(self, value: Any) -> bytes | None:
        """The envelope, whatever type the driver gave it."""
        return None if value is None else bytes(value)


class SealedText(Sealed):
    """A text that is stored encrypted."""

    def encode(self, value: Any) -> bytes:
        """The text in UTF-8.

        :raises TypeError: it is not a text.
        """
        if not isinstance(value, str):
            raise TypeError(f"{self.model.__name__}.{self.name} holds text, not {type(value).__name__}")
        return value.encode()

    def decode(self, plaintext: bytes) -> str:
        """The text."""
        return plaintext.decode()


class SealedJSON(Sealed):
    """A JSON value that is stored encrypted."""

    def encode(self, value: Any) -> bytes:
        """The value as compact JSON.

        :raises TypeError: it is not JSON.
        :raises ValueError: it holds half of a character.
        """
        try:
            return orjson.dumps(value, option=_STRICT)
        except TypeError:
            # Keys that are no texts, other kinds of dicts, very large numbers: seldom, and not for orjson.
            return _PYTHONS + _COMPACT.encode(value).encode()

    def decode(self, plaintext: bytes) -> Any:
        """The value."""
        return json.loads(plaintext) if plaintext.startswith(_PYTHONS) else orjson.loads(plaintext)


class Digest(Field):
    """A keyed hash of 32 bytes, to find equal values by without storing them.

    :param of: the sealed field whose plaintext it is the hash of; ``Scope`` then fills it in. Without it, the
        value is given to ``Scope`` under the digest's own name, as text.
    :param context: digests of one context can be compared with each other; ``table.column`` when not given.
    """

    field_type = "BLOB"

    def __init__(self, of: str | None = None, *, context: str | None = None, **options: Any) -> None:
        super().__init__(**options)
        self.of = of
        self._context = context

    @property
    def context(self) -> str:
        """What keeps digests of different kinds of values apart."""
        return self._context or f"{self.model._meta.table_name}.{self.column_name}"

    def db_value(self, value: Any) -> bytes | None:
        """Let a digest through.

        :raises TypeError: for anything else: the value itself would be stored, or looked for.
        """
        if value is None:
            return None
        if not isinstance(value, bytes) or len(value) != _DIGEST_BYTES:
            raise TypeError(
                f"{self.model.__name__}.{self.name} is a digest: make it with Scope.digest(field, value)"
            )
        return value

    def python_value(self, value: Any) -> bytes | None:
        """The digest, whatever type the driver gave it."""
        return None if value is None else bytes(value)


class Moment(Field):
    """An aware moment, read back in UTC. A TIMESTAMPTZ on PostgreSQL.

    On SQLite it is text of fixed width (``2026-11-23T07:00:00.000000+00:00``), so that comparing text is
    comparing time.
    """

    field_type = "MOMENT"
    #: The moment that was written last, and its text: the rows of one transaction share theirs.
    _written: tuple[datetime | None, str] = (None, "")

    def db_value(self, value: Any) -> str | None:
        """The moment as text, in UTC.

        :raises TypeError: it is not a datetime.
        :raises ValueError: it is naive: nobody knows which time zone it is in.
        """
        if value is None:
            return None
        known, text = self._written
        if known is value:
            return text
        if not isinstance(value, datetime):
            raise TypeError(f"{self.model.__name__}.{self.name} holds a datetime, not {type(value).__name__}")
        if value.tzinfo is None:
            raise ValueError(
                f"{self.model.__name__}.{self.name} needs an aware datetime: give it a time zone"
            )
        text = value.astimezone(UTC).isoformat(timespec="microseconds")
        self._written = (value, text)
        return text

    def python_value(self, value: Any) -> datetime | None:
        """The moment, aware, in UTC."""
        if value is None:
            return None
        moment = value if type(value) is datetime else datetime.fromisoformat(value)
        return moment if moment.tzinfo is UTC else moment.astimezone(UTC)


class PlainJSON(Field):
    """A JSON value that is stored as readable text: for what is not personal."""

    field_type = "TEXT"

    def db_value(self, value: Any) -> str | None:
        """The value as JSON text."""
        return None if value is None else json.dumps(value, ensure_ascii=False, sort_keys=True)

    def python_value(self, value: Any) -> Any:
        """The value."""
        return None if value is None else json.loads(value)
