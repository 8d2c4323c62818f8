"""A cloudburst from its first reading to the after-action data, as users run it: processes, files, exit codes."""

import json
import os
import re
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from banyan.stores.embedded import FILE
from tests.cli.conftest import Say
from tests.runtime.demos import after_action, banyan, demo, environment, records

SCHEMAS = Path(__file__).parents[2] / "docs" / "schemas"
NAMES = re.compile(r"sha256 ([0-9a-f]{12})")


def lines(data: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in records(data)]


def current(found: list[dict[str, Any]], kind: str) -> dict[str, dict[str, Any]]:
    return {r["body"]["id"]: r["body"] for r in found if r["kind"] == kind}


@pytest.fixture(scope="module")
def journal(flooded: Path) -> list[dict[str, Any]]:
    return lines(flooded)


def test_the_after_action_data_keeps_its_schema_and_has_no_violation(flooded: Path) -> None:
    jsonschema = pytest.importorskip("jsonschema", reason="pip install jsonschema: the schemas go untested")
    schema = json.loads((SCHEMAS / "after-action.schema.json").read_text(encoding="utf-8"))
    data = after_action(flooded.with_suffix(".json"))
    assert [e.message for e in jsonschema.Draft202012Validator(schema).iter_errors(data)] == []
    assert (data["city"], data["storm"], data["seed"]) == ("banyan-bay", "high-tide-storm", 1)
    assert (data["simulated_hours"], data["interlocks"]["violations"]) == (1.5, 0)
    assert data["runs"]["banyan"]["flooding_m3"]["street"] > 0


def test_the_counts_are_those_of_the_journal(flooded: Path, journal: list[dict[str, Any]]) -> None:
    data = after_action(flooded.with_suffix(".json"))
    alerts, cases = current(journal, "alert").values(), current(journal, "case").values()
    assert data["journal"]["records"] == len(journal)
    assert data["alerts"]["raised"] == len(alerts) > 5
    assert data["alerts"]["standing"] == sum(a["present"] for a in alerts)
    assert data["cases"]["opened"] == len(cases) > 0
    assert data["cases"]["closed"] == sum(c["status"] == "closed" for c in cases)
    made = current(journal, "proposal").values()
    assert data["proposals"]["made"] == len(made) > 0
    assert data["proposals"]["approved"] == sum(p["status"] in ("approved", "superseded") for p in made)
    rejects = [r for r in journal if r["kind"] == "reject"]
    assert sum(data["readings"]["rejected"].values()) == len(rejects)
    assert data["readings"]["received"] == data["readings"]["accepted"] + len(rejects)


def test_every_incident_that_asks_for_it_is_a_case_of_the_one_list(
    flooded: Path, journal: list[dict[str, Any]], tmp_path: Path
) -> None:
    assert banyan("cases", "list", "--data", flooded, "--json", tmp_path / "list.json").returncode == 0
    rows = {row["id"]: row for row in json.loads((tmp_path / "list.json").read_text())["rows"]}
    cases, responses = current(journal, "casework"), current(journal, "case")
    assert rows.keys() == cases.keys()
    told = {report["source"]: cid for cid, case in cases.items() for report in case["reports"]}
    assert {s for s in told if s.startswith("incident/")} == {f"incident/{r['incident']}" for r in responses.values()}
    for response in responses.values():
        row = rows[told[f"incident/{response['incident']}"]]
        assert (row["closed_at"] is None) is (response["closed_at"] is None)
        assert row["channel"] == "alert"


def test_the_table_says_what_the_data_says(flooded: Path) -> None:
    table = flooded.with_suffix(".txt").read_text(encoding="utf-8")
    data = after_action(flooded.with_suffix(".json"))
    runs = data["runs"]
    total = [runs[name]["flooding_m3"]["total"] for name in ("passive", "standing", "banyan")]
    said = [line for line in table.splitlines() if line.startswith("Flooding in all (m³)")]
    assert said[0].split()[4:7] == [f"{v:,.1f}" for v in total]
    percent = [100 * (base - total[2]) / base for base in total[:2]]
    assert said[0].split()[7:] == [f"{v:,.1f}" for v in percent]
    for label, value in (
        ("Alerts raised", data["alerts"]["raised"]), ("Cases filed", data["cases"]["opened"]),
        ("Proposals approved", data["proposals"]["approved"]), ("Interlock violations", 0),
        ("Readings received", data["readings"]["received"]),
    ):  # fmt: skip
        assert re.search(rf"^{label} +{value:,}$", table, re.MULTILINE), label
    assert NAMES.search(" ".join(table.split())).group(1) == data["journal"]["sha256"][:12]  # type: ignore[union-attr]


