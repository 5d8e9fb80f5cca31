"""The JSON schema that editors complete and check definitions with."""

from __future__ import annotations

from importlib import metadata

import jsonschema
import pytest
import yaml

from frontdesk.bots.reading import bundled
from frontdesk.bots.schema import bot_schema, schema_text
from frontdesk.plugins import Plugins


@pytest.fixture(scope="module")
def sections():
    """The sections of the plugins that come with frontdesk."""
    installed = metadata.entry_points(group="frontdesk.plugins")
    return Plugins.load(entry_points=[each for each in installed if each.dist.name == "frontdesk"]).sections


@pytest.fixture(scope="module")
def validator(sections):
    schema = bot_schema(sections)
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def document(name):
    return yaml.safe_load(bundled()[name].read_text(encoding="utf-8"))


def test_the_schema_in_the_repository_is_fresh(sections):
    path = bundled()["salon"].with_name("bot.schema.json")
    fresh = path.read_text(encoding="utf-8") == schema_text(sections)
    assert fresh, f"run: python -m frontdesk.bots.schema > {path}"


@pytest.mark.parametrize("name", bundled())
def test_it_accepts_the_bundled_bots(validator, name):
    assert (
        bundled()[name]
        .read_text(encoding="utf-8")
        .startswith("# yaml-language-server: $schema=./bot.schema.json\n")
    )
    validator.validate(document(name))


def test_it_accepts_what_only_says_what_is_different(validator):
    validator.validate({"extends": "salon", "salon_booking": {"confirm": "always"}})


@pytest.mark.parametrize(
    "change",
    [
        {"plugin": []},
        {"languages": "ru"},
        {"smalltalk": "maybe"},
        {"dialogue": {"fallback": "say"}},
        {"salon_booking": {"services": []}},
        {"salon_booking": {"services": [{"id": "x"}]}},
        {"salon_booking": {"slot_minutes": 0}},
        {"faq": {"entries": [{"id": "x", "title": "X"}]}},
        {"whatsapp": {"quote": "sometimes"}},
        {"tenants": [{"name": "no id"}]},
    ],
)
def test_it_refuses_a_broken_one(validator, change):
    with pytest.raises(jsonschema.ValidationError):
        validator.validate({**document("salon"), **change})
