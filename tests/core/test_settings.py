"""What the environment says, and what is refused."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from frontdesk import Settings, SettingsRefused

GOOD = Settings(
    database_url="sqlite:///desk.db",
    bots=Path("salon.yaml"),
    admin_token="a" * 24,
    encryption_keys="1:xyz",
    app_secrets=("secret",),
    verify_token="verify",
)
POSTGRES = replace(GOOD, database_url="postgresql://desk@db/desk")


def refusal(settings: Settings, command: str) -> str:
    with pytest.raises(SettingsRefused) as refused:
        settings.refuse_unless(command)
    return str(refused.value)


def test_an_empty_environment_gives_the_defaults():
    settings = Settings.from_environment({})
    assert settings == Settings()
    assert settings.database_url == "sqlite:///frontdesk.db"
    assert settings.graph_url == "https://graph.facebook.com"
    assert settings.graph_version == "v26.0"


def test_every_variable_is_read():
    settings = Settings.from_environment(
        {
            "FRONTDESK_DATABASE_URL": "postgresql://db",
            "FRONTDESK_REDIS_URL": "redis://r",
            "FRONTDESK_BOTS": "bots",
            "FRONTDESK_PLUGINS_DIR": "plugins",
            "FRONTDESK_ADMIN_TOKEN": "admin",
            "FRONTDESK_ENCRYPTION_KEYS": "1:k",
            "FRONTDESK_GRAPH_URL": "http://localhost:9/",
            "FRONTDESK_GRAPH_VERSION": "v27.0",
            "WHATSAPP_APP_SECRET": "new, old,",
            "WHATSAPP_VERIFY_TOKEN": "verify",
            "WHATSAPP_PHONE_NUMBER_ID": "123",
            "WHATSAPP_ACCESS_TOKEN": "token",
            "OPENAI_API_KEY": "key",
            "OPENAI_BASE_URL": "http://llm",
        }
    )
    assert settings == Settings(
        database_url="postgresql://db",
        redis_url="redis://r",
        bots=Path("bots"),
        plugins_dir=Path("plugins"),
        admin_token="admin",
        encryption_keys="1:k",
        graph_url="http://localhost:9",
        graph_version="v27.0",
        app_secrets=("new", "old"),
        verify_token="verify",
        phone_number_id="123",
        access_token="token",
        openai_api_key="key",
        openai_base_url="http://llm",
    )


def test_an_empty_variable_counts_as_unset():
    names = ("FRONTDESK_DATABASE_URL", "FRONTDESK_REDIS_URL", "FRONTDESK_BOTS", "FRONTDESK_GRAPH_URL")
    assert Settings.from_environment(dict.fromkeys(names, " ")) == Settings()
    assert Settings.from_environment({"WHATSAPP_APP_SECRET": " , "}).app_secrets == ()


def test_secrets_are_not_in_the_representation():
    secrets = {
        "FRONTDESK_DATABASE_URL": "postgresql://desk:hunter2@db/desk",
        "FRONTDESK_REDIS_URL": "redis://:hunter2@r",
        "FRONTDESK_ADMIN_TOKEN": "hunter2",
        "FRONTDESK_ENCRYPTION_KEYS": "1:hunter2",
        "WHATSAPP_APP_SECRET": "hunter2",
        "WHATSAPP_VERIFY_TOKEN": "hunter2",
        "WHATSAPP_ACCESS_TOKEN": "hunter2",
        "OPENAI_API_KEY": "hunter2",
    }
    assert "hunter2" not in repr(Settings.from_environment(secrets))


@pytest.mark.parametrize(
    ("settings", "command"),
    [
        (GOOD, "run"),
        (GOOD, "serve"),
        (GOOD, "work"),
        (POSTGRES, "run"),
        (replace(POSTGRES, redis_url="redis://r/0"), "run"),
        (replace(POSTGRES, redis_url="redis://r/0"), "serve"),
        (replace(POSTGRES, redis_url="rediss://r/0"), "work"),
        (Settings(bots=Path("x"), encryption_keys="1:k"), "work"),
        (Settings(), "migrate"),
        (replace(GOOD, redis_url="redis://r/0"), "migrate"),
        (POSTGRES, "migrate"),
        (Settings(), "check"),
    ],
)
def test_what_is_allowed(settings, command):
    settings.refuse_unless(command)


@pytest.mark.parametrize(
    ("field", "variable", "commands"),
    [
        ("admin_token", "FRONTDESK_ADMIN_TOKEN", ["run", "serve"]),
        ("encryption_keys", "FRONTDESK_ENCRYPTION_KEYS", ["run", "serve", "work"]),
        ("bots", "FRONTDESK_BOTS", ["run", "serve", "work"]),
        ("app_secrets", "WHATSAPP_APP_SECRET", ["run", "serve"]),
        ("verify_token", "WHATSAPP_VERIFY_TOKEN", ["run", "serve"]),
    ],
)
def test_what_is_missing_is_named(field, variable, commands):
    settings = replace(GOOD, **{field: () if field == "app_secrets" else None})
    for command in commands:
        assert refusal(settings, command).startswith(f"{variable} is not set")
    for command in {"work", "migrate", "check"} - set(commands):
        settings.refuse_unless(command)


@pytest.mark.parametrize(
    ("change", "variable"),
    [
        ({"database_url": "mysql://db"}, "FRONTDESK_DATABASE_URL"),
        ({"database_url": "sqlite:///"}, "FRONTDESK_DATABASE_URL"),
        ({"database_url": "sqlite:///:memory:"}, "FRONTDESK_DATABASE_URL"),
        ({"redis_url": "localhost:6379"}, "FRONTDESK_REDIS_URL"),
        ({"graph_url": "graph.facebook.com"}, "FRONTDESK_GRAPH_URL"),
        ({"graph_version": "26"}, "FRONTDESK_GRAPH_VERSION"),
        ({"openai_base_url": "api.openai.com/v1"}, "OPENAI_BASE_URL"),
        ({"plugins_dir": Path("/nowhere/at/all")}, "FRONTDESK_PLUGINS_DIR"),
    ],
)
def test_a_wrong_value_is_refused_by_every_command(change, variable):
    for command in ("run", "migrate", "chat"):
        assert refusal(replace(GOOD, **change), command).startswith(variable)


def test_a_short_admin_token_can_be_guessed():
    assert replace(GOOD, admin_token="x" * 15).guessable_admin_token
    assert not replace(GOOD, admin_token="x" * 16).guessable_admin_token
    assert not replace(GOOD, admin_token=None).guessable_admin_token


def test_a_refusal_does_not_repeat_a_secret():
    settings = replace(GOOD, database_url="mysql://root:hunter2@db", admin_token="hunter2")
    assert "hunter2" not in refusal(settings, "run")


@pytest.mark.parametrize("command", ["run", "serve", "work"])
def test_sqlite_with_redis_is_refused(command):
    assert "FRONTDESK_REDIS_URL" in refusal(replace(GOOD, redis_url="redis://r/0"), command)


@pytest.mark.parametrize("command", ["serve", "work"])
def test_postgres_without_redis_runs_in_one_process_only(command):
    said = refusal(POSTGRES, command)
    assert f"'{command}' on PostgreSQL needs Redis" in said
    assert "frontdesk run" in said


def test_all_reasons_are_given_at_once():
    said = refusal(Settings(database_url="mysql://db"), "serve")
    for variable in (
        "FRONTDESK_DATABASE_URL",
        "FRONTDESK_ENCRYPTION_KEYS",
        "FRONTDESK_BOTS",
        "FRONTDESK_ADMIN_TOKEN",
        "WHATSAPP_APP_SECRET",
        "WHATSAPP_VERIFY_TOKEN",
    ):
        assert f"\n{variable} is" in f"\n{said}"
    assert all(line.startswith(("  ", "FRONTDESK_", "WHATSAPP_", "'serve'")) for line in said.splitlines())
