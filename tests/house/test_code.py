"""Rules about the code: what a file may hold and how long it may get."""

from __future__ import annotations

import ast
import re

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
IMPORTS = (ast.Import, ast.ImportFrom)

# Everything behind the inbox is synchronous and runs in worker threads; this is the other side.
ASYNC_AT_HOME = re.compile(
    r"core/frontdesk/server/.*"
    r"|core/frontdesk/pipeline/transport/.*"
    r"|(channels|plugins)/.*/blueprints?\.py"
    # A blueprint in several files: what plays Meta in the demo.
    r"|channels/whatsapp/frontdesk_whatsapp/emulator/.*"
)
MUTATORS = {
    "add",
    "append",
    "appendleft",
    "clear",
    "discard",
    "extend",
    "insert",
    "pop",
    "popitem",
    "remove",
} | {
    "setdefault",
    "update",
}
STATEFUL_CALLS = {
    "Condition",
    "ContextVar",
    "Event",
    "Lock",
    "PluginManager",
    "Queue",
    "RLock",
    "Semaphore",
    "local",
}


def test_a_file_holds_one_noun(sources):
    long = [
        f"{source.name} has {source.text.count(chr(10))} lines"
        for source in sources
        if source.text.count("\n") > 300 and "/migrations/" not in source.name
    ]
    assert not long, "300 lines is where a file is two"


def test_a_function_fits_on_a_screen(sources):
    long = [
        f"{source.at(node)} {node.name}: {node.end_lineno - node.lineno + 1} lines"
        for source in sources
        for node in ast.walk(source.tree)
        if isinstance(node, FUNCTIONS) and node.end_lineno - node.lineno + 1 > 50
    ]
    assert not long


def test_imports_stand_at_the_top(sources):
    hidden = [
        f"{source.at(inner)} in {node.name}"
        for source in sources
        for node in ast.walk(source.tree)
        if isinstance(node, FUNCTIONS)
        for inner in ast.walk(node)
        if isinstance(inner, IMPORTS)
    ]
    assert not hidden, "an import inside a function hides a cycle"


def test_async_stays_in_the_server_blueprints_and_the_transport(sources):
    strays = [
        f"{source.at(node)} {node.name}"
        for source in sources
        if not ASYNC_AT_HOME.fullmatch(source.name)
        for node in ast.walk(source.tree)
        if isinstance(node, ast.AsyncFunctionDef)
    ]
    assert not strays


def test_nothing_is_global(sources):
    found = [
        f"{source.at(node)} global {', '.join(node.names)}"
        for source in sources
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Global)
    ]
    assert not found


def _mutated_names(tree: ast.Module) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in MUTATORS:
            target: ast.expr | None = node.func.value
        elif isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store | ast.Del):
            target = node.value
        else:
            target = None
        if isinstance(target, ast.Name):
            names.add(target.id)
    return names


def _local_names(tree: ast.Module) -> set[str]:
    stored = {n.id for f in ast.walk(tree) if isinstance(f, FUNCTIONS) for n in ast.walk(f)
              if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}  # fmt: skip
    arguments = {a.arg for f in ast.walk(tree) if isinstance(f, FUNCTIONS) for a in ast.walk(f.args)
                 if isinstance(a, ast.arg)}  # fmt: skip
    return stored | arguments


def _called(value: ast.expr | None) -> str:
    if not isinstance(value, ast.Call):
        return ""
    return value.func.attr if isinstance(value.func, ast.Attribute) else getattr(value.func, "id", "")


def test_modules_keep_no_state(sources):
    found = []
    for source in sources:
        mutated = _mutated_names(source.tree) - _local_names(source.tree)
        for node in source.tree.body:
            if not isinstance(node, ast.Assign | ast.AnnAssign):
                continue
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names = {target.id for target in targets if isinstance(target, ast.Name)}
            if names & mutated or _called(node.value) in STATEFUL_CALLS:
                found.append(f"{source.at(node)} {', '.join(sorted(names))}")
    assert not found, "state belongs to the desk, which is passed"


def test_annotations_cost_nothing(sources):
    missing = [
        source.name
        for source in sources
        if any(isinstance(node, (*IMPORTS, ast.ClassDef, *FUNCTIONS)) for node in source.tree.body)
        and "from __future__ import annotations" not in source.text
        and "/migrations/" not in source.name
    ]
    assert not missing, "each file starts with: from __future__ import annotations"


def test_modules_say_what_they_are(sources):
    missing = [source.name for source in sources if source.tree.body and not ast.get_docstring(source.tree)]
    assert not missing, "a module starts with a docstring"


def test_nobody_imports_by_the_path_in_the_repository(sources, test_sources):
    roots = {"core", "channels", "plugins", "config"}
    found = []
    for source in [*sources, *test_sources]:
        for node in ast.walk(source.tree):
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and not node.level:
                names = [node.module or ""]
            found += [f"{source.at(node)} {name}" for name in names if name.split(".")[0] in roots]
    assert not found, "import frontdesk, never core.frontdesk"
