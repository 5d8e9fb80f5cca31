"""A bot that answers questions, and ways to say it differently."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
import yaml

BOT: dict[str, Any] = {
    "name": "Mia",
    "languages": ["ru", "en"],
    "timezone": "Europe/Moscow",
    "plugins": ["faq"],
    "understanding": ["rules", "faq"],
    "faq": {
        "entries": [
            {
                "id": "address",
                "title": {"ru": "Адрес", "en": "Address"},
                "ask": {"ru": ["где вы находитесь"], "en": ["where are you"]},
                "answer": {"ru": "Садовая, 1.", "en": "1 Sadovaya."},
            },
            {
                "id": "prices",
                "title": {"ru": "Цены", "en": "Prices"},
                "ask": {"ru": ["сколько стоит стрижка", "прайс"], "en": ["how much is a haircut"]},
                "answer": "2000",
            },
            {
                "id": "kids",
                "title": {"ru": "Детям", "en": "For kids"},
                "ask": {"ru": ["стрижка для детей"], "en": ["do you cut the hair of children"]},
                "answer": {"ru": "С трёх лет.", "en": "From three years on."},
            },
        ]
    },
}


@pytest.fixture
def definition() -> dict[str, Any]:
    """The bot as a mapping, to be changed."""
    return deepcopy(BOT)


@pytest.fixture
def write(tmp_path):
    """Writes a definition to a file."""

    def write_definition(definition):
        path = tmp_path / "mia.yaml"
        path.write_text(yaml.safe_dump(definition, allow_unicode=True), "utf-8")
        return path

    return write_definition
