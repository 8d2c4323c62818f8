"""Set-up as a list of steps that may be interrupted at any moment.

A step is done when its stamp holds its key (a digest of all it depends on). The stamp goes first and comes back last,
each time by rename, so a step cut short is simply due again. One process sets up at a time; the lock is held by the
running child too, so that a killed set-up's pip can't write into what the next start makes.
"""

import fcntl
import os
import platform
import re
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from home import HOME, SetupError, environment

LOCK, LOG = "setup.lock", "setup.log"


@dataclass(frozen=True)
class Step:
    title: str
    stamp: Path
    key: Callable[[], str]           # called again after the action: an action may change what it stands on
    action: Callable[["Console"], None]
    product: Path                    # must exist, or the step is due whatever the stamp says

    def due(self) -> bool:
        try:
            return not self.product.exists() or self.stamp.read_text(encoding="utf-8") != self.key()
        except OSError:
            return True

    def run(self, console: "Console") -> None:
        self.stamp.unlink(missing_ok=True)
        self.action(console)
        self.stamp.parent.mkdir(parents=True, exist_ok=True)
        fresh = self.stamp.with_name(self.stamp.name + ".new")
        fresh.write_text(self.key(), encoding="utf-8")
        fresh.replace(self.stamp)


class Console:
    """Says on stderr which step runs and for how long; keeps every line the tools print in .banyan/setup.log."""

    def __init__(self, log: IO[str], lock: int) -> None:
        self.log, self.lock = log, lock
        self.title, self.started, self.shown = "", 0.0, 0.0
        self.live = sys.stderr.isatty()

    def begin(self, number: int, total: int, title: str) -> None:
        self.title, self.started = f"  [{number}/{total}] {title}", time.monotonic()
        self.shown = self.started
        self.log.write(f"\n== {title}\n")
        print(f"{self.title} …", end="" if self.live else "\n", file=sys.stderr, flush=True)

    def tick(self, latest: str) -> None:
        """Once a second on a terminal; every 20 s elsewhere, so that a log shows life without being flooded."""
        now = time.monotonic()
        if now - self.shown < (1 if self.live else 20):
            return
        self.shown = now
        seconds = f"{now - self.started:.0f} s"
        if self.live:
            print(f"\r\x1b[K{self.title} … {seconds}  {latest[:60]}", end="", file=sys.stderr, flush=True)
        else:
            print(f"{self.title} … {seconds}", file=sys.stderr, flush=True)

    def end(self, outcome: str) -> None:
        line = f"{self.title}: {outcome} after {time.monotonic() - self.started:.0f} s"
        print(f"\r\x1b[K{line}" if self.live else line, file=sys.stderr, flush=True)

    def run(self, command: Sequence[str | Path], what: str, extra: dict[str, str] | None = None) -> None:
        """Run one tool, its lines into the log. Raises SetupError with one sentence when it fails."""
        self.log.write("$ " + " ".join(str(word) for word in command) + "\n")
        self.log.flush()
        output, entry = os.pipe()
        child = subprocess.Popen(
            [str(word) for word in command],
            cwd=HOME.parent, env=environment() | (extra or {}), pass_fds=[self.lock],
            stdin=subprocess.DEVNULL, stdout=entry, stderr=subprocess.STDOUT,
        )
        os.close(entry)
        try:
            said = self.listen(output)
        finally:
            os.close(output)
            if sys.exc_info()[0] is not None:
                child.terminate()
            child.wait()
        if child.returncode != 0:
            raise SetupError(explain(what, said))

    def listen(self, output: int) -> str:
        """Everything that comes out of the descriptor `output` until its end."""
        said, latest = bytearray(), ""
        with selectors.DefaultSelector() as ready:
            ready.register(output, selectors.EVENT_READ)
            while True:
                if ready.select(timeout=1):
                    piece = os.read(output, 65536)
                    if not piece:
                        break
                    said += piece
                    self.log.write(piece.decode(errors="replace"))
                    lines = piece.decode(errors="replace").split("\n")
                    latest = next((line.strip() for line in reversed(lines) if line.strip()), latest)
                self.tick(latest)
        self.log.flush()
        return said.decode(errors="replace")


