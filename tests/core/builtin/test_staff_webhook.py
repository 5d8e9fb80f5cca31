"""Staff is told by a POST that the other side can check."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from frontdesk import Reason, StaffAlert
from frontdesk.bots.staffing import HandoverRules
from frontdesk.builtin import staff_webhook

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
ALERT = StaffAlert(5, "mia", 17, "whatsapp", Reason.ASKED, "Anna", NOW)
#: In the form that libraries of Standard Webhooks take.
KNOWN = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


def bot_with(secret=None):
    notify = None if secret is None else {"url": "https://example.com/staff", "secret": secret}
    rules = HandoverRules.model_validate({"notify": notify})
    return SimpleNamespace(definition=SimpleNamespace(handover=rules))


@pytest.fixture
def notifier():
    [notifier] = staff_webhook.frontdesk_notifiers()
    return notifier


def test_it_is_for_bots_that_name_an_address(notifier):
    assert notifier.wants(bot_with(KNOWN))
    assert not notifier.wants(bot_with())
    assert notifier.request(ALERT, bot_with(), NOW) is None


@pytest.mark.parametrize(
    ("secret", "key"),
    [
        (KNOWN, base64.b64decode(KNOWN.removeprefix("whsec_"))),
        ("a secret of ours, plain", b"a secret of ours, plain"),
        ("whsec_not base64 at all!", b"whsec_not base64 at all!"),
    ],
)
def test_it_is_signed_as_standard_webhooks_are(notifier, secret, key):
    request = notifier.request(ALERT, bot_with(secret), NOW)
    signed = f"alert_5.{int(NOW.timestamp())}.".encode() + request.body
    digest = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert request.headers["webhook-signature"] == f"v1,{digest}"
    assert request.headers["webhook-id"] == "alert_5"


def test_it_tells_what_staff_needs_and_no_phone_number(notifier):
    request = notifier.request(ALERT, bot_with(KNOWN), NOW)
    assert (request.method, request.url) == ("POST", "https://example.com/staff")
    assert json.loads(request.body) == {
        "type": "handover.started",
        "timestamp": "2026-11-23T09:00:00+00:00",
        "data": {
            "salon": "mia",
            "conversation": 17,
            "channel": "whatsapp",
            "reason": "asked",
            "customer": "Anna",
        },
    }


def test_a_name_does_not_show_in_logs():
    assert "Anna" not in repr(ALERT)
