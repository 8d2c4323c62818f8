"""--store on the commands: the same journal on PostgreSQL, remembered by the folder, and no password told."""

import json
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from banyan.cli import place as under_test
from banyan.runtime.data_folder import POINTER
from tests.runtime.demos import after_action, banyan, demo, start
from tests.servers import POSTGRES, asked, needs_postgres, own_schema

HOURS = 1.5       # readings, alerts, a case and its crew


def storm(data: Path, *more: str | Path, hours: float) -> tuple[str | Path, ...]:
    """Without looks ahead, which take ten times as long as all else; test_kill.py has them on both stores."""
    return demo(data, "--no-look-ahead", *more, hours=hours)


@pytest.fixture
def store() -> Iterator[str]:
    with own_schema() as url:
        yield url


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Path, str]]:
    """The folders of one storm on the embedded store and on PostgreSQL, and the latter's address."""
    here, there = tmp_path_factory.mktemp("here") / "demo", tmp_path_factory.mktemp("there") / "demo"
    with own_schema() as url:
        for data, more in ((here, ()), (there, ("--store", url))):
            done = banyan(*storm(data, "--json", data.parent / "told.json", *more, hours=HOURS), timeout=240)
            assert done.returncode == 0, done.stderr
        yield here, there, url


def test_the_demo_has_the_same_journal_on_both_stores(lived: tuple[Path, Path, str]) -> None:
    embedded, server = (after_action(data.parent / "told.json") for data in lived[:2])
    assert embedded["journal"] == server["journal"]
    assert embedded["journal"]["records"] > 200
    assert not (lived[1] / "banyan.db").exists()


def test_a_folder_remembers_its_store_and_every_command_reads_there(lived: tuple[Path, Path, str]) -> None:
    here, there, url = lived
    assert banyan("records", "--data", there).stdout.count("\n") > 200
    of_kind = [banyan("records", "--kind", "alert", *words).stdout for words in (
        ("--data", here), ("--data", there), ("--data", there, "--store", url), ("--store", url))]
    assert of_kind[0]
    assert len({strip(lines) for lines in of_kind}) == 1
    rebuilt = banyan("rebuild", "--data", there)
    assert (rebuilt.returncode, "0 rows of the current state differed" in rebuilt.stdout) == (0, True)
    checked = [banyan("checkjournal", *words) for words in (("--data", here), ("--data", there), ("--store", url))]
    assert [(one.returncode, one.stdout) for one in checked] == [(0, checked[0].stdout)] * 3
    assert " 0 violations" in checked[0].stdout


def strip(lines: str) -> str:
    """Without wall-clock facts."""
    read = [json.loads(line) for line in lines.split("\n") if line]
    return "\n".join(json.dumps({k: v for k, v in record.items() if k != "meta"}) for record in read)


def test_a_backup_of_what_lives_on_a_server_is_restored_there(lived: tuple[Path, Path, str], store: str, tmp_path: Path
                                                              ) -> None:
    made = banyan("backup", tmp_path / "b.tar", "--data", lived[1])
    assert (made.returncode, "To restore: banyan restore" in made.stdout) == (0, True)
    refused = banyan("restore", tmp_path / "b.tar", "--data", tmp_path / "back")
    assert (refused.returncode, "give the --store" in refused.stderr, (tmp_path / "back").exists()) == (2, True, False)
    done = banyan("restore", tmp_path / "b.tar", "--data", tmp_path / "back", "--store", store)
    assert done.returncode == 0, done.stderr
    records = [banyan("records", "--data", data).stdout for data in (lived[1], tmp_path / "back")]
    assert records[0] == records[1] != ""
    assert " 0 violations" in banyan("checkjournal", "--data", tmp_path / "back").stdout


def test_another_store_than_the_folders_is_refused(lived: tuple[Path, Path, str]) -> None:
    here, there, url = lived
    for data, why in ((here, "holds its journal itself"), (there, "belongs to the journal in")):
        refused = banyan("records", "--data", data, "--store", f"{url}_other")
        assert (refused.returncode, why in refused.stderr) == (2, True)
    nowhere = banyan("records", "--data", there.parent / "new", "--store", f"{url}_other")
    assert (nowhere.returncode, "holds no journal: give the --store of a run" in nowhere.stderr) == (2, True)


def test_a_new_demo_moves_folder_and_schema_aside_and_both_stay_readable(store: str, tmp_path: Path) -> None:
    data = tmp_path / "demo"
    assert banyan(*storm(data, "--store", store, hours=0.2), timeout=120).returncode == 0
    before = banyan("records", "--data", data).stdout
    again = banyan(*storm(data, "--seed", "2", "--store", store, hours=0.1), timeout=120)
    assert again.returncode == 0
    schema = store.rpartition("=")[2]
    assert f"demo.1, {POSTGRES.rpartition('@')[2]}" in again.stderr.replace("postgresql://postgres@", "")
    assert f"schema={schema}_1" in again.stderr
    assert banyan("records", "--data", tmp_path / "demo.1").stdout == before
    assert banyan("records", "--data", data).stdout != before


