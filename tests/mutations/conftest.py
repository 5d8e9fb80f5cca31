"""Copies of the packages with one guard switched off, and the tests that must notice."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
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


@pytest.fixture
def suite(tmp_path: Path, postgres_server: str) -> Suite:
    """Runs a mutant's tests against a copy of the packages in which its guard is off."""

    def run(mutant: Mutant) -> Run:
        for place in PLACES:
            ignore = shutil.ignore_patterns("__pycache__", "*.egg-info")
            shutil.copytree(ROOT / place, tmp_path / place, ignore=ignore)
        file = tmp_path / mutant.file
        text = file.read_text("utf-8")
        assert text.count(mutant.guard) == 1, f"{mutant.file}: the guard of this mutant is not there once"
        file.write_text(text.replace(mutant.guard, mutant.instead), "utf-8")
        return _pytest(mutant, tmp_path, postgres_server)

    return run


def _pytest(mutant: Mutant, copy: Path, postgres: str) -> Run:
    options = ["-q", "-rf", "-p", "no:cacheprovider", "-n0", "--timeout=60"]
    environ = {
        **{name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")},
        "PYTHONPATH": os.pathsep.join(str(copy / place) for place in PLACES),
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