UNREACHABLE = re.compile(
    r"Failed to establish|NewConnectionError|ConnectTimeout|ReadTimeout|Connection (refused|reset|broken)"
    r"|IncompleteRead|Name or service not known|Temporary failure in name|Max retries|ProxyError|SSLError"
    r"|Network is unreachable|No route to host|ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|ETIMEDOUT"
)


def explain(what: str, said: str) -> str:
    """One sentence from a failed tool's output: what failed, why, and what to do."""
    again = "then run this again: it goes on where it stopped"
    log = f"(details: {HOME / LOG})"
    if "DO NOT MATCH THE HASHES" in said or "EINTEGRITY" in said:
        return f"{what}: a downloaded file does not match its hash in the lock and was refused {log}"
    if "No space left on device" in said or "ENOSPC" in said:
        return f"{what}: the disk is full; free some space (about 1 GB is needed), {again}"
    if re.search(r"CERT_IN_CHAIN|CERTIFICATE_VERIFY_FAILED|UNABLE_TO_\w+_CERT|CERT_HAS_EXPIRED", said):
        return f"{what}: the package index's certificate is not trusted here; set PIP_CERT or the system's store {log}"
    if UNREACHABLE.search(said):
        return f"{what}: the package index could not be reached; check network, proxy and pip's settings, {again} {log}"
    missing = re.search(r"No matching distribution found for (\S+)", said)
    if missing:
        if "(from versions: none)" in said:     # pip doesn't tell an empty index from a deaf one
            check = "check network, proxy and pip's settings"
            return f"{what}: the package index gave no {missing[1]}; {check}, {again} {log}"
        system = f"Python {sys.version_info.major}.{sys.version_info.minor} on {platform.system()} {platform.machine()}"
        return f"{what}: the package index offers no {missing[1]} for {system}, or pip's settings hide it {log}"
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    raised = [line for line in lines if re.match(r"[\w.]*(Error|Exception): ", line)]
    complained = [line for line in lines if re.match(r"(ERROR|error|npm error)\b", line)]
    reason = (raised or complained or lines or ["it said nothing"])[-1]
    return f"{what} failed: {reason} {log}"


@contextmanager
def setup_lock() -> Iterator[int]:
    """The right to set up, held until this process and the tool it runs have both ended. Gives its descriptor."""
    try:
        HOME.mkdir(exist_ok=True)
        lock = os.open(HOME / LOCK, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise SetupError(
            f"{HOME} can't be written ({error.strerror}): Banyan sets itself up inside its checkout; "
            "copy the checkout to a folder of yours and start it there"
        ) from None
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("banyan: another start is setting up this checkout; waiting for it …", file=sys.stderr, flush=True)
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield lock
    finally:
        os.close(lock)


def stop(signum: int, _frame: object) -> None:
    raise SystemExit(128 + signum)


def bring_up(steps: Sequence[Step]) -> None:
    """Run what is due, in order. Returns at once, without lock or network, when nothing is."""
    if not any(step.due() for step in steps):
        return
    for signum in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(signum, stop)  # as an exception, so that the tool that runs is ended too
    with setup_lock() as lock, (HOME / LOG).open("w", encoding="utf-8") as log:
        console = Console(log, lock)
        print(f"banyan: setting up in {HOME}; it may be interrupted and started again", file=sys.stderr, flush=True)
        for number, step in enumerate(steps, 1):
            if not step.due():  # asked again at its turn: waiting for the lock or an earlier step may have changed it
                continue
            console.begin(number, len(steps), step.title)
            outcome = "stopped"
            try:
                step.run(console)
                outcome = "done"
            except OSError as error:
                raise SetupError(f"{step.title}: {error}") from None
            finally:
                console.end(outcome)
