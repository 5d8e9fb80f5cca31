"""Looking a plugin's functions over before pluggy gets them, to say what is wrong in words that help."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping

import pluggy

from frontdesk import hookspecs
from frontdesk.plugins.finding import Found
from frontdesk.suggestions import nearest

__all__ = ["HOOKS", "async_method", "inspect_plugin"]

_PREFIX = "frontdesk_"


def _hooks() -> Mapping[str, tuple[str, ...]]:
    specs = {name: spec for name, spec in vars(hookspecs).items() if name.startswith(_PREFIX)}
    return {name: tuple(inspect.signature(spec).parameters) for name, spec in specs.items()}


#: The parameters that each hook passes, by hook name.
HOOKS = _hooks()


def inspect_plugin(found: Found, manager: pluggy.PluginManager) -> tuple[str, ...]:
    """Look a plugin over.

    :param manager: knows how hook functions are marked.
    :return: the names of the hooks that it implements.
    :raises PluginRefused: an unknown hook name, a hook function without the mark, an async implementation, a
        wrapper, or parameters that the hook does not pass.
    """
    hooks = []
    for name, function in _functions(found.plugin):
        options = manager.parse_hookimpl_opts(found.plugin, name)
        if options is None and not name.startswith(_PREFIX):
            continue
        hook = (options.get("specname") if options else None) or name
        at = _position(function)
        if hook not in HOOKS:
            raise found.refused(f"{hook}() {at} is not a hook{_suggest(hook)}", _rename_cure(hook))
        if options is None:
            raise found.refused(
                f"{name}() {at} has the name of a hook, but is not marked as one",
                "Put @frontdesk.hookimpl above it, or give it another name.",
            )
        if options.get("wrapper") or options.get("hookwrapper"):
            raise found.refused(
                f"{hook}() {at} is a wrapper; it would wrap nothing, as every plugin is called on its own",
                "Return what the hook is documented to return, and drop wrapper=True.",
            )
        _refuse_async(found, hook, function, at)
        _refuse_parameters(found, hook, function, at)
        hooks.append(hook)
    return tuple(sorted(hooks))


def async_method(offered: object, kind: type) -> str | None:
    """Where an object that a hook returned is asynchronous, although frontdesk calls it in a plain thread.

    :param kind: what it is to frontdesk; only what that has is looked at.
    :return: the first such method with its place, or None.
    """
    for name in dir(kind):
        static = inspect.getattr_static(type(offered), name, None)
        # A field, such as what a job runs, belongs to the object; looking at it runs no code.
        function = getattr(offered, name, None) if inspect.ismemberdescriptor(static) else static
        own = function is not inspect.getattr_static(kind, name, None)
        if own and inspect.isfunction(function) and _is_async(function):
            return f"{function.__qualname__}() {_position(function)}"
    return None


def _functions(plugin: object) -> Iterator[tuple[str, Callable[..., object]]]:
    for name in dir(plugin):
        # Properties of a plugin object are not asked: looking must not run its code.
        static = inspect.getattr_static(plugin, name, None)
        if inspect.isroutine(static):
            function = getattr(plugin, name)
            if inspect.isfunction(function) or inspect.ismethod(function):
                yield name, function


def _refuse_async(found: Found, hook: str, function: Callable[..., object], at: str) -> None:
    if _is_async(function):
        raise found.refused(
            f"{hook}() {at} is async; hooks are plain functions that return objects",
            "Write it with def. What has to wait belongs into a job (frontdesk_jobs) or a blueprint.",
        )


def _is_async(function: Callable[..., object]) -> bool:
    plain = inspect.unwrap(function)
    return inspect.iscoroutinefunction(plain) or inspect.isasyncgenfunction(plain)


def _refuse_parameters(found: Found, hook: str, function: Callable[..., object], at: str) -> None:
    passed = HOOKS[hook]
    for name, parameter in inspect.signature(function).parameters.items():
        required = parameter.default is parameter.empty
        named = parameter.kind in (parameter.POSITIONAL_OR_KEYWORD, parameter.POSITIONAL_ONLY)
        if named and not required:
            continue
        if not named or name not in passed:
            offer = f"it passes {', '.join(passed)}" if passed else "it passes nothing"
            guess = nearest(name, passed)
            raise found.refused(
                f"{hook}() {at} takes '{name}', which the hook does not pass; {offer}",
                f"Rename it to '{guess}'." if guess else "Take only what the hook passes.",
            )


def _nearest(hook: str) -> str | None:
    # The prefix is left out of the comparison: it would make everything look alike.
    guess = nearest(hook.removeprefix(_PREFIX), [name.removeprefix(_PREFIX) for name in HOOKS])
    return f"{_PREFIX}{guess}" if guess else None


def _suggest(hook: str) -> str:
    guess = _nearest(hook)
    return f"; did you mean '{guess}'?" if guess else ""


def _rename_cure(hook: str) -> str:
    guess = _nearest(hook)
    start = f"Rename it to '{guess}'" if guess else "Rename it to one of the hooks in docs/hooks.md"
    return f"{start}, or give it a name that does not begin with '{_PREFIX}'."


def _position(function: Callable[..., object]) -> str:
    code = inspect.unwrap(function).__code__
    return f"at {code.co_filename}:{code.co_firstlineno}"
