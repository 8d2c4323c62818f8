"""The command: exit codes, one sentence for bad input, never a traceback, files of any size."""

import ast
import json
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import banyan_check
from banyan_check import BadInput, check, main
from tests.banyan_check.decided_journal import decided
from tests.banyan_check.small_journal import Line, ndjson, of, storm


def written(folder: Path, lines: list[Line]) -> str:
    file = folder / "records.ndjson"
    file.write_bytes(ndjson(lines))
    return str(file)


def stored(folder: Path, lines: list[Line], skip: int = 0) -> str:
    """A data folder as the embedded store leaves it: the table's promised columns, in WAL mode."""
    db = sqlite3.connect(folder / "banyan.db")
    db.execute("PRAGMA journal_mode=WAL")
    db.execute("CREATE TABLE record (seq INTEGER PRIMARY KEY, id TEXT, kind TEXT, at TEXT, line BLOB)")
    rows = [(n, r["id"], r["kind"], r["at"], json.dumps(r).encode()) for n, r in enumerate(lines, 1) if n != skip]
    db.executemany("INSERT INTO record VALUES (?, ?, ?, ?, ?)", rows)
    db.commit()
    db.close()
    return str(folder)


def test_a_clean_journal_ends_with_zero_and_its_counts(tmp_path, capsys):
    assert main(["--records", written(tmp_path, storm())]) == 0
    assert capsys.readouterr().out == "47 records, 9 actuations, 0 violations, 0 warnings\n"


def test_a_violation_is_one_line_and_ends_with_one(tmp_path, capsys):
    lines = storm()
    of(lines, "O-9")["body"]["setting"] = 57.0
    assert main(["--records", written(tmp_path, lines), "--json", str(tmp_path / "out.json")]) == 1
    said = capsys.readouterr().out.splitlines()
    assert said[0] == (
        "violation: O-9#1 ramp: gate-east moved 12.00 % in 1.00 min, at most 10.00 % is allowed (10 %/min)"
    )
    assert len(said) == 2
    result = json.loads((tmp_path / "out.json").read_text())
    assert (result["schema"], result["records"], result["actuations"]) == ("banyan.journal-check/1", 47, 9)
    assert result["violations"] == [{
        "position": 42, "record": "O-9#1", "rule": "ramp", "text": said[0].split("ramp: ")[1],
        "numbers": {"moved": 12.0, "minutes": 1.0, "allowed": 10.0, "ramp": 10.0},
    }]  # fmt: skip


def test_a_data_folder_is_read_like_a_file(tmp_path, capsys):
    assert main(["--data", stored(tmp_path, storm())]) == 0
    assert capsys.readouterr().out == "47 records, 9 actuations, 0 violations, 0 warnings\n"


def test_a_data_folder_is_left_as_it_was(tmp_path):
    folder = stored(tmp_path, storm())
    before = (tmp_path / "banyan.db").read_bytes()
    assert main(["--data", folder]) == 0
    assert (tmp_path / "banyan.db").read_bytes() == before


def test_a_record_taken_out_of_the_folder_is_missed(tmp_path, capsys):
    assert main(["--data", stored(tmp_path, storm(), skip=40)]) == 2
    assert "record 40 is missing: the next is 41" in capsys.readouterr().err


def test_a_file_being_written_to_is_read_up_to_its_last_commit(tmp_path):
    folder = stored(tmp_path, storm())
    owner = sqlite3.connect(tmp_path / "banyan.db")
    owner.execute("BEGIN IMMEDIATE")
    owner.execute("INSERT INTO record VALUES (48, 'x', 'x', 'x', 'not yet a record')")
    try:
        assert main(["--data", folder]) == 0
    finally:
        owner.close()


