"""What the plugin says: one YAML file a language."""

from __future__ import annotations

from importlib.resources import files

import yaml

from frontdesk import Texts

__all__ = ["texts"]


def texts() -> Texts:
    """All texts, by language."""
    folder = files(__name__)
    found = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".yaml"))
    return Texts(
        {name.removesuffix(".yaml"): yaml.safe_load((folder / name).read_text("utf-8")) for name in found}
    )
