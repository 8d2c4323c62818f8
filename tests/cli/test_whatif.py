"""banyan whatif on the terminal: the table in both languages, what is kept, and every mistake in one sentence."""

import json
import shutil
from pathlib import Path

import pytest

from banyan.runtime.demo import Demo
from banyan.runtime.scenario import Options, build
from tests.cli.conftest import Say
from tests.twin.towns import TINY


@pytest.fixture(scope="session")
def calm(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twenty minutes of a dry day. Nobody may change it."""
    data = tmp_path_factory.mktemp("calm") / "demo"
    with Demo(build(Options(hours=1 / 3, storm="dry-day", look_ahead=False)), data, False, None) as demo:
        demo.run()
    return data


@pytest.fixture
def data(calm: Path, tmp_path: Path) -> Path:
    shutil.copytree(calm, tmp_path / "demo")
    return tmp_path / "demo"


def test_it_says_what_came_of_it_in_both_languages(
    data: Path, tmp_path: Path, say: Say, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = tmp_path / "plan.csv"
    plan.write_text("minutes,device,setting\n0,gate-east,40\n", encoding="utf-8")
    ask = ("whatif", "--data", data, "--hours", 0.5, "--plan", plan)
    english = say(*ask, "--json", tmp_path / "w.json", "--keep", "early")
    assert (english.code, english.err.splitlines()) == (0, [f"Kept as early: {data}/whatif/early.json"])
    assert english.out.startswith("Banyan Bay: what if, 0.5 h from 2026-07-23 16:20:00 UTC on\n")
    assert english.out.splitlines()[2].split() == ["Passive", "settings", "brain", "Plan"]
    told = json.loads((tmp_path / "w.json").read_text(encoding="utf-8"))
    assert (told["schema"], list(told["runs"])) == ("banyan.whatif/1", ["passive", "standing", "banyan", "plan"])
    assert told == json.loads((data / "whatif" / "early.json").read_text(encoding="utf-8"))
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    chinese = say(*ask)
    assert "榕湾：自 2026-07-23 16:20:00 UTC 起 0.5 小时的推演" in chinese.out
    assert f"推演 {told['id'][:12]}，此前已算过" in chinese.out


def test_kept_ones_are_listed_and_compared(data: Path, tmp_path: Path, say: Say) -> None:
    assert say("whatif", "list", "--data", data).out == "There is no what-if yet\n"
    for name, hours in (("short", 0.25), ("long", 0.5)):
        assert say("whatif", "--data", data, "--hours", hours, "--keep", name).code == 0
    listed = say("whatif", "list", "--data", data)
    assert [line.split()[0] for line in listed.out.splitlines() if line.startswith(("short", "long"))] == [
        "long", "short"]
    both = say("whatif", "compare", "short", "long", "--data", data, "--json", tmp_path / "c.json")
    assert (both.code, both.out.count("  short"), both.out.count("  long")) == (0, 3, 3)
    compared = json.loads((tmp_path / "c.json").read_text(encoding="utf-8"))
    assert (compared["schema"], [d["run"] for d in compared["differences"]]) == (
        "banyan.whatif-compare/1", ["passive", "standing", "banyan"])
    none = say("whatif", "compare", "short", "wide", "--data", data)
    assert (none.code, "no what-if is kept as wide" in none.err) == (2, True)
    nothing = say("whatif", "propose", "short", "--data", data)
    assert (nothing.code, "no plan was tried in this what-if" in nothing.err) == (2, True)


@pytest.mark.parametrize(("more", "says"), [
    (("--from", "P-9999"), "--from P-9999: no record of the journal has that id"),
    (("--from", "declaration/city/banyan-bay"), "nothing had been measured by 2026-07-23T16:00:00Z"),
    (("--storm", "cloudburst"), "--storm cloudburst: no such storm; the city's folder has dry-day, light-rain"),
    (("--hours", "100"), "--hours 100: 10 minutes (0.17) to 72 hours were expected"),
    (("--hours", "nan"), "--hours nan"), (("--storm-at", "10"), "no --storm is given"),
    (("--fault", "volcano@3"), "unknown kind 'volcano'; kinds: gauge-stuck, gauge-silent"),
    (("--fault", "gate-stuck@3:gate-9"), "unknown target 'gate-9'; banyan-bay has gate-east, gate-west"),
    (("--city", "template"), "holds the city banyan-bay, not my-city"),
    (("--city", "nowhere"), "is no folder and no ready city"),
    (("--keep", "My What-If"), "is no name for a what-if"), (("--propose",), "but no --plan is given"),
    (("--plan", "none.csv"), "--plan none.csv: can't be read"),
    (("--rain", "none.csv"), "none.csv: found no such file; expected a CSV file with the header minutes,mm_per_h"),
    (("--json", "/nowhere/w.json"), "--json /nowhere/w.json: can't be written there"),
])  # fmt: skip
def test_a_mistake_is_one_sentence_and_exit_code_2(calm: Path, say: Say, more: tuple[str, ...], says: str) -> None:
    told = say("whatif", "--data", calm, *more)
    assert (told.code, told.out, told.err.count("\n")) == (2, "", 1)
    assert says in told.err


def test_a_plan_s_bad_line_is_named(calm: Path, tmp_path: Path, say: Say) -> None:
    plan = tmp_path / "plan.csv"
    plan.write_text("minutes,device,setting\n0,gate-east,40\n9,gate-moon,40\n", encoding="utf-8")
    assert "the plan names gate-moon, which is no device of banyan-bay; it has gate-east" in say(
        "whatif", "--data", calm, "--plan", plan).err
    plan.write_text("minutes,device,setting\n0,gate-east,140\n", encoding="utf-8")
    assert f"--plan {plan}, line 2: setting 140: 0 to 100 % was expected" in say(
        "whatif", "--data", calm, "--plan", plan).err


def test_a_folder_without_a_journal_and_a_plan_for_a_city_that_does_not_run(
    data: Path, tmp_path: Path, say: Say
) -> None:
    assert "holds no journal" in say("whatif", "--data", tmp_path / "none").err
    plan = tmp_path / "plan.json"
    plan.write_text('[[0, "gate-east", 40]]', encoding="utf-8")
    told = say("whatif", "--data", data, "--hours", "0.25", "--plan", plan, "--propose")
    assert told.code == 2
    assert "the demo on" in told.err
    assert "doesn't run" in told.err


def test_a_network_of_one_s_own_goes_on_as_well(tmp_path: Path, say: Say) -> None:
    data = tmp_path / "tiny"
    options = Options(network=TINY, hours=2.5, look_ahead=False)
    with Demo(build(options), data, False, None) as demo:
        demo.run()
    told = say("whatif", "--data", data, "--hours", "2", "--json", tmp_path / "w.json")
    assert (told.code, told.err) == (0, "")
    found = json.loads((tmp_path / "w.json").read_text(encoding="utf-8"))
    assert (found["city"], list(found["runs"])) == ("network-tiny", ["passive", "standing", "banyan"])
    assert {"LAKE.level", "A1.depth", "GATE.position"} <= set(found["curves"]["banyan"])
    no_storm = say("whatif", "--data", data, "--storm", "great-storm")
    assert "no city folder with storms is known for this data folder: give --city, or the rain" in no_storm.err
