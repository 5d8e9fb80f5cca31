"""Rules about the environment: one place reads it, and every name it knows is documented."""

from __future__ import annotations

import ast
import re

FIXED = {
    "FRONTDESK_DATABASE_URL",
    "FRONTDESK_REDIS_URL",
    "FRONTDESK_BOTS",
    "FRONTDESK_PLUGINS_DIR",
    "FRONTDESK_ADMIN_TOKEN",
    "FRONTDESK_ENCRYPTION_KEYS",
    "FRONTDESK_GRAPH_URL",
    "FRONTDESK_GRAPH_VERSION",
    "WHATSAPP_APP_SECRET",
    "WHATSAPP_VERIFY_TOKEN",
    "WHATSAPP_PHONE_NUMBER_ID",
    "WHATSAPP_ACCESS_TOKEN",
    "OPENAI_API_KEY",
    "OPENAI_BASE_URL",
}
NAME = re.compile(r"(?:FRONTDESK|WHATSAPP|OPENAI)_[A-Z][A-Z_]+[A-Z]")


def test_the_settings_read_exactly_the_fixed_names(sources):
    [settings] = [source for source in sources if source.name == "core/frontdesk/settings.py"]
    read = {
        node.value
        for node in ast.walk(settings.tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and NAME.fullmatch(node.value)
    }
    assert read == FIXED


def test_every_name_that_is_spoken_of_exists(root, sources):
    texts = {source.name: source.text for source in sources}
    texts |= {
        path.name: path.read_text("utf-8") for path in [root / "README.md", *(root / "docs").rglob("*.md")]
    }
    invented = {
        f"{name}: {word}"
        for name, text in texts.items()
        for word in NAME.findall(text)
        if word not in FIXED and not word.startswith("FRONTDESK_TEST_")
    }
    assert not invented


def test_every_name_is_documented(root):
    table = (root / "docs/architecture.md").read_text("utf-8").partition("## Environment")[2]
    assert set(re.findall(r"^\| `(\w+)`", table, flags=re.MULTILINE)) == FIXED


def test_only_the_command_line_reads_the_environment(sources):
    readers = {
        source.name
        for source in sources
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Attribute) and ast.unparse(node) in {"os.environ", "os.getenv", "os.putenv"}
    }
    assert {name for name in readers if not name.startswith("core/frontdesk/cli/")} <= {
        "core/frontdesk/testing/pytest_plugin.py"
    }
