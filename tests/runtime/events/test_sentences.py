"""Each kind of record as the log says it, in both languages, and what says nothing."""

from typing import Any

import pytest

from banyan.model.level import Level
from banyan.model.text import Name
from banyan.model.time import EPOCH
from banyan.runtime.events import log
from banyan.runtime.events.shape import GROUPS, Asked, LogLine
from banyan.runtime.events.texts import SENTENCES, TEXTS
from tests.server.fake_journal import FakeJournal

Line = dict[str, Any]
NAMES = {"tower": Name("塔前路", "Tower Road"), "lin": Name("林工", "Lin"),
         "gate-3": Name("三号闸", "Gate Three"),
         "pump-1": Name("一号泵", "Pump One"),
         "crew-1": Name("一队", "Crew One"), "duty": Name("值班长", "Duty officer"),
         "ponding": Name("积水", "Ponding"), "chief": Name("主任", "Director")}  # fmt: skip
DECLARED = {
    "device/gate-3": {"id": "device/gate-3", "of": "device", "value": {
        "kind": "gate", "level": "lake.level", "downstream": "river.level", "read_back": "gate-3.position", "ramp": 10,
        "stale_min": 10, "band_foot": 0.6}},
    "device/pump-1": {"id": "device/pump-1", "of": "device", "value": {"kind": "pump", "level": "sump", "ramp": 100}},
    "role/duty": {"id": "role/duty", "of": "role", "value": {"may": ["proposal.approve"]}},
    "standing-authority/leave": {"id": "standing-authority/leave", "of": "standing-authority", "value": {
        "holder": "rule"}},
    "stream/lake.level": {"id": "stream/lake.level", "of": "stream", "value": {"thing": "tower"}},
    "city/bay": {"id": "city/bay", "of": "city", "value": {"timezone": "Asia/Shanghai"}},
}  # fmt: skip
AT = "2026-07-24T04:30:00Z"          # 12:30 in the city


class Lines:
    """A journal by hand: records of an entity are numbered as the city numbers them."""

    def __init__(self) -> None:
        self.all: list[Line] = []

    def say(self, kind: str, body: Line, *causes: tuple[str, str], by: str = "x", at: str = AT) -> None:
        n = 1 + sum(r["body"]["id"] == body["id"] and r["kind"] == kind for r in self.all)
        self.all.append({"id": f"{body['id']}#{n}", "kind": kind, "schema": f"banyan.{kind}/1", "at": at, "by": by,
                         "causes": [{"role": r, "id": i} for r, i in causes], "body": body})

    def page(self, **asked: Any) -> list[LogLine]:
        return log.page(self.journal(), Asked(**asked), NAMES, "Asia/Shanghai").events

    def journal(self) -> FakeJournal:
        return FakeJournal(lambda: self.all, DECLARED)

    def told(self, language: str = "en") -> list[str]:
        """Oldest first, with the reason in brackets."""
        speaker = log.Speaker(NAMES, "Asia/Shanghai")
        return [speaker.say(e.said, e.at, language) + (f" ({why})" if (why := speaker.say(e.detail, e.at, language))
                                                       else "") for e in reversed(self.page(limit=500))]


def alert(**fields: Any) -> Line:
    return {"id": "A", "rule": "r", "place": "tower", "subject": "tower", "level": "III", "worst": "III",
            "phase": "unacknowledged", "present": True, "acknowledged_by": None, "shelved_until": None,
            "reason": {"key": "judge.silence.clear", "args": {"subject": "tower"}}} | fields


