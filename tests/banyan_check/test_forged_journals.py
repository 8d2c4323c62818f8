"""One forged journal per rule: each is the valid one with the least change that breaks that rule, and no other."""

import re
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path

import pytest

import banyan_check
from banyan_check import check
from tests.banyan_check.small_journal import Journal, Line, clock, declared, of, storm

Forge = Callable[[list[Line]], object]


def body(rid: str, **fields: object) -> Forge:
    """Change fields of one record's body."""
    return lambda lines: of(lines, rid)["body"].update(fields)


def value(rid: str, **fields: object) -> Forge:
    """Change a declaration."""
    return lambda lines: of(lines, rid)["body"]["value"].update(fields)


def line(rid: str, **fields: object) -> Forge:
    """Change fields of the record itself."""
    return lambda lines: of(lines, rid).update(fields)


def every(*forges: Forge) -> Forge:
    return lambda lines: [forge(lines) for forge in forges]


def plan(name: str, **fields: object) -> Forge:
    """Change a plan in every record of its proposal."""

    def forge(lines: list[Line]) -> None:
        for found in lines:
            if found["kind"] == "proposal" and found["body"]["id"] == name:
                found["body"]["plan"].update(fields)

    return forge


def by(name: str, who: str) -> Forge:
    """Change a proposer in every record of the proposal."""

    def forge(lines: list[Line]) -> None:
        for found in lines:
            if found["kind"] == "proposal" and found["body"]["id"] == name:
                found["body"]["by"] = who

    return forge


def link(rid: str, role: str, to: str) -> Forge:
    """Change a reference in the body and in the cause that repeats it."""
    field = {"approved-by": "approval", "ordered-by": "proposal", "decides": "proposal"}[role]

    def forge(lines: list[Line]) -> None:
        of(lines, rid)["body"][field] = to
        for cause in of(lines, rid)["causes"]:
            if cause["role"] == role:
                cause["id"] = to

    return forge


def reading(rid: str, stream: str, **fields: object) -> Forge:
    return lambda lines: next(r for r in of(lines, rid)["body"]["inputs"] if r["stream"] == stream).update(fields)


def found_at(device: str, ordered: float, seen: float) -> Forge:
    """At the end, the device is said to be found somewhere."""
    def forge(lines: list[Line]) -> None:
        body = {"id": device, "ordered": ordered, "ordered_at": clock(55), "target": ordered, "seen": seen,
                "seen_at": clock(55)}
        lines.append({"id": f"{device}#1", "kind": "device", "schema": "banyan.device/1", "at": clock(55),
                      "by": "control", "causes": [{"role": "re-based-on", "id": f"reading/{device}.seen/9"}],
                      "body": body, "meta": {}})
    return forge


def without_reading(rid: str, stream: str) -> Forge:
    def forge(lines: list[Line]) -> None:
        inputs = of(lines, rid)["body"]["inputs"]
        inputs[:] = [r for r in inputs if r["stream"] != stream]

    return forge


def without(rid: str) -> Forge:
    return lambda lines: lines.remove(of(lines, rid))


def inserted(before: str, write: Callable[[Journal], None]) -> Forge:
    """Put further records in front of one."""

    def forge(lines: list[Line]) -> None:
        journal = Journal()
        write(journal)
        for number, found in enumerate(journal.lines):
            found["id"] += f"-forged-{number}"
        at = lines.index(of(lines, before))
        lines[at:at] = journal.lines

    return forge


def doubted(stream: str, minute: float = 50.5, instead: float | None = None, before: str = "O-9") -> Forge:
    """An estimate that doesn't believe a gauge, in front of an order."""
    body = {"id": "estimate/1", "at": clock(minute), "levels": {"pump-1.level": 2.0}, "errors": {},
            "distrusted": {stream: {"key": "k"}}, "instead": {} if instead is None else {stream: instead},
            "beside": {}, "forecast": None, "error": None}
    return inserted(before, lambda j: j.write("estimate", minute, "model-twin", body))


def foreseen(j: Journal, *causes: str) -> None:
    """An alert of expected water."""
    body = {"id": "expected/a/a@1", "rule": "expected/a", "present": True}
    j.write("alert", 50.5, "judge", body, *(("raised-by", cause) for cause in causes))


