"""Killed with SIGKILL at any moment and resumed, the journal is the same, record for record."""

import json
import os
import random
import signal
import time
from pathlib import Path

import pytest

from banyan_check import check
from tests.runtime.demos import banyan, children, demo, gone, kill_at, progress, records, start

HOURS = 2.5     # rain, orders, crews sent and five looks ahead
FEWER = 2       # where it is lived through forty times


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[str], int]:
    """Records and units of a storm's first hours that nobody disturbs."""
    return lived(tmp_path_factory.mktemp("undisturbed") / "demo", HOURS)


def lived(data: Path, hours: float) -> tuple[list[str], int]:
    assert banyan(*demo(data, hours=hours), timeout=240).returncode == 0
    return records(data), progress(data)


def kill_and_resume(data: Path, units: int, hours: float = HOURS) -> list[str]:
    run = start(*demo(data, hours=hours))
    time.sleep(0.2)
    left: list[int] = []
    if units:
        while progress(data) < units and run.poll() is None:
            left = list(children(run.pid))
            time.sleep(0.01)
        kill_at(run, data, units)
    else:
        left = list(children(run.pid))
        run.kill()
        run.communicate()
    assert gone(left) == [], "a process was left behind"
    resumed = banyan(*demo(data, "--resume", hours=hours), timeout=240)
    assert resumed.returncode == 0, resumed.stderr
    return records(data)


def test_the_independent_checker_finds_every_decision_with_what_it_was_made_of(
    undisturbed: tuple[list[str], int],
) -> None:
    lines = [json.loads(line) for line in undisturbed[0]]
    kinds = [line["kind"] for line in lines]
    assert [kinds.count(kind) >= least for kind, least in (("decision", 4), ("estimate", 8), ("allocation", 1))] == [
        True] * 3
    assert {line["body"]["error"] for line in lines if line["kind"] == "decision"} == {None}
    assert check(lines).violations == ()


@pytest.mark.timeout(900)
def test_a_killed_run_resumed_gives_the_same_journal(undisturbed: tuple[list[str], int], tmp_path: Path) -> None:
    expected, units = undisturbed
    for n, share in enumerate((0.0, 0.2, 0.65)):      # before anything is stored, early, and in the middle of the storm
        assert kill_and_resume(tmp_path / f"{n}", int(units * share)) == expected


def test_a_run_survives_the_death_of_its_plant(undisturbed: tuple[list[str], int], tmp_path: Path) -> None:
    expected, units = undisturbed
    run = start(*demo(tmp_path / "demo", hours=HOURS))
    while progress(tmp_path / "demo") < units // 3:
        assert run.poll() is None
        time.sleep(0.01)
    (plant,) = [pid for pid, command in children(run.pid).items() if "twin.swmm.plant" in command]
    os.kill(plant, signal.SIGKILL)
    assert run.wait(120) == 0
    run.communicate()
    assert records(tmp_path / "demo") == expected


def test_a_run_stopped_properly_goes_on_where_it_was(undisturbed: tuple[list[str], int], tmp_path: Path) -> None:
    expected, units = undisturbed
    run = start(*demo(tmp_path / "demo", hours=HOURS))
    while progress(tmp_path / "demo") < units // 2:
        assert run.poll() is None
        time.sleep(0.01)
    run.send_signal(signal.SIGTERM)
    _, said = run.communicate(timeout=60)
    assert run.returncode == 0
    assert "Go on with: banyan demo --resume" in " ".join(said.split())
    assert banyan(*demo(tmp_path / "demo", "--resume", hours=HOURS), timeout=240).returncode == 0
    assert records(tmp_path / "demo") == expected


@pytest.mark.long(minutes=9)
def test_twenty_kills_at_random_moments(tmp_path: Path) -> None:
    expected, units = lived(tmp_path / "undisturbed", FEWER)
    draws = random.Random(20260724)  # noqa: S311  moments, not secrets
    for n in range(20):
        assert kill_and_resume(tmp_path / f"{n}", draws.randrange(units), FEWER) == expected


@pytest.mark.long(minutes=2)
def test_one_run_killed_again_and_again_still_ends_the_same(
    undisturbed: tuple[list[str], int], tmp_path: Path
) -> None:
    expected, units = undisturbed
    data = tmp_path / "demo"
    for share in (0.1, 0.3, 0.5, 0.7, 0.9):
        run = start(*demo(data, "--resume", hours=HOURS))
        kill_at(run, data, int(units * share))
    assert banyan(*demo(data, "--resume", hours=HOURS), timeout=240).returncode == 0
    assert records(data) == expected
