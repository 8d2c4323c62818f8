"""What the checker must not complain of: the last allowed value of each limit, and the order of things."""

from banyan_check import check
from tests.banyan_check.small_journal import GATE, Journal, Line, clock, declared, of, storm


def rules(lines: list[Line]) -> list[str]:
    return [found.rule for found in check(lines).violations]


def warned(lines: list[Line]) -> list[str]:
    return [found.rule for found in check(lines).warnings]


def approved(**targets: float) -> Journal:
    """The city with one proposal of P-1, approved by the officer at 14:01."""
    j = declared()
    j.propose("P-1", 1, expires=6, **targets)
    j.decide("P-1", 1, authority="duty-officer")
    return j


def test_later_set_points_of_a_ramp_may_follow_after_the_expiry():
    j = approved(gate_east=40.0)
    j.order("O-1", 6, "gate-east", 20.0, "P-1")
    j.order("O-2", 7, "gate-east", 30.0, "P-1")
    assert rules(j.lines) == []


def test_a_ramp_may_be_used_to_its_last_millionth():
    j = approved(gate_east=40.0)
    j.order("O-1", 1, "gate-east", 20.000001, "P-1")
    assert rules(j.lines) == []
    of(j.lines, "O-1")["body"]["setting"] = 20.00001
    assert rules(j.lines) == ["ramp"]


def test_a_gate_closes_below_the_band_and_against_the_river():
    j = approved(gate_east=0.0)
    j.order("O-1", 1, "gate-east", 0.0, "P-1", inputs=[
        {"stream": "gate-east.seen", "time": clock(0), "value": 10.0},
        {"stream": "gate-east.level", "time": clock(0), "value": 0.5},
        {"stream": "river.level", "time": clock(0), "value": 3.0},
    ])  # fmt: skip
    assert rules(j.lines) == []


def test_a_level_of_exactly_the_stale_age_still_steers():
    j = approved(gate_east=40.0)
    j.order("O-1", 1, "gate-east", 20.0, "P-1")
    for reading in of(j.lines, "O-1")["body"]["inputs"]:
        reading["time"] = clock(-9)
    assert rules(j.lines) == []


def test_head_difference_must_be_more_than_the_margin_and_the_band_foot_is_inside_the_band():
    j = approved(gate_east=40.0)
    j.order("O-1", 1, "gate-east", 20.0, "P-1", inputs=[
        {"stream": "gate-east.level", "time": clock(0), "value": 1.0},
        {"stream": "river.level", "time": clock(0), "value": 0.9375},
        {"stream": "gate-east.seen", "time": clock(0), "value": 10.0},
    ])  # fmt: skip
    assert rules(j.lines) == []
    of(j.lines, "O-1")["body"]["inputs"][0]["value"] = 0.9875    # 0.05 above the river: not more than the margin
    assert rules(j.lines) == ["level-band", "head-difference"]


def test_a_declaration_counts_from_where_it_stands():
    j = approved(gate_east=40.0)
    j.order("O-1", 1, "gate-east", 20.0, "P-1")
    j.declare("device", dict(of(j.lines, "device/gate-east")["body"]["value"], high=25.0), minute=2)
    assert rules(j.lines) == []
    j.order("O-2", 2, "gate-east", 30.0, "P-1")
    assert rules(j.lines) == ["range"]


def test_a_right_lost_after_the_approval_leaves_the_approval_good():
    j = approved(gate_east=40.0)
    j.declare("role", {"id": "duty-officer", "may": [], "scope": ["*"]}, minute=1)
    j.order("O-1", 1, "gate-east", 20.0, "P-1")
    assert rules(j.lines) == []


def test_a_withdrawn_standing_authority_approves_nothing_more():
    j = declared()
    gone = {"id": "standing-authority/storm-leave", "of": "standing-authority", "value": None}
    j.write("declaration", 0, "city", gone)
    j.propose("P-1", 1, expires=6, gate_east=40.0)
    j.decide("P-1", 1, authority="storm-leave")
    assert rules(j.lines) == ["approver-role"]