def test_records_are_canonical_sorted_and_keep_their_schema(flooded: Path, tmp_path: Path) -> None:
    jsonschema = pytest.importorskip("jsonschema", reason="pip install jsonschema: the schemas go untested")
    validator = jsonschema.Draft202012Validator(json.loads((SCHEMAS / "record.schema.json").read_text("utf-8")))
    assert banyan("records", "--data", flooded, "--out", tmp_path / "r.ndjson").returncode == 0
    raw = (tmp_path / "r.ndjson").read_text(encoding="utf-8").splitlines()
    for line in raw:
        found = json.loads(line)
        assert line == json.dumps(found, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        assert found["at"].endswith("Z")
        assert [e.message for e in validator.iter_errors(found)] == []
    at = [json.loads(line)["at"] for line in raw]
    assert at == sorted(at)
    kinds = banyan("records", "--data", flooded, "--kind", "alert").stdout.splitlines()
    assert kinds == [line for line in raw if json.loads(line)["kind"] == "alert"]
    assert banyan("records", "--data", flooded, "--kind", "dragon").stdout == ""


def test_the_same_seed_gives_the_same_hash_and_another_seed_another(tmp_path: Path, burst: Path) -> None:
    hashes = []
    for n, seed in enumerate((1, 1, 2)):
        file = tmp_path / f"{n}.json"
        run = banyan(*demo(tmp_path / f"{n}", "--rain", burst, "--seed", str(seed), "--json", file, hours=0.4))
        assert run.returncode == 0, run.stderr
        hashes.append(after_action(file)["journal"]["sha256"])
    assert hashes[0] == hashes[1] != hashes[2]


def test_a_finished_run_resumed_says_the_same_again(flooded: Path, tmp_path: Path) -> None:
    shutil.copytree(flooded, tmp_path / "demo")
    again = banyan("demo", "--headless", "--speed", "max", "--resume", "--data", tmp_path / "demo", "--json",
                   tmp_path / "again.json")
    assert (again.returncode, again.stderr) == (0, "")
    table = flooded.with_suffix(".txt").read_text(encoding="utf-8")
    assert again.stdout.splitlines()[:-2] == table.splitlines()[:-2]     # the last sentence tells seconds
    first, second = after_action(flooded.with_suffix(".json")), after_action(tmp_path / "again.json")
    for clock in ("wall_s", "loop_cpu_s", "twin_cpu_s"):
        del first[clock], second[clock]
    assert first == second
    assert records(tmp_path / "demo") == records(flooded)


def test_a_resumed_run_keeps_its_options(say: Say, flooded: Path, tmp_path: Path, burst: Path) -> None:
    shutil.copytree(flooded, tmp_path / "demo")
    before = records(tmp_path / "demo")
    for other in (("--seed", "2"), ("--hours", "3"), ("--play",), ("--storm", "dry-day")):
        code, out, err = say("demo", "--headless", "--resume", "--data", tmp_path / "demo", *other)
        assert (code, out) == (2, "")
        assert f"was started with other options than {other[0]}; leave them out" in err
    assert records(tmp_path / "demo") == before


def test_resuming_nothing_starts_at_the_beginning_and_says_so(tmp_path: Path) -> None:
    run = banyan(*demo(tmp_path / "demo", "--resume", hours=0.05))
    assert run.returncode == 0
    assert run.stderr == f"{tmp_path}/demo holds no run that has begun: this one starts at the beginning.\n"


@pytest.mark.parametrize(("left", "option"), [(("lock",), ()), (("lock", FILE), ()), (("lock", FILE), ("--resume",))])
def test_what_a_run_killed_at_its_start_left_is_no_obstacle(
    tmp_path: Path, left: tuple[str, ...], option: tuple[str, ...]
) -> None:
    data = tmp_path / "demo"
    data.mkdir()
    for name in left:
        (data / name).touch()
    run = banyan(*demo(data, *option, hours=0.02))
    assert run.returncode == 0, run.stderr


def test_a_new_run_moves_the_old_one_aside_whole(flooded: Path, tmp_path: Path) -> None:
    shutil.copytree(flooded, tmp_path / "demo")
    run = banyan(*demo(tmp_path / "demo", hours=0.02))
    assert run.returncode == 0
    assert run.stderr == f"The last run's folder is kept as {tmp_path}/demo.1.\n"
    assert records(tmp_path / "demo.1") == records(flooded)


def test_a_port_in_use_is_told_before_the_old_run_is_moved(flooded: Path, tmp_path: Path) -> None:
    shutil.copytree(flooded, tmp_path / "demo")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        for command in (
            ("demo", "--hours", "0.1", "--data", tmp_path / "demo"),
            ("serve", "--city", "banyan-bay", "--data", tmp_path / "served"),
        ):
            run = banyan(*command, "--port", str(port))
            assert (run.returncode, run.stdout) == (2, "")
            assert run.stderr.endswith(
                f"banyan: port {port} is in use by another program; choose another with --port, or --port 0 for any "
                "free one\n"
            )
    assert not (tmp_path / "demo.1").exists()


def test_cutting_all_gauges_blinds_judge_and_control(tmp_path: Path, burst: Path) -> None:
    data = tmp_path / "demo"
    run = banyan(*demo(data, "--rain", burst, "--fault", "all-gauges-cut@30", "--json", tmp_path / "a.json", hours=2))
    assert run.returncode == 0, run.stderr
    found = lines(data)
    declared = {r["body"]["id"]: r["body"]["value"] for r in found if r["kind"] == "declaration"}
    gauges = [v["id"] for k, v in declared.items() if k.startswith("stream/")]
    silent = {rule for a in current(found, "alert").values() if a["present"] for rule in [a["rule"]]}
    assert [g for g in gauges if f"silence.{g}" not in silent] == []
    devices = [v for k, v in declared.items() if k.startswith("device/")]
    orders = [r["body"] for r in found if r["kind"] == "actuation"]
    last = {order["device"]: order for order in orders if order["outcome"] == "pass"}
    assert {d["id"]: d["safe"] for d in devices} == {k: v["setting"] for k, v in last.items()}
    assert {v["mode"] for v in last.values()} == {"safe-state"}
    stale = "2026-07-23T16:40"       # cut at 16:30, and nothing older than ten minutes steers
    assert {d["stale_min"] for d in devices} == {10.0}
    assert [r["id"] for r in found if r["kind"] == "proposal" and r["body"]["made_at"] > stale] == []
    assert [order["id"] for order in orders if order["at"] > stale and order["mode"] == "normal"] == []
    assert after_action(tmp_path / "a.json")["interlocks"]["violations"] == 0
    assert banyan("checkjournal", "--data", data).returncode == 0


def test_a_rule_that_divides_by_zero_is_put_out_of_service_and_its_neighbours_go_on(
    tmp_path: Path, burst: Path
) -> None:
    shutil.copytree(Path(__file__).parents[2] / "cities" / "banyan-bay", tmp_path / "town")
    with (tmp_path / "town" / "rules.toml").open("a", encoding="utf-8") as rules:
        rules.write("""
[[rules]]
id = "ratio"
kind = "threshold"
subject = "east-lake"
place = "east-lake-bank"
cause = "high-water"
of = "{east-lake.level} / ({west-lake.level} - {west-lake.level})"
limits = [{ level = "IV", raise_at = 5, clear_at = 4 }]
""")
    data = tmp_path / "demo"
    run = banyan(*demo(data, "--city", tmp_path / "town", "--rain", burst, hours=0.7))
    assert run.returncode == 0, run.stderr
    found = lines(data)
    status = [r["body"] for r in found if r["kind"] == "rule-status"]
    assert [(s["id"], s["in_service"]) for s in status] == [("ratio", False)]
    assert "ZeroDivisionError" in status[0]["error"]
    after = [r for r in found if r["kind"] == "alert" and r["body"]["rule"] == "ponding.tower-road"]
    assert after != []


def test_playing_nothing_is_approved_unless_a_person_approves(tmp_path: Path, burst: Path) -> None:
    file = tmp_path / "a.json"
    assert banyan(*demo(tmp_path / "demo", "--play", "--rain", burst, "--json", file, hours=1)).returncode == 0
    proposals = after_action(file)["proposals"]
    found = current(lines(tmp_path / "demo"), "proposal").values()
    assert proposals["made"] > 0
    assert (proposals["approved"], proposals["refused"]) == (0, 0)
    assert {p["status"] for p in found} <= {"expired", "superseded", "open"}
    assert [r["id"] for r in lines(tmp_path / "demo") if r["kind"] == "actuation" and r["body"]["proposal"]] == []


def test_without_control_nobody_proposes(tmp_path: Path, burst: Path) -> None:
    file = tmp_path / "a.json"
    assert banyan(*demo(tmp_path / "demo", "--no-control", "--rain", burst, "--json", file, hours=0.7)).returncode == 0
    data = after_action(file)
    assert data["proposals"] == {"made": 0, "approved": 0, "refused": 0, "expired": 0}
    assert data["cases"]["opened"] > 0


def test_a_given_speed_is_kept(tmp_path: Path) -> None:
    began = time.monotonic()
    run = banyan("demo", "--headless", "--speed", "3600", "--hours", "2", "--no-look-ahead", "--data", tmp_path / "d")
    assert run.returncode == 0
    assert time.monotonic() - began >= 2      # two hours at an hour a second: never faster than asked


# What the journal knows afterwards ------------------------------------------------------------------------------------


def chain(data: Path, rid: str, to: Path) -> list[dict[str, Any]]:
    run = banyan("trace", rid, "--data", data, "--json", to)
    assert run.returncode == 0, run.stderr
    found: list[dict[str, Any]] = json.loads(to.read_text(encoding="utf-8"))
    assert len(run.stdout.splitlines()) == len(found)
    return found


def kinds(links: list[dict[str, Any]], forward: bool) -> set[str]:
    return {link["record"]["kind"] for link in links if (link["depth"] > 0) == forward and link["depth"] != 0}


def test_a_reading_leads_through_alert_case_and_task_to_what_was_changed(
    flooded: Path, journal: list[dict[str, Any]], tmp_path: Path
) -> None:
    alert = next(r for r in journal if r["kind"] == "alert" and r["body"]["rule"] == "ponding.tower-road")
    reading = next(c["id"] for c in alert["causes"] if c["role"] == "raised-by")
    forth = chain(flooded, reading, tmp_path / "c.json")
    assert forth[0]["record"]["body"]["value"] >= 0.10       # rules.toml: ponding.$ raises at 0.10 m
    assert kinds(forth, forward=True) >= {"alert", "incident", "case", "task", "crew", "effect"}
    task = next(r["body"]["id"] for r in journal if r["kind"] == "task" and r["body"]["place"] == "tower-road")
    both = chain(flooded, task, tmp_path / "t.json")
    assert kinds(both, forward=False) >= {"reading", "alert", "incident", "case"}
    assert "effect" in kinds(both, forward=True)


def test_a_reading_leads_through_proposal_approval_and_actuation_to_what_was_changed(
    flooded: Path, journal: list[dict[str, Any]], tmp_path: Path
) -> None:
    order = next(r for r in journal if r["kind"] == "confirmation" and r["body"]["agreed"])["body"]["order"]
    both = chain(flooded, order, tmp_path / "o.json")
    assert kinds(both, forward=False) >= {"reading", "approval", "proposal", "forecast"}
    assert kinds(both, forward=True) >= {"confirmation", "effect"}
    readings = [link["record"]["body"] for link in both if link["record"]["kind"] == "reading"]
    assert [r["id"] for r in readings if r["value"] is None or r["time"] is None] == []


def test_nothing_of_that_id_is_one_sentence(say: Say, flooded: Path) -> None:
    for rid in ("P-9999", "reading/east-lake.level/999999", "reading/nowhere/1", "reading/", ""):
        code, out, err = say("trace", rid, "--data", flooded)
        assert (code, out) == (2, "")
        assert err.startswith(f"banyan: {rid}: no record and nothing recorded has that id") or not rid


def test_rebuilding_finds_no_difference_and_mends_a_damaged_row(flooded: Path, tmp_path: Path) -> None:
    data = tmp_path / "demo"
    shutil.copytree(flooded, data)
    whole = banyan("rebuild", "--data", data)
    assert whole.returncode == 0
    assert whole.stdout.endswith("records read; 0 rows of the current state differed\n")
    with sqlite3.connect(data / FILE) as c:
        (before,) = c.execute("SELECT body FROM current WHERE kind = 'device' LIMIT 1").fetchone()
        c.execute("UPDATE current SET body = x'7b7d' WHERE kind = 'device' AND body = ?", (before,))
        c.execute("DELETE FROM current WHERE rowid = (SELECT max(rowid) FROM current WHERE kind = 'alert')")
    c.close()
    mended = banyan("rebuild", "--data", data)
    assert (mended.returncode, mended.stdout.split("; ")[1]) == (1, "2 rows of the current state differed\n")
    assert banyan("rebuild", "--data", data).returncode == 0


def test_the_checker_passes_the_run_and_finds_a_tampered_record(flooded: Path, tmp_path: Path) -> None:
    assert banyan("checkjournal", "--data", flooded).returncode == 0
    shutil.copytree(flooded, tmp_path / "demo")
    with sqlite3.connect(tmp_path / "demo" / FILE) as c:
        rid, line = c.execute(
            "SELECT id, line FROM record WHERE kind = 'actuation' AND json_extract(CAST(line AS TEXT), '$.body.device')"
            " = 'gate-east' ORDER BY seq DESC LIMIT 1"
        ).fetchone()
        forged = json.loads(line)
        forged["body"]["setting"] = 101.0
        c.execute("UPDATE record SET line = ? WHERE id = ?", (json.dumps(forged).encode(), rid))
    c.close()
    judged = banyan("checkjournal", "--data", tmp_path / "demo")
    assert judged.returncode == 1
    assert rid in judged.stdout
    resumed = banyan("demo", "--headless", "--speed", "max", "--resume", "--data", tmp_path / "demo")
    assert resumed.returncode in (1, 2)       # the change lies before the last snapshot: the checker tells it


def test_a_damaged_line_of_the_journal_is_one_sentence(say: Say, flooded: Path, tmp_path: Path) -> None:
    shutil.copytree(flooded, tmp_path / "demo")
    with sqlite3.connect(tmp_path / "demo" / FILE) as c:
        c.execute("UPDATE record SET line = x'7b226964' WHERE seq = 200")
    c.close()
    for command in (("records", "--out", tmp_path / "out"), ("rebuild",)):
        code, _, err = say(*command, "--data", tmp_path / "demo")
        assert code == 2
        assert "holds something that isn't a journal's" in err
        assert err.count("\n") == 1


# Terminals ------------------------------------------------------------------------------------------------------------


def resumed(data: Path, pipe: str = "cat", **env: str) -> subprocess.CompletedProcess[str]:
    given = " ".join(f"{name}={value}" for name, value in env.items())      # not bash's own: it would warn
    command = f"env {given} {sys.executable} -m banyan demo --headless --speed max --resume --data {data} | {pipe}; " \
              "exit ${PIPESTATUS[0]}"
    return subprocess.run(["bash", "-c", command], env=environment(), capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("small") / "demo"
    assert banyan(*demo(data, hours=0.05)).returncode == 0
    return data


def test_a_reader_that_leaves_is_no_error(small: Path, flooded: Path) -> None:
    assert (resumed(small, "true").returncode, resumed(small, "true").stderr) == (0, "")
    command = f"{sys.executable} -m banyan records --data {flooded} | head -n 1; exit ${{PIPESTATUS[0]}}"
    left = subprocess.run(["bash", "-c", command], env=environment(), capture_output=True, text=True, check=False)
    assert (left.returncode, left.stderr, left.stdout.count("\n")) == (0, "", 1)
    closed = subprocess.run(
        ["bash", "-c", f"{sys.executable} -m banyan records --data {flooded} >&-"], env=environment(),
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (closed.returncode, closed.stderr) == (0, "")


def test_a_chinese_terminal_gets_a_chinese_table(small: Path) -> None:
    said = resumed(small, LC_ALL="zh_CN.UTF-8", PYTHONIOENCODING="utf-8").stdout
    assert said.startswith("成效：同一场雨的三种情形\n")
    assert re.findall(r"[A-Za-z]{2,}", said.partition("sha256")[0]) == []
    english = resumed(small).stdout
    assert re.findall(r"[\u4e00-\u9fff]", english) == []


def test_a_terminal_that_knows_no_such_letters_is_no_reason_to_fail(small: Path) -> None:
    said = resumed(small, LC_ALL="zh_CN.UTF-8", PYTHONIOENCODING="ascii")
    assert (said.returncode, said.stderr) == (0, "")
    assert "????" in said.stdout


@pytest.mark.parametrize("width", [40, 80, 120])
def test_no_line_is_wider_than_the_terminal_and_no_figure_is_broken(flooded: Path, tmp_path: Path, width: int) -> None:
    shutil.copytree(flooded, tmp_path / "demo")
    said = resumed(tmp_path / "demo", COLUMNS=str(width), TERM="dumb")
    assert said.returncode == 0
    assert "\x1b" not in said.stdout
    assert max(len(line.rstrip()) for line in said.stdout.splitlines()) <= width
    total = after_action(flooded.with_suffix(".json"))["runs"]["banyan"]["flooding_m3"]["total"]
    assert f"{total:,.1f}" in said.stdout.split()
    assert ("  Tower Road" in said.stdout, "Readings accepted" in said.stdout) == (True, True)
    assert os.linesep.join(line.rstrip() for line in said.stdout.splitlines()).count("…") == 0
