"""Pages of the event log: read backwards, filtered, said in a language; and the whole as CSV."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from banyan.model.level import Level
from banyan.model.record import Record
from banyan.model.text import Name, Said
from banyan.model.time import Instant
from banyan.runtime.events import sentences
from banyan.runtime.events.context import OF_INCIDENTS, Context
from banyan.runtime.events.shape import GROUPS, Asked, EventPage, Journal, LogLine
from banyan.runtime.events.texts import WORDS
from banyan.runtime.texts import CATALOGUE

LEVELS = tuple(Level)
CHUNK = 300            # records looked at together
MOST = 5_000           # records that one page may look at: a rare filter goes on with the next page
BOM = "\ufeff"         # Excel takes a CSV file for UTF-8 only where it begins so

HOLE = re.compile(r"\{(\w+)\}")       # an argument's place; some sentences are said without a unit
BLANKS = re.compile(" +(?= |[,.，。；])")

HEAD: tuple[Name, ...] = (
    Name("时间", "Time"), Name("类别", "Kind"), Name("级别", "Level"), Name("事件", "What happened"),
    Name("说明", "Why"), Name("系统原文", "The system's words"), Name("次数", "Times"), Name("事件编号", "Incident"),
    Name("记录编号", "Record"),
)  # fmt: skip


class Speaker:
    """Says events in a language, in the city's local time. `names` may hold more than the journal declares."""

    def __init__(self, names: Mapping[str, Name], zone: str) -> None:
        self._names = {**WORDS, **names}
        self._zone = ZoneInfo(zone)

    def say(self, said: Said | None, at: Instant, language: str) -> str:
        if said is None:
            return ""
        template = CATALOGUE.get(said.key)
        args = {k: self._value(v, at, language) for k, v in said.args.items()}
        if template is None:       # of another version or pack: its numbers are better than nothing
            return " · ".join(args.values()) or said.key
        return BLANKS.sub("", HOLE.sub(lambda hole: args.get(hole[1], ""), template.said(language))).strip()

    def local(self, at: Instant) -> datetime:
        return at.astimezone(self._zone)

    def _value(self, value: str, at: Instant, language: str) -> str:
        name = self._names.get(value)
        if name is not None:
            return name.said(language)
        if value.endswith("Z") and value[:2].isdecimal():
            try:
                return self._clock(datetime.fromisoformat(value), at)
            except ValueError:
                return value
        return value

    def _clock(self, when: Instant, at: Instant) -> str:
        mine, its = self.local(when), self.local(at)
        return mine.strftime("%H:%M" if mine.date() == its.date() else "%m-%d %H:%M")


def page(journal: Journal, asked: Asked, names: Mapping[str, Name], zone: str) -> EventPage:
    """Events that match, newest first. A page may be short, even empty, and still have a next one."""
    context = Context(journal)
    speaker = Speaker({**context.names(), **names}, zone)
    kinds = [kind for group in asked.groups or GROUPS for kind in GROUPS.get(group, ())]
    if asked.incident:
        context.keep_to(asked.incident)
    if asked.incident or asked.level is not None:
        kinds = [kind for kind in kinds if kind in OF_INCIDENTS]     # nothing else has a level, or an incident
    rows = journal.newest(asked.before, kinds)
    found: list[LogLine] = []
    looked = 0
    while chunk := list(islice(rows, CHUNK)):
        context.prefetch(rec for _, rec in chunk)
        for sequence, rec in chunk:
            looked += 1
            if (asked.incident and not context.concerns(rec)) or _too_mild(rec, asked):
                continue
            _join(found, (e for e in sentences.of(sequence, rec, context) if _matches(e, asked, speaker)))
            if len(found) >= asked.limit:
                return EventPage(found, sequence)
        if looked >= MOST:
            return EventPage(found, chunk[-1][0])
    return EventPage(found)


def _join(found: list[LogLine], more: Iterable[LogLine]) -> None:
    """Rejected messages alike in a row are one line that says how many: a broken gauge must not fill the log."""
    for event in more:
        last = found[-1] if found else None
        if last is not None and last.group == event.group == "reject" and _alike(last, event):
            found[-1] = replace(last, count=last.count + 1)
        else:
            found.append(event)


def _alike(a: LogLine, b: LogLine) -> bool:
    return a.said == b.said and (a.quote or "").split(";")[-1] == (b.quote or "").split(";")[-1]


def _too_mild(rec: Record, asked: Asked) -> bool:
    """Known from the record alone, before anything is looked up for it."""
    level = rec.body.get("level")
    return asked.level is not None and level in LEVELS and Level(level).rank < asked.level.rank


def _matches(event: LogLine, asked: Asked, speaker: Speaker) -> bool:
    if asked.level is not None and (event.level is None or event.level.rank < asked.level.rank):
        return False
    if asked.incident and event.incident != asked.incident:
        return False
    words = asked.text.casefold().split()
    if not words:
        return True
    told = [speaker.say(s, event.at, language) for s in (event.said, event.detail) for language in ("zh", "en")]
    text = " ".join([*told, event.quote or "", event.record, event.subject or ""]).casefold()
    return all(word in text for word in words)


def everything(journal: Journal, asked: Asked, names: Mapping[str, Name], zone: str) -> Iterator[LogLine]:
    """All events that match, page by page."""
    while True:
        found = page(journal, asked, names, zone)
        yield from found.events
        if found.before is None:
            return
        asked = replace(asked, before=found.before)


def rows(events: Iterable[LogLine], speaker: Speaker, language: str) -> Iterator[str]:
    """Lines of CSV (RFC 4180), the head first."""
    yield BOM + _line([name.said(language) for name in HEAD])
    for e in events:
        level = WORDS[f"events.level.{e.level}"].said(language) if e.level is not None else ""
        yield _line([
            speaker.local(e.at).strftime("%Y-%m-%d %H:%M:%S"), WORDS[f"events.group.{e.group}"].said(language), level,
            speaker.say(e.said, e.at, language), speaker.say(e.detail, e.at, language), e.quote or "",
            str(e.count) if e.count > 1 else "", e.incident or "", e.record,
        ])  # fmt: skip


def _line(cells: list[str]) -> str:
    """A sheet takes a cell that begins so for a formula, and some of these words come from strangers."""
    out = io.StringIO()
    csv.writer(out).writerow([f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell for cell in cells])
    return out.getvalue()


def whose(journal: Journal) -> tuple[dict[str, Name], str]:
    """Names and time zone as the journal declares them, for who has no city folder at hand."""
    context = Context(journal)
    return context.names(), context.zone()


def of_layers(layers: Mapping[str, Any]) -> dict[str, Name]:
    """The names that the map's layers (GeoJSON) give to what the declaration leaves nameless: gauges, river, sea."""
    found: dict[str, Name] = {}
    for feature in (f for layer in layers.values() for f in layer.get("features", ())):
        said = feature.get("properties") or {}
        if said.get("name_zh") and said.get("name_en"):
            name = Name(said["name_zh"], said["name_en"])
            found |= {str(said[key]): name for key in ("id", "city_id") if key in said}
    return found
