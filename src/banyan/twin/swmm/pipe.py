"""A process of its own, spoken to in JSON lines: the child's loop and the parent's end of it.

A child ends when its input ends, so it outlives neither its parent nor a kill of it.
"""

import contextlib
import fcntl
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import IO, TypeVar

import msgspec

import banyan

_LINUX_SET_PIPE_SIZE = 1031     # F_SETPIPE_SZ of fcntl(2): not in Python's module before 3.10 on all builds
_ROOM = 1 << 20
Asked = TypeVar("Asked")
# A crash of its own making would come again at every restart; a kill from outside would not.
_CRASHES = (signal.SIGSEGV, signal.SIGABRT, signal.SIGFPE, signal.SIGBUS, signal.SIGILL)
_ROOT = Path(banyan.__file__).parents[1]


class ChildDied(Exception):  # noqa: N818  what happened, as the caller says it
    """The process is gone: start another one."""


class ChildRefused(Exception):  # noqa: N818  what happened, as the caller says it
    """The process answered with an error, or crashed by itself; the message is one sentence."""


class Child:
    """As `python -m module`, started now. Requests and answers are one line each, in turn."""

    def __init__(self, module: str) -> None:
        # The child runs the code its parent runs, wherever that was imported from; and -P: nothing that lies in the
        # working folder may stand in for one of our modules.
        code = f"import sys; sys.path.insert(0, {str(_ROOT)!r}); from {module} import main; main()"
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        assert self._process.stdin is not None  # noqa: S101  PIPE gives both
        assert self._process.stdout is not None  # noqa: S101  PIPE gives both, as above
        self._in: IO[bytes] = self._process.stdin
        self._out: IO[bytes] = self._process.stdout
        with contextlib.suppress(OSError):   # a whole request fits, so `send` needn't wait for the child to start
            fcntl.fcntl(self._in.fileno(), _LINUX_SET_PIPE_SIZE, _ROOM)

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    def fileno(self) -> int:
        """Readable when an answer (or the end) has come."""
        return self._out.fileno()

    def ask(self, request: object) -> bytes:
        """Send and wait for the answer. Raises ChildDied, or ChildRefused with the child's sentence."""
        self.send(request)
        return self.answer()

    def send(self, request: object) -> None:
        try:
            self._in.write(msgspec.json.encode(request) + b"\n")
            self._in.flush()
        except (OSError, ValueError):
            raise self._gone() from None

    def answer(self) -> bytes:
        try:
            line = self._out.readline()
        except (OSError, ValueError):
            line = b""
        if not line.endswith(b"\n"):
            raise self._gone()
        if line.startswith(b'{"error":'):
            raise ChildRefused(msgspec.json.decode(line)["error"])
        return line

    def _gone(self) -> ChildDied | ChildRefused:
        if -self._process.wait() in _CRASHES:
            return ChildRefused("the SWMM engine crashed on this network: check the input file with EPA SWMM itself")
        return ChildDied(f"the process {self.pid} ended without an answer")

    def kill(self) -> None:
        """End it at once, and leave nothing behind."""
        self._process.kill()
        self._end()

    def close(self, patience_s: float = 10.0) -> None:
        """End its input and wait; a child that doesn't end is killed."""
        with contextlib.suppress(OSError):
            self._in.close()
        try:
            self._process.wait(patience_s)
        except subprocess.TimeoutExpired:
            self._process.kill()
        self._end()

    def _end(self) -> None:
        self._process.wait()
        for end in (self._in, self._out):
            with contextlib.suppress(OSError):
                end.close()


def serve(
    request: type[Asked], answer: Callable[[Asked], object], leave: Callable[[], None], refusals: type[Exception]
) -> None:
    """The child's loop: a request in, its answer out, one line each, until the input ends; then `leave`.

    A line that is no `request`, a ValueError or one of `refusals` is answered with its sentence as `error`.
    What the engine prints must not get between the answers: file descriptor 1 becomes standard error.
    """
    decode = msgspec.json.Decoder(request).decode
    signal.signal(signal.SIGINT, signal.SIG_IGN)   # Ctrl-C is the parent's: it closes our input
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with os.fdopen(os.dup(1), "wb") as out:
        os.dup2(2, 1)
        try:
            for line in sys.stdin.buffer:
                try:
                    said = answer(decode(line))
                except (msgspec.MsgspecError, ValueError, refusals) as error:
                    said = {"error": str(error)}
                out.write(msgspec.json.encode(said) + b"\n")
                out.flush()
        except BrokenPipeError:
            pass
        finally:
            leave()
