"""What is promised is on the disk, in the order of decision 0032: seen in the process's own system calls, and where
tracing is refused in the calls of our code and the database's setting.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from banyan.model.columns import columns
from banyan.stores.embedded import EmbeddedStore
from banyan.stores.things.store import ThingsStore
from tests.stores.things.test_append import append, streams

ROOT = Path(__file__).parents[3]
CALL = re.compile(r'(?:\d+ +)?(\w+)\((?:\d+<([^>]*)>|AT_FDCWD(?:<[^>]*>)?, "([^"]*)"|"([^"]*)")(.*)')


def with_a_stream(folder: Path) -> Path:
    store = EmbeddedStore(folder, "town")
    things = ThingsStore(store)
    streams(things, 1)
    things.close()
    store.close()
    return folder


@pytest.fixture(scope="module")
def calls(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, str]]:
    """(call, file's name or what was said) in order, from the first append on."""
    folder = with_a_stream(tmp_path_factory.mktemp("traced"))
    if shutil.which("strace") is None:
        pytest.skip("there is no strace here: the shim below looks at our own calls")
    out = folder.parent / "trace.txt"
    traced = "fsync,fdatasync,rename,renameat,renameat2,unlink,unlinkat,write,pwrite64"
    command = ["strace", "-f", "-y", "-s", "200", "-e", f"trace={traced}", "-o", str(out),
               sys.executable, "-m", "tests.stores.things.traced", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=110,
                          env={"PYTHONPATH": f"{ROOT / 'src'}:{ROOT}", "PATH": os.environ["PATH"]})
    if done.returncode and "ptrace" in done.stderr:
        pytest.skip(f"tracing is refused here: {done.stderr[:100]}")
    assert done.returncode == 0, done.stderr
    found: list[tuple[str, str]] = []
    for line in out.read_text(encoding="utf-8", errors="replace").splitlines():
        call = CALL.match(line)
        if call is None:
            continue
        said = re.search(r'"<(\w+)>\\n"', line)
        name = said[1] if said else Path(next(filter(None, call.groups()[1:4]), "")).name
        found.append((call[1], name))
    return found[found.index(("write", "begin")):]


def places(calls: list[tuple[str, str]], *names: str, of: str) -> list[int]:
    return [n for n, (call, name) in enumerate(calls) if call in names and name == of]


WAL = "banyan.db-wal"
FORCED = ("fsync", "fdatasync")


def test_an_append_is_promised_behind_the_logs_way_to_the_disk(calls: list[tuple[str, str]]) -> None:
    begins, ends = places(calls, "write", of="begin"), places(calls, "write", of="appended")
    assert len(begins) == len(ends) == 2
    for begin, end in zip(begins, ends, strict=True):
        written = [n for n in places(calls, "pwrite64", of=WAL) if begin < n < end]
        forced = [n for n in places(calls, *FORCED, of=WAL) if begin < n < end]
        assert written
        assert max(forced) > max(written)            # all of the log that the promise stands on


def test_a_segment_is_on_the_disk_before_the_journal_counts_on_it(calls: list[tuple[str, str]]) -> None:
    for number in (1, 2, 3):
        part = f"{number:08d}.parquet.part"
        last_write, forced = max(places(calls, "write", of=part)), places(calls, *FORCED, of=part)
        renamed = places(calls, "rename", "renameat", "renameat2", of=part)
        assert len(renamed) == 1
        assert last_write < max(forced) < renamed[0]
        in_folder = min(n for n in places(calls, *FORCED, of="observations") if n > renamed[0])
        # Whatever went into the log since was the streams' rows (0032, 2); the manifest's goes behind the folder.
        promised = next(n for n, one in enumerate(calls) if n > in_folder and one in (
            ("write", "compacted"), ("write", "merged")))
        counted = [n for n in places(calls, *FORCED, of=WAL) if in_folder < n < promised]
        assert counted
        assert not [n for n in places(calls, "pwrite64", of=WAL) if renamed[0] < n < in_folder]


def test_a_merged_file_goes_behind_the_commit_that_does_without_it(calls: list[tuple[str, str]]) -> None:
    renamed = places(calls, "rename", "renameat", "renameat2", of="00000003.parquet.part")[0]
    for number in (1, 2):
        gone = places(calls, "unlink", "unlinkat", of=f"{number:08d}.parquet")
        assert len(gone) == 1
        assert [n for n in places(calls, *FORCED, of=WAL) if renamed < n < gone[0]]


def test_our_own_calls_force_the_file_and_then_its_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where tracing is refused."""
    folder = with_a_stream(tmp_path)
    store = EmbeddedStore(folder, "town")
    things = ThingsStore(store)
    append(things, columns([1], [1], [1.0]))
    calls: list[tuple[str, str]] = []
    fsync, rename, beside = os.fsync, Path.rename, store.beside

    def forced(handle: int) -> None:
        calls.append(("fsync", Path(f"/proc/self/fd/{handle}").readlink().name))
        fsync(handle)

    def renamed(path: Path, to: Path) -> Path:
        calls.append(("rename", to.name))
        return rename(path, to)

    def committed(work):  # type: ignore[no-untyped-def]  # as EmbeddedStore.beside
        calls.append(("transaction", ""))
        return beside(work)

    monkeypatch.setattr(os, "fsync", forced)
    monkeypatch.setattr(Path, "rename", renamed)
    store.beside = committed  # type: ignore[method-assign]
    things.compaction.compact()
    assert [call for call in calls if call[0] != "transaction"] == [
        ("fsync", folder.name), ("fsync", "00000001.parquet.part"), ("rename", "00000001.parquet"),
        ("fsync", "observations")]
    assert calls.index(("fsync", "observations")) < calls.index(("transaction", ""))
    assert store.beside(lambda c: c.exec_driver_sql("PRAGMA synchronous").scalar()) == 2      # FULL
    assert store.beside(lambda c: c.exec_driver_sql("PRAGMA journal_mode").scalar()) == "wal"
    things.close()
    store.close()
