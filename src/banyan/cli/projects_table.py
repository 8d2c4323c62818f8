"""Tables of the office on a terminal."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from rich.console import Console
from rich.table import Table

from banyan.cli.projects_words import say
from banyan.cli.teller import Teller
from banyan.cli.terminal import Terminal
from banyan.model.project import Mapped, Project
from banyan.packs.projects.duplicates import SURE
from banyan.packs.projects.reading import FileRead
from banyan.runtime.projects.importing import Preview
from banyan.runtime.projects.shown import amount

MOST = 20                    # lines of one kind on a terminal; --json has all
_YI = Decimal(10) ** 8


def yi(text: str) -> str:
    """CNY to 亿元: "1250000000" → "12.5"."""
    return f"{(Decimal(text) / _YI).normalize():f}"


def table(columns: Sequence[str], rows: Iterable[Sequence[str]], lang: str, on: Console | None = None) -> None:
    """`on`: None for this process's own terminal."""
    made = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        made.add_column(say(column, lang), overflow="fold", justify="right" if column == "amount" else "left")
    shown = 0
    for row in rows:
        made.add_row(*row)
        shown += 1
    (on or Terminal(highlight=False, markup=False)).print(made if shown else say("empty", lang))


def show_import(ahead: Preview, lang: str, teller: Teller) -> None:
    for read, sender in zip(ahead.reads, ahead.senders, strict=True):
        _file(read, sender, lang, teller)
    plans = list(ahead.plans.values())
    teller.say(say("changes", lang, new=sum(len(p.new) for p in plans), changed=sum(len(p.changed) for p in plans),
                   unchanged=sum(len(p.unchanged) for p in plans), withdrawn=sum(len(p.withdrawn) for p in plans),
                   rejected=sum(len(p.unread) for p in plans)))
    changes = [say("change", lang, id=c.project.id, name=c.project.name, field=f, was=was, is_=now)
               for p in plans for c in p.changed for f, was, now in c.fields]
    changes += [say("gone", lang, id=w.id, name=w.name) for p in plans for w in p.withdrawn]
    _some(changes, lang, teller)
    if ahead.duplicates:
        sure = sum(d.score >= Decimal(str(SURE)) for d in ahead.duplicates)
        teller.say(say("duplicates", lang, n=len(ahead.duplicates), sure=sure))


def _file(read: FileRead, sender: str, lang: str, teller: Teller) -> None:
    teller.say(say("file", lang, file=read.file, sender=sender, rows=read.rows, accepted=read.accepted,
                   rejected=len(read.faults)))
    for sheet, why in read.left_out:
        teller.say(say("left_out", lang, sheet=sheet, why=say(why, lang)))
    mapped: dict[Mapped, None] = {m: None for _, m in read.mapping}
    table(("column", "header", "field", "unit", "reason"),
          [(m.column, m.header, m.field or say("extra", lang), m.unit, m.reason) for m in mapped], lang, teller.tables)
    bad = [c for c in read.checks if not c.agrees]
    if len(bad) < len(read.checks):
        teller.say(say("checks_good", lang, n=len(read.checks) - len(bad)))
    if bad:
        teller.say(say("checks_bad", lang))
        _some([say("check", lang, cell=f"{c.sheet} {c.cell}", label=c.label, said=_said(c.said, c.unit),
                   found=_said(c.found, c.unit)) for c in bad], lang, teller)
    _some([say("red", lang, sheet=f.sheet, cell=f.fault.cell.ref, reason=f.fault.reason.said(lang))
           for f in read.faults], lang, teller)


def _said(value: Decimal, unit: str) -> str:
    return f"{value:f}" if unit == "count" else f"{yi(str(value))} 亿元"


def _some(lines: Sequence[str], lang: str, teller: Teller) -> None:
    for line in lines[:MOST]:
        teller.say(line)
    if len(lines) > MOST:
        teller.say(say("more", lang, n=len(lines) - MOST))


def projects_table(found: Sequence[Project], lang: str, amounts: Sequence[str]) -> None:
    table(("id", "name", "amount", "investor", "kind", "sector", "channel", "stage", "district", "edition"),
          [(p.id, p.name, yi(a), p.investors[0].name if p.investors else "", str(p.investor_kind or ""),
            " / ".join(p.sector), str(p.channel or ""), p.stage, p.district, p.edition)
           for p, a in zip(found, amounts, strict=True)], lang)


__all__ = ["amount", "projects_table", "show_import", "table", "yi"]
