"""The plugins that frontdesk brings along. They use the same public hooks as everybody else's."""

from __future__ import annotations

from types import MappingProxyType

from frontdesk.builtin import attachments, echo, phrases, rules, smalltalk, staff_webhook, terminal, watch
from frontdesk.builtin.openai_reader import LiveWire, OpenAiPlugin

__all__ = ["BUILTINS"]

#: By plugin name, in the order in which they are asked.
BUILTINS = MappingProxyType(
    {
        "phrases": phrases,
        "terminal": terminal,
        "rules": rules,
        "openai": OpenAiPlugin(LiveWire()),
        "watch": watch,
        "smalltalk": smalltalk,
        "attachments": attachments,
        "staff_webhook": staff_webhook,
        "echo": echo,
    }
)
