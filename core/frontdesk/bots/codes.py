"""The codes of everything that ``frontdesk check`` can say about a bot definition."""

from __future__ import annotations

import enum

__all__ = ["Code"]


class Code(enum.StrEnum):
    """A code of a problem. docs/bots.md has a line for each; plugins have codes of their own."""

    UNREADABLE = "FD100"
    YAML_SYNTAX = "FD101"
    DUPLICATE_KEY = "FD102"
    NOT_A_MAPPING = "FD103"
    YAML_FEATURE = "FD104"
    VARIABLE_MISSING = "FD105"
    EXTENDS_UNKNOWN = "FD106"
    EXTENDS_CYCLE = "FD107"
    UNKNOWN_KEY = "FD110"
    MISSING_KEY = "FD111"
    WRONG_VALUE = "FD112"
    SECTION_UNUSED = "FD113"
    NOT_OVERRIDABLE = "FD114"
    NEEDS_NEWER = "FD115"
    UNKNOWN_PLUGIN = "FD120"
    PLUGINS_CLASH = "FD121"
    UNKNOWN_UNDERSTANDER = "FD122"
    CHECK_FAILED = "FD123"
    UNKNOWN_LANGUAGE = "FD130"
    UNKNOWN_TIMEZONE = "FD131"
    UNKNOWN_CURRENCY = "FD132"
    LANGUAGE_UNREAD = "FD133"
    UNKNOWN_TEXT = "FD140"
    UNKNOWN_FIELD = "FD141"
    WRONG_TEXT = "FD142"
    UNTRANSLATED = "FD143"
    SAME_ID = "FD150"
    UNKNOWN_CHANNEL = "FD151"
    SAME_ACCOUNT = "FD152"
    SAME_TENANT = "FD153"
    UNKNOWN_BOT = "FD154"
