"""Every error is answered as RFC 9457 describes it, and nothing private is logged with it."""

from __future__ import annotations

import json
import logging
import traceback

from quart import Quart, Response, request
from werkzeug.exceptions import HTTPException

from frontdesk.errors import BadCursor, Overloaded, StorageError
from frontdesk.outage import Repeats
from frontdesk.problems import HttpProblem

__all__ = ["FailureLog", "answer_failures", "problem_response", "render_problem", "unavailable"]

log = logging.getLogger(__name__)

#: Seconds after which a client may try again when the database or the writer could not keep up.
_TRY_AGAIN = 5


class FailureLog:
    """Tells of requests that failed: by type and place only, as the text may hold what a customer wrote.

    Each kind once a minute, and how many there were: an outage fails every request alike.
    """

    def __init__(self) -> None:
        self._repeats = Repeats(log)

    def note(self, error: Exception, method: str, route: str) -> None:
        """Tell of a request.

        :param route: its template.
        """
        frames = traceback.extract_tb(error.__traceback__)[-3:]
        place = " < ".join(f"{frame.filename}:{frame.lineno}" for frame in reversed(frames))
        what = (method, route, type(error).__name__, place)
        self._repeats.tell(logging.ERROR, "%s %s failed: %s at %s", *what, kind=what)


def answer_failures(app: Quart) -> None:
    """Have the application answer all its errors as ``application/problem+json``."""
    failures = FailureLog()

    @app.errorhandler(HttpProblem)
    async def problem(error: HttpProblem) -> Response:
        return problem_response(error)

    @app.errorhandler(HTTPException)
    async def http(error: HTTPException) -> Response:
        status = error.code or 500
        response = problem_response(HttpProblem(status, error.name, _DETAILS.get(status, "")))
        for name, value in error.get_headers():
            if name.lower() in {"allow", "location"}:
                response.headers[name] = value
        return response

    @app.errorhandler(BadCursor)
    async def cursor(error: BadCursor) -> Response:
        return problem_response(HttpProblem(400, "Bad cursor", str(error)))

    @app.errorhandler(Overloaded)
    @app.errorhandler(StorageError)
    async def not_stored(error: Exception) -> Response:
        failures.note(error, *_asked())
        return problem_response(unavailable())

    @app.errorhandler(Exception)
    async def unexpected(error: Exception) -> Response:
        failures.note(error, *_asked())
        return problem_response(HttpProblem(500, "Internal error", "It was logged."))


def problem_response(problem: HttpProblem) -> Response:
    """The response that a problem is rendered as."""
    status, headers, content = render_problem(problem)
    return Response(content, status=status, headers=headers)


def render_problem(problem: HttpProblem) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body of the response that a problem is rendered as."""
    headers = {"Content-Type": "application/problem+json"}
    if problem.retry_after is not None:
        headers["Retry-After"] = str(problem.retry_after)
    return problem.status, headers, json.dumps(problem.document(), ensure_ascii=False).encode()


def unavailable() -> HttpProblem:
    """What is answered when something could not be stored now."""
    return HttpProblem(503, "Not available", "It could not be stored now; try again.", retry_after=_TRY_AGAIN)


_DETAILS = {
    404: "Nothing is served at this address.",
    405: "The address does not take this method.",
    408: "The body took too long to arrive.",
    413: "The body is too large.",
}


def _asked() -> tuple[str, str]:
    """Method and route of the request that is being served."""
    return request.method, request.url_rule.rule if request.url_rule else "no route"
