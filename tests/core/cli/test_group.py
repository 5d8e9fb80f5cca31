from __future__ import annotations

import pytest

import frontdesk as package

COMMAND = """
import click

from frontdesk import hookimpl


@click.command({name!r})
def command():
    click.echo("said by a plugin")


@hookimpl
def frontdesk_commands():
    return [command]
"""


@pytest.fixture
def add_command(bare, monkeypatch, tmp_path):
    """Puts a plugin with a command of this name into the plugins folder."""
    monkeypatch.setenv("FRONTDESK_PLUGINS_DIR", str(tmp_path))
    return lambda name: (tmp_path / "addition.py").write_text(COMMAND.format(name=name), "utf-8")


def test_it_says_its_version(frontdesk):
    result = frontdesk("--version")
    assert (result.exit_code, result.output) == (0, f"frontdesk, version {package.__version__}\n")


def test_it_lists_its_commands(frontdesk):
    listed = frontdesk("--help").output.split()
    assert {"run", "serve", "work", "migrate", "check", "chat", "test", "demo", "keys", "plugins"} <= set(
        listed
    )


@pytest.mark.parametrize(
    "words",
    [("rnu",), ("run", "--prot", "1"), ("run", "salon", "--port", "99999"), ("run", "--clock", "noon")],
)
def test_wrong_usage_is_two(frontdesk, words):
    result = frontdesk(*words)
    assert result.exit_code == 2
    assert "Usage:" in result.output


def test_a_plugin_adds_a_command(frontdesk, add_command):
    add_command("greet")
    assert frontdesk("greet").output == "said by a plugin\n"
    assert "greet" in frontdesk("--help").output


def test_a_plugin_cannot_take_a_command_over(frontdesk, add_command):
    add_command("check")
    result = frontdesk("--help")
    assert result.exit_code == 3
    assert "'check'" in result.output
    assert "addition" in result.output


def test_a_broken_plugin_is_no_reason_to_hide_the_version(frontdesk, add_command, tmp_path):
    (tmp_path / "broken.py").write_text("import nothing_of_this_name\n", "utf-8")
    assert frontdesk("--version").exit_code == 0
    result = frontdesk("plugins")
    assert result.exit_code == 3
    assert "broken" in result.output


def test_plugins_say_what_they_offer(frontdesk):
    output = frontdesk("plugins").output
    assert "whatsapp" in output
    assert "salon_booking" in output
    assert "book" in output
    assert "built-in" in output
