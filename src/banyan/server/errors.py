"""Errors as one sentence: {"error": what was wrong, "expected": what would be right, "code": for programs}."""

import logging
from typing import Any

from litestar import MediaType, Request, Response
from litestar.exceptions import HTTPException, ValidationException
from msgspec import Struct

from banyan.model.authority import Refused
from banyan.model.ports import StoreError, StoreFull
from banyan.model.things import Wrong
from banyan.runtime.desk import Busy
from banyan.runtime.things.service import code

_log = logging.getLogger("banyan.server")


class Problem(Struct, frozen=True, omit_defaults=True):
    """Every answer that is no success has this body."""

    error: str
    code: str                     # refused | signed-out | unknown | malformed | too-large | busy | failed
    expected: str | None = None
    zh: str | None = None         # `error` in Chinese, where the city says it in both languages


class Unknown(Exception):  # noqa: N818  said as operators say it
    """There is no such thing here."""


class Malformed(Exception):  # noqa: N818  said as operators say it
    """The request can't be read; `expected` says what would be right."""

    def __init__(self, error: str, expected: str, zh: str | None = None) -> None:
        super().__init__(error)
        self.expected, self.zh = expected, zh


class TooLarge(Exception):  # noqa: N818  said as operators say it
    """More than is ever taken at once; `expected` says how much is."""

    def __init__(self, error: str, expected: str) -> None:
        super().__init__(error)
        self.expected = expected


Asked = Request[Any, Any, Any]
_CODES = {400: "malformed", 401: "signed-out", 403: "refused", 404: "unknown", 405: "malformed", 413: "too-large"}


def _answer(status: int, problem: Problem, headers: dict[str, str] | None = None) -> Response[Problem]:
    return Response(problem, status_code=status, media_type=MediaType.JSON, headers=headers)


def refused(_: Asked, error: Refused) -> Response[Problem]:
    return _answer(403, Problem(str(error), "refused"))


def unknown(_: Asked, error: Unknown) -> Response[Problem]:
    return _answer(404, Problem(str(error), "unknown"))


def malformed(_: Asked, error: Malformed) -> Response[Problem]:
    return _answer(400, Problem(str(error), "malformed", error.expected, error.zh))


def too_large(_: Asked, error: TooLarge) -> Response[Problem]:
    return _answer(413, Problem(str(error), "too-large", error.expected))


def busy(_: Asked, error: Busy) -> Response[Problem]:
    sentence = str(error) or "the inbox is full"
    expected = "the same again after Retry-After seconds"
    return _answer(429, Problem(sentence, "busy", expected), {"Retry-After": "1"})


def http(request: Asked, error: HTTPException) -> Response[Problem]:
    """Litestar's own refusals: validation, unknown path, wrong method, too large."""
    status = error.status_code
    if status >= 500:
        return failed(request, error)
    sentence, expected = error.detail or "the request was not accepted", None
    if isinstance(error, ValidationException):
        details = [d for d in (error.extra or []) if isinstance(d, dict)] if isinstance(error.extra, list) else []
        sentence = "the request can't be read"
        expected = "; ".join(f"{d.get('key', 'body')}: {d.get('message', '')}" for d in details) or error.detail
    elif status == 404:
        sentence = "there is nothing at this address"
    elif status == 413:
        sentence, expected = "the body is too large", "smaller parts, sent one after another"
    return _answer(status, Problem(sentence, _CODES.get(status, "malformed"), expected), dict(error.headers or {}))


def failed(request: Asked, error: Exception) -> Response[Problem]:
    """A defect of ours: the log gets the traceback, the caller a sentence."""
    _log.error("%s %s failed", request.method, request.url.path, exc_info=error)
    return _answer(500, Problem("the city could not answer this; its log says why", "failed"))


def wrong(_: Asked, error: Wrong) -> Response[Problem]:
    headers = {"Retry-After": "1"} if error.status == 503 else None
    return _answer(error.status, Problem(str(error), code(error.status), error.expected), headers)


def unavailable(_: Asked, error: Exception) -> Response[Problem]:
    """The disk or the journal takes no more: the owner's to mend."""
    return _answer(503, Problem(str(error), "failed"))


HANDLERS: dict[int | type[Exception], Any] = {
    Refused: refused,
    Unknown: unknown,
    Malformed: malformed,
    TooLarge: too_large,
    Busy: busy,
    Wrong: wrong,
    StoreFull: unavailable,
    StoreError: unavailable,
    HTTPException: http,
    Exception: failed,
}
