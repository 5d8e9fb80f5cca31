"""``frontdesk whatsapp ...``"""

from __future__ import annotations

from typing import BinaryIO

import click

from frontdesk_whatsapp.signature import sign

__all__ = ["whatsapp"]


@click.group()
def whatsapp() -> None:
    """Tools for the WhatsApp channel."""


@whatsapp.command("sign")
@click.argument("body_file", type=click.File("rb"))
@click.option(
    "--app-secret",
    envvar="WHATSAPP_APP_SECRET",
    required=True,
    help="What to sign with. Of several, comma-separated, the first.",
)
def sign_body(body_file: BinaryIO, app_secret: str) -> None:
    """Print the header that signs BODY_FILE (- for standard input), for use with curl -H."""
    secret = app_secret.split(",", maxsplit=1)[0].strip()
    click.echo(f"X-Hub-Signature-256: {sign(body_file.read(), secret)}")
