"""Rules about hooks: each is documented with an example that loads, used by something bundled, and tested."""

from __future__ import annotations

import ast
import inspect
import re
import types

import pluggy
import pytest

from frontdesk import hookspecs

HOOKS = {name: value for name, value in vars(hookspecs).items() if name.startswith("frontdesk_")}
LABELS = ("When:", "Parameters:", "None means:", "If it raises:")


@pytest.fixture(scope="module")
def sections(root):
    """docs/hooks.md, cut at its hook headings: heading -> text."""
    text = (root / "docs/hooks.md").read_text("utf-8")
    parts = re.split(r"^### (frontdesk_\w+)\n", text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_the_documentation_knows_exactly_the_hooks_there_are(sections):
    assert set(sections) == set(HOOKS)


@pytest.mark.parametrize("hook", HOOKS)
def test_a_hook_is_explained(hook, sections):
    missing = [label for label in LABELS if f"**{label}**" not in sections[hook]]
    assert not missing


@pytest.mark.parametrize("hook", HOOKS)
def test_a_hook_has_an_example_that_loads(hook, sections):
    blocks = re.findall(r"^```python\n(.*?)^```", sections[hook], flags=re.MULTILINE | re.DOTALL)
    example = types.ModuleType(f"example_of_{hook}")
    exec(compile("\n".join(blocks), f"docs/hooks.md#{hook}", "exec", dont_inherit=True), vars(example))
    manager = pluggy.PluginManager("frontdesk")
    manager.add_hookspecs(hookspecs)
    manager.register(example)
    manager.check_pending()
    callers = [caller.name for caller in manager.get_hookcallers(example)]
    assert hook in callers
    assert (
        inspect.signature(getattr(example, hook)).parameters.keys()
        == inspect.signature(HOOKS[hook]).parameters.keys()
    )
    if not inspect.signature(HOOKS[hook]).parameters:
        getattr(manager.hook, hook)()


@pytest.mark.parametrize("hook", HOOKS)
def test_a_hook_says_when_and_since(hook):
    documentation = inspect.getdoc(HOOKS[hook])
    assert ":return:" in documentation
    assert "If it raises" in documentation
    assert re.search(r"Since \d+\.\d+\.$", documentation)


@pytest.mark.parametrize("hook", HOOKS)
def test_something_bundled_uses_the_hook(hook, sources):
    users = [
        source.name
        for source in sources
        for node in source.tree.body
        if isinstance(node, ast.FunctionDef)
        and node.name == hook
        and any(ast.unparse(decorator).startswith("hookimpl") for decorator in node.decorator_list)
    ]
    assert users, "a hook comes in together with the first bundled plugin that uses it"


@pytest.mark.parametrize("hook", HOOKS)
def test_the_hook_is_tested(hook, test_sources):
    tested = [
        source.name
        for source in test_sources
        if not source.name.startswith("tests/house/")
        and (_names(source.tree, hook) or _plugin_text(source, hook))
    ]
    assert tested, f"no test implements or calls {hook}"


def _names(tree: ast.Module, hook: str) -> bool:
    return any(
        (isinstance(node, ast.FunctionDef) and node.name == hook)
        or (isinstance(node, ast.Attribute) and node.attr == hook)
        for node in ast.walk(tree)
    )


def _plugin_text(source, hook: str) -> bool:
    """Tests write plugins to files too."""
    return any(
        isinstance(node, ast.Constant) and isinstance(node.value, str) and f"def {hook}(" in node.value
        for node in ast.walk(source.tree)
    )