def test_a_pump_starts_again_after_the_stop_from_its_float():
    """The emergency stop gave the pump back to its float: it stands at 0 since then, and min-off counts from there."""
    j = approved(pump_1=100.0)
    j.order("O-1", 1, "pump-1", 100.0, "P-1")
    j.stop(10, pulled=True)
    j.stop(12, pulled=False)
    j.propose("P-2", 12, expires=30, pump_1=100.0)
    j.decide("P-2", 12, authority="duty-officer")
    j.order("O-2", 15, "pump-1", 100.0, "P-2", previous=0.0, previous_at=clock(10))
    assert rules(j.lines) == []
    of(j.lines, "O-2")["body"].update(previous=100.0, previous_at=clock(1))
    assert rules(j.lines) == ["previous", "previous"]


def test_standing_leave_measures_from_the_setting_in_force_when_it_was_asked():
    j = declared()
    j.declare("standing-authority", {
        "id": "small-leave", "holder": "rule", "granted_by": "officer", "devices": ["gate-east"], "max_change": 15.0,
        "starts_at": clock(0), "ends_at": clock(60),
    })  # fmt: skip
    j.propose("P-1", 1, expires=6, gate_east=25.0)
    j.decide("P-1", 1, authority="small-leave")
    j.order("O-1", 1, "gate-east", 20.0, "P-1")
    j.propose("P-2", 2, expires=6, gate_east=35.0)
    j.decide("P-2", 2, authority="small-leave")
    j.order("O-2", 2, "gate-east", 30.0, "P-2")
    assert rules(j.lines) == []
    for line in j.lines:
        if line["body"]["id"] == "P-2":
            line["body"]["plan"]["targets"][0]["setting"] = 35.1      # 15.1 % from the 20 % in force
    assert rules(j.lines) == ["standing-max-change"]


def test_starts_are_counted_over_one_hour_and_no_longer():
    j = declared()
    for number, minute in enumerate((1, 31, 61)):
        j.propose(f"P-{number}", minute, expires=minute + 20, pump_1=100.0)
        j.decide(f"P-{number}", minute, authority="duty-officer")
        j.order(f"O-{number}", minute, "pump-1", 100.0, f"P-{number}")
        j.propose(f"P-{number}-off", minute + 10, expires=minute + 20, pump_1=0.0)
        j.decide(f"P-{number}-off", minute + 10, authority="duty-officer")
        j.order(f"O-{number}-off", minute + 10, "pump-1", 0.0, f"P-{number}-off")
    assert rules(j.lines) == []       # at most two: the one at 14:01 is an hour old at 15:01


def test_holding_is_a_safe_state():
    j = declared()
    j.device("sluice", GATE, initial=40.0, safe=None)
    j.order("O-1", 1, "sluice", 40.0, mode="safe-state", inputs=[])
    assert rules(j.lines) == []


def test_a_cause_may_name_a_record_an_entity_its_kind_or_a_reading():
    j = declared()
    j.propose("P-1", 1, expires=6, gate_east=40.0)
    named = ("device/gate-east", "gate-east", "declaration/device/gate-east", "device/gate-east#1", "reading/x/1")
    of(j.lines, "P-1")["causes"] = [{"role": "computed-from", "id": name} for name in named]
    assert rules(j.lines) == []


def test_kinds_it_does_not_know_are_let_through():
    j = declared()
    j.write("tree-census", 1, "parks", {"id": "T-1", "trees": 12})
    assert rules(j.lines) == []


def test_an_order_without_read_back_is_a_warning_and_no_violation():
    j = approved(gate_east=40.0)
    j.order("O-1", 1, "gate-east", 20.0, "P-1")
    j.stop(7, pulled=True)
    assert (rules(j.lines), warned(j.lines)) == ([], [])         # 6 min: one read-back more may come
    j.stop(7.5, pulled=False)
    assert (rules(j.lines), warned(j.lines)) == ([], ["read-back"])


