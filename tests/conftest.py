"""Rules that hold for every test: what `long` means, and that in CI no test of a browser or a server skips."""

import os
import time
from collections.abc import Iterator

import pytest

DEFAULT_MINUTES = 5.0
# The files that take minutes come first: where files run side by side, none is left alone at the end.
LONGEST = ("runtime/test_kill.py", "docs/test_commands.py", "browser/test_cases.py", "browser/test_shift.py",
           "browser/test_decisions.py", "cli/test_demo.py", "browser/test_office.py", "cli/test_serve.py")
BUDGET = pytest.StashKey[float]()         # monotonic seconds at which the time for long proofs is over
NOT_REACHED = pytest.StashKey[list[str]]()


def declared_minutes(item: pytest.Item) -> float:
    """What `@pytest.mark.long(minutes=N)` says the proof takes; 0 for a test that is not a long proof."""
    mark = item.get_closest_marker("long")
    return float(mark.kwargs.get("minutes", DEFAULT_MINUTES)) if mark else 0.0


def place(item: pytest.Item) -> tuple[float, int]:
    """The tests that aren't long first, of those the longest files; then the long ones, shortest first."""
    name = item.path.as_posix()
    return declared_minutes(item), next((n for n, end in enumerate(LONGEST) if name.endswith(end)), len(LONGEST))


def pytest_configure(config: pytest.Config) -> None:
    minutes = os.environ.get("BANYAN_LONG_MINUTES", "40")
    try:
        config.stash[BUDGET] = time.monotonic() + 60 * float(minutes)
    except ValueError:
        raise pytest.UsageError(f"BANYAN_LONG_MINUTES is {minutes!r}: a number of minutes was expected") from None
    config.stash[NOT_REACHED] = []


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=place)                 # stable: within its file every test keeps its order
    for item in items:
        minutes = declared_minutes(item)
        # Here, not when its turn comes: pytest-timeout wraps the whole run of a test, and has read the marker by then.
        if minutes and item.get_closest_marker("timeout") is None:
            item.add_marker(pytest.mark.timeout(max(300.0, 180 * minutes)))


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> bool | None:
    """Leave out a long proof that doesn't fit into the time left; it is named at the end and counts as nothing."""
    minutes = declared_minutes(item)
    if not minutes:
        return None
    left = item.config.stash[BUDGET] - time.monotonic()
    if 60 * minutes > left:
        told = f"{item.nodeid} (declared {minutes:g} min, {max(left, 0) / 60:.1f} min left)"
        item.config.stash[NOT_REACHED].append(told)
        return True
    return None


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    report = yield
    unseen = item.get_closest_marker("browser") or "server: " in str(report.longrepr)
    if os.environ.get("CI") == "true" and report.skipped and unseen:
        report.outcome = "failed"         # screens and servers must be seen by somebody before it is merged
        report.longrepr = f"skipped in CI: {report.longrepr}"
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    missed = config.stash[NOT_REACHED]
    if missed:
        terminalreporter.section(f"not reached within BANYAN_LONG_MINUTES: {len(missed)}")
        for line in missed:
            terminalreporter.write_line(line)
