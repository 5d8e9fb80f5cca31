"""The signature of a webhook: HMAC-SHA256 over the raw bytes, keyed with the app secret."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence

from frontdesk import SignatureInvalid

__all__ = ["HEADER", "check", "sign"]

#: The header that carries it, as the server hands headers over: in lower case.
HEADER = "x-hub-signature-256"
_PREFIX = "sha256="


def sign(body: bytes, app_secret: str) -> str:
    """The value of the header for this body.

    :param body: exactly as on the wire. Parsing it and writing it again would change it at the first accent.
    """
    return _PREFIX + hmac.new(app_secret.encode(), body, hashlib.sha256).hexdigest()


def check(body: bytes, header: bytes | None, app_secrets: Sequence[str]) -> None:
    """Check a body against its header, with each of the app secrets (there are two during a rotation).

    :param header: raw bytes: :func:`hmac.compare_digest` raises on a ``str`` that is not ASCII.
    :raises SignatureInvalid: it is missing, or none of the secrets made it.
    """
    if not app_secrets:
        raise SignatureInvalid("no app secret to check webhooks with: set WHATSAPP_APP_SECRET")
    if header is None:
        raise SignatureInvalid("the header X-Hub-Signature-256 is missing")
    given = header.strip()
    matches = [hmac.compare_digest(given, sign(body, secret).encode()) for secret in app_secrets]
    if not any(matches):
        raise SignatureInvalid("X-Hub-Signature-256 was not made from this body with the app secret")
