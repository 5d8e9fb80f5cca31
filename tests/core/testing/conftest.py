"""A small bot and scripts for it, written to files."""

from __future__ import annotations

from pathlib import Path

import pytest

BOT = """
name: Mia
languages: [en]
timezone: Europe/Moscow
plugins: [faq]
understanding: [rules, faq]
faq:
  entries:
    - {id: address, title: Address, ask: {en: [where are you]}, answer: 1 Sadovaya.}
    - {id: prices, title: Prices, ask: {en: [how much is it]}, answer: "2000"}
"""


@pytest.fixture
def bot(tmp_path) -> Path:
    path = tmp_path / "mia.yaml"
    path.write_text(BOT, "utf-8")
    return path


@pytest.fixture
def write(tmp_path, bot):
    """Writes scripts beside the bot: ``write("steps...", ...)``, each text being the steps of one script."""

    def write_scripts(*conversations: str, name: str = "mia", head: str = "") -> Path:
        path = tmp_path / f"{name}.conversation.yaml"
        lines = ["bot: mia.yaml", 'clock: "2026-11-23T10:00"', head, "conversations:"]
        for number, steps in enumerate(conversations, 1):
            lines.append(f"  - title: Conversation {number}")
            lines += [f"    {line}" for line in steps.strip().splitlines()]
        path.write_text("\n".join(lines), "utf-8")
        return path

    return write_scripts
