"""What the Graph API's answers mean: one table of error codes.

Meta says to branch on the code, not on the HTTP status, the title or the subcode.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from frontdesk import EnvelopeUnreadable, Fail, Hold, HttpResponse, Outcome, Retry, Sent
from frontdesk_whatsapp.payload import PartUnreadable, read_json, word

__all__ = ["read_outcome"]

_RATE = 1.0
_CALLS = 60.0
#: The pair rate lets one message through every 6 s; Meta asks for 4^X s, of which this is the first.
_PAIR = 4.0

_TRANSIENT: Mapping[int | None, Retry] = {
    1: Retry("1: the API is not available"),
    2: Retry("2: the service is down for a while"),
    131000: Retry("131000: something went wrong at WhatsApp"),
    131016: Retry("131016: the service is overloaded"),
    131057: Retry("131057: the account is in maintenance", after=_CALLS, scope="account"),
    4: Retry("4: the app's call limit is reached", after=_CALLS, scope="account"),
    80007: Retry("80007: the account's call limit is reached", after=_CALLS, scope="account"),
    130429: Retry("130429: the number sends too fast", after=_RATE, scope="account"),
    131056: Retry("131056: too many messages to this customer", after=_PAIR),
}
_ACCOUNT: Mapping[int | None, str] = {
    0: "the access token cannot be used",
    3: "the app may not use this API",
    10: "a permission is missing or was withdrawn",
    33: "the business's number was deleted",
    190: "the access token has expired",
    368: "the account is blocked for a policy violation",
    131005: "access denied: a permission is missing or was withdrawn",
    131031: "the account is locked",
    131042: "there is a problem with the payment method",
    130497: "the account may not message this country",
}
_FINAL: Mapping[int | None, str] = {
    100: "the request has a wrong parameter",
    130403: "the customer cannot be messaged by this business",
    131008: "the request lacks a parameter",
    131009: "a parameter of the request has a wrong value",
    131021: "sender and recipient are the same",
    131026: "the message cannot be delivered",
    131030: "the recipient is not on the list of allowed numbers",
    131047: "more than 24 hours since the customer's last message",
    131048: "the spam limit is reached",
    131049: "not delivered, to keep the customer from too much marketing",
    131050: "the customer does not want marketing messages",
    131051: "this type of message is not supported",
    131052: "the media could not be downloaded",
    131053: "the media could not be uploaded",
    131062: "this message needs a phone number, not a user id",
    131064: "the message was classified as unwanted",
    132000: "the template has another number of parameters",
    132001: "there is no such template in this language, or it is not approved",
    132005: "the template is too long when it is filled in",
    132007: "the template breaks a policy",
    132012: "a parameter of the template has another form",
    132015: "the template is paused for its quality",
    132016: "the template is switched off for its quality",
    132018: "a parameter of the template holds what is not allowed there",
}
#: Of them, the one that is about the time since the customer's last message.
_WINDOW = 131047
_PERMISSIONS = range(200, 300)
#: A gateway gave up on the API, which may have taken the message all the same.
_GATEWAY = frozenset({502, 504})


def read_outcome(response: HttpResponse) -> Outcome:
    """What an answer of the messages endpoint means. Never raises; its reasons hold no personal data."""
    document = _document(response.body)
    error = document.get("error")
    if isinstance(error, dict):
        return _refused(response, error)
    if 200 <= response.status < 300:
        message_id = _message_id(document)
        if message_id is not None:
            return Sent(message_id)
        return Retry(f"HTTP {response.status} without a message id", ambiguous=True)
    # Not the API's own words, but those of something in between: nothing final can be read from them.
    return Retry(
        f"HTTP {response.status} without a Graph error",
        after=_retry_after(response),
        scope="account" if response.status == 429 else "contact",
        ambiguous=response.status in _GATEWAY,
    )


def _refused(response: HttpResponse, error: Mapping[str, Any]) -> Outcome:
    code = _code(error)
    if code in _TRANSIENT:
        retry = _TRANSIENT[code]
        return Retry(retry.reason, max(retry.after, _retry_after(response)), retry.scope)
    if code in _ACCOUNT:
        return Hold(f"{code}: {_ACCOUNT[code]}")
    if code in _PERMISSIONS:
        return Hold(f"{code}: a permission is missing or was withdrawn")
    if code in _FINAL:
        return Fail(f"{code}: {_FINAL[code]}", str(code), outside_window=code == _WINDOW)
    if response.status >= 500:
        return Retry(f"HTTP {response.status}, error {code}", _retry_after(response))
    if response.status == 429:
        return Retry(f"HTTP 429, error {code}", max(_RATE, _retry_after(response)), "account")
    if response.status == 401:
        return Hold(f"HTTP 401, error {code}: the access token was refused")
    return Fail(f"HTTP {response.status}, error {code}", None if code is None else str(code))


def _document(body: bytes) -> Mapping[str, Any]:
    try:
        document = read_json(body)
    except EnvelopeUnreadable:
        return {}
    return document if isinstance(document, dict) else {}


def _message_id(document: Mapping[str, Any]) -> str | None:
    messages = document.get("messages")
    if not isinstance(messages, list) or not messages or not isinstance(messages[0], dict):
        return None
    try:
        return word(messages[0], "id")
    except PartUnreadable:
        return None


def _code(error: Mapping[str, Any]) -> int | None:
    try:
        return int(word(error, "code", limit=10) or "")
    except (PartUnreadable, ValueError):
        return None


def _retry_after(response: HttpResponse) -> float:
    """Seconds from the Retry-After header, at most an hour; 0 without one, or with a date."""
    value = response.headers.get("retry-after", "")
    return float(min(int(value), 3600)) if value.isascii() and value.isdigit() and len(value) < 10 else 0.0