def test_an_alerts_life_is_told_in_both_languages() -> None:
    lines = Lines()
    lines.say("alert", alert(), ("raised-by", "reading/s/1"))
    lines.say("incident", {"id": "I-1"}, ("raised-by", "A"))
    lines.say("alert", alert(level="II"), ("amended-by", "reading/s/2"))
    lines.say("alert", alert(level="III"), ("amended-by", "reading/s/3"))
    lines.say("alert", alert(acknowledged_by="lin", phase="acknowledged"), ("acknowledged-by", "intent/1"))
    lines.say("alert", alert(shelved_until="2026-07-24T05:00:00Z"), ("shelved-by", "intent/2"), by="lin")
    lines.say("alert", alert(), ("follows", "A#5"))
    lines.say("alert", alert(present=False, phase="closed"), ("cleared-by", "reading/s/4"))
    lines.say("alert", alert(), ("raised-by", "reading/s/5"))
    assert lines.told() == [
        "Alert at Tower Road, level III (Tower Road: readings again)",
        "Alert at Tower Road is graver now: level II (Tower Road: readings again)",
        "Alert at Tower Road is milder now: level III (Tower Road: readings again)",
        "Lin acknowledged the alert at Tower Road",
        "Lin shelved the alert at Tower Road until 13:00",
        "The shelf of the alert at Tower Road has ended",
        "Alert at Tower Road: its condition is over (Tower Road: readings again)",
        "Alert at Tower Road is back, level III (Tower Road: readings again)",
    ]
    assert lines.told("zh")[:2] == ["塔前路告警，Ⅲ级 (塔前路：读数恢复)", "塔前路告警升为Ⅱ级 (塔前路：读数恢复)"]
    assert {e.incident for e in lines.page()} == {"I-1"}
    assert [e.level for e in lines.page(level=Level.II)] == ["II"]


def case(**fields: Any) -> Line:
    return {"id": "C", "place": "tower", "incident": "I-1", "level": "III", "type": "ponding", "owner": "duty",
            "status": "filed"} | fields


def task(**fields: Any) -> Line:
    return {"id": "T", "case": "C", "place": "tower", "crew": None, "status": "waiting", "expected_at": None,
            "arrived_at": None, "why": None} | fields


def test_cases_crews_and_escalations_are_told_with_their_times() -> None:
    lines = Lines()
    lines.say("case", case())
    lines.say("task", task(why={"key": "command.crew_left", "args": {"crew": "crew-1"}}))
    lines.say("task", task(crew="crew-1", status="travelling", expected_at="2026-07-24T04:40:00Z"))
    lines.say("task", task(crew="crew-1", status="travelling", expected_at="2026-07-24T04:45:00Z"))
    lines.say("task", task(crew="crew-1", status="on-site", expected_at="2026-07-24T04:45:00Z",
                           arrived_at="2026-07-24T04:52:00Z"))
    lines.say("task", task(crew="crew-1", status="working", arrived_at="2026-07-24T04:52:00Z"))
    lines.say("task", task(crew="crew-1", status="done", arrived_at="2026-07-24T04:52:00Z"))
    lines.say("case", case(level="II"))
    lines.say("escalation", {"id": "E/1", "case": "C", "what": "on-site", "to": "chief"})
    lines.say("case", case(level="II", status="fed-back"))
    lines.say("case", case(level="II", status="closed"), by="lin")
    assert lines.told() == [
        "Case opened: Ponding at Tower Road, with Duty officer",
        "Nobody can go to Tower Road (Crew One left before the work was done; the task waits for another crew.)",
        "Crew One is sent to Tower Road, arrives 12:40",
        "Crew One now arrives at Tower Road at 12:45",
        "Crew One has arrived at Tower Road, 7 min late",
        "Crew One has begun to work at Tower Road",
        "Crew One is done at Tower Road",
        "The case at Tower Road is graver now: level II",
        "Tower Road: arrival is late, Director is told",
        "The case at Tower Road is worked off, not closed",
        "Lin closed the case at Tower Road",
    ]
    assert [e.incident for e in lines.page(groups=("crew",))] == ["I-1"] * 6


def proposal(status: str = "open", device: str = "gate-3", setting: float = 60.0) -> Line:
    return {"id": "P-1", "by": "rule", "status": status, "plan": {
        "targets": [{"device": device, "setting": setting}], "reason": {"key": "control.follows_again", "args": {
            "device": device, "wanted": "60", "seen": "59"}}}}


