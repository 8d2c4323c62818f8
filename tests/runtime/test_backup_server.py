"""A backup of a journal on PostgreSQL is whole as of one moment, and a restored one is that journal and goes on."""

import hashlib
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest

from banyan.model.columns import columns
from banyan.model.ports import StoreError
from banyan.model.query import Query
from banyan.model.record import canonical
from banyan.model.things import OBSERVATION, THING, Draft
from banyan.runtime import backup as backups
from banyan.runtime.backup import backup
from banyan.runtime.data_folder import POINTER, STORE, DataFolder, open_reader
from banyan.runtime.restoring import restore
from banyan.runtime.scenario import UsageError
from banyan.stores.postgres import dumping, rolling
from banyan.stores.postgres.store import PostgresStore
from banyan.stores.postgres.things import PostgresThings
from tests.runtime.demos import environment
from tests.runtime.test_backup import members, packed
from tests.runtime.things.client import NOW
from tests.servers import asked, own_schema
from tests.stores.conformance import note, unit
from tests.stores.things.test_append import EVERYTHING, NAMED, append, streams

PHOTO = "photos/ab/" + "a" * 64 + ".jpg"
MINUTE = 60_000_000


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with own_schema() as url:
        yield url


@pytest.fixture(scope="module")
def data(server: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder, whose journal has notes, Observations of two months with rollups, and one that was changed behind
    them.
    """
    folder = tmp_path_factory.mktemp("city") / "data"
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(rolling, "MANY", 100)
        patched.setenv(STORE, server)
        with closing(DataFolder(folder, "town")) as opened:
            for n in range(1, 31):
                opened.store.append(unit(n, note(n, text="x" * 2_000)))
            with closing(PostgresThings(opened.store)) as things:
                one, two = streams(things, 2)
                ids = append(things, columns([one] * 900, NOW + np.arange(900) * 60 * MINUTE, np.arange(900))).ids
                things.rolling.step()
                append(things, columns([two] * 9, NOW + np.arange(9) * MINUTE, np.arange(9)))
                things.change(lambda w: w.delete(OBSERVATION, int(ids[7])), NOW).result(30)
    (folder / PHOTO).parent.mkdir(parents=True)
    (folder / PHOTO).write_bytes(os.urandom(1_000))
    return folder


@pytest.fixture
def elsewhere(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    with own_schema() as url:
        monkeypatch.setenv(STORE, url)
        yield url


def lines(folder: Path) -> list[bytes]:
    with open_reader(folder) as store:
        return [canonical(rec) for _, rec in store.records()]


def told(things: PostgresThings) -> list[object]:
    """What it answers of entities, Observations, charts and last values."""
    chart = things.history.chart(1, NOW, NOW + 900 * 60 * MINUTE, 5)
    last = things.history.latest([1, 2])
    with things.look(NOW) as look:
        page = look.page(EVERYTHING, Query(top=1000))
    return [[(one.id, one.values) for one in page.items], chart.width, chart.readings, chart.time.tolist(),
            chart.value.tolist(), chart.low.tolist(), chart.high.tolist(), last.time.tolist(), last.value.tolist()]


def test_a_restored_journal_is_the_one_it_was_taken_of_and_goes_on(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = backup(data, tmp_path / "b.tar")
    records = lines(data)
    with closing(DataFolder(data, "town")) as opened, closing(PostgresThings(opened.store)) as things:
        before = told(things)
    with own_schema() as url:
        monkeypatch.setenv(STORE, url)
        back = tmp_path / "back"
        assert restore(tmp_path / "b.tar", back) == made
        assert (made.store, made.city, made.sequence) == ("postgresql", "town", 30)
        assert {file.name for file in made.files} > {"postgres/record.copy", "postgres/tables.json",
                                                     "postgres/things_rollup.copy", PHOTO}
        assert sorted(path.name for path in back.iterdir()) == ["photos", POINTER]
        monkeypatch.delenv(STORE)                    # the folder remembers where
        assert lines(back) == records
        with closing(DataFolder(back, "town")) as opened:
            assert isinstance(opened.store, PostgresStore)
            with closing(PostgresThings(opened.store)) as things:
                assert told(things) == before
                assert append(things, columns([1], [NOW], [1.0])).ids.tolist() == [1 << 32 | 901]
                assert things.change(lambda w: w.create(Draft(THING, NAMED)), NOW).result(30) == 2
            opened.store.append(unit(31, note(31)))
    assert lines(data) == records


def test_a_backup_under_load_is_of_one_moment_and_nobody_waits_for_it(
    data: Path, elsewhere: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(STORE)
    opened, stop, another = DataFolder(data, "town"), threading.Event(), threading.Event()
    things, written, failed = PostgresThings(opened.store), [opened.store.sequence()], list[Exception]()

    def write() -> None:
        try:
            while not stop.is_set():
                written[0] += 1
                opened.store.append(unit(written[0], note(written[0])))
                append(things, columns([2], [NOW + written[0] * 40 * 86_400_000_000 % 2**50], [written[0]]))
                another.set()
        except Exception as e:  # noqa: BLE001  told below
            failed.append(e)

    met = list[bool]()

    def meanwhile(what: str, _done: int, _all: int) -> None:
        if what.startswith("postgres/") and "." not in what and len(met) < 4:
            another.clear()
            met.append(another.wait(60))

    writer = threading.Thread(target=write)
    writer.start()
    try:
        made = backup(data, tmp_path / "b.tar", meanwhile)
    finally:
        stop.set()
        writer.join()
        with closing(things):
            count = written[0]
        opened.close()
    assert (met, failed) == ([True] * 4, [])
    assert made.sequence < count
    whole = lines(data)
    monkeypatch.setenv(STORE, elsewhere)
    restore(tmp_path / "b.tar", tmp_path / "back")
    assert lines(tmp_path / "back") == whole[: made.sequence]
    with asked(elsewhere) as c:
        (newest,) = c.execute("SELECT max(CAST(result AS float8)) FROM things_observation WHERE \"Datastream_id\" = 2 "
                              "AND id > (2::bigint << 32) + 9").fetchone() or (None,)
    assert newest in (None, made.sequence, made.sequence - 1)      # the unit and its reading are two transactions


def test_a_memory_of_the_watch_that_changed_at_the_moment_begins_anew(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, attempts = dumping.dump, list[int]()

    def changing(store: PostgresStore, folder: Path, begun: Callable[[], None], told: dumping.Told) -> dumping.Dump:
        attempts.append(1)
        if len(attempts) < 3:
            (data / "watch").write_bytes(b"memory %d" % len(attempts))
        return real(store, folder, begun, told)

    monkeypatch.setattr(backups, "dump", changing)
    made = backup(data, tmp_path / "b.tar")
    (data / "watch").unlink()
    assert (len(attempts), "watch" in [file.name for file in made.files]) == (3, True)


def test_who_is_killed_amid_it_leaves_nothing_and_the_next_one_tidies_up(
    data: Path, elsewhere: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = ("import os, signal, sys; from pathlib import Path; from banyan.runtime.backup import backup; "
               "from banyan.runtime.restoring import restore; "
               "work = {'backup': backup, 'restore': restore}[sys.argv[1]]; work("
               "Path(sys.argv[2]), Path(sys.argv[3]), lambda what, *_: what == 'postgres/unit' and "
               "os.kill(os.getpid(), signal.SIGKILL))")

    def killed(*words: object) -> None:
        run = subprocess.run([sys.executable, "-c", program, *map(str, words)], env=environment())
        assert run.returncode == -signal.SIGKILL

    with monkeypatch.context() as at_home:
        at_home.delenv(STORE)
        killed("backup", data, tmp_path / "b.tar")
        assert not (tmp_path / "b.tar").exists()
        made = backup(data, tmp_path / "b.tar")
    killed("restore", tmp_path / "b.tar", tmp_path / "back")
    assert not (tmp_path / "back").exists()
    assert restore(tmp_path / "b.tar", tmp_path / "back") == made
    assert sorted(path.name for path in tmp_path.iterdir()) == ["b.tar", "back"]


def changed(made: dict[str, Any], table: str, **more: Any) -> dict[str, Any]:
    return made | {"tables": [one | (more if one["name"] == table else {}) for one in made["tables"]]}


HARMS: tuple[tuple[Callable[[dict[str, Any]], dict[str, Any]], str], ...] = (
    (lambda made: made | {"schema": 99}, r"journal were written by a newer Banyan \(schema 99"),
    (lambda made: made | {"things": 99}, r"entities were written by a newer Banyan \(schema 99"),
    (lambda made: made | {"sequence": 7}, r"ends at record \d+, and 7 was expected"),
    (lambda made: changed(made, "unit", rows=7), r"table unit has \d+ rows, and 7 were expected"),
    (lambda made: changed(made, "unit", columns=["position", "wages"]), "table unit isn't one that this Banyan knows"),
    (lambda made: changed(made, "unit", name="wages"), "table wages is missing"),
    (lambda made: changed(made, "unit", name="../../photos/x"), "is missing"),
    (lambda made: made | {"sequences": {'public"."x': 7}}, "its sequence public.*x isn't one that this Banyan knows"),
    (lambda made: made | {"tables": 1}, "what its tables are can't be read"),
)


def test_what_does_not_fit_is_not_restored_and_leaves_nothing(
    data: Path, elsewhere: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as at_home:
        at_home.delenv(STORE)
        backup(data, tmp_path / "whole.tar")
    content, name = members(tmp_path / "whole.tar"), f"{backups.DUMP}/{backups.TABLES}"
    for harm, said in HARMS:
        told = msgspec.json.encode(harm(msgspec.json.decode(content[name])))
        manifest = msgspec.json.decode(content["manifest.json"])
        for one in manifest["files"]:
            if one["name"] == name:
                one |= {"bytes": len(told), "sha256": hashlib.sha256(told).hexdigest()}
        bad = packed(tmp_path / "bad.tar", content | {name: told, "manifest.json": msgspec.json.encode(manifest)})
        with pytest.raises((StoreError, UsageError), match=said):
            restore(bad, tmp_path / "deep" / "back")
        assert list((tmp_path / "deep").iterdir()) == []
    restore(tmp_path / "whole.tar", tmp_path / "back")


def test_what_other_hands_have_put_into_the_schema_is_left_there(
    data: Path, server: str, elsewhere: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with asked(server) as c:
        c.execute("CREATE TABLE spatial_ref_sys (srid serial PRIMARY KEY)")
        c.execute("INSERT INTO spatial_ref_sys DEFAULT VALUES")
    with monkeypatch.context() as at_home:
        at_home.delenv(STORE)
        made = backup(data, tmp_path / "b.tar")
    with asked(server) as c:
        theirs = {f"postgres/{name}.copy" for (name,) in c.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() AND tablename <> %s",
            ["things_observation"])}
        c.execute("DROP TABLE spatial_ref_sys")
    inside = {file.name for file in made.files if file.name.endswith(".copy")}
    assert theirs - inside == {"postgres/spatial_ref_sys.copy"}
    assert restore(tmp_path / "b.tar", tmp_path / "back") == made


def test_a_backup_is_restored_into_the_kind_of_store_it_was_taken_of(
    data: Path, elsewhere: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(STORE)
    with closing(DataFolder(tmp_path / "file", "town")) as opened:
        opened.store.append(unit(1, note(1)))
    backup(tmp_path / "file", tmp_path / "f.tar")
    backup(data, tmp_path / "b.tar")
    with pytest.raises(UsageError, match=r"backup of a journal on PostgreSQL: give the --store"):
        restore(tmp_path / "b.tar", tmp_path / "back")
    monkeypatch.setenv(STORE, elsewhere)
    with pytest.raises(UsageError, match=r"backup of a journal in a file, which --store can't take"):
        restore(tmp_path / "f.tar", tmp_path / "back")
    restore(tmp_path / "b.tar", tmp_path / "back")
    with pytest.raises(UsageError, match=r"holds a journal already: nothing was touched"):
        restore(tmp_path / "b.tar", tmp_path / "again")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["b.tar", "back", "f.tar", "file"]
