"""A backup that is taken while the city writes is whole as of one record, and what isn't whole is never restored."""

import io
import os
import signal
import subprocess
import sys
import tarfile
import threading
from collections.abc import Callable
from pathlib import Path
from typing import IO

import msgspec
import pytest

from banyan.model.columns import columns
from banyan.model.ports import StoreError
from banyan.model.query import Query
from banyan.model.record import canonical
from banyan.runtime import backup as backups
from banyan.runtime.backup import Manifest, backup
from banyan.runtime.data_folder import DataFolder, open_reader
from banyan.runtime.restoring import restore
from banyan.runtime.scenario import UsageError
from banyan.stores.things.store import ThingsStore
from tests.runtime.demos import environment
from tests.runtime.things.client import NOW
from tests.stores.conformance import note, unit
from tests.stores.things.test_append import EVERYTHING, streams

PHOTO = "photos/ab/" + "a" * 64 + ".jpg"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    opened = DataFolder(folder, "town")
    for n in range(1, 41):
        opened.store.append(unit(n, note(n, text="x" * 20_000)))
    opened.close()
    (folder / PHOTO).parent.mkdir(parents=True)
    (folder / PHOTO).write_bytes(os.urandom(100_000))
    (folder / "owner.json").write_text('{"key": "secret"}')
    return folder


def lines(folder: Path) -> list[bytes]:
    with open_reader(folder) as store:
        return [canonical(rec) for _, rec in store.records()]


def test_a_restored_folder_has_every_record_and_photo_and_nothing_of_the_process(data: Path, tmp_path: Path) -> None:
    made = backup(data, tmp_path / "b.tar")
    back = tmp_path / "back"
    assert restore(tmp_path / "b.tar", back) == made
    assert lines(back) == lines(data)
    assert (back / PHOTO).read_bytes() == (data / PHOTO).read_bytes()
    assert (made.city, made.sequence, [f.name for f in made.files]) == ("town", 40, ["banyan.db", PHOTO])
    assert sorted(p.name for p in back.iterdir()) == ["banyan.db", "photos"]
    again = DataFolder(back, "town")
    again.store.append(unit(41, note(41)))      # it goes on
    again.close()


def test_a_backup_under_load_is_the_journal_up_to_one_record(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backups, "PAGES", 4)
    opened, written, stop, another = DataFolder(data, "town"), [40], threading.Event(), threading.Event()

    def write() -> None:
        while not stop.is_set():
            written[0] += 1
            opened.store.append(unit(written[0], note(written[0], text="y" * 3000)))
            another.set()

    met = list[bool]()

    def meanwhile(what: str, _done: int, _all: int) -> None:
        if what == "banyan.db" and len(met) < 6:      # however slow a disk: a writer that is held up never comes
            another.clear()
            met.append(another.wait(60))

    writer = threading.Thread(target=write)
    writer.start()
    try:
        begun = written[0]
        made = backup(data, tmp_path / "b.tar", meanwhile)
    finally:
        stop.set()
        writer.join()
        opened.close()
    assert met == [True] * 6, "the writer was held up"
    restore(tmp_path / "b.tar", tmp_path / "back")
    found, whole = lines(tmp_path / "back"), lines(data)
    assert begun - 1 <= made.sequence < written[0]
    assert found == whole[: made.sequence]


