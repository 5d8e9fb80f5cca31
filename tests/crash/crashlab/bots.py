"""The bots under load: an echo, and a salon where customers book. Every reply quotes what it answers."""

from __future__ import annotations

from pathlib import Path

__all__ = ["ECHO", "SALON", "TOKEN", "write_bots"]

ECHO, SALON = "1001", "1002"
TOKEN = "crash-access-token"

_TENANT = """
tenants:
  - id: {id}
    name: {id}
    accounts: [{{account: "{account}", access_token: "${{CRASH_TOKEN}}"}}]
"""
_ECHO = """
name: Echo
languages: [en]
timezone: UTC
smalltalk: false
understanding: []
dialogue: {fallback: echo, merge: false}
whatsapp: {quote: always}
""" + _TENANT.format(id="echo-house", account=ECHO)
_SALON = """
extends: salon
languages: [en, ru]
dialogue: {merge: false}
whatsapp: {quote: always}
""" + _TENANT.format(id="salon-house", account=SALON)


def write_bots(folder: Path) -> Path:
    """Write the definitions.

    :return: the folder to name in FRONTDESK_BOTS.
    """
    bots = folder / "bots"
    bots.mkdir()
    (bots / "loud.yaml").write_text(_ECHO)
    (bots / "freesia.yaml").write_text(_SALON)
    return bots
