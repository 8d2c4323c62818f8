"""The door by which a served city's orders leave: NDJSON lines to a file or a FIFO, at least once, known by id."""

import errno
import os
import stat
from collections.abc import Sequence
from pathlib import Path

import msgspec

from banyan.model.ports import Notice
from banyan.runtime.scenario import UsageError


def for_machines(notice: Notice) -> bool:
    """Whether a machine is meant: a set-point or the emergency stop. Dispatches are for people to pass on."""
    return notice.to == "plant" and ("order" in notice.body or "stop" in notice.body)


class Actuators:
    """Whoever reads the file obeys. What couldn't be written whole and durably was not sent; `trouble` says why."""

    def __init__(self, path: Path, option: str = "--actuators") -> None:
        """Raises UsageError where nothing can be appended. A FIFO may be without a reader for now."""
        self.path = path
        self.trouble: str | None = None
        self._file: int | None = None
        try:
            if not self._open():
                self.trouble = f"nobody reads the FIFO {path}"
        except OSError as e:
            raise UsageError(f"{option} {path}: can't be written ({e.strerror}); a file in an existing folder, or a "
                             "FIFO that the other side reads, was expected") from e

    def send(self, notices: Sequence[Notice]) -> list[str]:
        """Write as many as can be written, in order; returns the ids of those that were taken."""
        taken: list[str] = []
        for notice in notices:
            line = msgspec.json.encode({**notice.body, "id": notice.id}, order="deterministic") + b"\n"
            try:
                if not self._open():
                    self.trouble = f"nobody reads the FIFO {self.path}"
                    break
                self._write(line)
            except OSError as e:
                self.trouble = f"{self.path} can't be written ({e.strerror})"
                self.close()
                break
            taken.append(notice.id)
        else:
            if notices:
                self.trouble = None
        return taken

    def _open(self) -> bool:
        """Open, unless it is; False for a FIFO that nobody reads."""
        if self._file is not None:
            return True
        try:
            # Non-blocking only for a FIFO's sake: without a reader its opening would wait for one.
            flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_NONBLOCK", 0)
            self._file = os.open(self.path, flags, 0o600)
        except OSError as e:
            if e.errno == errno.ENXIO:
                return False
            raise
        return True

    def _write(self, line: bytes) -> None:
        """The whole line, durable; or an OSError, and a file is as long as before."""
        file = self._file
        if file is None:
            raise OSError(errno.EBADF, "not open")
        before = os.fstat(file)
        try:
            if os.write(file, line) < len(line):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            if stat.S_ISREG(before.st_mode):
                os.fsync(file)
        except OSError:
            if stat.S_ISREG(before.st_mode):
                os.ftruncate(file, before.st_size)
            raise

    def close(self) -> None:
        if self._file is not None:
            os.close(self._file)
            self._file = None
