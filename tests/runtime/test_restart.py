"""A served city starts again: with another folder it goes on in an orderly way, and the journal proves it."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace

from banyan.model.city import City
from banyan.model.record import plain
from banyan.model.rule import RuleKind
from banyan.runtime import remembered
from banyan.runtime.scenario import UsageError
from banyan.runtime.serving import Serving
from banyan_check import check
from tests.runtime.conftest import at, line

Reading = tuple[str, float]


def feed(path: Path, first: int, last: int, *readings: Reading) -> Path:
    """A minute's readings of some streams, from minute `first` to before `last`; the tide goes on."""
    lines = [
        line(stream, n, at(60 * n), value + (0.001 * n if stream == "sea.tide" else 0)).data
        for n in range(first, last) for stream, value in (("sea.tide", 1.0), *readings)
    ]  # fmt: skip
    path.write_bytes(b"\n".join(lines))
    return path


def never(changed: list[str]) -> bool:
    raise AssertionError(f"nothing was changed, and yet: {changed}")


def yes(_: list[str]) -> bool:
    return True


class Town:
    """A data folder that is served one stretch of a feed after another."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.minute = 0

    def live(
        self, city: City, minutes: int, *readings: Reading, accept: Callable[[list[str]], bool] = never
    ) -> "Town":
        """Serve the next minutes with these readings, and stop properly."""
        recorded = feed(self.folder.with_suffix(".feed"), self.minute, self.minute + minutes, *readings)
        with Serving(city, {}, self.folder, recorded, accept) as serving:
            serving.running.run()
            self.state = serving.running.brain.state
            self.records = [plain(rec) for _, rec in serving.folder.store.records()]
            self.declared = serving.folder.store.current("declaration")
            self.pending = serving.folder.store.pending()
        self.minute += minutes
        return self

    def of(self, kind: str, after: int = 0) -> list[dict[str, object]]:
        return [rec["body"] for rec in self.records[after:] if rec["kind"] == kind]

    def proven(self) -> bool:
        report = check(json.loads(json.dumps(self.records)))
        return (report.violations, report.warnings) == ((), ())


@pytest.fixture
def town(tmp_path: Path) -> Town:
    return Town(tmp_path / "data")


def without_gate(city: City) -> City:
    """No gate-west, and nothing that names it."""
    standing = tuple(replace(s, devices=tuple(d for d in s.devices if d != "gate-west"))
                     for s in city.authority.standing)
    return replace(
        city, devices=tuple(d for d in city.devices if d.id != "gate-west"),
        authority=replace(city.authority, standing=standing),
        controller={k: v for k, v in city.controller.items() if not k.endswith("gate-west")},
    )  # fmt: skip


def without_rule(city: City, rule: str) -> City:
    return replace(city, rules=tuple(r for r in city.rules if r.id != rule))


POND = "ponding.tower-road"
WET: Reading = ("tower-road.depth", 0.3)
FULL_LAKES: tuple[Reading, ...] = (
    ("east-lake.level", 1.75), ("west-lake.level", 1.75), ("east-canal.level", 1.75), ("west-canal.level", 1.75),
    ("river-east.level", 0.2), ("river-west.level", 0.2), ("gate-east.position", 10.0), ("gate-west.position", 10.0),
    ("pump-station.level", -1.0), ("pump-1.flow", 0.0), ("pump-2.flow", 0.0),
)  # fmt: skip


def test_a_device_that_joins_the_folder_stands_at_its_initial_setting_and_the_city_goes_on(
    bay: City, town: Town
) -> None:
    town.live(without_gate(bay), 5)
    assert "gate-west" not in town.state.control.devices
    town.live(bay, 5, accept=yes)
    assert town.state.control.devices["gate-west"].ordered == 10.0
    town.live(bay, 5)
    assert town.proven()


def test_what_leaves_the_folder_is_withdrawn_and_a_third_start_has_nothing_to_ask(bay: City, town: Town) -> None:
    town.live(bay, 5)
    before = len(town.records)
    town.live(without_gate(bay), 5, accept=yes)
    assert "gate-west" not in town.state.control.devices
    told = [body for body in town.of("declaration", before) if body.get("withdrawn")]
    assert told == [{"id": "device/gate-west", "of": "device", "value": None, "withdrawn": True}]
    assert town.declared["device/gate-west"] == told[0]
    town.live(without_gate(bay), 5)
    town.live(bay, 5, accept=yes).live(bay, 5)          # and it may come back
    assert town.declared["device/gate-west"]["value"]["id"] == "gate-west"
    assert town.proven()


def test_the_alert_of_a_rule_that_is_gone_ends_with_a_record_and_its_case_with_it(bay: City, town: Town) -> None:
    town.live(bay, 12, WET)
    assert [s.alert.rule for s in town.state.alarms.open.values() if s.alert.rule == POND] == [POND]
    (case,) = town.state.command.cases.values()
    assert case.type == "ponding"
    before = len(town.records)
    town.live(without_rule(bay, POND), 5, WET, accept=yes)
    ended = [body for body in town.of("alert", before) if body["rule"] == POND]
    assert [(body["phase"], body["present"], body["reason"]["key"]) for body in ended] == [  # type: ignore[index]
        ("returned-unacknowledged", False, "judge.withdrawn")]
    causes = next(rec["causes"] for rec in town.records[before:] if rec["body"] == ended[0])
    assert (causes[0]["role"], causes[0]["id"].partition("@")[0]) == ("cleared-by", f"declaration/rule/{POND}")
    assert [body["status"] for body in town.of("case", before)] == ["closed"]
    assert (town.state.command.cases, town.state.command.tasks) == ({}, {})
    town.live(without_rule(bay, POND), 5, WET)
    assert town.proven()


def test_a_rule_with_another_limit_goes_on_with_its_alert_and_judges_it_anew(bay: City, town: Town) -> None:
    town.live(bay, 12, WET)
    rule = next(r for r in bay.rules if r.id == POND)
    higher = replace(rule, limits=tuple(replace(m, raise_at=m.raise_at + 0.5, clear_at=m.clear_at + 0.5)
                                        for m in rule.limits))
    city = replace(bay, rules=tuple(higher if r.id == POND else r for r in bay.rules))
    before = len(town.records)
    town.live(city, 1, WET, accept=yes)
    assert town.of("alert", before) == []                # off_delay runs, the alert stands
    town.live(city, 30, WET)
    (cleared,) = [b for b in town.of("alert", before) if b["rule"] == POND]
    assert (cleared["present"], cleared["reason"]["key"]) == (False, "judge.threshold.clear")  # type: ignore[index]
    assert town.proven()


def test_a_rule_that_asks_something_else_begins_anew(bay: City, town: Town) -> None:
    town.live(bay, 12, WET)
    other = tuple(replace(r, of="{tower-road.depth} + {ferry-street.depth}",
                          streams=("tower-road.depth", "ferry-street.depth")) if r.id == POND else r for r in bay.rules)
    town.live(replace(bay, rules=other), 2, WET, accept=yes)
    (standing,) = [s for s in town.state.alarms.open.values() if s.alert.rule == POND]
    assert not standing.alert.present
    assert town.proven()


def test_the_task_of_a_crew_that_is_gone_waits_for_another(bay: City, town: Town) -> None:
    town.live(bay, 12, WET)
    (task,) = town.state.command.tasks.values()
    assert task.crew is not None
    fewer = replace(bay, crews=tuple(c for c in bay.crews if c.id != task.crew))
    before = len(town.records)
    town.live(fewer, 5, WET, accept=yes)
    assert task.crew not in town.state.command.crews
    assert next((b["status"], b["crew"]) for b in town.of("task", before)) == ("waiting", None)
    (again,) = town.state.command.tasks.values()
    assert again.crew not in (None, task.crew)
    assert town.proven()


def test_a_rule_out_of_service_comes_back_with_its_mended_declaration(bay: City, town: Town) -> None:
    rule = next(r for r in bay.rules if r.id == POND)
    broken = replace(rule, of="1 / ({tower-road.depth} - 0.3)")
    torn = replace(bay, rules=tuple(broken if r.id == POND else r for r in bay.rules))
    town.live(torn, 5, WET)
    assert list(town.state.out_of_service) == [POND]
    town.live(replace(torn, crews=torn.crews[:4]), 2, WET, accept=yes)       # another change doesn't mend it
    assert list(town.state.out_of_service) == [POND]
    town.live(bay, 5, WET, accept=yes)
    assert (town.state.out_of_service, town.state.judge.faults) == ({}, {})
    town.live(torn, 5, WET, accept=yes)
    status = [(rec["id"], rec["body"]["in_service"]) for rec in town.records if rec["kind"] == "rule-status"]
    assert status == [(f"rule-status/{POND}#1", False), (f"rule-status/{POND}#2", True),
                      (f"rule-status/{POND}#3", False)]
    assert town.proven()


def test_a_rule_out_of_service_that_leaves_is_forgotten(bay: City, town: Town) -> None:
    rule = next(r for r in bay.rules if r.id == POND)
    broken = replace(rule, of="1 / ({tower-road.depth} - 0.3)")
    town.live(replace(bay, rules=tuple(broken if r.id == POND else r for r in bay.rules)), 5, WET)
    town.live(without_rule(bay, POND), 5, WET, accept=yes)
    assert town.state.out_of_service == {}
    last = town.of("rule-status")[-1]
    assert (last["in_service"], last["error"]) == (False, "no longer declared")


def test_the_controller_is_tried_again_after_any_accepted_change(bay: City, town: Town) -> None:
    town.live(bay, 5)
    with Serving(bay, {}, town.folder, feed(town.folder.with_suffix(".feed"), 5, 7), never) as serving:
        brain = serving.running.brain
        brain.state = replace(brain.state, out_of_service={str(brain.city.controller_id): "KeyError: 'x'"})
        serving.running.run()
    town.minute = 7
    town.live(replace(bay, crews=bay.crews[:4]), 5, accept=yes)
    assert town.state.out_of_service == {}
    assert [body["in_service"] for body in town.of("rule-status")] == [True]


def test_a_folder_whose_first_tick_fails_is_not_declared(
    bay: City, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    town.live(bay, 5)
    there = len(town.records)

    def fails(*_: object) -> None:
        raise KeyError("gate-ghost")

    with monkeypatch.context() as patched:
        patched.setattr(remembered, "step", fails)
        with pytest.raises(UsageError, match=r"first tick fails.*gate-ghost"):
            town.live(without_gate(bay), 5, accept=yes)
    town.live(bay, 5)
    assert town.of("declaration", there) == []


def test_every_kind_of_declaration_may_leave_and_come_back(bay: City, town: Town) -> None:
    """Rules, crews and devices one after another, with an alert standing and a crew under way."""
    town.live(bay, 12, WET)
    less = replace(without_gate(without_rule(bay, POND)), crews=bay.crews[1:])
    less = replace(less, rules=tuple(r for r in less.rules if r.kind is not RuleKind.STUCK))
    for city in (less, bay, less, bay):
        town.live(city, 6, WET, accept=yes).live(city, 2, WET)
    assert town.proven()


def test_open_proposals_are_asked_anew_under_the_new_declaration(bay: City, town: Town) -> None:
    town.live(bay, 12, *FULL_LAKES)
    (asked,) = town.state.control.open
    assert town.of("actuation") + town.of("approval") == []
    before = len(town.records)
    town.live(replace(bay, crews=bay.crews[:4]), 12, *FULL_LAKES, accept=yes)
    ended = [body for body in town.of("proposal", before) if body["id"] == asked]
    assert [body["status"] for body in ended] == ["expired"]
    assert [*town.state.control.open] == [f"P-{int(asked[2:]) + 1:04d}"]
    assert town.proven()