def order(n: int, **fields: Any) -> Line:
    return {"id": f"O-{n}", "device": "gate-3", "proposal": "P-1", "setting": 10.0 + 10 * n, "previous": 10.0 * n,
            "outcome": "pass", "mode": "normal", "interlock": None, "why": None, "inputs": []} | fields


def test_a_movement_is_told_once_however_many_steps_its_ramp_has() -> None:
    lines = Lines()
    lines.say("proposal", proposal())
    lines.say("approval", {"id": "A-1", "proposal": "P-1", "approve": True, "by": "chief", "authority": "leave"})
    for n in range(1, 6):
        lines.say("actuation", order(n), ("ordered-by", "P-1"))
    lines.say("confirmation", {"id": "R", "device": "gate-3", "agreed": True, "wanted": 60.0, "seen": 59.4})
    assert lines.told() == [
        "Proposal: Gate Three → 60 % (Gate Three follows its orders again: 60 wanted, 59 read back)",
        "Approved by standing authority (from Director): Gate Three → 60 %",
        "Gate Three begins to move: 10 % → 60 %",
        "Gate Three has done its order, 60 %: 59 % read back",
    ]


def test_people_decide_by_name_and_pumps_are_on_or_off() -> None:
    lines = Lines()
    lines.say("proposal", proposal(device="pump-1", setting=100.0))
    lines.say("approval", {"id": "A-1", "proposal": "P-1", "approve": True, "by": "lin", "authority": "duty"})
    lines.say("approval", {"id": "A-2", "proposal": "P-1", "approve": False, "by": "lin", "authority": "duty"})
    lines.say("actuation", order(1, device="pump-1", setting=100.0, previous=0.0), ("ordered-by", "P-1"))
    lines.say("proposal", proposal("expired", "pump-1", 100.0))
    assert lines.told("zh")[1:] == ["林工批准：一号泵 → 开启", "林工驳回：一号泵 → 开启", "一号泵指令：开启",
                                    "调度建议过期：一号泵 → 开启"]


@pytest.mark.parametrize(("interlock", "en", "zh"), [
    ("head-difference", "opening needs water above the other side: 1.20 m against 1.50 m",
     "开闸需上游高于下游，现上游 1.20 m，下游 1.50 m"),
    ("level-band", "1.20 m is below the band's foot of 0.6 m: it may not open further",
     "水位 1.20 m 低于控制下限 0.6 m，不得开大"),
    ("position", "it stands at 35 %, too far from the order", "实际开度 35 %，与指令相差过大"),
    ("ramp", "10 % → 20 % is more than 10 % a minute", "10 % → 20 % 超过每分钟 10 %"),
    ("staleness", "a reading it needs is older than 10 min", "所需读数超过 10 分钟未更新"),
])  # fmt: skip
def test_a_refusal_gives_the_numbers_that_its_interlock_saw(interlock: str, en: str, zh: str) -> None:
    inputs = [{"stream": s, "value": v} for s, v in (("lake.level", 1.2), ("river.level", 1.5),
                                                     ("gate-3.position", 35.0))]
    lines = Lines()
    lines.say("actuation", order(1, outcome="refuse", interlock=interlock, why="gate-3: no", inputs=inputs))
    assert lines.told() == [f"Refused by an interlock: Gate Three → 20 % ({en})"]
    assert lines.told("zh") == [f"联锁拒绝：三号闸 → 20 % ({zh})"]
    assert lines.page()[0].quote == "gate-3: no"


def test_every_interlock_of_control_has_its_sentence() -> None:
    from banyan.control.interlocks import LIST

    assert [name for name, _ in LIST if f"events.interlock.{name}" not in SENTENCES] == []