BAD = {
    "not JSON": (b'{"id": 1', "line 1 is not JSON"),
    "no object": (b"[1, 2]\n", "line 1 is not a JSON object"),
    "a second line of text": (ndjson(storm()[:1]) + b"hello\n", "line 2 is not JSON"),
    "a key missing": (b'{"id": "x", "kind": "stop"}\n', "has no schema, at, by, causes, body"),
    "a key twice": (b'{"id": "x", "id": "y"}\n', "a key is there twice"),
    "half a character": (b'{"id": "\xff"}\n', "line 1 is not JSON"),
    "too deep": (b"[" * 100_000 + b"\n", "line 1 is nested too deeply"),
    "too long a number": (b'{"id": ' + b"9" * 5000 + b"}\n", "line 1 is not JSON"),
    "nothing": (b"", "has no records"),
    "empty lines": (b"\n\n", "has no records"),
}


@pytest.mark.parametrize(("content", "sentence"), BAD.values(), ids=BAD.keys())
def test_bad_input_is_one_sentence_and_ends_with_two(tmp_path, capsys, content: bytes, sentence: str):
    file = tmp_path / "records.ndjson"
    file.write_bytes(content)
    assert main(["--records", str(file)]) == 2
    said = capsys.readouterr()
    assert sentence in said.err
    assert said.err.startswith("banyan checkjournal: ")
    assert said.err.count("\n") == 1
    assert said.out == ""


def test_a_line_without_end_is_refused_before_it_fills_memory(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr("banyan_check.lines.LONGEST", 1000)
    assert main(["--records", written(tmp_path, [storm()[0] | {"meta": {"note": "x" * 1000}}])]) == 2
    assert "line 1 is longer than 1000 bytes" in capsys.readouterr().err


@pytest.mark.parametrize("given", [
    ["--records", "{}/nowhere.ndjson"], ["--records", "{}"], ["--data", "{}/nowhere"], ["--data", "{}"], ["--records"],
    ["--records", "a", "--data", "b"], ["--frobnicate"], ["{}/x"],
])  # fmt: skip
def test_wrong_usage_is_one_sentence_and_ends_with_two(tmp_path, capsys, given: list[str]):
    assert main([word.format(tmp_path) for word in given]) == 2
    said = capsys.readouterr().err
    assert said.startswith("banyan checkjournal: ")
    assert said.count("\n") == 1


def test_a_folder_whose_file_is_no_database_is_bad_input(tmp_path, capsys):
    (tmp_path / "banyan.db").write_bytes(b"this is not a database, only text" * 100)
    assert main(["--data", str(tmp_path)]) == 2
    assert "file is not a database" in capsys.readouterr().err


def test_a_database_without_records_is_bad_input(tmp_path, capsys):
    sqlite3.connect(tmp_path / "banyan.db").execute("CREATE TABLE other (x)").connection.close()
    assert main(["--data", str(tmp_path)]) == 2
    assert "no such table: record" in capsys.readouterr().err


def test_a_result_that_cannot_be_written_is_bad_input(tmp_path, capsys):
    assert main(["--records", written(tmp_path, storm()), "--json", str(tmp_path / "no" / "out.json")]) == 2
    assert "out.json can't be written (No such file or directory)" in capsys.readouterr().err


def test_hostile_text_stays_on_its_line(tmp_path, capsys):
    lines = storm()
    of(lines, "O-9").update(id="O-9\n\x1b[31mclean\ud800")
    of(lines, "O-10")["body"]["interlock"] = "ramp"
    of(lines, "O-10").update(id="O\n\x1b[31m\u5df4")
    assert main(["--records", written_ascii(tmp_path, lines), "--json", str(tmp_path / "out.json")]) == 1
    said = capsys.readouterr().out
    assert "violation: O\\n\\x1b[31m\u5df4 refusal: " in said
    assert "\x1b" not in said
    assert json.loads((tmp_path / "out.json").read_text())["violations"]


def written_ascii(folder: Path, lines: list[Line]) -> str:
    file = folder / "ascii.ndjson"
    file.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="ascii")
    return str(file)


def test_help_is_printed(capsys):
    assert main(["--help"]) == 0
    assert "Example: banyan checkjournal --data" in capsys.readouterr().out


def test_check_raises_bad_input_for_what_is_no_record():
    with pytest.raises(BadInput, match="record 2 has no body"):
        check([storm()[0], {k: v for k, v in storm()[1].items() if k != "body"}])


