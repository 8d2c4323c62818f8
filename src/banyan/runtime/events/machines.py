"""Events of control: proposals and decisions on them, movements, refusals with their numbers, looks ahead, gauges."""

from collections.abc import Callable, Iterator

from msgspec.structs import replace

from banyan.model.record import Record
from banyan.model.text import Said
from banyan.runtime.events.context import Body, Context
from banyan.runtime.events.shape import LogLine

QUOTED = 300


def _proposal(e: LogLine, rec: Record, c: Context) -> Iterator[LogLine]:
    b = rec.body
    target = _target(b, c)
    told = replace(e, subject=target["device"])
    if b["status"] == "open":
        n = len(b["plan"]["targets"]) - 1
        key, more = ("made_many", {"n": str(n)}) if n else ("made", {})
        reason = b["plan"]["reason"]
        because = Said(reason["key"], dict(reason.get("args", {})))
        yield replace(told, said=Said(f"events.proposal.{key}", target | more), detail=because)
    elif b["status"] in ("expired", "superseded"):
        yield replace(told, said=Said(f"events.proposal.{b['status']}", target))


def _approval(e: LogLine, rec: Record, c: Context) -> Iterator[LogLine]:
    b = rec.body
    proposal = c.first(b["proposal"])
    if not proposal:
        return
    target = _target(proposal, c)
    standing = "holder" in c.declared.get(b["authority"], {})
    key = "no" if not b["approve"] else "standing" if standing else "yes"
    yield replace(e, said=Said(f"events.approval.{key}", target | {"who": b["by"]}), subject=target["device"])


def _actuation(e: LogLine, rec: Record, c: Context) -> Iterator[LogLine]:
    """The first order of a movement tells where it goes; the steps of its ramp are in the chain."""
    b = rec.body
    told = replace(e, subject=b["device"])
    if b["outcome"] == "refuse":
        said = Said("events.order.refused", {"device": b["device"], "setting": _setting(b["device"], b["setting"], c)})
        yield replace(told, said=said, detail=_interlock(b, c), quote=(b["why"] or "")[:QUOTED] or None)
    elif b["mode"] == "normal" and c.first_step(rec):
        targets = c.first(b["proposal"]).get("plan", {}).get("targets", ())
        goal = next((t["setting"] for t in targets if t["device"] == b["device"]), b["setting"])
        args = {"device": b["device"], "from": _setting(b["device"], b["previous"], c),
                "to": _setting(b["device"], goal, c)}
        key = "switched" if _is_pump(b["device"], c) else "begins"
        yield replace(told, said=Said(f"events.order.{key}", args))


def _confirmation(e: LogLine, rec: Record, c: Context) -> Iterator[LogLine]:
    b = rec.body
    device = b["device"]
    if b["seen"] is None:
        seen = "events.unknown"
    else:
        seen = f"{b['seen']:.1f} m³/s" if _is_pump(device, c) else f"{b['seen']:.0f} %"
    args = {"device": device, "wanted": _setting(device, b["wanted"], c), "seen": seen}
    key = "done" if b["agreed"] else "not_followed"
    yield replace(e, said=Said(f"events.order.{key}", args), subject=device)


def _device(e: LogLine, rec: Record, c: Context) -> Iterator[LogLine]:
    b, was = rec.body, c.before(rec)
    for field, key in (("safe", "safe"), ("local_override", "local")):
        if b[field] != was.get(field, False):
            end = "" if b[field] else "_over"
            yield replace(e, said=Said(f"events.device.{key}{end}", {"device": b["id"]}), subject=b["id"])


def _decision(e: LogLine, rec: Record, _: Context) -> Iterator[LogLine]:
    b = rec.body
    if b.get("error"):
        yield replace(e, said=Said("events.decision.failed"), quote=b["error"][:QUOTED])
        return
    plan = b["chosen"] if b["chosen"] in ("rule", "hold") else "other"
    args = {"plan": f"events.plan.{plan}", "with": _street(b, b["chosen"]), "without": _street(b, "hold")}
    yield replace(e, said=Said("events.decision.made", args))


