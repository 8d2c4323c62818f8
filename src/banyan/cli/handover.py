"""banyan handover: the newest shift handover note, as text for a terminal or a printer."""

from collections.abc import Iterator
from pathlib import Path

import click
import msgspec

from banyan.cli.options import DATA, LANGUAGE
from banyan.cli.terminal import language as of_terminal
from banyan.model.handover import Facts, Handover
from banyan.model.text import Name
from banyan.model.time import EPOCH, Instant
from banyan.runtime.data_folder import open_reader
from banyan.runtime.events import log
from banyan.runtime.events.texts import WORDS

SAID: dict[str, Name] = {
    "none": Name("还没有交接班记录。", "No handover note was written yet."),
    "title": Name("交接班记录 {id}", "Shift handover {id}"),
    "by": Name("{who}，{at}", "{who}, {at}"),
    "stood": Name("当时状况", "What stood then"),
    "stop": Name("紧急停止", "Emergency stop"),
    "stop.line": Name("{who}于 {at} 启动，未解除", "pulled by {who} at {at}, not released"),
    "incidents": Name("未解除的事件", "Open incidents"),
    "incident": Name(
        "{level}，{place}，始于 {at}，{n} 条告警未确认", "{level}, {place}, since {at}, not acknowledged: {n}"
    ),
    "cases": Name("未结案件", "Open cases"),
    "case": Name("{type}，{place}，{level}，{status}{due}{late}", "{type}, {place}, {level}, {status}{due}{late}"),
    "due": Name("；{what}时限 {at}", "; {what} due {at}"),
    "late": Name("；已超时", "; late"),
    "waiting": Name("无人前往", "Nobody goes to"),
    "proposals": Name("待批建议", "Open proposals"),
    "proposal": Name("{why}，{at} 过期", "{why}, until {at}"),
    "crews": Name("在外队伍", "Crews out"),
    "crew": Name("{crew}，{status} {place}{at}", "{crew}, {status} {place}{at}"),
    "expected": Name("，预计 {at}", ", expected {at}"),
    "devices": Name("异常设备", "Devices with faults"),
    "fault": Name("未执行指令", "did not follow its order"),
    "override": Name("现场操作中", "moved on site"),
    "safe": Name("失去信号，处于安全状态", "in its safe state, signals lost"),
    "distrusted": Name("不采信的测点", "Gauges not trusted"),
    "silent": Name("没有数据的测点", "Silent gauges"),
    "shelved": Name("搁置的告警", "Shelved alerts"),
    "shelf": Name("{level}，{place}，至 {at}", "{level}, {place}, until {at}"),
    "out": Name("停用的规则", "Out of service"),
    "state": Name("预报与控制", "Forecast and control"),
    "forecast": Name("预报 {at} 发布，{until} 前有效", "forecast issued {at}, valid until {until}"),
    "noforecast": Name("没有有效预报", "no valid forecast"),
    "control.on": Name("控制已启用", "control is on"),
    "control.advisory": Name("控制仅供建议，指令不下发", "control is advisory: no order leaves"),
    "control.off": Name("控制未启用", "control is off"),
    "confirmed": Name("{who}于 {at} 确认接班", "Confirmed by {who} at {at}"),
    "replaced": Name("已由 {id} 取代", "Written anew as {id}"),
    "open": Name("尚未确认", "Not confirmed yet"),
    "filed": Name("已立案", "filed"), "dispatched": Name("已派遣", "dispatched"), "handling": Name("处置中", "handled"),
    "fed-back": Name("已反馈", "fed back"), "closed": Name("已结案", "closed"),
    "home": Name("在驻地", "at its station"), "travelling": Name("途中前往", "on its way to"),
    "on-site": Name("已到", "at"), "working": Name("作业于", "working at"),
    "returning": Name("返回，自", "returning from"),
    "dispatch": Name("派遣", "dispatch"), "on-site.due": Name("到场", "arrival"), "close": Name("结案", "closing"),
}  # fmt: skip


