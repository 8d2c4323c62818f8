"""Errors as one sentence: {"error": what was wrong, "expected": what would be right, "code": for programs}."""

import logging
import secrets
from typing import Any

import msgspec
from litestar import MediaType, Request, Response
from litestar.exceptions import HTTPException, ValidationException
from msgspec import Struct

from banyan.model.authority import Refused
from banyan.model.ports import StoreError, StoreFull
from banyan.model.things import Wrong
from banyan.runtime.desk import Busy
from banyan.runtime.logs import NUMBER
from banyan.runtime.readings.desk import Unreadable
from banyan.runtime.readings.pace import TooMuch
from banyan.runtime.things.service import code

_log = logging.getLogger("banyan.server")


class Problem(Struct, frozen=True, omit_defaults=True):
    """Every answer that is no success has this body."""

    error: str
    code: str                     # refused | signed-out | unknown | malformed | too-large | unsupported | unreadable |
                                  # busy | failed
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


class Unsupported(Exception):  # noqa: N818  said as operators say it
    """A kind of body that a door doesn't read; `expected` says which it does."""

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


def unsupported(_: Asked, error: Unsupported) -> Response[Problem]:
    return _answer(415, Problem(str(error), "unsupported", error.expected))


def unreadable(_: Asked, error: Unreadable) -> Response[Problem]:
    return _answer(422, Problem(str(error), "unreadable", error.expected))


def busy(_: Asked, error: Busy) -> Response[Problem]:
    sentence = str(error) or "the inbox is full"
    expected = "the same again after Retry-After seconds"
    after = error.after_s if isinstance(error, TooMuch) else 1
    return _answer(429, Problem(sentence, "busy", expected), {"Retry-After": str(after)})


def http(request: Asked, error: HTTPException) -> Response[Problem]:
    """Litestar's own refusals: validation, unknown path, wrong method, too large."""
    status = error.status_code
    if status >= 500:
        # Litestar takes a field of the body for one of its own dependencies where the two have one name, as `photos`.
        of_body = isinstance(error.__cause__, msgspec.ValidationError) and "`$.data" in str(error.__cause__)
        return unread(str(error.__cause__)) if of_body else failed(request, error)
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


def unread(why: str) -> Response[Problem]:
    return _answer(400, Problem("the request can't be read", "malformed", why.replace("`$.data", "`$")))


def failed(request: Asked, error: Exception) -> Response[Problem]:
    """A defect of ours: the log gets the traceback, the caller a sentence and the number to find it by."""
    number = secrets.token_hex(4)
    _log.error("%s %s failed (%s)", request.method, request.url.path, number, exc_info=error,
               extra={NUMBER: number})
    return _answer(500, Problem(f"the city could not answer this; its log says why under {number}", "failed"))


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
    Unsupported: unsupported,
    Unreadable: unreadable,
    Busy: busy,
    Wrong: wrong,
    StoreFull: unavailable,
    StoreError: unavailable,
    HTTPException: http,
    Exception: failed,
}
