"""banyan events and banyan handover on a real journal, in both languages, and on none."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from banyan.cli.main import cli
from banyan.model.observation import Message
from banyan.runtime.brain import Brain
from banyan.runtime.declarations import declarations
from banyan.runtime.folder.places import find_city
from banyan.runtime.folder.reading import load
from banyan.runtime.prepared import prepare
from banyan.stores.embedded import EmbeddedStore
from tests.runtime.conftest import at

Run = Callable[..., Result]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A journal in which the stop was pulled and a shift handed over."""
    bay = load(find_city("banyan-bay"))
    store = EmbeddedStore(tmp_path, "banyan-bay")
    brain = Brain(prepare(bay), store, at(0))
    brain.declare(declarations(bay, "", at(0)))
    wishes: tuple[tuple[str, str, str, str, dict[str, str]], ...] = (
        ("s", "duty-officer-1", "stop.pull", "stop", {}),
        ("w", "duty-officer-1", "handover.write", "shift", {"note": "Gate sticks.\n闸门卡滞。"}),
        ("c", "director-1", "handover.confirm", "H-0001", {}),
    )
    for n, (key, by, action, target, args) in enumerate(wishes, 1):
        said = {"id": key, "by": by, "action": action, "target": target, "args": args}
        brain.tick(at(60 * n), [Message("desk", json.dumps({"intent": said}).encode())])
    brain.commit()
    store.close()
    return tmp_path


@pytest.fixture
def run(data: Path) -> Run:
    return lambda *args: CliRunner().invoke(cli, [*args, "--data", str(data)], catch_exceptions=False)


def test_the_log_on_the_terminal_is_newest_first_in_either_language(run: Run) -> None:
    english = run("events", "--language", "en", "--kind", "stop", "--kind", "handover").output.splitlines()
    assert english == [
        "2026-07-24 14:03  Handovers  Director one confirmed the handover",
        "2026-07-24 14:02  Handovers  Duty officer one wrote a handover note",
        "2026-07-24 14:01  Emergency stop  Duty officer one pulled the emergency stop",
    ]
    chinese = run("events", "--language", "zh", "--kind", "stop").output
    assert chinese == "2026-07-24 14:01  紧急停止  值班长一启动紧急停止\n"


def test_the_log_as_a_file_opens_in_a_spreadsheet(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "events.csv"
    said = run("events", "--language", "zh", "--text", "交班", "--out", str(out))
    assert said.output == f"1 events written to {out}\n"
    raw = out.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"))))
    assert rows[1][:4] == ["2026-07-24 14:02:00", "交接班", "", "值班长一写了交班记录"]


def test_a_file_that_cannot_be_written_is_said(data: Path) -> None:
    with pytest.raises(Exception, match=r"--out /nowhere/e\.csv: can't be written"):
        CliRunner().invoke(cli, ["events", "--data", str(data), "--out", "/nowhere/e.csv"], catch_exceptions=False)


def test_the_newest_note_is_told_with_what_stood(run: Run) -> None:
    english = run("handover", "--language", "en").output.splitlines()
    head = ["Shift handover H-0001", "Duty officer one, 2026-07-24 14:02", "", "Gate sticks.", "闸门卡滞。", ""]
    assert english[:6] == head
    assert "    pulled by Duty officer one at 2026-07-24 14:01, not released" in english
    assert english[-1] == "Confirmed by Director one at 2026-07-24 14:03"
    chinese = run("handover", "--language", "zh").output
    assert "    值班长一于 2026-07-24 14:01 启动，未解除" in chinese.splitlines()
    assert "没有有效预报" in chinese


def test_a_city_without_a_note_says_so(tmp_path: Path) -> None:
    store = EmbeddedStore(tmp_path, "banyan-bay")
    store.close()
    said = CliRunner().invoke(cli, ["handover", "--data", str(tmp_path), "--language", "en"], catch_exceptions=False)
    assert said.output == "No handover note was written yet.\n"
