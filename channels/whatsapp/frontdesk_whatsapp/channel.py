"""The WhatsApp Cloud API as a channel."""

from __future__ import annotations

import hmac
import json
from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import quote

from frontdesk import (
    Channel,
    Envelope,
    HttpRequest,
    HttpResponse,
    Outbound,
    Outcome,
    TemplateForm,
    WebhookRequest,
)
from frontdesk_whatsapp import signature
from frontdesk_whatsapp.config import WhatsAppSection
from frontdesk_whatsapp.envelope import read_envelope
from frontdesk_whatsapp.outbound import message_body
from frontdesk_whatsapp.outcomes import read_outcome

if TYPE_CHECKING:
    from frontdesk import Bot, Settings

__all__ = ["WhatsAppChannel"]


class WhatsAppChannel(Channel):
    """Speaks the WhatsApp Cloud API.

    :param graph_url: where the Graph API is, without the version: ``https://graph.facebook.com``.
    :param graph_version: ``v26.0``.
    :param app_secrets: what webhooks are signed with; several while one is being replaced by another.
    :param verify_token: what a subscription check must bring; without it every check is refused.
    """

    name = "whatsapp"
    # Meta takes free-form text for 24 hours (131047 after that), counted from a moment that lies before the
    # one at which its webhook came in.
    window = timedelta(hours=23, minutes=55)
    outside_window_codes = frozenset({"131047"})

    def __init__(
        self,
        *,
        graph_url: str,
        graph_version: str,
        app_secrets: Sequence[str] = (),
        verify_token: str | None = None,
    ) -> None:
        self._endpoint = f"{graph_url.rstrip('/')}/{graph_version}"
        self._app_secrets = tuple(app_secrets)
        self._verify_token = verify_token

    @classmethod
    def from_settings(cls, settings: Settings) -> WhatsAppChannel:
        """The channel as the installation is set up."""
        return cls(
            graph_url=settings.graph_url,
            graph_version=settings.graph_version,
            app_secrets=settings.app_secrets,
            verify_token=settings.verify_token,
        )

    def handshake(self, request: WebhookRequest) -> str | None:
        """The challenge, when Meta's subscription check brings our verify token."""
        if self._verify_token is None or request.query.get("hub.mode") != "subscribe":
            return None
        given = request.query.get("hub.verify_token", "")
        if not hmac.compare_digest(given.encode(errors="replace"), self._verify_token.encode()):
            return None
        return request.query.get("hub.challenge")

    def verify(self, request: WebhookRequest) -> None:
        """Check ``X-Hub-Signature-256`` over the raw body.

        :raises SignatureInvalid: it is missing or wrong.
        """
        signature.check(request.body, request.headers.get(signature.HEADER), self._app_secrets)

    def parse(self, request: WebhookRequest) -> Envelope:
        """Read a verified body.

        :raises EnvelopeUnreadable: it is not a WhatsApp webhook.
        """
        return read_envelope(request.body)

    def template(self, bot: Bot, text: str, language: str) -> TemplateForm | None:
        """What the owner has entered under ``whatsapp.templates``."""
        entry = bot.section(WhatsAppSection).templates.get(text, {}).get(language)
        if entry is None:
            return None
        return TemplateForm(entry.name, entry.language, entry.params, entry.buttons)

    def request(self, outbound: Outbound, bot: Bot) -> HttpRequest:
        """The request to the messages endpoint that sends this reply."""
        section = bot.section(WhatsAppSection)
        return HttpRequest(
            method="POST",
            url=f"{self._endpoint}/{quote(outbound.account, safe='')}/messages",
            headers={"content-type": "application/json", **_authorization(outbound.access_token)},
            body=json.dumps(message_body(outbound, quote=section.quote == "always")).encode(),
        )

    def outcome(self, response: HttpResponse) -> Outcome:
        """What the Graph API's answer means."""
        return read_outcome(response)


def _authorization(access_token: str) -> dict[str, str]:
    """Without a token the request goes out bare: that is refused as what it is, and the account is held."""
    return {"authorization": f"Bearer {access_token}"} if access_token else {}
