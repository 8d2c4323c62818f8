"""An errand sent to the city that is served from the data folder: its words are said here, as if it were done here."""

import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, suppress
from http.client import HTTPException
from pathlib import Path
from typing import Any

import click
import msgspec

from banyan.cli import remote
from banyan.cli.teller import Near
from banyan.runtime.errands import Frame, Head, Seen
from banyan.runtime.imports.books import Book, Progress
from banyan.runtime.scenario import UsageError

PATIENCE = 30          # times a city is asked that takes nothing now; it says after how many seconds
SILENCE_S = 120.0      # without a word: the city says at least every few seconds that it goes on
_frame = msgspec.json.Decoder(Frame)


def send(
    name: str, ask: Any, data: Path, principal: str | None, city: Path | None, books: Sequence[Book], near: Near
) -> int:
    """The exit code. Raises UsageError with what the city says, Refused, StoreError."""
    tables = near.tables
    seen = Seen(near.prompts, tables.is_terminal, tables.width, tables.color_system)
    files = tuple((book.name, len(book.data)) for book in books)
    head = Head(msgspec.Raw(msgspec.json.encode(ask)), seen, files, str(city) if city is not None else None)
    body = b"\n".join((msgspec.json.encode(head), b"".join(book.data for book in books)))
    for _ in range(PATIENCE):
        try:
            return Listening(data, principal, near).to(remote.lines(data, f"api/errands/{name}", body, principal,
                                                                    SILENCE_S))
        except remote.Later as later:      # nothing was begun
            said = str(later)
            time.sleep(later.after_s)
    raise UsageError(said)


class Listening:
    """Says what the city says. Raises Later where it takes nothing now."""

    def __init__(self, data: Path, principal: str | None, near: Near) -> None:
        self._data, self._principal, self._near = data, principal, near
        self._id = ""
        self._result: list[str] = []
        self._bar = ExitStack()
        self._step: Progress = lambda _what, _n: None

    def to(self, lines: Iterator[bytes]) -> int:
        failed: str | None = None
        with self._bar:
            try:
                for line in lines:
                    frame = _frame.decode(line)
                    if frame.code is not None:
                        self._finished()
                        if failed is not None:
                            raise UsageError(failed)
                        return frame.code
                    failed = frame.failed or failed
                    self._one(frame)
            except (OSError, HTTPException, msgspec.MsgspecError) as e:
                raise self._lost(str(e)) from e
        raise self._lost("it said no end")

    def _lost(self, why: str) -> UsageError:
        return UsageError(f"the city on {self._data} went away before it had answered ({why}): what was asked for is "
                          "done whole or not at all; look whether it is, and ask again if not")

    def _one(self, frame: Frame) -> None:
        if frame.id is not None:
            self._id = frame.id
        if frame.out is not None:
            click.echo(frame.out, nl=False)
        if frame.err is not None:
            click.echo(frame.err, nl=False, err=True)
        if frame.begins is not None:
            self._step = self._bar.enter_context(self._near.progress(frame.begins))
        if frame.step is not None:
            self._step(*frame.step)
        if frame.ends:
            self._bar.close()
        if frame.result is not None:
            self._result.append(frame.result)
        if frame.ask is not None:
            yes = self._near.ask(frame.ask)
            with suppress(UsageError):      # it has waited long enough, or has gone: what comes next says so
                remote.ask(self._data, "POST", f"api/errands/{self._id}/answer", msgspec.json.encode({"yes": yes}),
                           self._principal, **{"Content-Type": "application/json"})

    def _finished(self) -> None:
        if self._result:
            self._near.result("".join(self._result).encode())
