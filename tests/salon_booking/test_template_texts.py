"""What owners are given to submit to Meta is what the plugin says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

import frontdesk_salon_booking
from frontdesk_whatsapp import WhatsAppSection

TEXTS = Path(frontdesk_salon_booking.__file__).parent / "texts"
PAGE = Path(__file__).parents[2] / "docs" / "templates.md"
LANGUAGES = ("ru", "en")
#: The buttons of each, in their order; those with offers have as many as there are offers, so none here.
NOTICES = {
    "reminder.tell": (),
    "reminder.tell_staff": (),
    "reminder.ask": ("reminder.coming", "reminder.move", "reminder.cancel"),
    "reminder.ask_staff": ("reminder.coming", "reminder.move", "reminder.cancel"),
    "closure.salon": ("closure.cancel",),
    "closure.salon_offers": (),
    "closure.staff": ("closure.cancel",),
    "closure.staff_offers": (),
    "closure.removed": (),
}
_FIELD = re.compile(r"\{(\w+)\}")


def texts(language):
    return yaml.safe_load((TEXTS / f"{language}.yaml").read_text(encoding="utf-8"))


def params_of(text):
    return list(dict.fromkeys(_FIELD.findall(text)))


def submitted(text):
    """As Meta wants it: places with numbers, on one line."""
    params = params_of(text)
    return _FIELD.sub(lambda field: f"{{{{{params.index(field[1]) + 1}}}}}", text.replace("\n", " "))


def name_of(key):
    return key.replace(".", "_")


def section_of(key):
    """A notice's part of the page."""
    lines = [f"### {key}", "", f"Name `{name_of(key)}`, category *Utility*.", ""]
    for language in LANGUAGES:
        said = texts(language)
        lines += [f"`{language}`:", "", "```text", submitted(said[key]), "```", ""]
        if NOTICES[key]:
            lines += ["Quick replies: " + ", ".join(f"“{said[button]}”" for button in NOTICES[key]), ""]
    return "\n".join(lines)


def entries():
    """The part of the bot definition that goes with it."""
    return {
        key: {
            language: {
                "name": name_of(key),
                "language": language,
                "params": params_of(texts(language)[key]),
                **({"buttons": len(buttons)} if buttons else {}),
            }
            for language in LANGUAGES
        }
        for key, buttons in NOTICES.items()
    }


@pytest.mark.parametrize("key", NOTICES)
def test_the_page_has_each_text_as_the_plugin_says_it(key):
    assert section_of(key) in PAGE.read_text(encoding="utf-8")


def test_the_page_has_the_definition_that_goes_with_them():
    [block] = re.findall(r"```yaml\n(whatsapp:\n.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    templates = yaml.safe_load(block)["whatsapp"]["templates"]
    assert templates == entries()
    assert WhatsAppSection.model_validate({"templates": templates}).templates.keys() == NOTICES.keys()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", NOTICES)
def test_meta_would_take_it(key, language):
    said = texts(language)
    body = submitted(said[key])
    assert len(body) <= 1024
    assert not body.startswith("{{")
    assert not body.endswith("}}")
    assert all(len(said[button]) <= 25 for button in NOTICES[key])
