"""A bulletin told in one language: sections with text blocks and tables, and the appendices that numbers lead to."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from msgspec import Struct

from banyan.model.ids import ProjectId
from banyan.model.project import Project
from banyan.model.text import Name
from banyan.packs.projects.bulletin import Ask, Bulletin
from banyan.packs.projects.bulletin_grids import change_grid, cohort_grid, key_grid, table_grid
from banyan.packs.projects.bulletin_paper import Grid, Origin, Paper, Section, Sentence
from banyan.packs.projects.bulletin_sentences import bands, cohort, largest, rows, total, versus
from banyan.packs.projects.bulletin_speaker import MARK, Speaker
from banyan.packs.projects.bulletin_tables import LISTED
from banyan.packs.projects.bulletin_texts import FIELDS

ORDER = ("total", "change", "channel", "sector", "investor_kind", "size_band", "origin", "key_projects", "cohort")


class Telling(Struct, frozen=True):
    """How a bulletin is said. `names`: words of the city's sectors; those of stages and bands are in the question."""

    language: str
    released: Mapping[str, str] = {}
    draft: bool = False
    names: Mapping[str, Name] = {}
    known_at: datetime | None = None


def tell(told: Bulletin, ask: Ask, how: Telling) -> Paper:
    """In a draft every figure is shown and those not released carry a mark; else they are left out, and counted."""
    stages = {stage.id: stage.name for stage in ask.stages}
    bands = {band.label: band.name for band in ask.bands}
    speaker = Speaker(told, how.language, how.released, how.draft, {**how.names, **stages}, bands)
    sections = [section for name in ORDER if (section := _section(name, told, speaker)) is not None]
    behind = speaker.behind()
    printed = sorted((project for project in told.projects if project.id in behind), key=lambda p: _place(p, told))
    numbered: dict[ProjectId, int] = {project.id: i for i, project in enumerate(printed, start=1)}
    say = speaker.say
    left_out = [say("left_out", n=str(len(speaker.left_out)))] if speaker.left_out and sections else []
    known = f"；{say('known', known_at=speaker.moment(how.known_at))}" if how.known_at and how.language == "zh" else (
        f", {say('known', known_at=speaker.moment(how.known_at))}" if how.known_at else "")
    return Paper(
        language=how.language, title=say("title", edition=told.edition),
        subtitle=say("subtitle", as_of=speaker.day(told.as_of)) + known,
        draft=say("draft", mark=MARK) if how.draft else "", sign=(say("sign"), say("sign.date")),
        notes=(say("unit", unit=speaker.unit), *left_out) if sections else (say("empty"),), sections=tuple(sections),
        refs_title=say("appendix.refs"), refs_how=say("appendix.refs.how"),
        refs_heads=(say("head.number"), say("head.figure"), say("head.rows")), groups=speaker.groups(numbered),
        rows_title=say("appendix.rows"), rows_how=say("appendix.rows.how"),
        rows_heads=(say("head.row"), say("head.project"), say("head.source")),
        origins=tuple(_origin(project, numbered[project.id], speaker) for project in printed), none=say("no_projects"),
        figures=speaker.figures(), refs=speaker.refs(),
    )  # fmt: skip


def _section(name: str, told: Bulletin, speaker: Speaker) -> Section | None:
    """None where nothing of it may be printed, or nothing is there."""
    sentences = [sentence for sentence in _SENTENCES[name](told, speaker) if sentence]
    grid = _GRIDS[name](told, speaker)
    if not sentences and (grid is None or not grid.rows):
        return None
    note = ""
    if name in ("size_band", "cohort", "change"):
        note = speaker.say(f"note.{name}", as_of=speaker.day(told.as_of), previous=told.previous or "")
    return Section(name, speaker.say(f"section.{name}"), tuple(sentences), grid if grid and grid.rows else None, note)


_SENTENCES: dict[str, Callable[[Bulletin, Speaker], Sequence[Sentence]]] = {
    "total": total,
    "change": versus,
    "channel": lambda told, s: rows(told, "channel", s),
    "sector": lambda told, s: largest(told, "sector", s),
    "investor_kind": lambda told, s: largest(told, "investor_kind", s),
    "size_band": bands,
    "origin": lambda told, s: largest(told, "origin", s),
    "key_projects": lambda _, __: (),
    "cohort": cohort,
}
_GRIDS: dict[str, Callable[[Bulletin, Speaker], Grid | None]] = {
    "total": lambda _, __: None,
    "change": change_grid,
    "channel": lambda told, s: table_grid(told, "channel", s),
    "sector": lambda told, s: table_grid(told, "sector", s),
    "investor_kind": lambda told, s: table_grid(told, "investor_kind", s),
    "size_band": lambda told, s: table_grid(told, "size_band", s),
    "origin": lambda told, s: table_grid(told, "origin", s),
    "key_projects": key_grid,
    "cohort": cohort_grid,
}


def _place(project: Project, told: Bulletin) -> tuple[object, ...]:
    """Appendix 2 is sorted as the tables are, so that a figure leads to neighbours: rows 1–50, not fifty numbers."""
    channel, kind = (LISTED.get(str(value), len(LISTED)) for value in (project.channel, project.investor_kind))
    return project.edition != told.edition, channel, not project.sector, project.sector[:1], kind, project.id


def _origin(project: Project, number: int, speaker: Speaker) -> Origin:
    """Where a project was read: where its name and what a table sorts it by stood, without contact and amount.

    The amount is a figure of its own with a release of its own; the cell it stands in is named, not what it says.
    """
    places = []
    for source in project.sources:
        row = speaker.say("row", row=str(source.row))
        where = f"{source.file} · {source.sheet} · {row}" if source.sheet else f"{source.file} · {row}"
        read = [(words, source.cells[field]) for field, words in FIELDS.items() if field in source.cells]
        cells = [f"{words.said(speaker.language)} {cell.ref}" + _mended(cell.mended_by is not None, speaker)
                 for words, cell in read]
        places.append((where, ("、" if speaker.language == "zh" else ", ").join(cells)))
    return Origin(number, project.id, project.name, tuple(places))


def _mended(by_hand: bool, speaker: Speaker) -> str:
    return f" ({speaker.say('mended')})" if by_hand else ""
