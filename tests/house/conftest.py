"""What the rules about the structure are held against: the tree itself, parsed once."""

from __future__ import annotations

import ast
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner

from frontdesk.cli import cli

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = (
    "core/frontdesk",
    "channels/whatsapp/frontdesk_whatsapp",
    "plugins/salon_booking/frontdesk_salon_booking",
    "plugins/faq/frontdesk_faq",
    "config/frontdesk_bots",
)


@dataclass(frozen=True)
class Source:
    """One Python file of the tree.

    :ivar name: its path from the root of the repository, with slashes.
    """

    name: str
    text: str
    tree: ast.Module

    def at(self, node: ast.AST) -> str:
        return f"{self.name}:{getattr(node, 'lineno', 1)}"


def _read(folder: Path) -> list[Source]:
    sources = []
    for path in sorted(folder.rglob("*.py")):
        if not {"__pycache__", ".venv", "build"} & set(path.parts):
            text = path.read_text("utf-8")
            sources.append(Source(path.relative_to(ROOT).as_posix(), text, ast.parse(text)))
    return sources


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def packages() -> Sequence[Path]:
    """The packages that the wheel carries."""
    return [ROOT / package for package in PACKAGES]


@pytest.fixture(scope="session")
def sources() -> Sequence[Source]:
    """Every Python file that the wheel carries."""
    return [source for package in PACKAGES for source in _read(ROOT / package)]


@pytest.fixture(scope="session")
def test_sources() -> Sequence[Source]:
    """Every Python file of the tests."""
    return _read(ROOT / "tests")


@pytest.fixture
def invoke(monkeypatch):
    """Runs a frontdesk command in this process: ``invoke("check", "salon").exit_code``."""
    for name in list(os.environ):
        if name.startswith(("FRONTDESK_", "WHATSAPP_", "OPENAI_")):
            monkeypatch.delenv(name)
    return lambda *words, **options: CliRunner().invoke(cli, words, **options)
