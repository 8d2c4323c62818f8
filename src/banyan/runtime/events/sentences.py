"""Records as events: each kind of record says what happened in one sentence, or nothing where nothing did."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import msgspec
from msgspec.structs import replace

from banyan.model.forecast import Forecast
from banyan.model.level import Level
from banyan.model.record import Record
from banyan.model.text import Said
from banyan.model.time import minutes
from banyan.runtime.events import machines
from banyan.runtime.events.context import Body, Context
from banyan.runtime.events.shape import GROUP_OF, LogLine

LATE_MIN = 2.0         # a crew that comes this much after its time is said to be late
RAIN_H = 3             # a forecast is told by the rain of so many hours
QUOTED = 300           # characters of a program's own words


def of(sequence: int, rec: Record, context: Context) -> list[LogLine]:
    """The events of one record. A record that lacks what its kind promises says nothing: the journal has it anyway."""
    say = _SAY.get(rec.kind)
    if say is None:
        return []
    blank = LogLine(sequence, rec.at, GROUP_OF[rec.kind], Said(""), str(rec.id))
    try:
        return list(say(blank, rec, context))
    except (KeyError, TypeError, ValueError, AttributeError):
        return []


def _alert(e: LogLine, rec: Record, c: Context) -> Iterator[LogLine]:
    b, was = rec.body, c.before(rec)
    roles = {cause.role for cause in rec.causes}
    args = {"place": b["place"], "level": f"events.level.{b['level']}"}
    told = replace(e, level=Level(b["level"]), subject=b["place"], incident=c.incident(b["id"]))
    because = _said(b["reason"])
    if "acknowledged-by" in roles:
        yield replace(told, said=Said("events.alert.acknowledged", args | {"who": b["acknowledged_by"]}))
    elif "shelved-by" in roles:
        shelf = {"who": rec.by, "until": b["shelved_until"]}
        yield replace(told, said=Said("events.alert.shelved", args | shelf))
    elif "cleared-by" in roles:
        yield replace(told, said=Said("events.alert.cleared", args), detail=because)
    elif not was or not was["present"]:
        key = "again" if was else "raised"
        yield replace(told, said=Said(f"events.alert.{key}", args), detail=because)
    elif was["level"] != b["level"]:
        key = "graver" if Level(b["level"]).rank > Level(was["level"]).rank else "milder"
        yield replace(told, said=Said(f"events.alert.{key}", args), detail=because)
    elif was["shelved_until"] and not b["shelved_until"]:
        yield replace(told, said=Said("events.alert.unshelved", args))


def _case(e: LogLine, rec: Record, c: Context) -> Iterator[LogLine]:
    b, was = rec.body, c.before(rec)
    told = replace(e, level=Level(b["level"]), subject=b["place"], incident=b["incident"])
    args = {"place": b["place"], "level": f"events.level.{b['level']}"}
    if not was:
        yield replace(told, said=Said("events.case.opened", args | {"type": b["type"], "owner": b["owner"]}))
    elif b["status"] == "closed" and was["status"] != "closed":
        by_person = rec.by != "command"
        key = "events.case.closed_by" if by_person else "events.case.closed"
        yield replace(told, said=Said(key, args | ({"who": rec.by} if by_person else {})))
    elif b["status"] == "fed-back" and was["status"] != "fed-back":
        yield replace(told, said=Said("events.case.fed_back", args))
    elif Level(b["level"]).rank > Level(was["level"]).rank:
        yield replace(told, said=Said("events.case.graver", args))


def _task(e: LogLine, rec: Record, c: Context) -> Iterator[LogLine]:
    b, was = rec.body, c.before(rec)
    case = c.first(b["case"])
    level = Level(case["level"]) if case else None
    told = replace(e, level=level, subject=b["place"], incident=case.get("incident"))
    args = {"place": b["place"], "crew": b["crew"] or was.get("crew") or ""}
    key, more = _step(b, was)
    if key is not None:
        yield replace(told, said=Said(f"events.crew.{key}", args | more), detail=_said(b["why"]))


def _step(b: Body, was: Body) -> tuple[str | None, dict[str, str]]:
    """What a task's record changed, as the end of a key, with its arguments."""
    status, before = b["status"], was.get("status")
    if status == "waiting":
        lost = was.get("crew") is not None
        return ("lost" if lost else "waits" if b["why"] and b["why"] != was.get("why") else None), {}
    if status == "travelling":
        due = b["expected_at"]
        if b["crew"] != was.get("crew"):
            return ("sent_due", {"at": due}) if due else ("sent", {})
        return ("delayed", {"at": due}) if due and due != was.get("expected_at") else (None, {})
    if status in ("on-site", "working") and not was.get("arrived_at"):
        late = _minutes_late(was.get("expected_at"), b["arrived_at"])
        return ("arrived_late", {"minutes": f"{late:.0f}"}) if late >= LATE_MIN else ("arrived", {})
    if status == before:
        return None, {}
    return status, {}