def targets(east: float, pump: float = 100.0) -> list[Line]:
    return [{"device": "gate-east", "setting": east}, {"device": "pump-1", "setting": pump}]


def approval(name: str, decides: str, minute: float) -> Callable[[Journal], None]:
    """A further yes of the duty officer."""
    body = {"id": name, "proposal": decides, "approve": True, "by": "officer", "authority": "duty-officer",
            "at": clock(minute)}
    return lambda j: j.write("approval", minute, "officer", body, ("decides", decides))


def status(name: str, minute: float, now: str) -> Forge:
    """A further status of a proposal, in front of O-9."""

    def forge(lines: list[Line]) -> None:
        last = dict(of(lines, f"{name}#1"))
        last |= {"id": f"{name}#9", "at": clock(minute), "body": last["body"] | {"status": now}}
        lines.insert(lines.index(of(lines, "O-9")), last)

    return forge


EAST, WEST, PUMP = "device/gate-east", "device/gate-west", "device/pump-1"
LEAVE = "standing-authority/storm-leave"

FORGED: list[tuple[str, str, str, Forge]] = [
    # rule, the record it must name, what is forged, how
    ("finite", "O-9#1", "a set-point that is no number", body("O-9", setting=None)),
    ("finite", "O-9#1", "a set-point without end", body("O-9", setting=float("inf"))),
    ("device", "O-9#1", "a device nobody declared", body("O-9", device="gate-ghost")),
    ("range", "O-4#1", "a gate above its highest setting", value(EAST, high=35.0)),
    ("range", "O-10#1", "a gate below its lowest setting", value(WEST, low=25.0)),
    ("range", "O-8#1", "a pump run at half",
     every(body("O-8", setting=50.0), plan("P-5", targets=targets(60.0, 50.0)))),
    ("ramp", "O-9#1", "12 % in a minute where 10 are allowed", body("O-9", setting=57.0)),
    ("ramp", "O-10#1", "a ramp too slow for the way to the safe state", value(WEST, ramp=0.1)),
    ("min-on", "O-5#1", "a pump stopped after 9 of 15 minutes", value(PUMP, min_on_min=15.0)),
    ("min-off", "O-8#1", "a pump started after 40 of 60 minutes", value(PUMP, min_off_min=60.0)),
    ("starts-per-hour", "O-8#1", "a second start within the hour", value(PUMP, max_starts_per_h=1)),
    ("level-band", "O-9#1", "a gate opened below the foot of the band",
     every(reading("O-9", "gate-east.level", value=0.99), reading("O-9", "river.level", value=0.5))),
    ("head-difference", "O-9#1", "a gate opened against the river", reading("O-9", "river.level", value=1.95)),
    ("head-difference", "O-9#1", "a gate opened by a river gauge that isn't believed",
     doubted("river.level", instead=1.96)),
    ("level-band", "O-9#1", "a gate opened by a lake gauge that isn't believed",
     every(doubted("gate-east.level", instead=0.99), reading("O-9", "river.level", value=0.5))),
    ("foreseen", "expected/a/a@1#1-forged-0", "expected water that no look ahead saw",
     inserted("O-9", lambda j: foreseen(j, "reading/a/1"))),
    ("foreseen", "expected/a/a@1#1-forged-0", "expected water that nothing saw",
     inserted("O-9", lambda j: foreseen(j))),
    ("doubted", "O-9#1", "a gate moved by a gauge that isn't believed, with nothing in its place",
     doubted("gate-east.level")),
    ("doubted", "O-9#1", "a gate moved by the model's level an hour after it", doubted("river.level", -10, 1.0)),
    ("staleness", "O-9#1", "a level 11 minutes old", reading("O-9", "gate-east.level", time=clock(40))),
    ("staleness", "O-9#1", "a river 11 minutes old", reading("O-9", "river.level", time=clock(40))),
    ("staleness", "O-9#1", "a level from the future", reading("O-9", "gate-east.level", time=clock(53))),
    ("inputs", "O-9#1", "no level", without_reading("O-9", "gate-east.level")),
    ("inputs", "O-9#1", "no river level", without_reading("O-9", "river.level")),
    ("inputs", "O-8#1", "a sump without a value", reading("O-8", "pump-1.level", value=None)),
    ("inputs", "O-9#1", "two levels to choose from", lambda lines: of(lines, "O-9")["body"]["inputs"].append(
        {"stream": "gate-east.level", "time": clock(50), "value": 2.0})),
    ("position", "O-9#1", "a gate ordered from where it isn't", reading("O-9", "gate-east.seen", value=26.9)),
    ("inputs", "O-9#1", "nothing says where the gate stands", without_reading("O-9", "gate-east.seen")),
    ("re-base", "gate-east#1", "a position that no read-back says", found_at("gate-east", 42.0, 41.0)),
    ("re-base", "pump-1#1", "a position of no gate", found_at("pump-1", 0.0, 0.0)),
    ("exclusion", "O-2#1", "a pump started while its other is open", value(PUMP, excludes=["gate-east"])),
    ("position", "O-9#1", "a gate ordered from where it isn't", reading("O-9", "gate-east.seen", value=26.9)),
    ("inputs", "O-9#1", "nothing says where the gate stands", without_reading("O-9", "gate-east.seen")),
    ("re-base", "gate-east#1", "a position that no read-back says", found_at("gate-east", 42.0, 41.0)),
    ("re-base", "pump-1#1", "a position of no gate", found_at("pump-1", 0.0, 0.0)),
    ("exclusion", "O-2#1", "the same, declared by the other one", value(EAST, excludes=["pump-1"])),
    ("expiry", "O-7#1", "a start after the expiry", plan("P-5", expires_at=clock(49.5))),
    ("previous", "O-9#1", "another setting before", body("O-9", previous=44.0)),
    ("previous", "O-9#1", "another time before", body("O-9", previous_at=clock(49))),
    ("previous", "O-1#1", "an initial setting older than the journal", body("O-1", previous_at=clock(-1))),
    ("previous", "O-9#1", "a time before that comes after", body("O-9", previous_at=clock(52))),
    ("overshoot", "O-9#1", "past the approved target", plan("P-5", targets=targets(48.0))),
    ("overshoot", "O-9#1", "away from the approved target", body("O-9", setting=44.0)),
    ("target", "O-7#1", "a device the plan doesn't name", plan("P-5", targets=targets(60.0)[1:])),
    ("target", "O-7#1", "two targets to choose from", plan("P-5", targets=[*targets(60.0), *targets(70.0)[:1]])),
    ("emergency-stop", "O-7#1", "a stop that nobody released", without("stop#2")),
    ("stop-release", "stop#2", "a release by a crew", body("stop#2", by="crew-1")),
    ("advisory", "O-7#1", "an order while nobody took orders", inserted("P-5", lambda j: j.declare(
        "run", {"id": "serve", "control": "advisory"}, minute=48))),
    ("refusal", "O-6#1", "a refusal without its interlock", body("O-6", interlock=None)),
    ("refusal", "O-9#1", "a refused order that was passed", body("O-9", interlock="ramp")),
    ("safe-state-target", "O-10#1", "away from the safe state", body("O-10", setting=35.0)),
    ("safe-state-target", "O-10#1", "moved where holding is safe", value(WEST, safe=None)),
    ("safe-state-signal", "O-10#1", "a safe state with the signals there",
     reading("O-10", "gate-west.level", time=clock(41))),
    ("safe-state-approval", "O-10#1", "a safe state on somebody's approval", body("O-10", approval="A-5")),
    ("proposal-exists", "O-9#1", "a proposal nobody made", link("O-9", "ordered-by", "P-99")),
    ("proposal-exists", "A-4#1-forged-0", "an approval of nothing", inserted("P-5", approval("A-4", "P-99", 26))),
    ("proposal-changed", "P-5#2", "a plan changed after it was proposed",
     lambda lines: of(lines, "P-5#2")["body"]["plan"].update(targets=targets(90.0))),
    ("proposal-changed", "P-5#2", "a proposer changed afterwards", body("P-5#2", by="chief")),
    ("proposal-ended", "O-9#1", "an order on a superseded proposal", status("P-5", 51, "superseded")),
    ("proposer", "P-5#1", "a proposal by a crew", by("P-5", "crew-1")),
    ("proposer", "P-5#1", "a proposal by nobody known", by("P-5", "stranger")),
    ("proposer", "P-5#1", "a proposer whose role covers another device", every(
        value("role/controller", scope=["gate-west"]), by("P-1", "chief"), value(LEAVE, holder="chief"))),
    ("approval-exists", "O-9#1", "an approval nobody gave", link("O-9", "approved-by", "A-99")),
    ("approval-yes", "O-7#1", "a no taken for a yes", body("A-5", approve=False)),
    ("approval-proposal", "O-9#1", "the approval of another proposal", link("O-9", "approved-by", "A-2")),
    ("approval-time", "A-5#1", "an approval given after the order", body("A-5", at=clock(52))),
    ("approver-role", "A-5#1", "a role that doesn't grant it", body("A-5", by="crew-1", authority="crew")),
    ("approver-role", "A-5#1", "a role the approver doesn't hold", body("A-5", by="crew-1")),
    ("approver-role", "A-5#1", "an approver nobody knows", body("A-5", by="stranger")),
    ("approver-role", "A-5#1", "an authority nobody declared", body("A-5", authority="emperor")),
    ("approver-role", "A-5#1", "a role that lost the right",
     value("role/duty-officer", may=["stop.*", "standing.grant", "handover.*"])),
    ("approver-scope", "O-7#1", "a role for another gate", body("A-5", by="keeper", authority="gatekeeper")),
    ("self-approval", "A-5#1", "a proposer who approves", every(by("P-5", "chief"), body("A-5", by="chief"))),
    ("standing-holder", "A-1#1", "leave given to another", value(LEAVE, holder="chief")),
    ("standing-grantor", "A-1#1", "leave given by who may not", value(LEAVE, granted_by="crew-1")),
    ("standing-grantor", "A-1#1", "leave given to oneself", value(LEAVE, granted_by="rule")),
    ("standing-devices", "O-1#1", "leave for another device", value(LEAVE, devices=["pump-1"])),
    ("standing-window", "A-1#1", "leave that has ended", value(LEAVE, ends_at=clock(0.5))),
    ("standing-window", "A-1#1", "leave that hasn't begun", value(LEAVE, starts_at=clock(2))),
    ("standing-max-change", "O-2#1", "more than leave was given for", value(LEAVE, max_change=99.0)),
    ("decided-once", "A-9#1-forged-0", "a second yes", inserted("P-3", approval("A-9", "P-2", 12))),
    ("decided-once", "A-9#1-forged-0", "a yes after a no", inserted("P-4", approval("A-9", "P-3", 12))),
    ("decided-once", "P-5#9", "a refusal after the approval", lambda lines: [
        status("P-5", 51, "refused")(lines), lines.remove(of(lines, "O-9"))]),
    ("late-approval", "A-4#1-forged-0", "a yes to what has expired", inserted("stop", approval("A-4", "P-4", 18))),
    ("late-approval", "A-8#1-forged-1", "a yes after the expiry, before anybody noticed", inserted("P-5", lambda j: (
        j.propose("P-8", 26, expires=27, pump_1=100.0), approval("A-8", "P-8", 28)(j))[-1])),
    ("well-formed", "O-9#1", "a setting in words", body("O-9", setting="open")),
    ("well-formed", "O-9#1", "an outcome there is not", body("O-9", outcome="maybe")),
    ("well-formed", "O-9#1", "a mode there is not", body("O-9", mode="test")),
    ("well-formed", "stop#1", "a time without a zone", body("stop#1", at="2026-07-24T14:20:00")),
    ("well-formed", "P-4#2", "causes that are no list", line("P-4#2", causes={"role": "x", "id": "y"})),
    ("schema", "O-9#1", "a schema of another kind", line("O-9", schema="banyan.approval/1")),
    ("schema", "O-9#1", "a version from tomorrow", line("O-9", schema="banyan.actuation/2")),
    ("unique-id", "O-8#1", "a record's id used twice", line("O-9", id="O-8#1")),
    ("unique-id", "O-9#1", "an order's id used twice", body("O-9", id="O-8")),
    ("unique-id", "A-2#1-forged-1", "an approval's id used twice", inserted("stop", lambda j: (
        j.propose("P-8", 18, expires=30, pump_1=0.0), approval("A-2", "P-8", 18)(j))[-1])),
    ("cause", "P-5#1", "a cause that isn't there",
     lambda lines: of(lines, "P-5")["causes"].append({"role": "computed-from", "id": "F-99"})),
    ("cause", "P-2#1", "a cause that comes later",
     lambda lines: of(lines, "P-2")["causes"].append({"role": "computed-from", "id": "P-5#1"})),
    ("cause", "O-9#1", "causes that say another approval",
     lambda lines: of(lines, "O-9")["causes"][0].update(id="A-2")),
    ("cause", "A-5#1", "no cause", line("A-5", causes=[])),
    ("record-time", "O-9#1", "an order dated back", body("O-9", at=clock(50.9))),
    ("record-time", "stop#2", "a release dated back", body("stop#2", at=clock(21))),
    ("record-time", "P-4#1", "a proposal dated back", lambda lines: [
        body("P-4#1", made_at=clock(13))(lines), body("P-4#2", made_at=clock(13))(lines)]),
    ("time-order", "O-10#1", "an order from before the one above it",
     every(line("O-10", at=clock(50.5)), body("O-10", at=clock(50.5)))),
    ("handover-self", "H-2#2", "who hands over takes over", body("H-2#2", confirmed_by="officer")),
    ("handover-right", "H-2#2", "a crew that takes over", body("H-2#2", confirmed_by="crew-1")),
    ("handover-right", "H-1#1", "a note by a crew", every(body("H-1#1", by="crew-1"), body("H-1#2", by="crew-1"))),
    ("handover-changed", "H-2#2", "words changed after they were written", body("H-2#2", note="nothing at all")),
    ("handover-changed", "H-2#2", "facts changed after the tick", body("H-2#2", facts={"control": "off"})),
    ("handover-once", "H-1#3", "confirmed though it was written anew",
     lambda lines: lines.append(deepcopy(of(lines, "H-1#2")) | {"id": "H-1#3"})),
    ("record-time", "H-2#1", "a note dated back", every(body("H-2#1", at=clock(50)), body("H-2#2", at=clock(50)))),
    ("record-time", "H-2#2", "a handover dated back", body("H-2#2", confirmed_at=clock(50))),
    ("confirmation", "O-4/read-back#1", "a read-back of nothing", body("O-4/read-back", order="O-99")),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "record", "forge"), [pytest.param(r, n, f, id=f"{r}: {t}") for r, n, t, f in FORGED])
