"""What people ask of a city that doesn't run is heard by one tick, and the next start goes on from there."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from banyan.cli.errors import sentence
from banyan.cli.main import cli
from banyan.model.authority import Refused
from banyan.model.city import City
from banyan.model.ids import PrincipalId
from banyan.model.intent import Action
from banyan.runtime import offline
from banyan.runtime.brain import Brain
from banyan.runtime.data_folder import DataFolder, open_reader
from banyan.runtime.declarations import declaration
from banyan.runtime.folder.places import find_city
from banyan.runtime.prepared import prepare
from banyan.runtime.scenario import UsageError
from banyan.runtime.serving import Serving
from banyan_check import check
from tests.runtime.conftest import T0, at
from tests.runtime.test_restart import feed, never

DIRECTOR = PrincipalId("director-1")


@pytest.fixture
def data(bay: City, tmp_path: Path) -> Path:
    """Served for five minutes, and stopped."""
    with Serving(bay, {}, tmp_path / "d", feed(tmp_path / "feed", 0, 5), never, None, find_city("banyan-bay")) as city:
        city.running.run()
    return tmp_path / "d"


def pull(
    data: Path, city: City, action: Action = Action.STOP, who: PrincipalId | None = None, rid: str = "w"
) -> object:
    return offline.act(data, city, who, rid, action, "stop", {})[1]["result"]


def test_a_stop_pulled_while_nothing_runs_holds_from_the_next_start_on(bay: City, data: Path) -> None:
    assert pull(data, bay) == "done"
    with Serving(bay, {}, data, feed(data.parent / "feed", 5, 8), never) as city:
        assert city.running.brain.now == at(260)       # one tick after the last one
        stop = city.running.brain.state.control.stop
        assert stop is not None
        assert (stop.pulled, stop.at) == (True, at(260))
        city.running.run()
        records = [rec for _, rec in city.folder.store.records()]
    assert check(json.loads(json.dumps([{"id": r.id, "kind": r.kind, "schema": r.schema, "at": r.at.isoformat(),
                                         "by": r.by, "causes": [{"role": c.role, "id": c.id} for c in r.causes],
                                         "body": r.body} for r in records]))).violations == ()


def test_who_may_not_is_refused_and_a_release_needs_its_own_right(bay: City, data: Path) -> None:
    with pytest.raises(Refused, match="frontline-1 may not"):
        pull(data, bay, who=PrincipalId("frontline-1"))
    assert pull(data, bay, rid="w-2") == "done"
    with pytest.raises(Refused, match="pulled already"):
        pull(data, bay, rid="w-3")
    with pytest.raises(Refused, match="duty-officer-1 may not"):
        pull(data, bay, Action.RELEASE, PrincipalId("duty-officer-1"), "w-4")
    assert pull(data, bay, Action.RELEASE, DIRECTOR, "w-5") == "done"


def test_a_proposal_isnt_decided_while_city_time_stands_still(bay: City, data: Path) -> None:
    with pytest.raises(Refused, match="the city doesn't run, and P-0001 was about water of then"):
        offline.act(data, bay, None, "w", Action.APPROVE, "P-0001", {})


def test_the_folder_is_where_the_journal_remembers_it(bay: City, data: Path, tmp_path: Path) -> None:
    assert offline.folder_of(data) == find_city("banyan-bay")
    with Serving(bay, {}, tmp_path / "e", feed(tmp_path / "feed", 0, 2), never) as city:
        city.running.run()
    with pytest.raises(UsageError, match="its journal doesn't say where its folder is: give --city"):
        offline.folder_of(tmp_path / "e")


def test_a_folder_that_nobody_owns_runs_nothing_and_is_left_as_it_was(data: Path, tmp_path: Path) -> None:
    assert not offline.runs(data)
    holder = DataFolder(data, "banyan-bay")
    assert offline.runs(data)
    holder.close()
    (tmp_path / "other").mkdir()
    assert not offline.runs(tmp_path / "other")
    assert list((tmp_path / "other").iterdir()) == []


def test_the_command_line_says_what_was_done(data: Path) -> None:
    said = CliRunner().invoke(cli, ["stop", "--data", str(data)])
    assert said.output.startswith("stop.pull: done by owner, recorded as intent/cli-")
    assert said.output.endswith("; the city doesn't run, its next start goes on from there\n")
    again = CliRunner().invoke(cli, ["stop", "--data", str(data)])
    assert isinstance(again.exception, Refused)
    assert sentence(again.exception) == "the emergency stop is pulled already"
    with open_reader(data) as store:
        assert [rec.body["pulled"] for _, rec in store.records(kind="stop")] == [True]


def test_a_demo_that_doesnt_run_is_resumed_first(bay: City, tmp_path: Path) -> None:
    folder = DataFolder(tmp_path / "demo", bay.id)
    Brain(prepare(bay), folder.store, T0).declare([declaration("run", "demo", {"id": "demo"}, T0)])
    folder.close()
    said = CliRunner().invoke(cli, ["stop", "--data", str(tmp_path / "demo")])
    assert isinstance(said.exception, UsageError)
    assert "go on with banyan demo --resume" in str(said.exception)


def test_escalations_and_dispatches_are_listed_as_pending(bay: City, tmp_path: Path) -> None:
    wet = ("tower-road.depth", 0.3)
    with Serving(bay, {}, tmp_path / "d", feed(tmp_path / "feed", 0, 60, wet), never) as city:
        city.running.run()
    said = CliRunner().invoke(cli, ["notices", "--data", str(tmp_path / "d")]).output.splitlines()
    assert [line.split()[:3] for line in said][:1] == [
        ["2026-07-24T06:02:10Z", "pending", "dispatch/T/ponding/river@20260724T060200Z/tower-road/1/1"]]
    assert all(line.split()[1] == "pending" for line in said)
