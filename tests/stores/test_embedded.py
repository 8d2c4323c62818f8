import resource
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from banyan.model.ports import StoreError, StoreFull
from banyan.stores.embedded import FILE, EmbeddedStore
from banyan.stores.lock import FolderLock
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
