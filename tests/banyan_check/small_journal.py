"""A short afternoon at Banyan Bay, written by hand: every kind of order once, all of it allowed.

Times are minutes after 14:00 UTC; record ids are the entity's id, a hash and a number, as the city writes them.
"""

import json
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from typing import Any

Line = dict[str, Any]
START = datetime(2026, 7, 24, 14, 0, tzinfo=UTC)

GATE = {
    "kind": "gate", "name": {"zh": "闸", "en": "gate"}, "standing": 20.0, "low": 0.0, "high": 100.0, "ramp": 10.0,
    "min_on_min": 0.0, "min_off_min": 0.0, "max_starts_per_h": 60, "band_foot": 1.0, "head_margin": 0.05,
    "stale_min": 10.0, "excludes": [], "confirm_min": 5.0, "downstream": "river.level", "safe": 0.0,
    "rated_m3s": 0.0, "start_level": None, "stop_level": None,
}  # fmt: skip
PUMP = GATE | {
    "kind": "pump", "min_on_min": 5.0, "min_off_min": 5.0, "max_starts_per_h": 2, "band_foot": None,
    "head_margin": 0.0, "downstream": None, "safe": None,
}  # fmt: skip


def clock(minute: float) -> str:
    return (START + timedelta(minutes=minute)).isoformat().replace("+00:00", "Z")


class Journal:
    """Records as the city would write them, one method a kind."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self._numbers: dict[str, int] = {}
        self._last: dict[str, tuple[float, float]] = {}
        self._plans: dict[str, Line] = {}

    def write(self, kind: str, minute: float, by: str, body: Line, *causes: tuple[str, str]) -> None:
        number = self._numbers[body["id"]] = self._numbers.get(body["id"], 0) + 1
        self.lines.append({
            "id": f"{body['id']}#{number}", "kind": kind, "schema": f"banyan.{kind}/1", "at": clock(minute), "by": by,
            "causes": [{"role": role, "id": of} for role, of in causes], "body": body, "meta": {},
        })  # fmt: skip

    def declare(self, of: str, value: Line, minute: float = 0) -> None:
        named = {"name": {"zh": value["id"], "en": value["id"]}} if of in ("role", "principal", "device") else {}
        body = {"id": f"{of}/{value['id']}", "of": of, "value": named | deepcopy(value)}
        self.write("declaration", minute, "city", body)

    def device(self, name: str, kind: Line, initial: float, **limits: Any) -> None:
        streams = {"thing": name, "level": f"{name}.level", "read_back": f"{name}.seen"}
        self.declare("device", kind | streams | {"id": name, "initial": initial} | limits)
        self._last[name] = (initial, 0)

    def propose(self, name: str, minute: float, expires: float, by: str = "rule", **targets: float) -> None:
        wanted = [{"device": d.replace("_", "-"), "setting": s} for d, s in targets.items()]
        plan = {"targets": wanted, "reason": {"key": "control.pre_drain", "args": {}}, "predicted": [],
                "expires_at": clock(expires)}
        self._plans[name] = {"id": name, "by": by, "plan": plan, "status": "open", "made_at": clock(minute),
                             "level": "III", "forecast": None, "decided_at": None, "decided_by": None}
        self.write("proposal", minute, by, deepcopy(self._plans[name]), ("computed-from", "reading/gate-east.level/7"))

    def end(self, name: str, minute: float, status: str) -> None:
        self.write("proposal", minute, "control", deepcopy(self._plans[name]) | {"status": status})

    def decide(self, name: str, minute: float, authority: str, by: str = "officer", yes: bool = True) -> None:
        body = {"id": name.replace("P", "A"), "proposal": name, "approve": yes, "by": by, "authority": authority,
                "at": clock(minute)}
        self.write("approval", minute, by, body, ("decides", name))
        self.end(name, minute, "approved" if yes else "refused")

    def order(self, name: str, minute: float, device: str, setting: float, proposal: str = "", **special: Any) -> None:
        """One set-point with fresh readings: the lake at 2 m, the river at 1 m, a gate where it was told to be."""
        was, since = self._last[device]
        gate = {"river.level": 1.0, f"{device}.seen": was} if device.startswith("gate") else {}
        streams = {f"{device}.level": 2.0} | gate
        inputs = [{"stream": s, "time": clock(minute - 1), "value": v} for s, v in streams.items()]
        approval = proposal.replace("P", "A") or "standing/safe-state"
        body = {"id": name, "device": device, "proposal": proposal, "approval": approval, "setting": setting,
                "previous": was, "previous_at": clock(since), "at": clock(minute), "outcome": "pass", "inputs": inputs,
                "mode": "normal", "interlock": None, "why": None} | special
        causes = [("approved-by", approval), ("ordered-by", proposal)] if proposal else []
        self.write("actuation", minute, "control", body, *causes)
        if body["outcome"] == "pass":
            self._last[device] = (setting, minute)

    def rebase(self, minute: float, device: str, seen: float) -> None:
        """The gate stands elsewhere than it was told to."""
        body = {"id": device, "ordered": seen, "ordered_at": clock(minute), "target": seen, "seen": seen,
                "seen_at": clock(minute)}
        self.write("device", minute, "control", body, ("re-based-on", f"reading/{device}.seen/9"))
        self._last[device] = (seen, minute)

    def confirm(self, order: str, minute: float, device: str, wanted: float) -> None:
        body = {"id": f"{order}/read-back", "order": order, "device": device, "agreed": True, "wanted": wanted,
                "seen": wanted, "at": clock(minute), "local_override": False}
        self.write("confirmation", minute, "control", body, ("confirms", order))

    def stop(self, minute: float, pulled: bool, by: str = "officer") -> None:
        self.write("stop", minute, by, {"id": "stop", "pulled": pulled, "by": by, "at": clock(minute)})


    def hand_over(self, name: str, written: float, recorded: float, by: str = "officer", **ended: Any) -> None:
        """A shift's note; `ended` is what became of it (confirmed_by, confirmed_at or replaced_by)."""
        facts = {"incidents": [], "cases": [], "waiting": [], "proposals": [], "distrusted": {}, "silent": [],
                 "devices": [], "crews": [], "shelved": [], "stop": None, "forecast": None, "out_of_service": {},
                 "control": "on"}
        body = {"id": name, "by": by, "at": clock(written), "note": "all quiet", "facts": facts, "confirmed_by": None,
                "confirmed_at": None, "replaced_by": None}
        self.write("handover", recorded, by, body | ended)


