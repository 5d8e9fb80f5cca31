"""A catalogue as a business of ours: the bundled salon with other services, people, hours and answers."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from frontdesk.bots import Bot, Bots
from frontdesk.builtin import BUILTINS
from frontdesk.plugins import Plugins

__all__ = ["Business", "Catalogue"]

_LANGUAGES = ("ru", "en")
#: What the businesses are laid over.
_BASE = "salon"


@dataclass(frozen=True, slots=True)
class Business:
    """Which of the businesses that a catalogue can be.

    :ivar language: the one it speaks first.
    :ivar people: who can be asked for; the catalogue's masters when empty.
    :ivar service: the one thing that it offers; the catalogue's services when None.
    :ivar one_chair: it has one unnamed chair, whoever stands at it.
    """

    language: str
    people: tuple[str, ...] = ()
    service: str | None = None
    one_chair: bool = False


class Catalogue:
    """A ``catalog.json``, and the bots made of it.

    :param path: the file.
    """

    def __init__(self, path: Path) -> None:
        self.data: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        self.plugins = Plugins.load(BUILTINS)
        self._base = next(iter(Bots.load(_BASE, self.plugins, {})))
        self._made: dict[Business, Bots] = {}

    def bots(self, business: Business) -> Bots:
        """The one bot of a business of this catalogue."""
        if business not in self._made:
            with TemporaryDirectory(prefix="frontdesk-nlu-") as folder:
                file = Path(folder) / "catalogue.yaml"
                file.write_text(json.dumps(self._definition(business), ensure_ascii=False), encoding="utf-8")
                self._made[business] = Bots.load(file, self.plugins, {})
        return self._made[business]

    def bot(self, business: Business) -> Bot:
        """The same bot, without the others that there might be."""
        return next(iter(self.bots(business)))

    def _definition(self, business: Business) -> dict[str, Any]:
        data = self.data
        others = [language for language in _LANGUAGES if language != business.language]
        return {
            "extends": _BASE,
            "name": data["name"],
            "languages": [business.language, *others],
            "timezone": data["timezone"],
            "salon_booking": {
                "hours": {day: hours and "-".join(hours) for day, hours in data["hours"].items()},
                "closed_dates": data["closed_dates"],
                "slot_minutes": data["slot_minutes"],
                "lead_minutes": 0,
                "confirm": "always",
                "services": self._services(business),
                "staff": self._staff(business),
            },
            "faq": {"entries": self._entries()},
        }

    def _services(self, business: Business) -> list[dict[str, Any]]:
        if business.service is not None:
            return [{"id": "service", "name": business.service, "minutes": 30}]
        known = {service["id"]: service for service in self._section("salon_booking")["services"]}
        return [
            {
                "id": service["id"],
                "name": {language: service[language] for language in _LANGUAGES},
                "minutes": service["minutes"],
                "price": service["price_rub"],
                "synonyms": known.get(service["id"], {}).get("synonyms", {}),
            }
            for service in self.data["services"]
        ]

    def _staff(self, business: Business) -> list[dict[str, Any]]:
        if business.one_chair:
            return []
        masters: Sequence[str | Mapping[str, str]] = business.people or self.data["masters"]
        return [{"id": f"m{number}", "name": name} for number, name in enumerate(masters)]

    def _entries(self) -> list[dict[str, Any]]:
        known = {entry["id"]: entry for entry in self._section("faq")["entries"]}
        return [
            {
                "id": topic,
                "title": known.get(topic, {}).get("title", topic),
                "ask": known.get(topic, {}).get("ask", {}),
                "answer": answer,
            }
            for topic, answer in self.data["faq"].items()
        ]

    def _section(self, name: str) -> Mapping[str, Any]:
        section = self._base.section(self.plugins.sections[name])
        return section.model_dump(mode="json")
