"""Whatever a user can get wrong is one sentence on stderr and exit code 2, and nothing that was there is lost."""

import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from banyan.stores.embedded import FILE, EmbeddedStore
from banyan.stores.lock import FolderLock
from banyan.twin.swmm.spec import FaultKind
from tests.cli.conftest import Say

DEMO = ("demo", "--headless", "--speed", "max", "--hours", "0.1")
STORMS = ("dry-day", "light-rain", "high-tide-storm", "low-tide-storm", "rising-tide-storm", "great-storm",
          "half-forecast-storm", "late-forecast-storm")  # fmt: skip


def one_sentence(code: int, out: str, err: str) -> str:
    assert (code, out, err.count("\n")) == (2, "", 1), (code, out, err)
    assert err.startswith("banyan: ")
    assert "Traceback" not in err
    return err


@pytest.mark.parametrize(("given", "told"), [
    (["fly"], "No such command 'fly'"),
    (["demo", "--fly"], "No such option '--fly'"),
    (["demo", "extra"], "unexpected extra argument (extra)"),
    *((["demo", "--speed", s], f"'{s}': max, or a number above 0") for s in ("0", "-1", "nan", "inf", "abc", "")),
    *((["demo", "--hours", h], f"'{h}': a number of hours above 0 and at most 336")
      for h in ("0", "-1", "nan", "inf", "337", "abc", "")),
    (["demo", "--seed", "abc"], "'abc' is not a valid integer"),
    (["demo", "--seed", "-1"], "-1 is not in the range"),
    (["demo", "--port", "65536"], "65536 is not in the range"),
    (["demo", "--city", "atlantis"], '"atlantis" is no folder and no ready city; ready are: banyan-bay'),
    (["demo", "--fault", "gate-stuck@5-2"], "it ends at minute 2, not after its start at 5"),
    (["demo", "--fault", "gate-stuck@5:bell"], "unknown target 'bell'; banyan-bay has gate-east, gate-west"),
    (["demo", "--fault", "pump-fails@5:gate-east"], "unknown target 'gate-east'; banyan-bay has pump-1, pump-2"),
    (["demo", "--fault", "gate-stuck"], "KIND@FROM[-TO][:TARGET] in minutes was expected"),
    (["demo", "--network-map", "x.toml"], "--network-map describes the network of --network, which is missing"),
    (["demo", "--network", "none.inp"], "none.inp: there is no such file"),
    (["demo", "--json", "no-folder/a.json"], "--json no-folder/a.json: can't be written there"),
    (["serve", "--city", "banyan-bay"], "Missing option '--data'"),
    (["serve", "--city", "banyan-bay", "--data", "d", "--headless"], "--headless without --replay would run for ever"),
    (["serve", "--city", "banyan-bay", "--data", "d", "--replay", "none"], "--replay none: can't be read"),
    (["records"], ".banyan/data holds no journal"),
    (["rebuild", "--data", "none"], "none holds no journal"),
    (["trace", "P-1", "--data", "none"], "none holds no journal"),
    (["stop", "--data", "none"], "no city runs on none"),
    (["approve", "P-1", "--data", "none"], "no city runs on none"),
    (["approve"], "Missing argument 'PROPOSAL'"),
])  # fmt: skip
def test_a_slip_is_one_sentence(
    say: Say, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, given: list[str], told: str
) -> None:
    monkeypatch.chdir(tmp_path)
    assert told in one_sentence(*say(*given))
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_storm_is_told_with_those_there_are(say: Say, tmp_path: Path) -> None:
    for wrong in ("hurricane", ""):
        told = one_sentence(*say(*DEMO, "--data", tmp_path / "d", "--storm", wrong))
        assert told == f"banyan: --storm {wrong}: no such storm in banyan-bay; it has {', '.join(STORMS)}\n"