def test_a_file_that_the_city_takes_away_meanwhile_is_no_hole_in_the_backup(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, opened = backups._open, list[str]()

    def taken_away(path: Path) -> IO[bytes]:
        opened.append(path.name)
        path.unlink(missing_ok=True)
        return real(path)

    monkeypatch.setattr(backups, "_open", taken_away)
    made = backup(data, tmp_path / "b.tar")
    assert opened == [Path(PHOTO).name]
    assert [f.name for f in made.files] == ["banyan.db"]
    restore(tmp_path / "b.tar", tmp_path / "back")


def test_observations_are_whole_though_their_segments_are_merged_meanwhile(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backups, "PAGES", 1)
    folder = tmp_path / "data"
    opened = DataFolder(folder, "town")
    things = ThingsStore(opened.store)
    try:
        (one,) = streams(things, 1)
        for n in range(8):
            things.append(columns([one] * 3, [n * 3, n * 3 + 1, n * 3 + 2], [n] * 3), NOW).result(30)
            things.compaction.compact()
        before = observations(things)
        merged: list[int] = []

        def meanwhile(_what: str, _done: int, _all: int) -> None:
            if not merged:
                merged.append(things.compaction.merge())
                things.columns.segments.sweep()

        made = backup(folder, tmp_path / "b.tar", meanwhile)
    finally:
        things.close()
        opened.close()
    assert merged == [8]
    assert len([f for f in made.files if f.name.startswith("observations/")]) == 8
    restore(tmp_path / "b.tar", tmp_path / "back")
    back = DataFolder(tmp_path / "back", "town")
    again = ThingsStore(back.store)
    try:
        assert observations(again) == before
        assert len(before) == 24
    finally:
        again.close()
        back.close()


def observations(things: ThingsStore) -> list[tuple[int, object]]:
    with things.look(NOW) as look:
        return [(one.id, one.values["result"]) for one in look.page(EVERYTHING, Query(top=1000)).items]


def test_the_memory_of_the_watch_is_never_ahead_of_the_journal(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (data / "watch").write_bytes(b"before")
    news = [b"newer", b"newest"]

    def meanwhile(what: str, done: int, whole: int) -> None:
        if what == "banyan.db" and done == whole and news:
            (data / "watch").write_bytes(news.pop(0))

    made = backup(data, tmp_path / "b.tar", meanwhile)
    assert members(tmp_path / "b.tar")["watch"] == b"newest"
    assert [f.name for f in made.files] == ["banyan.db", "watch", PHOTO]


def test_a_backup_that_is_killed_leaves_none_and_the_next_one_tidies_up(data: Path, tmp_path: Path) -> None:
    program = ("import os, signal, sys; from pathlib import Path; from banyan.runtime.backup import backup; "
               "backup(Path(sys.argv[1]), Path(sys.argv[2]), lambda what, *_: what == sys.argv[3] and "
               "os.kill(os.getpid(), signal.SIGKILL))")
    for moment in ("banyan.db", PHOTO):
        run = subprocess.run([sys.executable, "-c", program, data, tmp_path / "b.tar", moment], env=environment())
        assert run.returncode == -signal.SIGKILL
        assert not (tmp_path / "b.tar").exists()
    backup(data, tmp_path / "b.tar")
    restore(tmp_path / "b.tar", tmp_path / "back")
    assert lines(tmp_path / "back") == lines(data)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["b.tar", "back", "data"]


def members(file: Path) -> dict[str, bytes]:
    with tarfile.open(file) as archive:
        return {one.name: archive.extractfile(one).read() for one in archive}  # type: ignore[union-attr]  # files all


def packed(file: Path, content: dict[str, bytes]) -> Path:
    with tarfile.open(file, "w") as archive:
        for name, body in content.items():
            about = tarfile.TarInfo(name)
            about.size = len(body)
            archive.addfile(about, io.BytesIO(body))
    return file


def flipped(content: dict[str, bytes], name: str) -> dict[str, bytes]:
    body = bytearray(content[name])
    body[len(body) // 2] ^= 1
    return content | {name: bytes(body)}


def stray(content: dict[str, bytes], name: str) -> dict[str, bytes]:
    return {name: b"mine now", **content}


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (lambda c: flipped(c, PHOTO), "isn't what the manifest says"),
        (lambda c: flipped(c, "banyan.db"), "isn't what the manifest says"),
        (lambda c: {k: v for k, v in c.items() if k != PHOTO}, "isn't what the manifest says"),
        (lambda c: {k: v for k, v in c.items() if k != "manifest.json"}, "manifest is missing"),
        (lambda c: stray(c, "../outside"), "which no backup does"),
        (lambda c: stray(c, "photos/../../outside"), "which no backup does"),
        (lambda c: stray(c, "/outside"), "which no backup does"),
        (lambda c: stray(c, "owner.json"), "which no backup does"),
        (lambda c: stray(c, "photos/extra.jpg"), "isn't what the manifest says"),
        (lambda c: c | {"manifest.json": b"{}"}, "manifest can't be read"),
        (lambda c: c | {"manifest.json": c["manifest.json"].replace(b"banyan.backup/1", b"banyan.backup/9")},
         "update Banyan"),
    ],
)
def test_what_is_not_whole_is_not_restored(
    harm: Callable[[dict[str, bytes]], dict[str, bytes]], said: str, data: Path, tmp_path: Path
) -> None:
    backup(data, tmp_path / "b.tar")
    bad = packed(tmp_path / "bad.tar", harm(members(tmp_path / "b.tar")))
    with pytest.raises(UsageError, match=said):
        restore(bad, tmp_path / "deep" / "back")
    assert list((tmp_path / "deep").iterdir()) == []
    assert not (tmp_path / "outside").exists()


def test_a_cut_off_or_foreign_file_is_told_as_such(data: Path, tmp_path: Path) -> None:
    backup(data, tmp_path / "b.tar")
    whole = (tmp_path / "b.tar").read_bytes()
    for size in (0, 100, len(whole) // 2, len(whole) - 20_000):
        (tmp_path / "cut.tar").write_bytes(whole[:size])
        with pytest.raises(UsageError, match="no whole backup"):
            restore(tmp_path / "cut.tar", tmp_path / "back")
        assert not (tmp_path / "back").exists()
    with pytest.raises(UsageError, match="no such file"):
        restore(tmp_path / "none.tar", tmp_path / "back")


def test_nothing_that_is_there_is_written_over(data: Path, tmp_path: Path) -> None:
    backup(data, tmp_path / "b.tar")
    with pytest.raises(UsageError, match="is there already"):
        backup(data, tmp_path / "b.tar")
    with pytest.raises(UsageError, match="isn't empty"):
        restore(tmp_path / "b.tar", data)
    with pytest.raises(UsageError, match="is no folder"):
        backup(data, tmp_path / "nowhere" / "b.tar")
    with pytest.raises(StoreError, match="holds no journal"):
        backup(tmp_path / "empty", tmp_path / "c.tar")
    assert not (tmp_path / "c.tar").exists()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["b.tar", "data"]


def test_a_backup_is_its_owners_alone_and_its_manifest_is_readable(data: Path, tmp_path: Path) -> None:
    made = backup(data, tmp_path / "b.tar")
    assert (tmp_path / "b.tar").stat().st_mode & 0o777 == 0o600
    assert msgspec.json.decode(members(tmp_path / "b.tar")["manifest.json"], type=Manifest) == made