def _minutes_late(expected: str | None, arrived: str | None) -> float:
    if not expected or not arrived:
        return 0.0
    return (datetime.fromisoformat(arrived) - datetime.fromisoformat(expected)).total_seconds() / 60


def _escalation(e: LogLine, rec: Record, c: Context) -> Iterator[LogLine]:
    b = rec.body
    case = c.first(b["case"])
    told = replace(e, level=Level(case["level"]), subject=case["place"], incident=case["incident"])
    args = {"place": case["place"], "to": b["to"], "what": f"events.due.{b['what']}"}
    key = "silent" if b["what"] == "crew-silent" else "late"
    yield replace(told, said=Said(f"events.escalation.{key}", args))


def _stop(e: LogLine, rec: Record, _: Context) -> Iterator[LogLine]:
    key = "pulled" if rec.body["pulled"] else "released"
    yield replace(e, said=Said(f"events.stop.{key}", {"who": rec.body["by"]}))


def _forecast(e: LogLine, rec: Record, _: Context) -> Iterator[LogLine]:
    issue = msgspec.convert(rec.body, Forecast)
    mm = issue.rain_between(issue.issued_at, issue.issued_at + minutes(60 * RAIN_H))
    yield replace(e, said=Said("events.forecast", {"hours": f"{RAIN_H}", "mm": f"{mm:.0f}"}))


def _reject(e: LogLine, rec: Record, _: Context) -> Iterator[LogLine]:
    b = rec.body
    quote = f"{b['where']}; {b['expected']} expected"
    yield replace(e, said=Said("events.reject", {"reason": f"events.reason.{b['reason']}"}), quote=quote[:QUOTED])


def _intent(e: LogLine, rec: Record, _: Context) -> Iterator[LogLine]:
    """What was done of a wish has records of its own."""
    b = rec.body
    if b["result"] == "refused":
        said = Said("events.intent.refused", {"who": b["by"], "action": f"events.action.{b['action']}"})
        yield replace(e, said=said, quote=(b["why"] or "")[:QUOTED])


def _handover(e: LogLine, rec: Record, c: Context) -> Iterator[LogLine]:
    b, was = rec.body, c.before(rec)
    if not was:
        yield replace(e, said=Said("events.handover.written", {"who": b["by"]}))
    elif b["confirmed_by"] and not was["confirmed_by"]:
        yield replace(e, said=Said("events.handover.confirmed", {"who": b["confirmed_by"]}))


def _rule_status(e: LogLine, rec: Record, _: Context) -> Iterator[LogLine]:
    b = rec.body
    key = "back" if b["in_service"] else "out"
    yield replace(e, said=Said(f"events.rule.{key}", {"rule": b["id"]}), quote=(b["error"] or "")[:QUOTED] or None)


def _clock(e: LogLine, rec: Record, _: Context) -> Iterator[LogLine]:
    yield replace(e, said=Said("events.clock", {"left": rec.body["left_at"], "on": rec.body["went_on_at"]}))


def _declaration(e: LogLine, rec: Record, _: Context) -> Iterator[LogLine]:
    """Only whether orders leave: what the folder declares is in the folder."""
    if rec.body["id"] == "run/serve":
        yield replace(e, said=Said(f"events.control.{rec.body['value']['control']}"))


def _said(body: Any) -> Said | None:
    return Said(body["key"], dict(body.get("args", {}))) if body else None


_SAY: dict[str, Callable[[LogLine, Record, Context], Iterator[LogLine]]] = {
    "alert": _alert, "case": _case, "task": _task, "escalation": _escalation, "stop": _stop, "forecast": _forecast,
    "reject": _reject, "intent": _intent, "handover": _handover, "rule-status": _rule_status, "clock": _clock,
    "declaration": _declaration, **machines.SAY,
}  # fmt: skip
