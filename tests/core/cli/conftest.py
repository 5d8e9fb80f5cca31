"""Running commands in this process."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from frontdesk.cli import cli
from frontdesk.crypto import KeyRing


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An empty folder, and nothing of frontdesk's in the environment."""
    monkeypatch.chdir(tmp_path)
    for name in list(os.environ):
        if name.startswith(("FRONTDESK_", "WHATSAPP_", "OPENAI_")):
            monkeypatch.delenv(name)


@pytest.fixture
def frontdesk(bare: None) -> Callable[..., Result]:
    """``frontdesk("check", "salon")``: the command's result."""
    return lambda *words, said=None: CliRunner().invoke(cli, words, input=said)


@pytest.fixture
def ready(bare: None, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What a server needs in its environment; the path of its database."""
    for name, value in {
        "FRONTDESK_DATABASE_URL": "sqlite:///desk.db",
        "FRONTDESK_ENCRYPTION_KEYS": KeyRing.generate(),
        "FRONTDESK_ADMIN_TOKEN": "0123456789abcdef0123",
        "FRONTDESK_BOTS": "salon",
        "WHATSAPP_APP_SECRET": "secret",
        "WHATSAPP_VERIFY_TOKEN": "verify",
    }.items():
        monkeypatch.setenv(name, value)
    return Path("desk.db")
