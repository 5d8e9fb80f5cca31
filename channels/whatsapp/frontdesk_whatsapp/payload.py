"""JSON from outside, read so that nothing in it can surprise what comes later."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from frontdesk import EnvelopeUnreadable

__all__ = [
    "PartUnreadable",
    "clean",
    "clean_text",
    "is_clean",
    "items",
    "mapping",
    "moment",
    "read_json",
    "text",
    "word",
]

#: Deeper than anything WhatsApp sends, and shallow enough for every recursive reader and writer after us.
_MAX_DEPTH = 50
#: What fits into 64 bits; longer ones are kept as text.
_MAX_DIGITS = 18
_SURROGATES = re.compile("[\ud800-\udfff]")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f]")


class PartUnreadable(Exception):
    """One part of an envelope is not what WhatsApp documents; its siblings may be."""


def read_json(body: bytes) -> Any:
    """Parse JSON without the traps of :func:`json.loads`: NaN and infinities become None, integers beyond 64
    bits stay text, bytes that are not UTF-8 become replacement characters.

    :raises EnvelopeUnreadable: it is not JSON, or nested too deeply.
    """
    try:
        return _JSON.decode(body.decode(errors="replace").removeprefix(_BYTE_ORDER_MARK))
    except RecursionError:
        raise EnvelopeUnreadable("the body is nested too deeply") from None
    except ValueError:
        raise EnvelopeUnreadable("the body is not JSON") from None


def is_clean(body: bytes) -> bool:
    """Whether nothing in a body is for :func:`clean` to change or to refuse, which is true of nearly all.

    False where that cannot be seen at once: an escaped surrogate may be half of a pair, and what holds much
    need not be nested deeply.
    """
    return b"\\ud" not in body and b"\\uD" not in body and body.count(b"{") + body.count(b"[") <= _MAX_DEPTH


def clean(value: Any, depth: int = 0) -> Any:
    """The same value, fit to be stored: lone surrogates (which no encoding can write) replaced.

    :raises PartUnreadable: it is nested too deeply.
    """
    if depth > _MAX_DEPTH:
        raise PartUnreadable("nested too deeply")
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, dict):
        return {
            clean_text(key): clean_text(inner) if isinstance(inner, str) else clean(inner, depth + 1)
            for key, inner in value.items()
        }
    if isinstance(value, list):
        return [clean(inner, depth + 1) for inner in value]
    return value


def clean_text(text: str) -> str:
    """The text, with lone surrogates replaced."""
    # Nearly all of them are plain, which is seen at once.
    return text if text.isascii() else _SURROGATES.sub("\ufffd", text)


def mapping(holder: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    """The object under a key; an empty one where there is none."""
    value = holder.get(key)
    return value if isinstance(value, dict) else {}


def items(holder: Mapping[str, Any], key: str) -> Sequence[Any]:
    """The list under a key; an empty one where there is none.

    :raises PartUnreadable: there is something else.
    """
    value = holder.get(key)
    if value is None:
        return ()
    if not isinstance(value, list):
        raise PartUnreadable(f"{key} is not a list")
    return value


def text(holder: Mapping[str, Any], key: str) -> str:
    """The text under a key; empty where there is none, or something else."""
    value = holder.get(key)
    return value if isinstance(value, str) else ""


def word(holder: Mapping[str, Any], key: str, limit: int = 512) -> str | None:
    """An id under a key, or None. Numbers, which some senders write without quotes, become text.

    :raises PartUnreadable: it is too long to be an id, or holds control characters.
    """
    value = holder.get(key)
    if value is None:
        return None
    if isinstance(value, str) and value.isprintable() and not value.isspace() and len(value) <= limit:
        return value or None
    return _odd_word(value, key, limit)


def _odd_word(value: Any, key: str, limit: int) -> str | None:
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    found = str(value)
    if not found or found.isspace():
        return None
    if len(found) > limit:
        raise PartUnreadable(f"{key} is longer than {limit} characters")
    if _CONTROLS.search(found):
        raise PartUnreadable(f"{key} holds control characters")
    return found


def moment(holder: Mapping[str, Any], key: str) -> datetime:
    """The moment under a key: seconds since 1970, as text or as a number.

    :return: aware, UTC.
    :raises PartUnreadable: there is none, or it is no such number.
    """
    value = word(holder, key, limit=20)
    try:
        return datetime.fromtimestamp(int(value or ""), UTC)
    except (ValueError, OverflowError, OSError):
        raise PartUnreadable(f"{key} is not a number of seconds") from None


def _integer(digits: str) -> int | str:
    return int(digits) if len(digits) <= _MAX_DIGITS else digits


def _number(digits: str) -> float | None:
    value = float(digits)
    return value if math.isfinite(value) else None


def _constant(_name: str) -> None:
    return None


#: Made once: :func:`json.loads` makes one anew for each text that is to be read like this.
_JSON = json.JSONDecoder(parse_int=_integer, parse_float=_number, parse_constant=_constant)
_BYTE_ORDER_MARK = "\ufeff"
