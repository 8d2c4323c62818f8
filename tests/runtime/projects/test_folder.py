"""One journal for a city and its office: served before and after, killed half way, two officers at once."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from msgspec.structs import replace

from banyan.model.city import City
from banyan.model.text import Name
from banyan.runtime.data_folder import DataFolder, open_reader, open_writer
from banyan.runtime.folder.places import find_city
from banyan.runtime.folder.reading import load
from banyan.runtime.owner_key import KEY_FILE
from banyan.runtime.projects import state
from banyan.runtime.projects.office import writing
from banyan.runtime.scenario import UsageError
from banyan.runtime.serving import Serving
from banyan.stores.lock import FolderLock
from banyan_check import check
from tests.runtime.projects.office import ALPHA, BETA, GAMMA, book, take
from tests.runtime.test_restart import Town, feed

ROWS = 1500
SOURCES = Path(__file__).parents[3] / "src"
PROGRAM = "import sys; from banyan.cli.main import main; main(sys.argv[1:])"


def banyan(*args: str | Path) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, "-c", PROGRAM, *map(str, args)], stdout=subprocess.PIPE,
                            stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True,
                            env=os.environ | {"PYTHONPATH": str(SOURCES)})


def large(path: Path) -> Path:
    rows = [f"榕树第{i}号项目,第{i}公司,{i % 70 + 1},线下," for i in range(ROWS)]
    path.write_bytes(book(path.name, *rows).data)
    return path


def written(data: Path) -> int:
    """Bytes of the write-ahead log."""
    try:
        return (data / "banyan.db-wal").stat().st_size
    except FileNotFoundError:
        return 0


def count(data: Path) -> int:
    with open_reader(data) as store:
        return len(state.projects(store))


def test_a_served_city_goes_on_after_an_import(tmp_path: Path, bay: City):
    """Units of the office stand at a tick that has been: a replay never runs into them."""
    town = Town(tmp_path / "town").live(bay, 5, ("lotus.level", 1.0))
    take(town.folder, [book("a.csv", ALPHA, BETA)])
    town.live(bay, 5, ("lotus.level", 1.0))
    take(town.folder, [book("b.csv", GAMMA)])
    town.live(bay, 5, ("lotus.level", 1.0))
    assert count(town.folder) == 3
    with open_reader(town.folder) as store:
        ticks = [unit.last_tick for unit in store.units()]
    assert ticks == sorted(ticks)
    assert check(town.records).violations == ()


def test_a_city_that_was_killed_goes_on_after_an_import(tmp_path: Path, bay: City):
    data = tmp_path / "town"
    with Serving(bay, {}, data, feed(tmp_path / "f", 0, 5, ("lotus.level", 1.0)), lambda _: True) as serving:
        serving.running.brain.rest = serving.running.brain.commit     # no memory is put down, as after a kill
        serving.running.run()
        now = serving.running.brain.now
    take(data, [book("a.csv", ALPHA)])
    with Serving(bay, {}, data, feed(tmp_path / "g", 5, 10, ("lotus.level", 1.0)), lambda _: False) as serving:
        assert serving.running.brain.now >= now - bay.tick * 6
        serving.running.run()
    assert count(data) == 1


def test_an_office_is_a_city_that_can_be_served(tmp_path: Path):
    take(tmp_path / "office", [book("a.csv", ALPHA)])
    office = load(find_city("office"))
    folder = DataFolder(tmp_path / "office", office.id)
    folder.close()
    with Serving(office, {}, tmp_path / "office", None, lambda _: False) as serving:
        assert serving.running.brain.store.position() == 3      # declared, imported, served


def test_an_office_that_was_never_served_may_get_another_folder(tmp_path: Path):
    take(tmp_path / "office", [book("a.csv", ALPHA)])
    office = load(find_city("office"))
    more = replace(office, name=Name("另一个办公室", "another office"))
    shown: list[str] = []
    with Serving(more, {}, tmp_path / "office", None, lambda changed: bool(shown.extend(changed) or True)):
        assert shown == ["city/office"]
    assert count(tmp_path / "office") == 1


def test_an_import_that_is_killed_half_way_leaves_nothing_or_all(tmp_path: Path):
    data, workbook = tmp_path / "data", large(tmp_path / "large.csv")
    take(data, [book("first.csv", ALPHA)])
    seen: list[int] = []
    for wait in (0.0, 0.3):
        run = banyan("projects", "import", workbook, "--edition", "killed", "--yes", "--data", data)
        until = time.monotonic() + 120
        while run.poll() is None and written(data) < 100_000 and time.monotonic() < until:
            time.sleep(0.002)         # until the transaction has begun to be written
        time.sleep(wait)
        run.kill()
        run.wait()
        with open_writer(data) as store:
            assert store.rebuild() == 0
        seen.append(count(data))
        assert seen[-1] in (1, ROWS + 1)
        if seen[-1] > 1:
            break
    assert seen[0] == 1               # the first was killed as soon as it wrote
    take(data, [book("large.csv", *workbook.read_text(encoding="utf-8").splitlines()[1:])], edition="killed")
    assert count(data) == ROWS + 1


def test_two_officers_at_once_lose_nothing(tmp_path: Path):
    data = tmp_path / "data"
    files = []
    for name in ("a", "b", "c"):
        file = tmp_path / f"{name}.csv"
        file.write_bytes(book(file.name, *(f"{name}{i}项目,{name}{i}公司,{i + 1},线下," for i in range(200))).data)
        files.append(file)
    runs = [banyan("projects", "import", f, "--edition", "e", "--yes", "--data", data, "--as", f"programme-officer-{n}")
            for f, n in zip(files, (1, 2, 1), strict=True)]
    said = [run.communicate(timeout=250) for run in runs]
    for run, file, (_, err) in zip(runs, files, said, strict=True):
        if run.returncode == 2:       # somebody came between its preview and its writing: it is asked again
            assert "import again" in err
            again = banyan("projects", "import", file, "--edition", "e", "--yes", "--data", data)
            assert again.wait(timeout=250) == 0
        else:
            assert run.returncode == 0, err
    with open_reader(data) as store:
        found = state.standing(store)
        by = {i.by for i in state.imports(store).values()}
    assert len(found) == len({p.id for p in found}) == 600
    assert by >= {"programme-officer-2"}


def test_where_a_city_came_to_be_served_meanwhile_nothing_is_changed_beside_it(tmp_path: Path):
    take(tmp_path, [book("a.csv", ALPHA)])
    lock = FolderLock(tmp_path)
    (tmp_path / KEY_FILE).touch()
    try:
        with pytest.raises(UsageError, match=r"has just begun to be served .* nothing was changed"), writing(tmp_path):
            pass
        assert count(tmp_path) == 1
    finally:
        lock.release()
