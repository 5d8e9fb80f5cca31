"""The distribution works when it is installed alone: wheel, sdist, editable, without a plugin."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import frontdesk

ROOT = Path(__file__).resolve().parents[2]

FAQ_PROJECT = """
[build-system]
requires = ["hatchling>=1.27"]
build-backend = "hatchling.build"

[project]
name = "frontdesk-faq"
version = "7.0"
dependencies = ["frontdesk"]

[project.entry-points."frontdesk.plugins"]
faq = "frontdesk_faq"

[tool.hatch.build.targets.wheel]
packages = ["frontdesk_faq"]
"""

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]


def _build(source: Path, out: Path, *kinds: str) -> None:
    command = [sys.executable, "-m", "build", "--no-isolation", *kinds, "--outdir", str(out), str(source)]
    subprocess.run(command, check=True, capture_output=True, text=True)


class Installation:
    """A virtual environment with nothing in it but what is installed here."""

    def __init__(self, folder: Path) -> None:
        self.bin = folder / "venv/bin"
        self.home = folder / "home"
        self.home.mkdir()
        subprocess.run([sys.executable, "-m", "venv", str(folder / "venv")], check=True)

    def pip(self, *words: str) -> None:
        command = [str(self.bin / "python"), "-m", "pip", "--quiet", *words]
        done = subprocess.run(command, check=False, capture_output=True, text=True, cwd=self.home)
        assert done.returncode == 0, done.stderr

    def replace(self, *what: str) -> None:
        """Install other builds over the ones that are there; their dependencies are."""
        self.pip("uninstall", "--yes", "frontdesk", "frontdesk-faq")
        self.pip("install", "--no-deps", "--no-build-isolation", *what)

    def run(self, *words: str, said: str = "") -> str:
        """Run a command of the installation, with nothing in its environment."""
        kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
        done = subprocess.run(
            [str(self.bin / words[0]), *words[1:]],
            input=said, capture_output=True, text=True, timeout=120, check=False, cwd=self.home,
            env=kept | {"HOME": str(self.home)},
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """The folder with the wheel and the sdist of this tree."""
    out = tmp_path_factory.mktemp("dist")
    _build(ROOT, out, "--wheel", "--sdist")
    return out


@pytest.fixture(scope="module")
def installation(built, tmp_path_factory):
    """An environment into which the wheel was installed alone, with the dependencies that it names."""
    installation = Installation(tmp_path_factory.mktemp("installation"))
    installation.pip("install", str(next(built.glob("*.whl"))), "hatchling>=1.27")
    return installation


def check_that_it_works(installation: Installation) -> None:
    assert installation.run("frontdesk", "--version").strip() == f"frontdesk, version {frontdesk.__version__}"
    assert "no problems" in installation.run("frontdesk", "check", "salon", "clinic", "shop", "echo")
    talk = installation.run(
        "frontdesk", "chat", "salon", "--clock", "2026-11-23T10:00", "--lang", "ru",
        said="Хочу записаться на женскую стрижку завтра в 14:00\nЛена\n",
    )  # fmt: skip
    assert re.search(r"\b24 ноября\b", talk)
    assert "14:00" in talk


def test_the_wheel_works_alone(installation):
    check_that_it_works(installation)


def test_the_wheel_holds_the_five_packages_and_nothing_else(built):
    with zipfile.ZipFile(next(built.glob("*.whl"))) as wheel:
        names = wheel.namelist()
    assert {name.split("/")[0] for name in names} == {
        "frontdesk",
        "frontdesk_whatsapp",
        "frontdesk_salon_booking",
        "frontdesk_faq",
        "frontdesk_bots",
        f"frontdesk-{frontdesk.__version__}.dist-info",
    }
    assert {"frontdesk_bots/salon.yaml", "frontdesk_bots/bot.schema.json", "frontdesk/py.typed"} <= set(names)


def test_the_sdist_works_alone(installation, built):
    installation.replace(str(next(built.glob("*.tar.gz"))))
    check_that_it_works(installation)


def test_an_editable_install_works(installation):
    installation.replace("--editable", str(ROOT))
    check_that_it_works(installation)
    where = installation.run("python", "-c", "import frontdesk_bots; print(frontdesk_bots.__file__)")
    assert Path(where.strip()).is_relative_to(ROOT)


def test_a_plugin_can_leave_the_tree(installation, tmp_path):
    rest, faq, out = tmp_path / "rest", tmp_path / "faq", tmp_path / "dist"
    shutil.copytree(ROOT, rest, ignore=shutil.ignore_patterns(".*", "tests", "docs", "bench", "__pycache__"))
    shutil.move(rest / "plugins/faq", faq)
    project = (rest / "pyproject.toml").read_text("utf-8")
    project = re.sub(r'^faq = .*\n|^ *"plugins/faq/frontdesk_faq",\n', "", project, flags=re.MULTILINE)
    (rest / "pyproject.toml").write_text(project.replace('"plugins/faq", ', ""), "utf-8")
    (faq / "pyproject.toml").write_text(FAQ_PROJECT, "utf-8")
    _build(rest, out, "--wheel")
    _build(faq, out, "--wheel")

    installation.replace(str(next(out.glob("frontdesk-*.whl"))))
    assert "faq" not in installation.run("frontdesk", "plugins")

    installation.pip("install", "--no-deps", str(next(out.glob("frontdesk_faq-*.whl"))))
    assert "frontdesk-faq 7.0" in installation.run("frontdesk", "plugins")
    check_that_it_works(installation)


@pytest.mark.parametrize("command", [("frontdesk",), ("python", "-m", "frontdesk")])
def test_without_a_command_it_shows_what_there_is(installation, command):
    shown = installation.run(*command, "--help")
    assert {"run", "serve", "work", "migrate", "check", "chat", "test", "demo", "keys", "plugins"} <= set(
        shown.split()
    )
