"""Copies of the packages with one guard switched off, and the tests that must notice."""

from __future__ import annotations

import compileall
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
#: What lies on the path of an installation, each with its packages one step below.
PLACES = ("core", "channels/whatsapp", "plugins/salon_booking", "plugins/faq", "config")
_RED = re.compile(r"^FAILED \S*?::(\w+)", re.MULTILINE)


@dataclass(frozen=True)
class Mutant:
    """A guard that is switched off.

    :ivar file: from the root of the repository.
    :ivar guard: a piece of its text, there once.
    :ivar instead: what stands there in the copy.
    :ivar tests: what to run, as pytest takes it.
    :ivar only: which of them, as pytest's ``-k`` takes it.
    :ivar noticed_by: names of tests that must fail.
    """

    name: str
    file: str
    guard: str
    instead: str
    tests: Sequence[str]
    noticed_by: frozenset[str]
    only: str = ""


@dataclass(frozen=True)
class Run:
    """What came of the tests.

    :ivar failed: names of the tests that failed, without parameters.
    """

    code: int
    failed: frozenset[str]
    output: str


Suite = Callable[[Mutant], Run]


@pytest.fixture(scope="session")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The packages, compiled, so that no mutant has to compile them again."""
    folder = tmp_path_factory.mktemp("mutants")
    for place in PLACES:
        shutil.copytree(ROOT / place, folder / place, ignore=shutil.ignore_patterns("*.egg-info"))
        compileall.compile_dir(folder / place, quiet=2)
    return folder


@pytest.fixture
def suite(copy: Path, postgres_server: str) -> Iterator[Suite]:
    """Runs a mutant's tests against the copy of the packages, in which its guard is off for as long."""
    whole: dict[Path, Path] = {}

    def run(mutant: Mutant) -> Run:
        file = copy / mutant.file
        text = file.read_text("utf-8")
        assert text.count(mutant.guard) == 1, f"{mutant.file}: the guard of this mutant is not there once"
        whole[file] = ROOT / mutant.file
        file.write_text(text.replace(mutant.guard, mutant.instead), "utf-8")
        # What was compiled is known by the time and size of its source; nothing else is as old as this.
        os.utime(file, (0, 0))
        return _pytest(mutant, copy, postgres_server)

    yield run
    for file, original in whole.items():
        shutil.copy2(original, file)


def _pytest(mutant: Mutant, copy: Path, postgres: str) -> Run:
    # Only who fails is asked for, so assertions need not explain themselves: to teach them costs more than to
    # run the tests.
    options = ["-q", "-rf", "-p", "no:cacheprovider", "-n0", "--timeout=60", "--assert=plain"]
    environ = {
        **{name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")},
        "PYTHONPATH": os.pathsep.join(str(copy / place) for place in PLACES),
        "PYTHONDONTWRITEBYTECODE": "1",
        "FRONTDESK_TEST_POSTGRES_URL": postgres,
    }
    words = [sys.executable, "-m", "pytest", *options, "-k", mutant.only, *mutant.tests]
    done = subprocess.run(
        words, check=False, cwd=ROOT, env=environ, capture_output=True, text=True, timeout=240
    )
    return Run(done.returncode, frozenset(_RED.findall(done.stdout)), done.stdout + done.stderr)


@pytest.fixture(scope="session")
def mutant() -> type[Mutant]:
    return Mutant
