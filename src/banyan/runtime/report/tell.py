"""Facts to a report in one language: sections in their order, numbers to the records behind them, the appendix."""

from collections.abc import Mapping
from typing import NamedTuple

from banyan.measure.deed_texts import TEXTS as DEEDS
from banyan.measure.finding_texts import TEXTS as FINDINGS
from banyan.measure.split import Cell as Of
from banyan.model.effect import Run
from banyan.runtime.report.better import better
from banyan.runtime.report.comparison import Unattended
from banyan.runtime.report.course import curves, errors, time_line
from banyan.runtime.report.effect import costs, places, shares
from banyan.runtime.report.facts import Facts
from banyan.runtime.report.ground import ground
from banyan.runtime.report.pages import Block, Entry, Report, cells
from banyan.runtime.report.people import alerts, people, refused
from banyan.runtime.report.sources import READINGS, Sources
from banyan.runtime.report.summary import summary
from banyan.runtime.report.teller import Teller
from banyan.runtime.report.texts import TEXTS
from banyan.runtime.texts import CATALOGUE

WORDS = {**CATALOGUE, **DEEDS, **FINDINGS, **TEXTS}


class Told(NamedTuple):
    """A report with the numbers of its records, and who says it."""

    report: Report
    sources: Sources
    teller: Teller


def tell(facts: Facts, without: Unattended | None, effects: Mapping[Of, Run] | None, language: str) -> Told:
    """`language`: zh or en."""
    t = Teller(language, WORDS, facts.declared.names(), facts.declared.timezone)
    blocks: tuple[Block, ...] = (
        *summary(facts, t), *time_line(facts, t), *ground(facts, t), *places(facts, t), *curves(facts, without, t),
        *errors(facts, t), *people(facts, t), *refused(facts, t), *alerts(facts, t), *costs(facts, t),
        *shares(facts, effects, t), *better(facts, t),
    )  # fmt: skip
    numbered = Sources(cells(blocks))
    report = Report(
        title=t.say("title", city=facts.name.said(language)),
        subtitle=t.say("subtitle", storm=_storm(facts, t), date=t.date(facts.begins)),
        language=language,
        facts=tuple(_about(facts, t)),
        blocks=blocks,
        contents=t.say("contents"),
        appendix_title=t.say("appendix.title"),
        appendix_note=t.say("appendix.note"),
        appendix_head=tuple(t.say(f"appendix.{head}") for head in ("number", "kind", "id", "at", "by", "gist")),
        appendix=tuple(_entry(facts, number, key, t) for number, key in numbered.entries()),
        more=WORDS["appendix.more"].said(language),
    )
    return Told(report, numbered, t)


def _storm(facts: Facts, t: Teller) -> str:
    scenario = facts.scenario
    if scenario is None:
        return t.say("storm.served")
    named = next((storm.name for storm in scenario.city.storms if storm.id == scenario.storm), None)
    return named.said(t.language) if named else t.say("storm.own", file=scenario.storm.rpartition("/")[2])


def _about(facts: Facts, t: Teller) -> list[tuple[str, str]]:
    found = [
        (t.say("about.period"), f"{t.clock(facts.begins)} – {t.clock(facts.ends)} ({facts.declared.timezone})"),
        (t.say("about.journal"), t.say("about.records", n=t.number(facts.records), sha=facts.sha256[:12])),
    ]
    if facts.scenario is not None:
        s = facts.scenario
        faults = t.say("word.comma").join(f"{f.kind} {f.target or ''}".strip() for f in s.spec.faults)
        found.append((t.say("about.run"), t.say("about.seed", seed=str(s.spec.seed), hours=f"{s.spec.hours:g}",
                                                control=t.say("word.on" if s.control else "word.off"))))
        if faults:
            found.append((t.say("about.faults"), faults))
    return found


def _entry(facts: Facts, number: int, key: tuple[str, ...], t: Teller) -> Entry:
    first = key[0]
    if len(key) > 1:
        rec = facts.history.record(first)
        kind = rec.kind if rec else MIXED
        return Entry(number, kind, first, t.clock(rec.at) if rec else "", str(rec.by) if rec else "",
                     t.say("appendix.several", n=str(len(key))), key)
    if first.startswith(READINGS):
        stream = first.removeprefix(READINGS)
        course = next((c for c in facts.courses.values() if str(c.stream) == stream), None)
        gist = t.say("appendix.readings", n=t.number(course.readings if course else 0))
        return Entry(number, "reading", first, t.clock(facts.begins), stream, gist)
    rec = facts.history.record(first)
    if rec is None:
        return Entry(number, "", first, "", "", t.say("appendix.unknown"))
    return Entry(number, rec.kind, first, t.clock(rec.at), str(rec.by), gist_of(rec.body))


MIXED = "record"
_GIST = ("value", "level", "phase", "status", "setting", "outcome", "interlock", "agreed", "decided_by", "crew",
         "place", "result", "reason", "approve", "authority", "asked_at", "issued_at", "of", "chosen", "what",
         "expected", "measure", "banyan", "passive", "standing")  # fmt: skip
_COUNTED = ("rain_mm_per_h", "deadlines", "alerts", "tried", "errors", "inputs")


def gist_of(body: Mapping[str, object]) -> str:
    """The fields that say most, as recorded."""
    plan, times = body.get("plan"), body.get("times")
    shown = [f"{k}={body[k]}" for k in _GIST if isinstance(body.get(k), str | int | float)]
    shown += [f"{k}: {len(v)}" for k, v in body.items() if k in _COUNTED and isinstance(v, list | dict)]
    if isinstance(plan, dict):
        shown += [f"{target['device']}→{target['setting']:g}%" for target in plan.get("targets", ())]
    if isinstance(times, list) and times:
        shown.append(f"to {times[-1]}")
    return " ".join(shown)[:160]