def test_an_unknown_fault_is_told_with_all_kinds(say: Say, tmp_path: Path) -> None:
    told = one_sentence(*say(*DEMO, "--data", tmp_path / "d", "--fault", "earthquake@5"))
    assert told.rstrip().endswith("unknown kind 'earthquake'; kinds: " + ", ".join(FaultKind))


@pytest.mark.parametrize("option", ["--rain", "--forecast", "--tide", "--inflow"])
def test_a_table_that_can_not_be_read_is_told_with_its_place(say: Say, tmp_path: Path, option: str) -> None:
    column = {"--rain": "mm_per_h", "--forecast": "mm_per_h", "--tide": "level_m", "--inflow": "m3_per_s"}[option]
    head = f"minutes,{column}\n".encode()
    wrong = {
        "text.csv": (head + b"0,1\n10,heavy\n", f'line 3: found "heavy" as {column}; expected a number'),
        "empty.csv": (b"", "found an empty file"),
        "header.csv": (b"time,rain\n0,1\n", 'line 1: found the header "time,rain"'),
        "bytes.csv": (head + b"\xff\xfe\x00\n", "line 2: found bytes that are not UTF-8"),
    }
    for name, (content, expected) in wrong.items():
        (tmp_path / name).write_bytes(content)
        told = one_sentence(*say(*DEMO, "--data", tmp_path / "d", option, tmp_path / name))
        assert f"{tmp_path / name}" in told
        assert expected in told
    assert "no such file" in one_sentence(*say(*DEMO, "--data", tmp_path / "d", option, tmp_path / "none.csv"))
    assert "is a directory" in one_sentence(*say(*DEMO, "--data", tmp_path / "d", option, tmp_path))
    assert not (tmp_path / "d").exists()


@pytest.mark.parametrize(("content", "told"), [
    (b"", "the file is empty"),
    (b"dear diary\n", "no SWMM input file"),
    (bytes(range(256)) * 9, "this is no UTF-8 text (UTF-16 or binary)"),
])  # fmt: skip
def test_a_file_that_is_no_network_is_refused(say: Say, tmp_path: Path, content: bytes, told: str) -> None:
    (tmp_path / "n.inp").write_bytes(content)
    assert told in one_sentence(*say(*DEMO, "--data", tmp_path / "d", "--network", tmp_path / "n.inp"))
    assert not (tmp_path / "d").exists()


def test_a_storm_of_a_city_does_not_go_with_a_network(say: Say, tmp_path: Path) -> None:
    given = ("--network", tmp_path / "n.inp", "--storm", "dry-day")
    assert "with --network the storm is the file's own" in one_sentence(*say(*DEMO, "--data", tmp_path / "d", *given))


def test_a_broken_city_folder_is_told_error_by_error_and_then_in_a_sentence(say: Say, tmp_path: Path) -> None:
    assert say("init", tmp_path / "town").code == 0
    text = (tmp_path / "town" / "city.toml").read_text(encoding="utf-8")
    (tmp_path / "town" / "city.toml").write_text(text.replace("ramp = 10", "ramp = 0"), encoding="utf-8")
    (tmp_path / "town" / "crews.toml").unlink()
    for command in ((*DEMO, "--data", tmp_path / "d"), ("serve", "--data", tmp_path / "d")):
        code, out, err = say(*command, "--city", tmp_path / "town")
        assert (code, out) == (2, "")
        *errors, last = err.splitlines()
        assert last == "banyan: 2 errors in the city folder: nothing was started"
        assert ["crews.toml" in errors[0], "devices[0].ramp" in errors[1], len(errors)] == [True, True, 2]
    assert not (tmp_path / "d").exists()


def test_a_data_folder_that_is_something_else_is_left_alone(say: Say, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    assert "is a file" in one_sentence(*say(*DEMO, "--data", tmp_path / "file"))
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "cat.jpg").write_bytes(b"cat")
    told = one_sentence(*say(*DEMO, "--data", tmp_path / "photos"))
    assert "holds cat.jpg and no journal: it is no data folder and was left alone" in told
    assert [p.name for p in (tmp_path / "photos").iterdir()] == ["cat.jpg"]


