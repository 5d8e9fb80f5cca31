"""The Quart application of a desk."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from quart import Blueprint, Quart
from quart.json.provider import DefaultJSONProvider

from frontdesk.errors import PluginRefused
from frontdesk.server.admin import (
    guard_admin,
    handover_routes,
    message_routes,
    notice_routes,
    salon_routes,
)
from frontdesk.server.bodies import LARGEST_BODY, SLOWEST_BODY
from frontdesk.server.door import WebhookDoor
from frontdesk.server.failures import answer_failures
from frontdesk.server.headers import add_headers
from frontdesk.server.health import health_routes
from frontdesk.server.measuring import measure_requests, metrics_routes
from frontdesk.server.webhook import webhook_routes

if TYPE_CHECKING:
    from frontdesk.desk import Desk
    from frontdesk.pipeline.intake import Intake

__all__ = ["create_app"]


class _Json(DefaultJSONProvider):
    """Names stay in the order they are given in, and letters stay letters."""

    sort_keys = False
    ensure_ascii = False


def create_app(desk: Desk, intake: Intake) -> Quart:
    """The application that serves a desk.

    :param intake: takes what webhooks bring. Several applications may share one.
    :raises PluginRefused: a plugin serves a path that something else already serves.
    """
    app = Quart("frontdesk", static_folder=None)
    # Files of pages are asked for each time whether they changed: a browser never mixes two versions.
    app.config.update(
        MAX_CONTENT_LENGTH=LARGEST_BODY, BODY_TIMEOUT=SLOWEST_BODY, SEND_FILE_MAX_AGE_DEFAULT=None
    )
    app.json = _Json(app)
    answer_failures(app)
    add_headers(app)
    measure_requests(app, desk.metrics)
    guard_admin(app, desk.settings.admin_token)
    own = (
        webhook_routes(desk),
        health_routes(desk),
        metrics_routes(desk),
        salon_routes(desk),
        message_routes(desk),
        notice_routes(desk),
        handover_routes(desk),
    )
    for routes in own:
        app.register_blueprint(routes)
    for plugin, routes in desk.plugins.blueprints(desk, Blueprint):
        _register(app, plugin, routes)
    app.asgi_app = WebhookDoor(desk, intake, app.asgi_app)  # type: ignore[method-assign]
    return app


def _register(app: Quart, plugin: str, routes: Blueprint) -> None:
    taken = _served(app)
    try:
        app.register_blueprint(routes)
    except ValueError:
        raise PluginRefused(
            f"plugin '{plugin}' brings a second blueprint called '{routes.name}'",
            "Name the blueprint after the plugin.",
        ) from None
    twice = [served for served, times in _served(app).items() if times > 1 and taken[served] == 1]
    if twice:
        rule, method = twice[0]
        raise PluginRefused(
            f"plugin '{plugin}' serves {method} {rule}, which something else already serves",
            f"Serve it below /{plugin}/ instead.",
        )


def _served(app: Quart) -> Counter[tuple[str, str]]:
    """How often each path is served, by method. HEAD and OPTIONS come by themselves and belong to nobody."""
    return Counter(
        (rule.rule, method)
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or ())
        if method not in {"HEAD", "OPTIONS"}
    )
