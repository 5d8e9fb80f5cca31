"""The JSON schema of bot definitions, for editors: ``python -m frontdesk.bots.schema`` prints it."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from typing import Any

from pydantic import create_model

from frontdesk.bots.definition import BotDefinition
from frontdesk.offers import Section
from frontdesk.plugins import Plugins

__all__ = ["bot_schema", "schema_text"]


def bot_schema(sections: Mapping[str, type[Section]]) -> dict[str, Any]:
    """The JSON schema (draft 2020-12) of a bot definition.

    :param sections: the models of the plugins' sections, by plugin name.
    """
    fields: dict[str, Any] = {name: (model, None) for name, model in sorted(sections.items())}
    model = create_model("Bot", __base__=BotDefinition, **fields)
    schema = model.model_json_schema()
    # With extends, anything may come from elsewhere: at the top, and in every mapping that is merged.
    _drop_required(schema, schema, set())
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **schema,
        "title": "A frontdesk bot",
        "description": "The definition of a bot; docs/bots.md explains it.",
    }


def schema_text(sections: Mapping[str, type[Section]]) -> str:
    """The schema as the text of a file."""
    return json.dumps(bot_schema(sections), ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def _drop_required(schema: dict[str, Any], place: dict[str, Any], seen: set[str]) -> None:
    """Drop ``required`` from the objects that are reached through keys alone, not through lists."""
    reference = place.get("$ref")
    if reference and reference not in seen:
        seen.add(reference)
        _drop_required(schema, schema["$defs"][reference.rsplit("/", 1)[-1]], seen)
    place.pop("required", None)
    for below in (*place.get("properties", {}).values(), *place.get("anyOf", ())):
        _drop_required(schema, below, seen)


if __name__ == "__main__":
    sys.stdout.write(schema_text(Plugins.load().sections))
