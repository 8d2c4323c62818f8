"""Killed with SIGKILL at any moment and resumed, the journal is the same, record for record."""

import json
import os
import random
import signal
import subprocess
import time
from collections.abc import Iterable
from pathlib import Path

import pytest

from banyan_check import check
from tests.runtime.demos import POLL_S, banyan, children, demo, gone, progress, records, start
from tests.servers import STORES, options_of

HOURS = 2.5     # rain, orders, crews sent and five looks ahead
FEWER = 2       # where it is lived through forty times


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[str], int]:
    """Records and units of a storm's first hours that nobody disturbs."""
    return lived(tmp_path_factory.mktemp("undisturbed") / "demo", HOURS)


def lived(data: Path, hours: float) -> tuple[list[str], int]:
    assert banyan(*demo(data, hours=hours), timeout=240).returncode == 0
    return records(data), progress(data)


def come_to(units: int, run: subprocess.Popen[str], data: Path) -> list[int]:
    """Wait until so many units are committed; the run's processes then."""
    left = list(children(run.pid))
    while progress(data) < units:
        assert run.poll() is None, "the run was over before that"
        left = list(children(run.pid))
        time.sleep(POLL_S)
    return left


def kill_and_resume(data: Path, moments: Iterable[int], hours: float, options: tuple[str, ...]) -> list[str]:
    """Killed at each of `moments` (units committed) and resumed, the last time to its end."""
    for units in moments:
        run = start(*demo(data, "--resume", *options, hours=hours))
        time.sleep(0.2)
        left = come_to(units, run, data)
        run.kill()
        run.communicate()
        assert gone(left) == [], "a process was left behind"
    resumed = banyan(*demo(data, "--resume", *options, hours=hours), timeout=240)
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
    verbs = [line["body"]["verb"] for line in lines if line["kind"] == "case-move"]
    assert verbs[:4] == ["report", "file", "dispatch", "handle"], "its incident is a case, and a kill loses none of it"
    assert check(lines).violations == ()


@pytest.mark.timeout(900)
@pytest.mark.parametrize("store", STORES)
def test_a_run_killed_three_times_and_resumed_gives_the_same_journal(
    undisturbed: tuple[list[str], int], store: str, tmp_path: Path
) -> None:
    expected, units = undisturbed      # of the embedded store
    # Before anything is stored, early, and in the middle of the storm.
    moments = [int(units * share) for share in (0.0, 0.2, 0.65)]
    with options_of(store) as options:
        assert kill_and_resume(tmp_path / "demo", moments, HOURS, options) == expected


def test_a_run_survives_the_death_of_its_plant_and_goes_on_after_a_proper_stop(
    undisturbed: tuple[list[str], int], tmp_path: Path
) -> None:
    expected, units = undisturbed
    run = start(*demo(tmp_path / "demo", hours=HOURS))
    come_to(units // 3, run, tmp_path / "demo")
    (plant,) = [pid for pid, command in children(run.pid).items() if "twin.swmm.plant" in command]
    os.kill(plant, signal.SIGKILL)
    come_to(units // 2, run, tmp_path / "demo")
    run.send_signal(signal.SIGTERM)
    _, said = run.communicate(timeout=60)
    assert run.returncode == 0
    assert "Go on with: banyan demo --resume" in " ".join(said.split())
    assert banyan(*demo(tmp_path / "demo", "--resume", hours=HOURS), timeout=240).returncode == 0
    assert records(tmp_path / "demo") == expected


@pytest.mark.long(minutes=9)
@pytest.mark.parametrize("store", STORES)
def test_twenty_kills_at_random_moments(store: str, tmp_path: Path) -> None:
    expected, units = lived(tmp_path / "undisturbed", FEWER)
    draws = random.Random(20260724)  # noqa: S311  moments, not secrets
    for n in range(20):
        with options_of(store) as options:
            assert kill_and_resume(tmp_path / f"{n}", [draws.randrange(int(0.95 * units))], FEWER, options) == expected


@pytest.mark.long(minutes=2)
def test_one_run_killed_again_and_again_still_ends_the_same(
    undisturbed: tuple[list[str], int], tmp_path: Path
) -> None:
    expected, units = undisturbed
    moments = [int(units * share) for share in (0.1, 0.3, 0.5, 0.7, 0.9)]
    assert kill_and_resume(tmp_path / "demo", moments, HOURS, ()) == expected
