"""Who did what when, what was refused and why, and which alerts came when, late, never or for nothing."""

from banyan.measure.refusals import barred, denied, dropped, out_of_service, turned
from banyan.runtime.report.facts import Facts
from banyan.runtime.report.pages import Block, Cell, Grid, Heading, Items, Words
from banyan.runtime.report.teller import MISSING, Teller

MOST = 400       # rows of one table


def people(facts: Facts, t: Teller) -> list[Block]:
    head = (t.say("head.when"), t.say("head.who"), t.say("head.what"))
    rows = []
    for deed in facts.deeds[:MOST]:
        when = t.clock(deed.at)
        if deed.until is not None and deed.until > deed.at:
            when += f"–{t.local(deed.until):%H:%M}"
        why = f"{t.say('word.because')}{t.said(deed.why)}" if deed.why is not None else ""
        rows.append((Cell(when), Cell(t.name(deed.by)), Cell(f"{t.said(deed.said)}{why}", deed.records)))
    blocks: list[Block] = [Heading(t.say("people.title"), fresh=True)]
    if facts.declared.standing:
        blocks.append(Items(tuple(_standing(facts, t))))
    if not rows:
        return [*blocks, Words(Cell(t.say("people.none")))]
    blocks.append(Grid(head, tuple(rows), widths=(0.2, 0.18, 0.62)))
    if len(facts.deeds) > MOST:
        blocks.append(Words(Cell(t.say("people.more", n=str(len(facts.deeds) - MOST))), "note"))
    return blocks


def _standing(facts: Facts, t: Teller) -> list[Cell]:
    return [
        Cell(t.say("people.standing", id=s.id, by=t.name(str(s.granted_by)), holder=t.name(str(s.holder)),
                   percent=t.number(s.max_change), ends=t.clock(s.ends_at),
                   devices=t.say("word.comma").join(t.name(str(d)) for d in s.devices)),
             (f"declaration/standing-authority/{s.id}",))
        for s in facts.declared.standing
    ]  # fmt: skip


def refused(facts: Facts, t: Teller) -> list[Block]:
    blocks: list[Block] = [Heading(t.say("refused.title"))]
    told = [*_interlocks(facts, t), *_proposals(facts, t), *_messages(facts, t), *_intents(facts, t),
            *_service(facts, t)]
    return [*blocks, *(told or [Words(Cell(t.say("refused.none")))])]


def _interlocks(facts: Facts, t: Teller) -> list[Block]:
    rows = []
    units = {str(s.id): f" {s.unit}" for s in facts.declared.order}
    for bar in barred(facts.history):
        seen = t.say("word.comma").join(
            f"{t.name(str(i.stream))} {t.number(i.value, 2)}{units.get(str(i.stream), '')} ({t.local(i.time):%H:%M})"
            for i in bar.inputs)
        asked = t.say("refused.asked", to=t.number(bar.setting), previous=t.number(bar.previous))
        # The interlock's own sentence is recorded in English and quoted in English.
        quoted = f" {bar.why}" if t.language == "en" and bar.why else ""
        numbers = f"{asked}{seen or t.say('refused.no_reading')}.{quoted}"
        rows.append((Cell(t.name(f"interlock.{bar.interlock}")), Cell(t.name(str(bar.device))), Cell(str(bar.times)),
                     Cell(t.clock(bar.first)), Cell(numbers, bar.records)))
    if not rows:
        return []
    head = (t.say("head.interlock"), t.say("head.device"), t.say("head.times"), t.say("head.first"),
            t.say("head.numbers"))
    return [Heading(t.say("refused.interlocks"), 2), Grid(head, tuple(rows), numeric=(2,),
                                                          widths=(0.16, 0.16, 0.08, 0.15, 0.45))]


def _proposals(facts: Facts, t: Teller) -> list[Block]:
    rows = tuple((Cell(t.clock(p.at)), Cell(t.name(p.by)), Cell(t.say(f"refused.{p.status}", id=p.proposal)),
                  Cell(t.said(p.why), p.records)) for p in turned(facts.history))
    if not rows:
        return []
    head = (t.say("head.when"), t.say("head.who"), t.say("head.what"), t.say("head.proposed_because"))
    return [Heading(t.say("refused.proposals"), 2), Grid(head, rows, widths=(0.16, 0.18, 0.22, 0.44))]