def test_a_gate_may_not_jump_after_a_rest_though_its_ramp_saved_up_is_long():
    j = approved(gate_east=40.0)
    j.order("O-1", 5, "gate-east", 40.0, "P-1")
    assert (rules(j.lines), warned(j.lines)) == (["position"], ["ramp-rest"])


def test_a_gate_lags_behind_by_one_step_and_its_gauges_noise_and_no_more():
    j = approved(gate_east=60.0)
    j.order("O-1", 1, "gate-east", 20.0, "P-1")
    j.order("O-2", 2, "gate-east", 30.0, "P-1")
    position = of(j.lines, "O-2")["body"]["inputs"][2]
    position["value"] = 7.0       # a minute old: 10 %/min × (1 + 1) + 3 %
    assert rules(j.lines) == []
    position["value"] = 6.99
    assert rules(j.lines) == ["position"]


def test_a_gate_found_elsewhere_is_ordered_from_there():
    j = approved(gate_east=40.0)
    j.rebase(1, "gate-east", 80.0)
    j.order("O-1", 2, "gate-east", 70.0, "P-1")
    j.order("O-2", 3, "gate-east", 60.0, "P-1")
    assert rules(j.lines) == []


def test_every_order_of_an_unlawful_approval_is_named():
    lines = storm()
    of(lines, "A-5")["body"]["by"] = "crew-1"
    assert [(f.record, f.rule) for f in check(lines).violations] == [
        (rid, "approver-role") for rid in ("A-5#1", "O-7#1", "O-8#1", "O-9#1")
    ]


def doubting(j: Journal, minute: float, stream: str, beside: dict[str, float], instead: float | None = None) -> None:
    body = {"id": f"estimate/{minute:g}", "at": clock(minute), "levels": {"pump-1.level": 2.0},
            "distrusted": {stream: {"key": "k"}}, "beside": {stream: beside},
            "instead": {} if instead is None else {stream: instead}}
    j.write("estimate", minute, "model-twin", body)


def opened(river: float, **neighbours: float) -> list[Line]:
    """The gate-east opened at minute 1; the lake at 2 m, the river gauge not believed, `mid` beside it."""
    j = approved(gate_east=20.0)
    doubting(j, 1, "river.level", {"mid.level": -0.2})
    streams = {"gate-east.level": 2.0, "river.level": river, "gate-east.seen": 10.0}
    streams |= {f"{name}.level": level for name, level in neighbours.items()}
    j.order("O-1", 1, "gate-east", 20.0, "P-1", inputs=[
        {"stream": s, "time": clock(0.5), "value": v} for s, v in streams.items()])
    return j.lines


def test_a_gate_opens_by_a_doubted_gauge_only_where_its_neighbour_says_so_too():
    assert rules(opened(1.0, mid=2.1)) == []
    assert rules(opened(1.0, mid=2.2)) == ["head-difference"]
    assert rules(opened(1.96, mid=1.0)) == ["head-difference"]
    assert rules(opened(1.0)) == ["doubted"]


def test_a_gauge_that_is_not_believed_with_nothing_in_its_place_is_a_signal_lost():
    def driven(instead: float | None) -> list[Line]:
        j = declared()
        doubting(j, 1, "river.level", {}, instead)
        j.order("O-1", 1, "gate-east", 0.0, mode="safe-state")
        return j.lines

    assert rules(driven(None)) == []
    assert rules(driven(1.0)) == ["safe-state-signal"]


def test_an_estimate_that_failed_takes_no_doubt_away():
    j = approved(gate_east=20.0)
    doubting(j, 1, "river.level", {})
    j.write("estimate", 1, "model-twin", {"id": "estimate/2", "at": clock(1), "levels": {}, "error": "no model"})
    j.order("O-1", 1, "gate-east", 20.0, "P-1")
    assert rules(j.lines) == ["doubted"]