def _street(b: Body, plan: str) -> str:
    """m³ on the streets if a plan is followed: the mean over the forecast's members by weight."""
    costs: list[Body] = next((t["costs"] for t in b["tried"] if t["id"] == plan), [])
    if not costs or len(costs) < len(b["members"]):
        return "events.unknown"
    total = sum(m["weight"] for m in b["members"]) or 1.0
    mean = sum(m["weight"] * cost["street_m3"] for m, cost in zip(b["members"], costs, strict=True)) / total
    return f"{mean:.0f}"


def _estimate(e: LogLine, rec: Record, c: Context) -> Iterator[LogLine]:
    """Only what changed since the estimate before."""
    now = rec.body.get("distrusted", {})
    before = c.journal.latest("estimate", e.sequence - 1)
    was = before.body.get("distrusted", {}) if before is not None else {}
    for gauge, why in now.items():
        if gauge not in was:
            said = Said("events.gauge.distrusted", {"gauge": gauge})
            yield replace(e, said=said, detail=Said(why["key"], dict(why.get("args", {}))), subject=_owner(gauge, c))
    for gauge in was:
        if gauge not in now:
            yield replace(e, said=Said("events.gauge.believed", {"gauge": gauge}), subject=_owner(gauge, c))


def _owner(stream: str, c: Context) -> str | None:
    thing = c.declared.get(stream, {}).get("thing")
    return str(thing) if thing is not None else None


def _target(proposal: Body, c: Context) -> dict[str, str]:
    """The first of a plan's targets, as arguments."""
    first = proposal["plan"]["targets"][0]
    return {"device": first["device"], "setting": _setting(first["device"], first["setting"], c)}


def _is_pump(device: str, c: Context) -> bool:
    return c.declared.get(device, {}).get("kind") == "pump"


def _setting(device: str, value: float | None, c: Context) -> str:
    if value is None:
        return "events.unknown"
    if _is_pump(device, c):
        return "events.pump.on" if value > 0 else "events.pump.off"
    return f"{value:.0f} %"


# Which limit of a device an interlock is about, where it is one number.
_LIMITS = {"level-band": "band_foot", "ramp": "ramp", "minimum-on": "min_on_min", "minimum-off": "min_off_min",
           "starts-per-hour": "max_starts_per_h", "staleness": "stale_min"}


def _interlock(b: Body, c: Context) -> Said | None:
    """Why an interlock refused, with the numbers that it looked at."""
    if not b["interlock"]:
        return None
    device = c.declared.get(b["device"], {})
    seen = {r["stream"]: r["value"] for r in b["inputs"] if r["value"] is not None}
    args = {
        "device": b["device"], "setting": _setting(b["device"], b["setting"], c),
        "from": _setting(b["device"], b["previous"], c), "limit": _number(device.get(_LIMITS.get(b["interlock"], ""))),
        "level": _metres(seen.get(device.get("level"))), "upstream": _metres(seen.get(device.get("level"))),
        "downstream": _metres(seen.get(device.get("downstream"))),
        "seen": _setting(b["device"], seen.get(device.get("read_back")), c),
    }  # fmt: skip
    return Said(f"events.interlock.{b['interlock']}", args)


def _metres(value: float | None) -> str:
    return "events.unknown" if value is None else f"{value:.2f}"


def _number(value: float | None) -> str:
    return "events.unknown" if value is None else f"{value:g}"


SAY: dict[str, Callable[[LogLine, Record, Context], Iterator[LogLine]]] = {
    "proposal": _proposal, "approval": _approval, "actuation": _actuation, "confirmation": _confirmation,
    "device": _device, "decision": _decision, "estimate": _estimate,
}  # fmt: skip
