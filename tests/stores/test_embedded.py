import resource
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from banyan.model.ports import StoreError, StoreFull
from banyan.stores.embedded import EmbeddedStore
from banyan.stores.lock import FolderLock
from banyan.stores.sqlite import FILE, LOG_LIMIT
from tests.stores.conformance import Open, StoreContract, note, unit


@pytest.fixture
def open_store(tmp_path: Path) -> Iterator[Open]:
    opened: list[EmbeddedStore] = []

    def open_(city: str) -> EmbeddedStore:
        opened.append(EmbeddedStore(tmp_path, city))
        return opened[-1]

    yield open_
    for store in opened:
        store.close()


class TestEmbedded(StoreContract):
    @pytest.fixture
    def open_store(self, open_store: Open) -> Open:
        return open_store


def test_commits_are_durable_and_the_file_can_shrink(open_store: Open, tmp_path: Path) -> None:
    open_store("bay").append(unit(1, note(1)))
    with sqlite3.connect(tmp_path / FILE) as c:
        assert c.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert c.execute("PRAGMA auto_vacuum").fetchone() == (2,)  # 2 is INCREMENTAL (sqlite.org/pragma.html)


def test_a_reader_that_never_ends_does_not_keep_the_log_from_being_written_back(
    open_store: Open, tmp_path: Path
) -> None:
    store = open_store("bay")
    store.append(*(unit(n, note(n)) for n in range(1001)))
    slow = [store.records(), store.units(), store.records_of_units(0)]
    for reader in slow:
        next(reader)
    store.append(unit(2000, note(2000)))
    with sqlite3.connect(tmp_path / FILE, timeout=0) as c:
        busy, left, written = c.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    c.close()
    assert (busy, left, written) == (0, 0, 0)       # a reader's transaction would have made it busy
    assert len(list(slow[0])) == 1001


def test_space_of_dropped_snapshots_goes_back_to_the_disk_step_by_step(open_store: Open, tmp_path: Path) -> None:
    store = open_store("bay")
    store.append(unit(1, snapshot=b"x" * 8_000_000))
    for n in range(2, 14):
        store.append(unit(n, snapshot=b"small"))
    with sqlite3.connect(tmp_path / FILE) as c:
        pages, free = (c.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "freelist_count"))
    c.close()
    assert free == 0
    assert pages < 100                              # 8 MB are some 1950 pages, at most 256 of them a step


def test_the_log_is_limited(open_store: Open) -> None:
    store = open_store("bay")
    with store._writer.connect() as c:              # the limit is the connection's, not the file's
        assert c.exec_driver_sql("PRAGMA journal_size_limit").scalar() == LOG_LIMIT


def test_rebuild_mends_a_projection_and_says_how_many_rows_differed(open_store: Open, tmp_path: Path) -> None:
    store = open_store("bay")
    store.append(unit(1, note(1, "a"), note(2, "b")))
    with sqlite3.connect(tmp_path / FILE) as c:
        c.execute("DELETE FROM current WHERE id = 'a'")
    c.close()
    assert store.rebuild() == 1
    assert store.current("note").keys() == {"a", "b"}


def test_a_newer_schema_is_refused_with_a_sentence(open_store: Open, tmp_path: Path) -> None:
    open_store("bay").close()
    with sqlite3.connect(tmp_path / FILE) as c:
        c.execute("UPDATE meta SET value = '999' WHERE key = 'schema'")
    c.close()
    with pytest.raises(StoreError, match="written by a newer Banyan"):
        open_store("bay")


def test_a_file_that_is_no_journal_is_refused(open_store: Open, tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"minutes,mm_per_h\n" * 100)
    with pytest.raises(StoreError, match="is not a Banyan journal"):
        open_store("bay")


def test_a_full_disk_stores_nothing_of_the_unit_and_loses_nothing_before(open_store: Open, tmp_path: Path) -> None:
    store = open_store("bay")
    store.append(unit(1, note(1)))
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    size = max(p.stat().st_size for p in tmp_path.iterdir())
    resource.setrlimit(resource.RLIMIT_FSIZE, (size + 4096, hard))
    try:
        with pytest.raises(StoreFull, match="what was committed is safe"):
            store.append(unit(2, note(2, text="x" * 500_000)))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert [r.id for _, r in store.records()] == ["note/1"]
    assert store.append(unit(2, note(2))) == 2


def test_a_folder_has_one_owner_and_is_free_again_when_that_process_dies(tmp_path: Path) -> None:
    hold = "import sys, pathlib; from banyan.stores.lock import FolderLock; " \
           "l = FolderLock(pathlib.Path(sys.argv[1])); print('held', flush=True); sys.stdin.read()"
    owner = subprocess.Popen([sys.executable, "-c", hold, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert owner.stdout is not None
    assert owner.stdout.readline() == b"held\n"
    with pytest.raises(StoreError, match=f"in use by process {owner.pid}"):
        FolderLock(tmp_path)
    owner.kill()
    owner.communicate()
    FolderLock(tmp_path).release()
