"""What the environment says: the only place that knows the names of environment variables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from frontdesk.errors import SettingsRefused

__all__ = ["Settings"]

#: Characters of an admin token that nobody finds by trying.
_SAFE_ADMIN_TOKEN = 16
#: Commands that answer webhooks and admin requests.
_SERVING = frozenset({"run", "serve"})
#: Commands that run turns: they need the bots and the keys.
_RUNNING = frozenset({"run", "serve", "work"})


@dataclass(frozen=True, slots=True)
class Settings:
    """What the environment says. An empty variable counts as one that is not set.

    :ivar database_url: ``sqlite:///PATH`` or ``postgresql://...`` (``FRONTDESK_DATABASE_URL``).
    :ivar redis_url: ``redis://...`` (``FRONTDESK_REDIS_URL``); None keeps queue and cache in the process.
    :ivar bots: a bot definition, a folder of them, or the name of a bundled one (``FRONTDESK_BOTS``).
    :ivar plugins_dir: a folder of single-file plugins (``FRONTDESK_PLUGINS_DIR``).
    :ivar admin_token: what admin requests carry in ``x-admin-token`` (``FRONTDESK_ADMIN_TOKEN``).
    :ivar encryption_keys: the key ring, newest first: ``2:BASE64,1:BASE64`` (``FRONTDESK_ENCRYPTION_KEYS``).
    :ivar graph_url: where WhatsApp messages are sent to, without a trailing slash (``FRONTDESK_GRAPH_URL``).
    :ivar graph_version: version of the Graph API, ``v26.0`` (``FRONTDESK_GRAPH_VERSION``).
    :ivar app_secrets: what WhatsApp webhooks are signed with; several during a rotation
        (``WHATSAPP_APP_SECRET``, comma-separated).
    :ivar verify_token: what WhatsApp's subscription check must carry (``WHATSAPP_VERIFY_TOKEN``).
    :ivar phone_number_id: the account of a one-business installation (``WHATSAPP_PHONE_NUMBER_ID``).
    :ivar access_token: its access token (``WHATSAPP_ACCESS_TOKEN``).
    :ivar openai_api_key: ``OPENAI_API_KEY``.
    :ivar openai_base_url: ``OPENAI_BASE_URL``; None is OpenAI's own.
    :ivar demo: a demonstration: channels may stand in for their other side. Set by ``frontdesk demo``, by no
        variable.
    """

    database_url: str = field(default="sqlite:///frontdesk.db", repr=False)
    redis_url: str | None = field(default=None, repr=False)
    bots: Path | None = None
    plugins_dir: Path | None = None
    admin_token: str | None = field(default=None, repr=False)
    encryption_keys: str | None = field(default=None, repr=False)
    graph_url: str = "https://graph.facebook.com"
    graph_version: str = "v26.0"
    app_secrets: tuple[str, ...] = field(default=(), repr=False)
    verify_token: str | None = field(default=None, repr=False)
    phone_number_id: str | None = field(default=None, repr=False)
    access_token: str | None = field(default=None, repr=False)
    openai_api_key: str | None = field(default=None, repr=False)
    openai_base_url: str | None = None
    demo: bool = False

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> Settings:
        """Read the settings. Nothing is judged here: :meth:`refuse_unless` does that for a command.

        :param environ: usually ``os.environ``.
        """

        def read(name: str) -> str | None:
            return environ.get(name, "").strip() or None

        bots, plugins_dir = read("FRONTDESK_BOTS"), read("FRONTDESK_PLUGINS_DIR")
        secrets = (secret.strip() for secret in environ.get("WHATSAPP_APP_SECRET", "").split(","))
        return cls(
            database_url=read("FRONTDESK_DATABASE_URL") or "sqlite:///frontdesk.db",
            redis_url=read("FRONTDESK_REDIS_URL"),
            bots=Path(bots) if bots else None,
            plugins_dir=Path(plugins_dir) if plugins_dir else None,
            admin_token=read("FRONTDESK_ADMIN_TOKEN"),
            encryption_keys=read("FRONTDESK_ENCRYPTION_KEYS"),
            graph_url=(read("FRONTDESK_GRAPH_URL") or "https://graph.facebook.com").rstrip("/"),
            graph_version=read("FRONTDESK_GRAPH_VERSION") or "v26.0",
            app_secrets=tuple(secret for secret in secrets if secret),
            verify_token=read("WHATSAPP_VERIFY_TOKEN"),
            phone_number_id=read("WHATSAPP_PHONE_NUMBER_ID"),
            access_token=read("WHATSAPP_ACCESS_TOKEN"),
            openai_api_key=read("OPENAI_API_KEY"),
            openai_base_url=read("OPENAI_BASE_URL"),
        )

    @property
    def guessable_admin_token(self) -> bool:
        """Whether the admin token is so short that trying could find it."""
        return self.admin_token is not None and len(self.admin_token) < _SAFE_ADMIN_TOKEN

    @property
    def on_sqlite(self) -> bool:
        """Whether the database is a file of this host."""
        return self.database_url.startswith("sqlite:")

    def refuse_unless(self, command: str) -> None:
        """Refuse to start a command that these settings do not allow.

        :param command: ``run``, ``serve``, ``work``, ``migrate``; for other commands only the values that are
            given are looked at.
        :raises SettingsRefused: with every reason at once, each naming the variable and the cure.
        """
        reasons = [*self._malformed(), *self._missing(command), *self._misfits(command)]
        if not reasons:
            return
        *earlier, (what, cure) = reasons
        head = "".join(f"{earlier_what}\n  {earlier_cure}\n" for earlier_what, earlier_cure in earlier)
        raise SettingsRefused(head + what, cure)

    def _malformed(self) -> Iterator[tuple[str, str]]:
        if not re.fullmatch(r"sqlite:///(?!:memory:).+|postgresql://.+", self.database_url):
            yield (
                "FRONTDESK_DATABASE_URL is not a database frontdesk knows",
                "Set it to sqlite:///PATH (a file of this host) or postgresql://USER:PASSWORD@HOST/NAME.",
            )
        if self.redis_url and not re.fullmatch(r"(redis|rediss|unix)://.+", self.redis_url):
            yield (
                "FRONTDESK_REDIS_URL is not the address of a Redis server",
                "Set it to redis://HOST:PORT/DB, or unset it to keep the queue in the process.",
            )
        if not re.fullmatch(r"https?://[^\s?#]+", self.graph_url):
            yield (
                f"FRONTDESK_GRAPH_URL is {self.graph_url!r}, which is not a web address",
                "Set it to https://HOST, or unset it for https://graph.facebook.com.",
            )
        if not re.fullmatch(r"v\d+\.\d+", self.graph_version):
            yield (
                f"FRONTDESK_GRAPH_VERSION is {self.graph_version!r}, which is not a version",
                "Set it to something like v26.0, or unset it.",
            )
        if self.openai_base_url and not re.fullmatch(r"https?://[^\s?#]+", self.openai_base_url):
            yield (
                f"OPENAI_BASE_URL is {self.openai_base_url!r}, which is not a web address",
                "Set it to https://HOST/v1, or unset it for OpenAI's own.",
            )
        if self.plugins_dir and not self.plugins_dir.is_dir():
            yield (
                f"FRONTDESK_PLUGINS_DIR is {str(self.plugins_dir)!r}, which is not a folder",
                "Make the folder, or unset the variable when there are no single-file plugins.",
            )

    def _missing(self, command: str) -> Iterator[tuple[str, str]]:
        if command in _RUNNING and not self.encryption_keys:
            yield (
                "FRONTDESK_ENCRYPTION_KEYS is not set",
                "Make a key ring with: frontdesk keys new. Keep it safe: without it the data is lost.",
            )
        if command in _RUNNING and not self.bots:
            yield (
                "FRONTDESK_BOTS is not set: there is no bot to run",
                "Set it to a bot definition or a folder of them.",
            )
        if command not in _SERVING:
            return
        if not self.admin_token:
            yield (
                "FRONTDESK_ADMIN_TOKEN is not set",
                "Set it to a long random text, say from: openssl rand -hex 24. Admin requests carry it.",
            )
        if not self.app_secrets:
            yield (
                "WHATSAPP_APP_SECRET is not set: no webhook could be trusted",
                "Set it to the secret of the app at Meta; during a rotation to both, comma-separated.",
            )
        if not self.verify_token:
            yield (
                "WHATSAPP_VERIFY_TOKEN is not set: Meta could not subscribe the webhook",
                "Set it to a text of your own and enter the same text in the webhook's settings at Meta.",
            )

    def _misfits(self, command: str) -> Iterator[tuple[str, str]]:
        if command not in _RUNNING:
            return
        if self.on_sqlite and self.redis_url:
            yield (
                "FRONTDESK_REDIS_URL is set, but the database is SQLite, a file that other hosts cannot see",
                "Unset FRONTDESK_REDIS_URL, or set FRONTDESK_DATABASE_URL to a postgresql:// address.",
            )
        if not self.on_sqlite and not self.redis_url and command != "run":
            yield (
                f"'{command}' on PostgreSQL needs Redis to reach the other processes, "
                "and FRONTDESK_REDIS_URL is not set",
                "Set FRONTDESK_REDIS_URL, or use 'frontdesk run', which does everything in one process.",
            )
