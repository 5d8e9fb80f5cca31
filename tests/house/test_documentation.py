"""Rules about the documentation: what it shows is what happens.

Python blocks are run. Bot definitions in YAML are checked, fragments of them on top of a bundled one.
Commands exist with the options that are shown. ``console`` blocks are run, and what they print is compared;
a line ``...`` stands for anything.
"""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
import types
from dataclasses import dataclass
from pathlib import Path

import click
import pytest
import yaml

from frontdesk.cli import cli

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = [
    ROOT / "README.md",
    *sorted((ROOT / "docs").rglob("*.md")),
    *sorted((ROOT / "examples").rglob("*.md")),
    ROOT / "bench/README.md",
]
#: A command of a session, with its here-document, and what it prints.
SESSION = re.compile(r"^\$ (.*<<(\w+)\n(?:.*\n)*?\2|(?:.*\\\n)*.*)\n((?:(?!\$ ).*\n)*)", flags=re.MULTILINE)
#: Programs that a reader has anyway.
TOOLS = {"cd", "cp", "curl", "export", "git", "mkdir", "openssl", "pip", "python", "python3", "sed", "source"}


@dataclass(frozen=True)
class Block:
    """A fenced block of a document."""

    document: Path
    line: int
    kind: str
    text: str

    def __str__(self) -> str:
        return f"{self.document.relative_to(ROOT)}:{self.line}"


def _blocks(*kinds: str) -> list[Block]:
    found = []
    for document in DOCUMENTS:
        text = document.read_text("utf-8")
        for match in re.finditer(r"^```(\w+)[^\n]*\n(.*?)^```$", text, flags=re.MULTILINE | re.DOTALL):
            if match[1] in kinds:
                found.append(Block(document, text.count("\n", 0, match.start()) + 1, match[1], match[2]))
    return found


@pytest.mark.parametrize("block", [b for b in _blocks("python") if b.document.name != "hooks.md"], ids=str)
def test_python_runs(block, tmp_path, monkeypatch):
    named = re.match(r"# (examples/\S+\.py)\n", block.text)
    if named:
        assert (ROOT / named[1]).read_text("utf-8") == block.text.partition("\n")[2]
    monkeypatch.chdir(tmp_path)
    module = types.ModuleType("documented")
    exec(compile(block.text, str(block), "exec", dont_inherit=True), vars(module))


@pytest.mark.parametrize("block", _blocks("yaml"), ids=str)
def test_yaml_is_right(block, tmp_path, invoke, monkeypatch):
    monkeypatch.setenv("FRONTDESK_PLUGINS_DIR", str(ROOT / "examples/plugins"))
    monkeypatch.setenv("STAFF_WEBHOOK_SECRET", "whsec_bm9ib2R5IGtub3dzIGl0")
    content = yaml.safe_load(block.text)
    script = (
        tmp_path / "documented.conversation.yaml" if _is_script(content) else tmp_path / "documented.yaml"
    )
    text = block.text if _is_script(content) or _is_whole(content) else f"extends: salon\n{block.text}"
    script.write_text(text, "utf-8")
    result = invoke("test" if _is_script(content) else "check", str(script))
    assert result.exit_code == 0, result.output


def _is_script(content: object) -> bool:
    return isinstance(content, dict) and ("conversations" in content or "steps" in content)


def _is_whole(content: object) -> bool:
    return isinstance(content, dict) and bool({"languages", "extends"} & content.keys())


@pytest.mark.parametrize("block", _blocks("bash", "console"), ids=str)
def test_commands_exist(block):
    for line in _commands(block):
        words = shlex.split(line, comments=True)
        while words and re.fullmatch(r"\w+=.*", words[0]):
            words.pop(0)
        if words[:1] == ["frontdesk"]:
            _parse(words[1:])
        elif words[:1] == ["make"]:
            assert re.search(rf"^{words[1]}:", (ROOT / "Makefile").read_text("utf-8"), flags=re.MULTILINE), (
                line
            )
        elif words:
            assert words[0] in TOOLS or words[0].startswith(".venv/bin/"), line


def _commands(block: Block) -> list[str]:
    text = re.sub(r"\\\n\s*", " ", block.text)
    if block.kind == "console":
        return [command.splitlines()[0].partition(" <<")[0] for command, _, _ in SESSION.findall(text)]
    text = re.sub(r"<<'?(\w+)'?\n.*?^\1$", "", text, flags=re.MULTILINE | re.DOTALL)
    return [part for line in text.splitlines() for part in re.split(r"\s(?:\||&&)\s|\s&$", line) if part]


def _parse(words: list[str]) -> None:
    """Let click read the words without doing anything."""
    context = click.Context(cli, info_name="frontdesk")
    command: click.Command = cli
    while isinstance(command, click.Group) and words and not words[0].startswith("-"):
        found = command.get_command(context, words[0])
        assert found is not None, f"there is no command {words[0]!r}"
        command, words = found, words[1:]
    words = [word for word in words if not re.match(r"[<>]", word)]
    command.make_context(command.name, list(words), parent=context, resilient_parsing=False)


@pytest.mark.parametrize("block", _blocks("console"), ids=str)
def test_sessions_go_as_shown(block, tmp_path):
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    for command, _, expected in SESSION.findall(block.text):
        ran = subprocess.run(
            ["bash", "-c", command],
            cwd=tmp_path,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=60,
            check=False,
            env={"PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin", "HOME": str(tmp_path)},
        )
        assert _fits(ran.stdout, expected), f"{command}\n{ran.stdout}"


def _fits(printed: str, expected: str) -> bool:
    lines = [".*" if line == "..." else re.escape(line) for line in _settled(expected).split("\n")]
    return re.fullmatch(r"\n".join(lines), _settled(printed), flags=re.DOTALL) is not None


def _settled(text: str) -> str:
    """Without what is different each time: booking codes, and how long something took."""
    return re.sub(r"\b(?=\w*[A-Z])[A-Z2-9]{6}\b", "CODE", re.sub(r"\d\.\d\d s\b", "N s", text)).rstrip("\n")


def test_links_lead_somewhere():
    lost = []
    for document in DOCUMENTS:
        text = document.read_text("utf-8")
        for target in re.findall(r"\]\((?!https?:)([^)#\s]+)(?:#[^)]*)?\)", text):
            if not (document.parent / target).exists():
                lost.append(f"{document.relative_to(ROOT)}: {target}")
        for anchor in re.findall(r"\]\(#([^)]+)\)", text):
            headings = {_slug(heading) for heading in re.findall(r"^#+ (.+)$", text, flags=re.MULTILINE)}
            if anchor not in headings:
                lost.append(f"{document.relative_to(ROOT)}: #{anchor}")
    assert not lost


def _slug(heading: str) -> str:
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def test_the_map_shows_every_room():
    floors = (ROOT / "docs/architecture.md").read_text("utf-8").partition("### Floors")[2].partition("###")[0]
    rooms = {
        path.stem for path in (ROOT / "core/frontdesk").iterdir() if path.suffix == ".py" or path.is_dir()
    }
    shown = {word.strip("/") for word in re.findall(r"`([\w/]+)`", floors)}
    assert rooms - {"__init__", "__main__", "__pycache__"} - shown == set()
