"""Rules about what is public: each public package says what it exports, and exports what it says."""

from __future__ import annotations

import ast
import importlib
import subprocess
import sys

import pytest

import frontdesk

PUBLIC = ("frontdesk", "frontdesk.storage", "frontdesk.understanding", "frontdesk.testing")
#: Modules of floor 0: all that they name is for everybody.
NOUNS = (
    "actions",
    "channels",
    "clock",
    "errors",
    "events",
    "handover",
    "intents",
    "messages",
    "notices",
    "notifiers",
    "offers",
    "paging",
    "problems",
    "readings",
    "sources",
    "tenants",
    "topics",
    "turns",
)


@pytest.mark.parametrize("name", PUBLIC)
def test_a_public_package_exports_what_it_says(name):
    package = importlib.import_module(name)
    tree = ast.parse(open(package.__file__, encoding="utf-8").read())  # noqa: SIM115
    imported = {
        alias.asname or alias.name
        for node in _statements(tree)
        if isinstance(node, ast.ImportFrom) and node.module != "__future__"
        for alias in node.names
    }
    assert all(hasattr(package, export) for export in package.__all__)
    assert len(package.__all__) == len(set(package.__all__))
    assert list(package.__all__) == sorted(package.__all__, key=_ruff_order)
    assert set(package.__all__) == {export for export in imported if not export.startswith("_")} | (
        {"__version__"} if name == "frontdesk" else set()
    )


def _statements(tree: ast.Module) -> list[ast.stmt]:
    """Those of the module, and what it imports for type checkers only."""
    return [
        each
        for node in tree.body
        for each in (
            node.body if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test) else [node]
        )
    ]


def _ruff_order(name: str) -> tuple[int, str]:
    """Constants, then classes, then the rest: as ruff sorts ``__all__``."""
    if name.isupper():
        return 0, name
    return (1, name) if name[:1].isupper() else (2, name)


@pytest.mark.parametrize("noun", NOUNS)
def test_every_noun_is_public(noun):
    module = importlib.import_module(f"frontdesk.{noun}")
    assert set(module.__all__) <= set(frontdesk.__all__)


def test_modules_of_the_wheel_that_say_all_mean_it(sources):
    for source in sources:
        exported = [
            ast.literal_eval(node.value)
            for node in source.tree.body
            if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__"
        ]
        bound = {name for node in _statements(source.tree) for name in _binds(node)}
        for names in exported:
            assert set(names) <= bound, f"{source.name}: __all__ names what is not there"


def _binds(node: ast.stmt) -> set[str]:
    if isinstance(node, ast.Import | ast.ImportFrom):
        return {alias.asname or alias.name for alias in node.names}
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return {node.name}
    return {
        name.id for name in ast.walk(node) if isinstance(name, ast.Name) and isinstance(name.ctx, ast.Store)
    }


@pytest.mark.parametrize(
    ("importing", "without"),
    [
        (
            "frontdesk, frontdesk.storage, frontdesk.understanding, frontdesk.desk",
            {"quart", "hypercorn", "openai", "pytest"},
        ),
        (
            "frontdesk.cli",
            {"asyncio", "frontdesk.bots", "frontdesk.desk", "frontdesk.understanding", "peewee"},
        ),
        ("frontdesk.cli.work", {"frontdesk.server", "quart", "hypercorn"}),
        ("frontdesk.cli.serve", {"frontdesk.jobs", "frontdesk.pipeline.transport"}),
    ],
)
def test_what_is_imported_stays_light(importing, without):
    loaded = subprocess.run(
        [sys.executable, "-c", f"import sys, {importing}; print(*sys.modules)"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert not without & set(loaded.stdout.split())


def test_every_package_is_typed(packages):
    assert [package for package in packages if not (package / "py.typed").is_file()] == []
