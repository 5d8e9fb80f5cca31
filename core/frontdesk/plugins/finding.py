"""Finding plugins: installed packages, and single files in a folder."""

from __future__ import annotations

import hashlib
import importlib.util
import re
import sys
import traceback
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib.metadata import EntryPoint
from pathlib import Path

from frontdesk.errors import PluginRefused

__all__ = ["BUILT_IN", "GROUP", "Found", "find_entry_points", "find_files", "find_given", "last_line"]

#: The entry-point group of installed plugins.
GROUP = "frontdesk.plugins"
#: The origin of the plugins that frontdesk brings along.
BUILT_IN = "built-in"

_NAME = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True, slots=True)
class Found:
    """A plugin that was found and imported.

    :ivar origin: where it comes from, for people: ``built-in``, ``frontdesk 0.1.0``, ``/srv/hello.py``.
    :ivar removal: how to get rid of it, as the second half of a sentence.
    :ivar plugin: the module or object with the hook functions.
    """

    name: str
    origin: str
    removal: str
    plugin: object = field(repr=False)

    def refused(self, what: str, cure: str | None = None) -> PluginRefused:
        """The error that refuses this plugin.

        :param what: what is wrong with it; the plugin's name and origin are put before it.
        :param cure: what to do; without one, to repair the plugin or to remove it.
        """
        return PluginRefused(f"plugin '{self.name}' ({self.origin}): {what}", cure or self.cure)

    @property
    def cure(self) -> str:
        """What to do about a plugin that is broken."""
        return f"Repair it, or {self.removal}."


def find_given(plugins: Mapping[str, object], origin: str) -> Iterator[Found]:
    """Plugins that the caller already has.

    :param plugins: modules or objects with hook functions, by plugin name.
    """
    for name, plugin in plugins.items():
        yield _named(Found(name, origin, "leave it out", plugin))


def find_entry_points(entry_points: Iterable[EntryPoint]) -> Iterator[Found]:
    """Import installed plugins, in the order of their names.

    :raises PluginRefused: when one cannot be imported.
    """
    # Several path entries may lead to the same installation (an editable one beside its build folder).
    unique = {(entry.name, entry.value, _distribution(entry)): entry for entry in entry_points}
    for key in sorted(unique):
        entry = unique[key]
        distribution = _distribution(entry)
        origin = distribution or entry.value
        found = Found(entry.name, origin, f"uninstall it: pip uninstall {origin.split(' ')[0]}", None)
        try:
            plugin = entry.load()
        except (Exception, SystemExit) as error:
            raise found.refused(f"cannot be imported: {last_line(error)}") from error
        yield _named(Found(found.name, found.origin, found.removal, plugin))


def find_files(folder: Path | None) -> Iterator[Found]:
    """Import the single-file plugins of a folder: every ``*.py`` that does not start with an underscore.

    :raises PluginRefused: when one cannot be imported.
    """
    if folder is None:
        return
    for path in sorted(folder.glob("*.py")):
        if path.name.startswith("_"):
            continue
        found = Found(path.stem, str(path), "remove the file from FRONTDESK_PLUGINS_DIR", None)
        try:
            plugin = _import_file(path)
        except (Exception, SystemExit) as error:
            raise found.refused(f"cannot be imported: {last_line(error)}") from error
        yield _named(Found(found.name, found.origin, found.removal, plugin))


def last_line(error: BaseException) -> str:
    """The last line of a traceback, and where: ``NameError: name 'x' is not defined (/srv/x.py:3)``."""
    said = traceback.format_exception_only(error)[-1].strip()
    if isinstance(error, SyntaxError) and error.filename:
        return f"{said} ({error.filename}:{error.lineno})"
    frames = traceback.extract_tb(error.__traceback__)
    return f"{said} ({frames[-1].filename}:{frames[-1].lineno})" if frames else said


def _named(found: Found) -> Found:
    if not _NAME.fullmatch(found.name):
        raise found.refused(
            "its name cannot be a section of a bot definition",
            "Rename it: lower-case letters, digits and underscores, with a letter first.",
        )
    return found


def _distribution(entry: EntryPoint) -> str:
    return f"{entry.dist.name} {entry.dist.version}" if entry.dist else ""


def _import_file(path: Path) -> object:
    # Dataclasses and pydantic look modules up in sys.modules, so it must be there, but under a name that no
    # import statement can mean: a plugin file called json.py must not become everybody's json.
    unique = hashlib.sha256(str(path.resolve()).encode()).hexdigest()[:12]
    name = f"_frontdesk_file_{path.stem}_{unique}"
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise ImportError(f"{path} is not a Python file")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except BaseException:
        del sys.modules[name]
        raise
    return module
