"""Looks ahead as screens see them: the list of them, one in full, and a level's expected curve."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from banyan.model.ports import Store
from banyan.model.record import Record
from banyan.model.time import Instant
from banyan.runtime.desk import DecisionLine
from banyan.runtime.results import STALE

KIND = "decision"
MOST = 200       # in one list: two days at one in fifteen minutes
Body = Mapping[str, Any]


def decisions(store: Store, begin: Instant, end: Instant) -> list[DecisionLine]:
    """Those asked from `begin` to `end`, oldest first; of more than MOST the last ones."""
    found: list[DecisionLine] = []
    for _, rec in store.records(store.sequence_at(begin), KIND):
        told = line(rec)
        if begin <= told.asked_at <= end:
            found.append(told)
        if rec.at > end and told.asked_at > end:
            break
    return found[-MOST:]


def line(rec: Record) -> DecisionLine:
    body = rec.body
    named = {"hold", "rule", body["chosen"], body["fallback"], body.get("runner_up")}
    return DecisionLine(
        id=str(body["id"]), asked_at=datetime.fromisoformat(body["asked_at"]),
        because=body.get("because", "time"), chosen=body["chosen"], fallback=body["fallback"],
        runner_up=body.get("runner_up"),
        scores={t["id"]: t["score"] for t in body["tried"] if t["id"] in named},
        tried=len(body["tried"]), error=body.get("error"),
    )  # fmt: skip


def decision(store: Store, rid: str) -> dict[str, Any]:
    """One look ahead in full. Raises KeyError for an id that is none."""
    found = [rec for rec in store.of_entity(rid) if rec.kind == KIND]
    if not found:
        raise KeyError(rid)
    return found[-1].body


def standing(store: Store, upto: int, now: Instant) -> Body | None:
    """The last look ahead up to a sequence number, where it may still be relied on at `now`; else nobody knows."""
    rec = store.latest(KIND, upto)
    if rec is None or rec.body.get("error") or not rec.body.get("times"):
        return None
    return rec.body if now - datetime.fromisoformat(rec.body["asked_at"]) <= STALE else None


def expected(body: Body, stream: str) -> dict[str, Any]:
    """The fields of a `Series` that say what is expected of a stream; {} where the look ahead has none."""
    band = body.get("with_plan", {}).get(stream)
    if band is None:
        return {}
    without = body.get("without", {}).get(stream, {}).get("expected", [])
    return {
        "forecast_time": [datetime.fromisoformat(t) for t in body["times"]],
        "forecast_low": band["low"], "forecast_high": band["high"], "forecast_expected": band["expected"],
        "without": without, "decision": body["id"], "decided_at": datetime.fromisoformat(body["asked_at"]),
    }  # fmt: skip