@click.command()
@DATA
@LANGUAGE
def handover(data: Path, language: str | None) -> None:
    """The newest shift handover note, with what stood when it was written.

    \b
    Example:  banyan handover --data .banyan/data --language en
    """
    with open_reader(data) as store:
        newest = list(store.current("handover", last=1).values())
        teller = _Teller(*log.whose(store), language or of_terminal())
    if not newest:
        click.echo(teller.say("none"))
        return
    for line in teller.note(msgspec.convert(newest[0], Handover)):
        click.echo(line)


class _Teller:
    """Says one note in one language, in the city's local time."""

    def __init__(self, names: dict[str, Name], zone: str, language: str) -> None:
        self._names, self._language = names, language
        self._speaker = log.Speaker(names, zone)
        self._at = EPOCH

    def say(self, key: str, **args: str) -> str:
        return SAID[key].said(self._language).format(**args)

    def note(self, note: Handover) -> Iterator[str]:
        self._at = note.at
        yield self.say("title", id=note.id)
        yield self.say("by", who=self._name(note.by), at=self._when(note.at))
        yield ""
        yield from note.note.splitlines()
        yield ""
        yield self.say("stood")
        for title, lines in self._sections(note.facts):
            if lines:
                yield f"  {self.say(title)}"
                yield from (f"    {line}" for line in lines)
        yield ""
        if note.confirmed_by is not None and note.confirmed_at is not None:
            yield self.say("confirmed", who=self._name(note.confirmed_by), at=self._when(note.confirmed_at))
        else:
            yield self.say("open") if note.replaced_by is None else self.say("replaced", id=note.replaced_by)

    def _sections(self, f: Facts) -> Iterator[tuple[str, list[str]]]:
        name, when, level = self._name, self._when, self._level
        yield "stop", [] if f.stop is None else [self.say("stop.line", who=name(f.stop.by), at=when(f.stop.at))]
        yield "incidents", [self.say("incident", level=level(i.level), place=name(i.place), at=when(i.opened_at),
                                     n=str(i.unacknowledged)) for i in f.incidents]
        yield "cases", [self.say("case", type=name(c.type), place=name(c.place), level=level(c.level),
                                 status=self.say(c.status.value), due=self._due(c.due, c.due_at),
                                 late=self.say("late") if c.late else "") for c in f.cases]
        yield "waiting", [" ".join(filter(None, (name(w.place), self._speaker.say(w.why, self._at, self._language))))
                          for w in f.waiting]
        yield "proposals", [self.say("proposal", why=self._speaker.say(p.reason, self._at, self._language),
                                     at=when(p.expires_at)) for p in f.proposals]
        yield "crews", [self.say("crew", crew=name(c.id), status=self.say(c.status.value), place=name(c.place or ""),
                                 at=self.say("expected", at=when(c.expected_at)) if c.expected_at else "")
                        for c in f.crews]
        yield "devices", [f"{name(d.id)}: " + ", ".join(self.say(key) for key, is_so in (
            ("fault", d.fault), ("override", d.local_override), ("safe", d.safe)) if is_so) for d in f.devices]
        yield "distrusted", [f"{name(g)}: {self._speaker.say(why, self._at, self._language)}"
                             for g, why in f.distrusted.items()]
        yield "silent", [", ".join(name(g) for g in f.silent)] if f.silent else []
        yield "shelved", [self.say("shelf", level=level(s.level), place=name(s.place), at=when(s.until))
                          for s in f.shelved]
        yield "out", [f"{name(what)}: {why}" for what, why in f.out_of_service.items()]
        known = f.forecast
        yield "state", [self.say("noforecast") if known is None else self.say(
            "forecast", at=when(known.issued_at), until=when(known.valid_until)), self.say(f"control.{f.control}")]

    def _due(self, what: str | None, at: Instant | None) -> str:
        if what is None or at is None:
            return ""
        return self.say("due", what=self.say("on-site.due" if what == "on-site" else what), at=self._when(at))

    def _name(self, eid: str) -> str:
        found = self._names.get(eid)
        return found.said(self._language) if found is not None else eid

    def _level(self, level: str) -> str:
        return WORDS[f"events.level.{level}"].said(self._language)

    def _when(self, at: Instant) -> str:
        return f"{self._speaker.local(at):%Y-%m-%d %H:%M}"