def foreign(folder: Path) -> None:
    folder.mkdir()
    with sqlite3.connect(folder / FILE) as c:
        c.execute("CREATE TABLE songs (title)")
    c.close()


def garbage(folder: Path) -> None:
    folder.mkdir()
    (folder / FILE).write_bytes(b"no database at all\n" * 300)


def newer(folder: Path) -> None:
    folder.mkdir()
    EmbeddedStore(folder, "banyan-bay").close()
    with sqlite3.connect(folder / FILE) as c:
        c.execute("UPDATE meta SET value = '7' WHERE key = 'schema'")
    c.close()


@pytest.mark.parametrize(("make", "told"), [
    (foreign, "is not a Banyan journal (no table cause)"),
    (garbage, "is not a Banyan journal (file is not a database)"),
    (newer, "was written by a newer Banyan (schema 7, this one knows 1): update Banyan, nothing was changed"),
])  # fmt: skip
def test_a_database_that_is_not_ours_is_refused_by_every_command_and_not_changed(
    say: Say, tmp_path: Path, make: object, told: str
) -> None:
    data = tmp_path / "d"
    make(data)  # type: ignore[operator]  # one of the three above
    before = (data / FILE).read_bytes()
    serve = ("serve", "--city", "banyan-bay", "--port", "0")
    for command in (DEMO, (*DEMO, "--resume"), serve, ("records",), ("rebuild",), ("trace", "x")):
        assert told in one_sentence(*say(*command, "--data", data))
    assert (data / FILE).read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["d"]


def test_a_folder_in_use_is_refused_with_its_owners_number(say: Say, tmp_path: Path) -> None:
    EmbeddedStore(tmp_path, "banyan-bay").close()
    hold = "import sys, pathlib; from banyan.stores.lock import FolderLock; " \
           "l = FolderLock(pathlib.Path(sys.argv[1])); print('held', flush=True); sys.stdin.read()"
    owner = subprocess.Popen([sys.executable, "-c", hold, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    try:
        assert owner.stdout is not None
        assert owner.stdout.readline() == b"held\n"
        for command in (DEMO, (*DEMO, "--resume"), ("serve", "--city", "banyan-bay"), ("rebuild",)):
            assert f"is in use by process {owner.pid}" in one_sentence(*say(*command, "--data", tmp_path))
        assert say("records", "--data", tmp_path).code == 0     # reading needs no lock
    finally:
        owner.kill()
        owner.communicate()


def test_another_citys_folder_is_refused(say: Say, tmp_path: Path, flooded: Path) -> None:
    shutil.copytree(flooded, tmp_path / "d")
    told = one_sentence(*say("serve", "--city", "template", "--data", tmp_path / "d"))
    assert "holds the city 'banyan-bay', not 'my-city'" in told


def test_a_lock_holds_on_a_disk_that_takes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.write", full)
    FolderLock(tmp_path).release()


def test_no_arguments_show_the_help(say: Say) -> None:
    code, out, err = say()
    assert (code, err) == (0, "")
    assert out.startswith("Usage: banyan [OPTIONS] COMMAND")


@pytest.mark.parametrize("device", ["/dev/full"])
def test_a_result_that_can_not_be_written_does_not_lose_the_table(say: Say, tmp_path: Path, device: str) -> None:
    code, out, err = say("demo", "--headless", "--speed", "max", "--hours", "0.05", "--data", tmp_path / "d", "--json",
                         device)
    assert code == 2
    assert out.startswith("Effect: one storm, three ways")
    assert err == ("banyan: --json /dev/full: can't be written (No space left on device); the run is whole, and "
                   "--resume with another --json gives its data again\n")
    assert say("records", "--data", tmp_path / "d", "--out", device).code == 2
    assert say("trace", "P-0001", "--data", tmp_path / "d", "--json", device).code == 2
    assert say("records", "--data", tmp_path / "d", "--out", tmp_path / "no" / "x").code == 2
