"""Half an hour in which the city looks ahead, follows what was decided, and plans its crews; written by hand.

Scores are reckoned by hand: three members of weight 0.5, 0.3 and 0.2, a quarter of each score is the dearest member.
"""

from typing import Any

from tests.banyan_check.small_journal import Journal, Line, clock, declared

WEIGHTS = {"street_m3": 1.0, "bank_m3": 1.0, "band_h": 20.0, "travel": 0.05, "starts": 2.0, "pump_h": 1.0,
           "stored_m3": 0.02, "worst": 0.25}  # fmt: skip
MEMBERS = [{"factor": 1.0, "late_min": 0.0, "weight": 0.5}, {"factor": 1.45, "late_min": 0.0, "weight": 0.3},
           {"factor": 0.7, "late_min": 30.0, "weight": 0.2}]  # fmt: skip
TIMES = [0, 10, 20, 30]
LAKE = "gate-east.level"


def costs(total: float) -> Line:
    """Half an hour out of the band, 40 % of gate travel, and water in streets for the rest."""
    return {"street_m3": total - 12.0, "bank_m3": 0.0, "band_h": 0.5, "travel": 40.0, "starts": 0.0, "pump_h": 0.0,
            "stored_m3": 0.0, "total": total}


def tried(name: str, score: float, *totals: float, **parameters: float) -> Line:
    return {"id": name, "parameters": parameters, "costs": [costs(total) for total in totals], "score": score}


def band(*expected: float) -> Line:
    return {"expected": list(expected), "low": [e - 0.1 for e in expected], "high": [e + 0.1 for e in expected]}


def estimate(name: str, minute: float, **more: Any) -> Line:
    return {"id": name, "at": clock(minute), "levels": {LAKE: 2.0}, "errors": {LAKE: 0.01}, "distrusted": {},
            "instead": {}, "beside": {}, "forecast": "F-1", "error": None} | more


def decision(name: str, of: str, minute: float, chosen: str, runner_up: str | None, *plans: Line, **more: Any) -> Line:
    courses = sum(len(plan["costs"]) for plan in plans)
    return {
        "id": name, "asked_at": clock(minute), "estimate": of, "forecast": "F-1", "horizon_h": 0.5,
        "members": [dict(m) for m in MEMBERS], "tried": list(plans), "chosen": chosen, "fallback": "rule",
        "runner_up": runner_up, "weights": dict(WEIGHTS), "branches": courses + 4, "would_change": [],
        "times": [clock(minute + t) for t in TIMES], "with_plan": {LAKE: band(2.0, 2.1, 2.2, 2.1)},
        "without": {LAKE: band(2.0, 2.3, 2.6, 2.7)}, "settings": {"gate-east": [10.0, 40.0, 40.0, 40.0]},
        "rain": band(6.0, 12.0, 12.0, 0.2), "spares": {}, "because": "time", "error": None,
    } | more  # fmt: skip


def failed(name: str, of: str, minute: float) -> Line:
    """There was no forecast any more."""
    return decision(name, of, minute, "rule", None, forecast=None, members=[], branches=0, times=[], with_plan={},
                    without={}, settings={}, rain=None, error="there is no forecast")


def demand(task: str, **more: Any) -> Line:
    return {"task": task, "case": f"C-{task}", "place": f"place-{task}", "action": "mobile-pump", "level": "III",
            "since": clock(5), "position": None, "skill": None, "equipment": [], "people": 100, "depth_m": 0.2,
            "expected_m": 0.3, "crew": None, "status": "waiting", "looked": False} | more


def hand(crew: str) -> Line:
    return {"crew": crew, "skills": [], "equipment": [], "at": [113.5, 22.5], "left_min": None, "task": None}