def declared() -> Journal:
    """The city at 14:00: who may do what, and what may be moved how."""
    j = Journal()
    j.declare("city", {"id": "banyan-bay", "timezone": "Asia/Shanghai", "tick": "PT10S"})
    j.declare("role", {"id": "duty-officer", "may": ["proposal.*", "stop.*", "standing.grant", "handover.*"],
                       "scope": ["*"]})
    j.declare("role", {"id": "controller", "may": ["proposal.make"], "scope": ["*"]})
    j.declare("role", {"id": "gatekeeper", "may": ["proposal.approve"], "scope": ["gate-west"]})
    j.declare("role", {"id": "crew", "may": ["task.report"], "scope": ["*"]})
    for who, roles in {"officer": ["duty-officer"], "chief": ["duty-officer", "controller"], "rule": ["controller"],
                       "keeper": ["gatekeeper"], "crew-1": ["crew"]}.items():
        j.declare("principal", {"id": who, "roles": roles})
    j.declare("standing-authority", {
        "id": "storm-leave", "holder": "rule", "granted_by": "officer", "devices": ["gate-east", "pump-1"],
        "max_change": 100.0, "starts_at": clock(0), "ends_at": clock(600),
    })  # fmt: skip
    j.device("gate-east", GATE, initial=10.0)
    j.device("gate-west", GATE, initial=30.0)
    j.device("pump-1", PUMP, initial=0.0)
    return j


def storm() -> list[Line]:
    """The whole afternoon. Orders O-8 to O-12 are the last of their devices: a forged one has nothing after it."""
    j = declared()
    j.propose("P-1", 1, expires=6, gate_east=40.0, pump_1=100.0)
    j.decide("P-1", 1, authority="storm-leave")
    j.order("O-1", 1, "gate-east", 20.0, "P-1")
    j.order("O-2", 1, "pump-1", 100.0, "P-1")
    j.order("O-3", 2, "gate-east", 30.0, "P-1")
    j.order("O-4", 3, "gate-east", 40.0, "P-1")
    j.confirm("O-2", 3, "pump-1", 100.0)
    j.confirm("O-4", 5, "gate-east", 40.0)
    j.propose("P-2", 9, expires=20, pump_1=0.0)
    j.decide("P-2", 10, authority="duty-officer")
    j.order("O-5", 10, "pump-1", 0.0, "P-2")
    j.confirm("O-5", 12, "pump-1", 0.0)
    j.propose("P-3", 12, expires=20, gate_east=5.0)
    j.decide("P-3", 12, authority="duty-officer", yes=False)
    j.propose("P-4", 14, expires=16, gate_east=60.0)
    j.end("P-4", 17, "expired")
    j.stop(20, pulled=True)
    j.stop(25, pulled=False)
    j.propose("P-5", 49, expires=55, gate_east=60.0, pump_1=100.0)
    j.decide("P-5", 49, authority="duty-officer")
    j.order("O-6", 49, "gate-east", 95.0, "P-5", outcome="refuse", interlock="ramp", why="55 % in 1 min")
    j.order("O-7", 50, "gate-east", 45.0, "P-5")
    j.order("O-8", 50, "pump-1", 100.0, "P-5")
    j.order("O-9", 51, "gate-east", 50.0, "P-5")
    j.order("O-10", 51, "gate-west", 20.0, mode="safe-state", inputs=[
        {"stream": "gate-west.level", "time": clock(30), "value": 2.0},
        {"stream": "gate-west.seen", "time": clock(50), "value": 30.0},
    ])  # fmt: skip
    j.hand_over("H-1", 52, 52)
    j.hand_over("H-1", 52, 53, replaced_by="H-2")
    j.hand_over("H-2", 53, 53)
    j.hand_over("H-2", 53, 54, confirmed_by="chief", confirmed_at=clock(54))
    return j.lines


def of(lines: list[Line], rid: str) -> Line:
    """The record with an id (the first one of its entity, unless a number says which)."""
    return next(line for line in lines if line["id"] == (rid if "#" in rid else f"{rid}#1"))


def ndjson(lines: list[Line]) -> bytes:
    return b"".join(json.dumps(line, ensure_ascii=False).encode() + b"\n" for line in lines)
