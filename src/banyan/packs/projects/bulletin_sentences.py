"""The text blocks of a bulletin. A sentence with a number that may not be printed is left out whole."""

from collections.abc import Callable, Sequence
from functools import partial

from banyan.packs.projects import bulletin_money as money
from banyan.packs.projects.bulletin import Bulletin
from banyan.packs.projects.bulletin_change import ChangeRow
from banyan.packs.projects.bulletin_cohorts import CohortRow
from banyan.packs.projects.bulletin_paper import Sentence, Shown
from banyan.packs.projects.bulletin_speaker import LeftOut, Speaker, joined
from banyan.packs.projects.bulletin_tables import UNKNOWN, Row


def total(told: Bulletin, s: Speaker) -> list[Sentence]:
    row, words = told.total, s.label("total", "total")
    increased = row.increased
    said = [_said(lambda: s.sentence(
        "say.total", as_of=s.day(told.as_of), edition=told.edition, projects=s.plural(row.count, "project", "projects"),
        were=s.plural(row.count, "was", "were"), count=s.need("total/total/count", s.count(row.count), words),
        amount=s.need("total/total/amount", s.money(row.amount), words)))]  # fmt: skip
    amount = next((bit for bit in reversed(said[0]) if isinstance(bit, Shown)), None)
    if increased and amount is not None:
        words = s.say("increases")
        said.append(s.sentence("say.increase", projects=s.plural(len(increased), "project", "projects"),
                               n=s.aside("total/increases", s.count(len(increased)), words, increased, amount)))
    return said


def versus(told: Bulletin, s: Speaker) -> list[Sentence]:
    """Count and amount against the edition before."""
    row = next((r for r in told.change if r.of == "total"), None)
    if row is None or told.previous is None:
        return []
    words, name = s.say("section.change"), "change/total: total"
    kind = "more" if row.count > 0 else "fewer" if row.count < 0 else "same"
    previous, apart = told.previous, abs(row.count)
    said = [_said(lambda: s.sentence(
        f"say.change.{kind}", previous=previous, projects=s.plural(apart, "project", "projects"),
        count=s.need(f"{name}/count", s.count(apart), words)))]  # fmt: skip
    share = row.share
    if share is not None and row.amount:
        up = "up" if row.amount > 0 else "down"
        said.append(_said(lambda: s.sentence(
            f"say.growth.{up}", amount=s.need(f"{name}/amount", s.money(abs(row.amount)), words),
            share=s.need(f"{name}/share", money.percent(abs(share)), words))))  # fmt: skip
    return said


def rows(told: Bulletin, table: str, s: Speaker) -> list[Sentence]:
    """All rows of a short table, one after the other."""
    said = [_said(partial(_row, table, row, s)) for row in told.table(table).rows]
    kept = [sentence for sentence in said if sentence]
    return [joined(kept, *_stops(s))] if kept else []


def largest(told: Bulletin, table: str, s: Speaker) -> list[Sentence]:
    """The row with the most investment, where there are several and it is told what they are."""
    known = [row for row in told.table(table).rows if row.label != UNKNOWN]
    if len(known) < 2:
        return []
    row = max(known, key=lambda r: r.amount)
    words, label = s.row(table, row.label), s.label(table, row.label)
    return [_said(lambda: s.sentence(
        "say.largest", label=label,
        amount=s.need(f"{table}/{row.label}/amount", s.money(row.amount), words),
        share=s.need(f"{table}/{row.label}/share", money.percent(row.share), words)))]  # fmt: skip


def bands(told: Bulletin, s: Speaker) -> list[Sentence]:
    """How many in each band, and how many more than the edition before."""
    changed = {row.label: row for row in told.change if row.of == "size_band"}
    said = []
    for row in told.table("size_band").rows:
        piece = _said(partial(_band, row, s))
        if piece:
            said.append((*piece, *_band_change(told, changed.get(row.label), s)))
    return [joined(said, *_stops(s))] if said else []


def cohort(told: Bulletin, s: Speaker) -> list[Sentence]:
    """One sentence a rate, of the edition's own cohort and the one before it."""
    shown = list(dict.fromkeys(row.cohort for row in told.cohorts))[:2]
    said = []
    for row in told.cohorts:
        if row.cohort not in shown or row.numerator == row.denominator or not row.numerator:
            continue
        said.append(_said(partial(_rate, told, row, s)))
    return said


def whole(told: Bulletin, row: CohortRow, beside: Shown, s: Speaker) -> Shown:
    """The denominator of a rate: all projects of its cohort."""
    everyone = next(r for r in told.cohorts if r.cohort == row.cohort)
    words = f"{s.say('section.cohort')}{s.colon}{row.cohort}"
    return s.aside(f"cohort/{row.cohort}", s.count(row.denominator), words, everyone.projects, beside)


def _rate(told: Bulletin, row: CohortRow, s: Speaker) -> Sentence:
    words = f"{s.say('section.cohort')}{s.colon}{row.cohort} · {s.label('stage', row.label)}"
    name = f"cohort/{row.cohort}: {row.label}"
    numerator = s.need(f"{name}/count", s.count(row.numerator), words)
    return s.sentence(
        "say.rate", cohort=row.cohort, stage=s.label("stage", row.label), as_of=s.day(row.on),
        projects=s.plural(row.denominator, "project", "projects"), numerator=numerator,
        denominator=whole(told, row, numerator, s), rate=s.need(f"{name}/share", money.percent(row.share), words),
    )  # fmt: skip


def _row(table: str, row: Row, s: Speaker) -> Sentence:
    words, name = s.row(table, row.label), f"{table}/{row.label}"
    return s.sentence(
        "say.row", label=s.label(table, row.label), projects=s.plural(row.count, "project", "projects"),
        count=s.need(f"{name}/count", s.count(row.count), words),
        amount=s.need(f"{name}/amount", s.money(row.amount), words),
        share=s.need(f"{name}/share", money.percent(row.share), words),
    )  # fmt: skip


def _band(row: Row, s: Speaker) -> Sentence:
    count = s.need(f"size_band/{row.label}/count", s.count(row.count), s.row("size_band", row.label))
    return s.sentence("say.band", label=s.label("size_band", row.label), count=count,
                      projects=s.plural(row.count, "project", "projects"))


def _band_change(told: Bulletin, row: ChangeRow | None, s: Speaker) -> Sentence:
    if row is None or not row.count or told.previous is None:
        return ()
    kind, previous = ("more" if row.count > 0 else "fewer"), told.previous
    words = f"{s.row('size_band', row.label)} · {s.say('head.change')}"
    return _said(lambda: s.sentence(
        f"say.band.{kind}", previous=previous,
        n=s.need(f"change/size_band: {row.label}/count", s.count(abs(row.count)), words)))  # fmt: skip


def _said(make: Callable[[], Sentence]) -> Sentence:
    try:
        return make()
    except LeftOut:
        return ()


def _stops(s: Speaker) -> Sequence[str]:
    return ("；", "。") if s.language == "zh" else ("; ", ".")
