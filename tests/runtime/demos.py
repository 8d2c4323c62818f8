"""Demos run as users run them: a process of its own, killed when a test says so."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from banyan.runtime.data_folder import has_journal, open_reader

POLL_S = 0.03      # asking more often takes more of a core than what is asked about
SOURCE = str(Path(__file__).parents[2] / "src")


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": SOURCE, "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"}


def banyan(*args: str | Path, timeout: float = 120) -> subprocess.CompletedProcess[str]:
    """A banyan command, finished."""
    command = [sys.executable, "-m", "banyan", *map(str, args)]
    return subprocess.run(command, env=environment(), capture_output=True, text=True, timeout=timeout, check=False)


def start(*args: str | Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "banyan", *map(str, args)]
    return subprocess.Popen(command, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def demo(data: Path, *args: str | Path, hours: float = 6) -> tuple[str | Path, ...]:
    return ("demo", "--headless", "--speed", "max", "--hours", str(hours), "--data", data, *args)


def records(data: Path) -> list[str]:
    """The journal without wall-clock facts, a line a record."""
    lines = banyan("records", "--data", data).stdout.splitlines()
    return [json.dumps({k: v for k, v in json.loads(line).items() if k != "meta"}, sort_keys=True) for line in lines]


def progress(data: Path) -> int:
    """Units committed so far."""
    if not has_journal(data):
        return 0
    try:
        with open_reader(data) as store:
            return store.position()
    except Exception:  # noqa: BLE001  the file is just being made
        return 0


def children(pid: int) -> dict[int, str]:
    """Living children of a process: pid → command line."""
    found = {}
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            stat = (entry / "stat").read_text().rsplit(")", 1)[1].split()
            command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        except OSError:
            continue
        if stat[1] == str(pid) and stat[0] != "Z":
            found[int(entry.name)] = command
    return found


def gone(pids: list[int], within_s: float = 5.0) -> list[int]:
    """Those that still live after `within_s`."""
    until = time.monotonic() + within_s
    left = pids
    while left and time.monotonic() < until:
        left = [pid for pid in left if _lives(pid)]
        time.sleep(0.05)
    return left


def _lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def after_action(file: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(file.read_text())
    return found