def test_a_demo_goes_on_where_it_was_without_being_told_the_store_again(store: str, tmp_path: Path) -> None:
    data = tmp_path / "demo"
    run = start(*storm(data, "--store", store, hours=0.5))
    while run.poll() is None and not (data / POINTER).exists():
        time.sleep(0.02)
    run.kill()
    run.communicate()
    assert banyan(*storm(data, "--resume", "--json", tmp_path / "told.json", hours=0.5), timeout=120).returncode == 0
    assert banyan(*storm(tmp_path / "other", "--json", tmp_path / "other.json", hours=0.5), timeout=120).returncode == 0
    assert after_action(tmp_path / "told.json")["journal"] == after_action(tmp_path / "other.json")["journal"]


@pytest.fixture
def secret(store: str) -> Iterator[str]:
    """The address of somebody with a password."""
    name = store.rpartition("=")[2]
    with psycopg.connect(POSTGRES, autocommit=True) as c:
        c.execute(f"CREATE ROLE {name} LOGIN PASSWORD 'hunter2' IN ROLE pg_read_all_data")
        c.execute(f"CREATE SCHEMA {name} AUTHORIZATION {name}")
    url = psycopg.conninfo.conninfo_to_dict(POSTGRES)
    where = f"{url.get('host', '127.0.0.1')}:{url.get('port', 5432)}/{url['dbname']}"
    yield f"postgresql://{name}:hunter2@{where}?schema={name}"
    with psycopg.connect(POSTGRES, autocommit=True) as c:
        c.execute(f"DROP SCHEMA IF EXISTS {name} CASCADE")
        c.execute(f"DROP ROLE {name}")


def test_a_password_is_in_no_command_line_folder_journal_or_word(secret: str, tmp_path: Path) -> None:
    data = tmp_path / "demo"
    run = start(*storm(data, "--store", secret, hours=0.3))
    while run.poll() is None and not (data / POINTER).exists():
        time.sleep(0.02)
    command = Path(f"/proc/{run.pid}/cmdline").read_bytes()
    said, complained = run.communicate(timeout=120)
    assert run.returncode == 0, (said, complained)
    journal = banyan("records", "--data", data, "--store", secret)
    kept = [path.read_bytes() for path in data.rglob("*") if path.is_file()]
    wrong = banyan("records", "--data", data, "--store", secret.replace("test_", "nobody_"))
    assert (b"--store" in command, wrong.returncode, bool(kept)) == (True, 2, True)
    for told in (command.decode(), said, complained, journal.stdout, journal.stderr, wrong.stderr, wrong.stdout,
                 *(found.decode(errors="replace") for found in kept)):  # fmt: skip
        assert "hunter2" not in told


def test_a_command_line_is_mended_wherever_the_password_stands_in_it() -> None:
    url, shown = "postgresql://u:p%20w@h/d", "postgresql://u@h/d"
    assert under_test.without_password(["x", "--store", url, "--yes"]) == (["x", "--store", shown, "--yes"], url)
    assert under_test.without_password(["x", f"--store={url}"]) == (["x", f"--store={shown}"], url)
    assert under_test.without_password(["x", "--store", shown]) is None
    assert under_test.without_password(["x", "--store"]) is None


def test_a_running_citys_journal_has_one_owner_wherever_its_folder_is(store: str, tmp_path: Path) -> None:
    run = start(*storm(tmp_path / "one", "--store", store, hours=24))
    try:
        while run.poll() is None and not (tmp_path / "one" / POINTER).exists():
            time.sleep(0.02)
        second = banyan(*storm(tmp_path / "two", "--store", store, hours=0.1), timeout=60)
        assert (second.returncode, f"in use by banyan pid {run.pid} on" in second.stderr) == (2, True)
    finally:
        run.kill()
        run.communicate()


def test_no_server_is_said_in_one_sentence(tmp_path: Path) -> None:
    needs_postgres()
    refused = banyan(*storm(tmp_path / "demo", "--store", "postgresql://u:hunter2@127.0.0.1:1/d", hours=0.1))
    assert refused.returncode == 2
    assert refused.stderr.startswith("banyan: postgresql://u@127.0.0.1:1/d can't be reached")
    assert refused.stderr.count("\n") == 1
    wrong = banyan("records", "--store", "redis://x:hunter2@h")
    assert (wrong.returncode, "redis: is not a kind of store" in wrong.stderr, "hunter2" in wrong.stderr) == (
        2, True, False)


@pytest.mark.long(minutes=4)
def test_the_whole_storm_has_the_same_journal_on_both_stores(store: str, tmp_path: Path) -> None:
    told = []
    for name, more in (("here", ()), ("there", ("--store", store))):
        words = demo(tmp_path / name, "--seed", "1", "--json", tmp_path / f"{name}.json", *more, hours=24)
        assert banyan(*words, timeout=600).returncode == 0
        told.append(after_action(tmp_path / f"{name}.json")["journal"])
    assert told[0] == told[1]
    with asked(store) as c:
        assert c.execute("SELECT count(*) FROM record").fetchone() == (told[0]["records"],)