def test_a_forged_journal_fails_with_its_rule_and_no_other(rule: str, record: str, forge: Forge):
    lines = storm()
    forge(lines)
    report = check(lines)
    assert {found.rule for found in report.violations} == {rule}
    assert record in {found.record for found in report.violations}


def test_the_journal_that_is_forged_is_clean_itself():
    report = check(storm())
    assert (report.records, report.actuations) == (47, 9)
    assert (report.violations, report.warnings) == ((), ())


def test_the_city_alone_is_clean_and_moves_nothing():
    assert check(declared().lines).actuations == 0
    assert check(declared().lines).violations == ()


def test_every_rule_of_the_checker_has_a_forged_journal():
    source = "".join(path.read_text() for path in Path(banyan_check.__file__).parent.glob("*.py"))
    named = set(re.findall(r'fault\(\s*"([a-z-]+)"', source)) | {"approver-scope", "standing-devices", "well-formed"}
    assert named - {"read-back", "ramp-rest"} == {rule for rule, *_ in FORGED}


def test_a_finding_names_the_record_the_rule_and_the_numbers():
    lines = storm()
    body("O-9", setting=57.0)(lines)
    (found,) = check(lines).violations
    assert found.line() == "O-9#1 ramp: gate-east moved 12.00 % in 1.00 min, at most 10.00 % is allowed (10 %/min)"
    assert found.numbers == {"moved": 12.0, "minutes": 1.0, "allowed": 10.0, "ramp": 10.0}
    assert found.position == 42
