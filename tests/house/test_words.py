"""Rules about words: nothing left open in the tree, nothing skipped in the tests."""

from __future__ import annotations

import ast
import re
import subprocess

# Written so that this file does not find itself.
OPEN_ENDS = re.compile(r"\b(?:T[O]DO|F[I]XME|X[X]X)\b|NotImplemented[E]rror")
TEXTS = {".py", ".md", ".toml", ".yaml", ".yml", ".html", ".css", ".js", ".json", ".sh", ""}
EXCUSES = {"skip", "skipif", "xfail", "importorskip"}


def _files(root):
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=root, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if listed.returncode == 0:
        return [root / name for name in listed.stdout.splitlines() if (root / name).is_file()]
    return [
        path
        for path in root.rglob("*")
        if path.is_file() and not path.relative_to(root).parts[0].startswith(".")
    ]


def test_nothing_is_left_open(root):
    found = []
    for path in _files(root):
        if path.suffix in TEXTS:
            for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
                if OPEN_ENDS.search(line):
                    found.append(f"{path.relative_to(root)}:{number} {line.strip()}")
    assert not found


def test_no_test_is_excused(test_sources):
    found = [
        f"{source.at(node)} {node.attr}"
        for source in test_sources
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Attribute)
        and node.attr in EXCUSES
        and ast.unparse(node.value) in {"pytest", "pytest.mark", "unittest"}
    ]
    assert not found


def test_every_test_can_fail(test_sources):
    weak = []
    for source in test_sources:
        for node in ast.walk(source.tree):
            if isinstance(node, ast.Assert) and isinstance(node.test, ast.Constant):
                weak.append(f"{source.at(node)} asserts a constant")
            if (
                isinstance(node, ast.FunctionDef)
                and node.name.startswith("test_")
                and not _fixture(node)
                and not _checks(node)
            ):
                weak.append(f"{source.at(node)} {node.name} checks nothing")
    assert not weak


def _fixture(function: ast.FunctionDef) -> bool:
    return any("fixture" in ast.unparse(decorator) for decorator in function.decorator_list)


def _checks(test: ast.FunctionDef) -> bool:
    """Whether it asserts, expects an error, or calls something for nothing but that it does not raise."""
    return any(
        isinstance(node, ast.Assert | ast.Raise)
        or (isinstance(node, ast.With) and any("raises" in ast.unparse(item) for item in node.items))
        or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Call))
        for node in ast.walk(test)
    )
