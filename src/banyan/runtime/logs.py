"""The log: lines for people or JSON for programs, and what went wrong unexpectedly, counted and kept for a while.

Whoever catches an exception that it didn't expect logs it with `exc_info` on a logger below "banyan"; nothing else is
needed for it to be seen.
"""

import logging
import secrets
import sys
import threading
from collections import deque
from datetime import UTC, datetime
from typing import TextIO

import msgspec
from msgspec import Struct

from banyan.model.time import Instant, iso

NUMBER = "number"         # of a log record: what an answer names it by
KEPT = 20
LONGEST = 300             # characters of an exception's own words
ROOT = "banyan"


class Trouble(Struct, frozen=True):
    """An exception that nobody expected. `number` finds it in the log; `at` is the wall's time."""

    number: str
    at: Instant
    where: str
    what: str
    said: str


class Troubles(logging.Handler):
    """Counts what is logged with an exception, and keeps the last few. Use as a context manager: it listens inside."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self._counts: dict[str, int] = {}
        self._last: deque[Trouble] = deque(maxlen=KEPT)
        self._turn = threading.Lock()

    def __enter__(self) -> "Troubles":
        logging.getLogger(ROOT).addHandler(self)
        return self

    def __exit__(self, *_: object) -> None:
        logging.getLogger(ROOT).removeHandler(self)

    def emit(self, record: logging.LogRecord) -> None:
        if not record.exc_info or record.exc_info[1] is None:
            return
        error = record.exc_info[1]
        said = " ".join(f"{type(error).__name__}: {error}".split())[:LONGEST]
        trouble = Trouble(number(record), datetime.fromtimestamp(record.created, UTC), record.name,
                          record.getMessage()[:LONGEST], said)
        with self._turn:
            self._counts[record.name] = self._counts.get(record.name, 0) + 1
            self._last.append(trouble)

    def counts(self) -> dict[str, int]:
        """By logger."""
        with self._turn:
            return dict(self._counts)

    def last(self) -> tuple[Trouble, ...]:
        """Newest first."""
        with self._turn:
            return tuple(reversed(self._last))


def number(record: logging.LogRecord) -> str:
    """The number of a log record; one that has none gets it here, so that every handler says the same."""
    known: str | None = getattr(record, NUMBER, None)
    if known is None:
        known = secrets.token_hex(4)
        setattr(record, NUMBER, known)
    return known


class Lines(logging.Formatter):
    """For people: time, level, where, what, and a traceback below it."""

    def format(self, record: logging.LogRecord) -> str:
        found = f"{_at(record)} {record.levelname} {record.name}: {record.getMessage()}"
        return f"{found}\n{self.formatException(record.exc_info)}" if record.exc_info else found


class Json(logging.Formatter):
    """For programs: one object a line, whatever is in a message."""

    def format(self, record: logging.LogRecord) -> str:
        told = {"time": _at(record), "level": record.levelname.lower(), "logger": record.name,
                "message": record.getMessage()}
        if record.exc_info:
            told |= {NUMBER: number(record), "exception": self.formatException(record.exc_info)}
        return msgspec.json.encode(told).decode()


FORMATS: dict[str, type[logging.Formatter]] = {"text": Lines, "json": Json}


def speak(kind: str, to: TextIO | None = None) -> None:
    """From here on the log goes to `to` (None: standard error), in the words of `kind`, a name of FORMATS."""
    handler = logging.StreamHandler(to or sys.stderr)
    handler.setFormatter(FORMATS[kind]())
    logger = logging.getLogger(ROOT)
    for old in [h for h in logger.handlers if isinstance(h, logging.StreamHandler)]:
        logger.removeHandler(old)
    logger.addHandler(handler)
    logger.propagate = False


def _at(record: logging.LogRecord) -> str:
    return iso(datetime.fromtimestamp(record.created, UTC))