def allocation(name: str, minute: float, **more: Any) -> Line:
    """Three tasks and two crews; crew-2 gets to T-2 alone."""
    goes = [{"task": task, "place": f"place-{task}", "crew": crew, "expected_at": clock(minute + 10), "km": 3.0,
             "minutes": 10.0, "path": []} for task, crew in (("T-1", "crew-1"), ("T-2", "crew-2"))]
    waits = [{"task": "T-3", "why": {"key": "allocate.nobody", "args": {}}}]
    return {
        "id": name, "asked_at": clock(minute), "demands": [demand(t) for t in ("T-1", "T-2", "T-3")],
        "hands": [hand("crew-1"), hand("crew-2")], "closed": [],
        "minutes": [[10.0, None], [12.0, 10.0], [30.0, None]], "digest": "0" * 64,
        "weights": {"horizon_min": 120.0, "reference_m": 0.3, "people_unsaid": 100, "look_share": 0.25,
                    "per_km": 50.0, "turn_min": 5.0, "leave_min": 20.0},
        "plan": {"assignments": goes, "unserved": waits}, "worth": 21_700.0, "nearest": 20_000.0, "bound": 22_000.0,
        "gap": 300 / 22_000, "status": "feasible", "because": ["task"], "error": None,
    } | more  # fmt: skip


def made_of(*sources: str) -> list[tuple[str, str]]:
    return [("computed-from", source) for source in sources]


def decided() -> list[Line]:
    """D-1 is followed, D-2 decides nothing, D-3 chooses to do nothing; E-2 failed; AL-2 has no plan."""
    j = declared()
    forecast(j, "F-1", 0)
    ask(j, estimate("E-1", 5), decision(
        "D-1", "E-1", 5, "plan-1", "rule", tried("hold", 242.5, 100.0, 200.0, 400.0),
        tried("rule", 140.0, 100.0, 100.0, 200.0), tried("plan-1", 110.25, 80.0, 90.0, 150.0, lead_h=12.0),
        tried("plan-2", 300.0, 300.0, lead_h=3.0), tried("plan-3", 184.5, 100.0, 120.0, 300.0, lead_h=6.0)))
    follow(j, "P-1", 6, "D-1")
    j.decide("P-1", 6, authority="storm-leave")
    j.order("O-1", 6, "gate-east", 20.0, "P-1")
    j.confirm("O-1", 8, "gate-east", 20.0)
    j.write("allocation", 6.2, "allocate", allocation("AL-1", 6))
    j.write("estimate", 15.4, "model-twin", estimate("E-2", 15, levels={}, error="the model did not answer"))
    ask(j, estimate("E-3", 20, forecast=None), failed("D-2", "E-3", 20))
    j.propose("P-2", 21, expires=30, gate_east=30.0)
    ask(j, estimate("E-4", 30), decision(
        "D-3", "E-4", 30, "hold", "rule", tried("hold", 12.0, 12.0, 12.0, 12.0),
        tried("rule", 20.0, 20.0, 20.0, 20.0)))
    j.write("allocation", 31.2, "allocate", allocation(
        "AL-2", 31, plan={"assignments": [], "unserved": []}, worth=0.0, nearest=0.0, bound=0.0, gap=0.0,
        status="none", error="ValueError: a table without rows"))
    forecast(j, "F-2", 60)
    return j.lines


def forecast(j: Journal, name: str, minute: float) -> None:
    j.write("forecast", minute, "plant", {
        "id": name, "issued_at": clock(minute), "valid_until": clock(minute + 90), "start": clock(minute),
        "step_min": 60, "rain_mm_per_h": [6.0, 12.0], "tide_m": []})  # fmt: skip


def ask(j: Journal, told: Line, chosen: Line) -> None:
    """An estimate, and the decision made of it: known 20 s after they were asked."""
    minute = float(clock_minute(chosen["asked_at"])) + 1 / 3
    j.write("estimate", minute, "model-twin", told)
    j.write("decision", minute, "model-twin", chosen, *made_of(told["id"], *filter(None, [chosen["forecast"]])))


def follow(j: Journal, name: str, minute: float, of: str) -> None:
    """A proposal that follows a decision."""
    j.propose(name, minute, expires=minute + 20, gate_east=40.0)
    for proposal in (j.lines[-1]["body"], j._plans[name]):
        proposal["plan"]["decision"] = of
    j.lines[-1]["causes"] += [{"role": role, "id": source} for role, source in made_of(of)]


def clock_minute(said: str) -> int:
    """Minutes after 14:00."""
    return (int(said[11:13]) - 14) * 60 + int(said[14:16])