def test_looks_ahead_and_gauges_tell_what_changed() -> None:
    def estimate(n: int, *gauges: str) -> Line:
        why = {"key": "judge.silence.clear", "args": {"subject": "tower"}}
        return {"id": f"E-{n}", "distrusted": dict.fromkeys(gauges, why)}

    def costs(street: float) -> Line:
        return {"street_m3": street}

    lines = Lines()
    lines.say("estimate", estimate(1))
    lines.say("estimate", estimate(2, "lake.level"))
    lines.say("estimate", estimate(3, "lake.level"))
    lines.say("estimate", estimate(4))
    members = [{"weight": 0.75}, {"weight": 0.25}]
    lines.say("decision", {"id": "D-1", "chosen": "plan-3", "members": members, "error": None, "tried": [
        {"id": "plan-3", "costs": [costs(100), costs(500)]}, {"id": "hold", "costs": [costs(400), costs(800)]}]})
    lines.say("decision", {"id": "D-2", "error": "the model died"})
    assert lines.told() == [
        "lake.level is no longer believed (Tower Road: readings again)", "lake.level is believed again",
        "Look ahead: a better plan than the rule's is found; 200 m³ on the streets expected, 500 m³ if nothing is done",
        "No look ahead this time: the rule goes on alone",
    ]


def test_stops_handovers_rules_modes_and_refused_wishes_are_told() -> None:
    lines = Lines()
    lines.say("stop", {"id": "S-1", "pulled": True, "by": "lin"})
    lines.say("stop", {"id": "S-1", "pulled": False, "by": "chief"})
    note = {"id": "H-1", "by": "lin", "confirmed_by": None}
    lines.say("handover", note)
    lines.say("handover", note | {"confirmed_by": "chief"})
    lines.say("rule-status", {"id": "rule-7", "in_service": False, "error": "division by zero"})
    lines.say("declaration", {"id": "run/serve", "of": "run", "value": {"control": "advisory"}})
    lines.say("declaration", {"id": "role/duty", "of": "role", "value": {"id": "duty"}})
    lines.say("intent", {"id": "intent/1", "by": "lin", "action": "stop.release", "result": "refused", "why": "no"})
    lines.say("intent", {"id": "intent/2", "by": "lin", "action": "stop.pull", "result": "done", "why": None})
    lines.say("clock", {"id": "clock", "left_at": "2026-07-23T04:00:00Z", "went_on_at": AT})
    assert lines.told() == [
        "Lin pulled the emergency stop", "Director released the emergency stop", "Lin wrote a handover note",
        "Director confirmed the handover", "Rule rule-7 is out of service", "Control is advisory: no order leaves",
        "Not done for Lin: release the emergency stop", "Not running from 07-23 12:00 to 12:30",
    ]


@pytest.mark.parametrize("kind", sorted({k for kinds in GROUPS.values() for k in kinds}))
def test_a_record_that_lacks_what_its_kind_promises_says_nothing_and_breaks_nothing(kind: str) -> None:
    lines = Lines()
    lines.say(kind, {"id": "odd"})
    lines.say("stop", {"id": "S-1", "pulled": True, "by": "lin"})
    assert lines.told()[-1] == "Lin pulled the emergency stop"


def test_every_sentence_takes_the_same_arguments_in_both_languages() -> None:
    def holes(text: str) -> set[str]:
        return set(log.HOLE.findall(text))

    assert [key for key, name in TEXTS.items() if holes(name.zh) != holes(name.en)] == []


def test_no_sentence_has_latin_words_in_chinese_or_chinese_in_english() -> None:
    def latin(text: str) -> str:
        return "".join(c for c in log.HOLE.sub("", text).replace("m³", "").replace(" m", "") if c.isascii()
                       and c.isalpha())

    assert {key: latin(name.zh) for key, name in TEXTS.items() if latin(name.zh)} == {}
    assert [key for key, name in TEXTS.items() if any("一" <= c <= "鿿" for c in name.en)] == []


def test_a_sentence_of_another_version_gives_its_numbers() -> None:
    from banyan.model.text import Said

    speaker = log.Speaker(NAMES, "UTC")
    assert speaker.say(Said("gone.key", {"place": "tower", "cm": "31"}), EPOCH, "en") == "Tower Road · 31"
    assert speaker.say(Said("gone.key"), EPOCH, "en") == "gone.key"
