"""Killed while dispatching, escalating or sending, and started again: no case, no notice lost, none doubled."""

import subprocess
import sys
from pathlib import Path

import pytest

from banyan.model.record import canonical
from banyan.stores.embedded import EmbeddedStore
from tests.runtime.casework.clerk import CASES, Clerk
from tests.runtime.demos import SOURCE

ROOT = str(Path(__file__).parents[3])
COMMITS = 3 * CASES + 2       # a report, a filing, a dispatch each; one fed back; time's own words in one


def clerk(folder: Path, *args: str) -> int:
    command = [sys.executable, "-m", "tests.runtime.casework.clerk", str(folder), *args]
    env = {"PYTHONPATH": f"{SOURCE}:{ROOT}", "PATH": ""}
    return subprocess.run(command, env=env, cwd=ROOT, check=False, timeout=60).returncode


def journal(folder: Path) -> tuple[list[bytes], list[str], list[str]]:
    """Records, notices ever decided, and those not yet marked as sent."""
    store = EmbeddedStore(folder, None)
    try:
        lines = [canonical(rec) for _, rec in store.records()]
        return lines, [n.id for _, n in store.notices("people")], [n.id for n in store.pending()]
    finally:
        store.close()


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[bytes], list[str], list[str]]:
    folder = tmp_path_factory.mktemp("undisturbed")
    Clerk(folder).work()
    return journal(folder)


def test_the_day_itself_is_what_the_test_thinks(undisturbed: tuple[list[bytes], list[str], list[str]]) -> None:
    records, notices, pending = undisturbed
    assert sum(b'"kind":"casework"' in line for line in records) == 3 * CASES + 1 + (CASES - 1)
    assert len(notices) == len(set(notices))
    assert pending == []


POINTS = (
    ("after", "9"),               # a dispatch is durable, and nobody was told that it is
    ("before", str(COMMITS)),     # breaches and calls are made and not yet written
    ("sent", "0"),                # notices have left, and are not yet marked
)


@pytest.mark.parametrize(("point", "n"), POINTS)
def test_killed_and_started_again_the_journal_is_the_same(
    undisturbed: tuple[list[bytes], list[str], list[str]], tmp_path: Path, point: str, n: str
) -> None:
    assert clerk(tmp_path, point, n) == -9
    assert clerk(tmp_path) == 0
    assert journal(tmp_path) == undisturbed
    sent = (tmp_path / "sent.txt").read_text().split()
    assert sorted(set(sent)) == sorted(undisturbed[1]), "at least once, every one"


@pytest.mark.long(minutes=2)
@pytest.mark.parametrize("n", range(1, COMMITS + 1))
@pytest.mark.parametrize("point", ["before", "after"])
def test_killed_at_every_commit(
    undisturbed: tuple[list[bytes], list[str], list[str]], tmp_path: Path, point: str, n: int
) -> None:
    assert clerk(tmp_path, point, str(n)) == -9
    assert clerk(tmp_path) == 0
    assert journal(tmp_path) == undisturbed