# A field anywhere in a record takes any value that JSON can write: the checker answers 0, 1 or 2, always.
JUNK = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.just(10**400), st.text(max_size=5), st.just("\ud800"),
    st.sampled_from(["9999-12-31T23:59:59-23:59", "0001-01-01T00:00:00+23:59", "2026-07-24T14:00:00Z", "*", "", "P-1"]),
    st.just([]), st.just({}), st.just([None]), st.just({"id": "device/gate-east"}),
)  # fmt: skip


def places(value: Any) -> list[tuple[Any, Any]]:
    """Every (container, key) in a record."""
    keys = list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else []
    return [place for key in keys for place in [(value, key), *places(value[key])]]


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.data())
def test_no_corruption_gives_a_traceback(tmp_path, capsys, data: st.DataObject):
    lines = data.draw(st.sampled_from((storm, decided)))()
    for _ in range(data.draw(st.integers(1, 3))):
        spots = places(data.draw(st.sampled_from(lines)))
        container, key = data.draw(st.sampled_from(spots)) if spots else (lines, 0)
        if data.draw(st.booleans()):
            container[key] = data.draw(JUNK)
        elif isinstance(container, dict):
            container.pop(key, None)
    file = tmp_path / "records.ndjson"
    file.write_text("".join(json.dumps(line) + "\n" for line in lines))
    assert main(["--records", str(file), "--json", str(tmp_path / "out.json")]) in (0, 1, 2)
    said = capsys.readouterr()
    assert all(line.startswith(("violation: ", "warning: ")) for line in said.out.splitlines()[:-1])


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(content=st.binary(max_size=200))
def test_no_file_gives_a_traceback(tmp_path, capsys, content: bytes):
    file = tmp_path / "records.ndjson"
    file.write_bytes(content)
    assert main(["--records", str(file)]) == 2


GROWTH = """
import resource, sys
from datetime import UTC, datetime, timedelta
from banyan_check import check
from tests.banyan_check.small_journal import clock, declared

def records(hours):
    j = declared()
    for minute in range(1, 60 * hours, 10):
        j.propose(f"P-{minute}", minute, minute + 9, gate_east=10.0 if minute % 20 == 11 else 20.0)
        j.decide(f"P-{minute}", minute, "duty-officer")
        j.order(f"O-{minute}", minute, "gate-east", 10.0 if minute % 20 == 11 else 20.0, f"P-{minute}")
        j.confirm(f"O-{minute}", minute + 1, "gate-east", 10.0)
        yield from j.lines
        j.lines.clear(), j._plans.clear(), j._numbers.clear()

report = check(records(int(sys.argv[1])))
assert report.violations == (), report.violations[:3]
print(report.records, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def peak(hours: int) -> tuple[int, int]:
    """Records and peak memory in KiB of a check in its own process."""
    root = Path(__file__).parents[2]
    paths = f"{Path(banyan_check.__file__).parents[1]}:{root}"
    done = subprocess.run([sys.executable, "-c", GROWTH, str(hours)], capture_output=True, text=True, check=True,
                          env={"PYTHONPATH": paths})  # fmt: skip
    records, kib = done.stdout.split()
    return int(records), int(kib)


def test_memory_stays_flat_however_long_the_journal():
    few, little = peak(20)
    many, much = peak(1000)
    assert (few, many) == (614, 30014)     # 14 declarations, five records an order
    # 30,000 records held as objects are 60 MB more (measured); SQLite's page cache for
    # the temporary file (16 MiB) is all that may grow.
    assert much - little < 24 * 1024


def test_it_imports_nothing_of_banyan():
    for file in Path(banyan_check.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            tops = {name.split(".")[0] for name in names}
            allowed = {"banyan_check", "msgspec", "psycopg"} | sys.stdlib_module_names
            assert tops <= allowed, f"{file.name} imports {names}"


def test_the_module_runs_as_a_program(tmp_path):
    root = Path(banyan_check.__file__).parents[1]
    done = subprocess.run([sys.executable, "-m", "banyan_check", "--records", written(tmp_path, storm())],
                          capture_output=True, text=True, check=False, env={"PYTHONPATH": str(root)})  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
