"""Calling hooks one plugin at a time, so that every result and every error has an owner."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

import pluggy

from frontdesk import hookspecs
from frontdesk.plugins.finding import Found, last_line
from frontdesk.plugins.inspection import async_method, inspect_plugin

__all__ = ["HookCalls"]

T = TypeVar("T")


class HookCalls:
    """The registered plugins and a caller for each of their hooks.

    :param found: the plugins, in the order in which they are registered.
    :raises PluginRefused: when one cannot be registered.
    """

    def __init__(self, found: Iterable[Found]) -> None:
        self._manager = pluggy.PluginManager("frontdesk")
        self._manager.add_hookspecs(hookspecs)
        self.found: dict[str, Found] = {}
        self.hooks: dict[str, tuple[str, ...]] = {}
        for each in found:
            self._register(each)
        registered = [each.plugin for each in self.found.values()]
        self._callers: Mapping[tuple[str, str], Callable[..., Any]] = {
            (name, hook): self._manager.subset_hook_caller(
                hook, [plugin for plugin in registered if plugin is not self.found[name].plugin]
            )
            for name, hooks in self.hooks.items()
            for hook in hooks
        }

    def _register(self, found: Found) -> None:
        other = self.found.get(found.name)
        if other:
            raise found.refused(
                f"there is another plugin of this name ({other.origin})",
                f"Rename one of them, or {found.removal}.",
            )
        self.hooks[found.name] = inspect_plugin(found, self._manager)
        try:
            self._manager.register(found.plugin, found.name)
        except (pluggy.PluginValidationError, ValueError) as error:
            raise found.refused(str(error)) from error
        self.found[found.name] = found

    def caller(self, plugin: str, hook: str) -> Callable[..., Any] | None:
        """The plugin's implementation of a hook, called with keyword arguments; None when it has none."""
        return self._callers.get((plugin, hook))

    def function(self, plugin: str, hook: str) -> Callable[..., Any] | None:
        """The same for a hook of which the first result counts, as directly as can be: it may run for every
        message, and pluggy's way to a plugin takes longer than most plugins do."""
        caller = self.caller(plugin, hook)
        if not isinstance(caller, pluggy.HookCaller) or caller.spec is None:
            return caller
        found = caller.get_hookimpls()
        if len(found) != 1 or found[0].hookwrapper or found[0].wrapper:
            return caller
        if set(found[0].argnames) != set(caller.spec.argnames):
            return caller
        function: Callable[..., Any] = found[0].function
        return function

    def listed(self, plugin: str, hook: str, kind: type[T], **params: object) -> tuple[T, ...]:
        """What one plugin's hook returns, where it returns a list.

        :param kind: what the items must be.
        :raises PluginRefused: when the hook raises, or returns something else.
        """
        returned = self._ask(plugin, hook, params)
        if returned is None:
            return ()
        if not isinstance(returned, Sequence) or isinstance(returned, str):
            raise self._wrong(plugin, hook, returned, f"a list of {kind.__name__} objects")
        for item in returned:
            if not isinstance(item, kind):
                raise self._wrong(plugin, hook, item, f"a list of {kind.__name__} objects")
            method = async_method(item, kind)
            if method is not None:
                raise self.found[plugin].refused(
                    f"{hook}() returned something asynchronous: {method}",
                    "Write it with def: it is called in a worker thread, where waiting blocks nobody else.",
                )
        return tuple(returned)

    def single(self, plugin: str, hook: str, kind: type[T], **params: object) -> T | None:
        """What one plugin's hook returns, where it returns one object or None.

        :raises PluginRefused: when the hook raises, or returns something else.
        """
        returned = self._ask(plugin, hook, params)
        if returned is not None and not isinstance(returned, kind):
            raise self._wrong(plugin, hook, returned, f"a {kind.__name__} object or None")
        return returned

    def _ask(self, plugin: str, hook: str, params: Mapping[str, object]) -> Any:
        caller = self.caller(plugin, hook)
        if caller is None:
            return None
        try:
            results = caller(**params)
        except Exception as error:
            raise self.found[plugin].refused(f"{hook}() raised {last_line(error)}") from error
        return results[0] if results else None

    def _wrong(self, plugin: str, hook: str, returned: object, wanted: str) -> Exception:
        return self.found[plugin].refused(
            f"{hook}() returned {returned!r:.200}", f"It must return {wanted}; see docs/hooks.md."
        )