def _messages(facts: Facts, t: Teller) -> list[Block]:
    rows = tuple((Cell(t.name(f"reject.{d.reason}")), Cell(t.number(d.times)), Cell(t.clock(d.first)),
                  Cell(t.clock(d.last)), Cell(d.example, d.records)) for d in dropped(facts.history))
    if not rows:
        return []
    head = (t.say("head.reason"), t.say("head.times"), t.say("head.first"), t.say("head.last"), t.say("head.example"))
    return [Heading(t.say("refused.messages"), 2), Grid(head, rows, numeric=(1,), widths=(0.2, 0.09, 0.15, 0.15, 0.41))]


def _intents(facts: Facts, t: Teller) -> list[Block]:
    rows = tuple((Cell(t.clock(d.at)), Cell(t.name(d.by)), Cell(f"{d.action} {d.target}"), Cell(d.why, d.records))
                 for d in denied(facts.history))
    if not rows:
        return []
    head = (t.say("head.when"), t.say("head.who"), t.say("head.asked"), t.say("head.why_not"))
    return [Heading(t.say("refused.intents"), 2), Grid(head, rows, widths=(0.16, 0.18, 0.26, 0.4))]


def _service(facts: Facts, t: Teller) -> list[Block]:
    rows = tuple((Cell(t.name(o.what)), Cell(t.clock(o.since)),
                  Cell(t.clock(o.until) if o.until else t.say("word.still")), Cell(o.why, o.records))
                 for o in out_of_service(facts.history))
    if not rows:
        return []
    head = (t.say("head.thing"), t.say("head.from"), t.say("head.until"), t.say("head.why"))
    return [Heading(t.say("refused.service"), 2), Grid(head, rows, widths=(0.3, 0.17, 0.17, 0.36))]


def alerts(facts: Facts, t: Teller) -> list[Block]:
    blocks: list[Block] = [Heading(t.say("alerts.title"))]
    if not facts.alerts:
        blocks.append(Words(Cell(t.say("alerts.none"))))
    else:
        head = (t.say("head.level"), t.say("head.place"), t.say("head.raised"), t.say("head.after"),
                t.say("head.acknowledged"), t.say("head.cleared"), t.say("head.why"))
        rows = tuple(
            (Cell(str(a.worst)), Cell(t.name(str(a.place))), Cell(t.clock(a.raised_at), a.records),
             Cell(t.minutes(a.raised_at - a.over_at if a.over_at else None)),
             Cell(t.clock(a.acknowledged_at) if a.acknowledged_at else t.say("word.never")),
             Cell(t.clock(a.cleared_at) if a.cleared_at else t.say("word.still")), Cell(t.said(a.reason)))
            for a in facts.alerts[:MOST]
        )  # fmt: skip
        blocks += [Grid(head, rows, numeric=(3,), widths=(0.07, 0.14, 0.15, 0.09, 0.13, 0.12, 0.3)),
                   Words(Cell(t.say("alerts.how")), "note")]
    late = [Cell(t.say("alerts.late", place=t.name(str(a.place)), minutes=t.minutes(a.late)), a.records[:1])
            for a in facts.alerts if a.late is not None]
    never = [Cell(t.say("alerts.never", place=t.name(str(m.place)), at=t.clock(m.over_at),
                        cm=MISSING if m.peak is None else t.number(100 * m.peak)), m.records) for m in facts.missed]
    false = [Cell(t.say("alerts.false", place=t.name(str(f.place)), at=t.clock(f.at), why=t.said(f.said)),
                  f.records[:1]) for f in facts.false]
    for key, found in (("late", late), ("never", never), ("false", false)):
        blocks.append(Heading(t.say(f"alerts.{key}.title"), 2))
        blocks.append(Items(tuple(found)) if found else Words(Cell(t.say(f"alerts.{key}.none"))))
    if "banyan" not in facts.runs:
        blocks.append(Words(Cell(t.say("alerts.gauges_only")), "note"))
    return blocks
