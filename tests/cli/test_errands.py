"""Commands typed while a city is served from the folder: the city carries them out, and nobody can tell."""

import http.client
import json
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from banyan.cli.errands import FILES, errand
from banyan.cli.errands_far import Listening
from banyan.cli.main import main
from banyan.cli.teller import Near
from banyan.model.record import Record
from banyan.runtime.data_folder import open_reader
from banyan.runtime.projects import state
from banyan.runtime.scenario import UsageError
from tests.cli.conftest import Said, Say
from tests.runtime.projects.office import ALPHA, BETA, EDITION, book
from tests.runtime.things.served import Served

ROOT = Path(__file__).parents[2]
TABLE = ROOT / "examples" / "hotline-2026.csv"
ROWS = 3000


OFFICERS = "".join(f"""
[[principals]]
id = "programme-officer-{n}"
name = {{ zh = "项目专员", en = "Programme officer" }}
roles = ["data-owner"]
""" for n in (1, 2))


@pytest.fixture(scope="module")
def bay(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Banyan Bay with two who work in the programme office."""
    folder = tmp_path_factory.mktemp("errands") / "bay"
    shutil.copytree(ROOT / "cities" / "banyan-bay", folder)
    authority = folder / "authority.toml"
    authority.write_text(authority.read_text(encoding="utf-8") + OFFICERS, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def served(bay: Path) -> Iterator[Served]:
    city = Served(bay, bay.with_name("data"))
    yield city
    if city.process.poll() is None:
        city.kill()


@pytest.fixture
def books(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.csv").write_bytes(book("a.csv", ALPHA, BETA, "待办项目,某公司,10-12亿元,,", "合计,,16,,").data)
    (tmp_path / "b.csv").write_bytes(book("b.csv", "榕樹螺栓生產基地項目,榕树螺栓股份有限公司,12.5,,").data)
    return tmp_path


def spoken(say: Say, data: Path, out: Path) -> list[tuple[Said, Any]]:
    """What a day of commands says, and what they write for programs."""
    found = []
    for words in (
        ("cases", "import", TABLE), ("cases", "import", TABLE, "--yes", "--as", "roads-1"),
        ("cases", "import", TABLE, "--yes", "--as", "duty-officer-1", "--language", "zh"),
        ("cases", "import", TABLE, "--yes"), ("cases", "undo-import", "CI-0001"), ("cases", "undo-import", "CI-0001"),
        ("projects", "import", "a.csv", "b.csv", "--edition", EDITION),
        ("projects", "import", "a.csv", "b.csv", "--edition", EDITION, "--yes", "--as", "programme-officer-1"),
        ("projects", "fix", "R-0001", "--value", "11亿元"), ("projects", "merge", "--at-least", "0.9"),
        ("projects", "unmerge", "PR-0001"), ("projects", "merge", "PR-0001", "PR-9999"),
        ("bulletin", "release", "--edition", EDITION, "--as-of", "2021-08-23", "--figure", "total"),
        ("projects", "undo-import", "I-0001"),
    ):  # fmt: skip
        out.unlink(missing_ok=True)
        told = ("--json", out) if "import" in words else ()
        said = say(*words, *told, "--data", data)
        found.append((said, json.loads(out.read_bytes()) if out.exists() else None))
    return found


def records(data: Path) -> list[tuple[str, str, str]]:
    """Who did what, in the journal's order, without the city's own words."""
    def told(rec: Record) -> bool:
        return rec.kind.startswith(("project", "case")) and rec.kind != "casetype-version"

    with open_reader(data) as store:
        return [(rec.kind, str(rec.by), str(rec.body["id"])) for _, rec in store.records() if told(rec)]


def test_commands_say_and_do_the_same_whether_a_city_is_served_from_the_folder_or_not(
    served: Served, bay: Path, books: Path, say: Say
) -> None:
    alone = books / "alone"
    assert say("cases", "import", TABLE, "--city", bay, "--data", alone).code == 2     # begins the folder
    here, there = spoken(say, alone, books / "out.json"), spoken(say, served.data, books / "out.json")
    assert there == here
    assert [said.code for said, _ in here] == [2, 2, 0, 0, 0, 2, 2, 0, 0, 0, 0, 2, 0, 0]
    assert records(served.data) == records(alone)
    assert ("case-import", "duty-officer-1", "CI-0001") in records(served.data)


def test_what_no_running_city_can_do_is_said_in_a_sentence(served: Served, say: Say) -> None:
    said = say("rebuild", "--data", served.data)
    assert (said.code, said.out) == (2, "")
    assert "stop it to make it anew; nothing was changed" in said.err


def test_two_officers_at_once_lose_nothing(served: Served, tmp_path: Path) -> None:
    codes: dict[str, list[object]] = {}

    def work(sender: str, officer: str) -> None:
        file = tmp_path / f"{sender}.csv"
        file.write_bytes(book(file.name, *(f"{sender}{i}项目,{sender}{i}公司,{i + 1},线下," for i in range(300))).data)
        codes[sender] = []
        while 0 not in codes[sender]:       # somebody came between its preview and its writing: it is asked again
            try:
                main(["projects", "import", str(file), "--edition", "two", "--yes", "--data", str(served.data), "--as",
                      officer])
            except SystemExit as left:
                codes[sender].append(left.code)

    officers = [threading.Thread(target=work, args=(sender, f"programme-officer-{n}"))
                for n, sender in enumerate(("north", "south"), 1)]
    for one in officers:
        one.start()
    for one in officers:
        one.join()
    with open_reader(served.data) as store:
        found = state.standing(store, edition="two")
        by = {i.by for i in state.imports(store).values() if i.edition == "two"}
    assert len(found) == len({p.id for p in found}) == 600
    assert by == {"programme-officer-1", "programme-officer-2"}


def begun(served: Served, name: str, ask: Any, table: bytes) -> tuple[http.client.HTTPConnection, Any]:
    """One who sits at a terminal, and can be asked."""
    head = {"ask": ask, "seen": {"stdin": True, "stdout": True, "width": 80}, "files": [["t.csv", len(table)]]}
    connection = served.connection()
    connection.request("POST", f"/api/errands/{name}", json.dumps(head).encode() + b"\n" + table,
                       {"Authorization": f"Bearer {served.key['key']}", "Content-Type": "application/octet-stream"})
    return connection, connection.getresponse()


def test_whoever_goes_away_before_they_have_agreed_has_changed_nothing(served: Served, say: Say) -> None:
    wanted = ["gone", {}, {}, False]
    connection, answer = begun(served, "cases-import", {"wanted": wanted, "yes": False, "language": "en"},
                               TABLE.read_bytes())
    frames = iter(json.loads(line) for line in answer if line.strip())
    eid = next(frames)["id"]
    assert next(frame["ask"] for frame in frames if "ask" in frame) == "Write it?"
    answer.close()
    connection.close()
    path = f"/api/errands/{eid}/answer"
    ended = False
    while not ended:                # as soon as the city sees that the line is cut
        again = served.connection()
        again.request("POST", path, b'{"yes": false}', {"Authorization": f"Bearer {served.key['key']}",
                                                       "Content-Type": "application/json"})
        ended = again.getresponse().status == 404
        again.close()
    assert "gone" not in say("cases", "imports", "--data", served.data).out


def test_what_is_asked_at_the_terminal_waits_for_the_answer(served: Served, say: Say) -> None:
    connection, answer = begun(served, "cases-import", {"wanted": ["asked", {}, {}, False], "yes": False,
                                                        "language": "en"}, TABLE.read_bytes())
    said = []
    for line in answer:
        frame = json.loads(line)
        said.append(frame)
        if "ask" in frame:
            again = served.connection()
            again.request("POST", f"/api/errands/{said[0]['id']}/answer", b'{"yes": true}',
                          {"Authorization": f"Bearer {served.key['key']}", "Content-Type": "application/json"})
            assert again.getresponse().status == 200
            again.close()
    connection.close()
    assert said[-1]["code"] == 0
    assert "asked" in say("cases", "imports", "--data", served.data).out


@pytest.mark.parametrize(("name", "body", "status", "said"), [
    ("cases-import", b"nothing", 400, "first line can't be read"),
    ("cases-import", b'{"ask": {}, "seen": {"stdin": false, "stdout": false, "width": 80}}\n', 400, "asked with"),
    ("projects-fix", b'{"ask": {}, "seen": {"stdin": false, "stdout": false, "width": 80}, "files": [["a", 9]]}\n', 400,
     "0 bytes of files were sent"),
    ("no-such", b'{"ask": {}, "seen": {"stdin": false, "stdout": false, "width": 80}}\n', 404, "errand no-such"),
])  # fmt: skip
def test_what_can_t_be_read_is_said(served: Served, name: str, body: bytes, status: int, said: str) -> None:
    connection = served.connection()
    connection.request("POST", f"/api/errands/{name}", body, {"Authorization": f"Bearer {served.key['key']}",
                                                              "Content-Type": "application/octet-stream"})
    answer = connection.getresponse()
    assert (answer.status, said in json.loads(answer.read())["error"]) == (status, True)
    connection.close()


def test_every_errand_is_there_under_its_name() -> None:
    assert [errand(name).name for name in FILES] == list(FILES)


def test_a_city_that_is_killed_meanwhile_is_said_in_a_sentence_and_has_done_all_or_nothing(bay: Path, say: Say) -> None:
    data = bay.with_name("killed")
    city = Served(bay, data)
    _, answer = begun(city, "cases-import", {"wanted": ["late", {}, {}, False], "yes": False, "language": "en"},
                      TABLE.read_bytes())
    lines = iter(answer)

    def cut() -> Iterator[bytes]:
        for line in lines:
            yield line
            if b'"ask"' in line:
                return

    frames = list(cut())
    city.kill()
    with pytest.raises(UsageError, match=r"went away before it had answered .* whole or not at all"):
        Listening(data, None, Near()).to(iter([*frames[:-1], *lines]))
    said = say("cases", "import", TABLE, "--yes", "--data", data)      # the dead one's key is no hindrance
    assert (said.code, said.out.splitlines()[-1]) == (
        0, "Imported as CI-0001. To take it back: banyan cases undo-import CI-0001")
    assert not (data / "owner.json").exists()
