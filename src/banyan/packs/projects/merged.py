"""Projects as they count after merging: one of several, with the sources of all."""

from collections.abc import Iterable, Mapping, Sequence

from msgspec.structs import replace

from banyan.model.ids import ProjectId
from banyan.model.project import Investment, InvestmentKind, Investor, Project, Source, StageAt, Standing

_FILLED = ("agreement", "channel", "signed_on", "district", "place", "point", "origin", "contact", "content", "note",
    "cohort")


def merged(projects: Mapping[ProjectId, Project], links: Mapping[ProjectId, ProjectId]) -> list[Project]:
    """Every standing project, in the order of ids. `links`: merged away → into which; one is void whose end is gone."""
    standing = {pid: p for pid, p in projects.items() if p.standing is Standing.CURRENT}
    into: dict[ProjectId, list[ProjectId]] = {}
    away: set[ProjectId] = set()
    for pid in sorted(standing, key=by_number):
        end = _end(pid, links, standing)
        if end != pid:
            into.setdefault(end, []).append(pid)
            away.add(pid)
    found = [_together(standing[pid], [standing[o] for o in into.get(pid, ())])
             for pid in sorted(standing, key=by_number) if pid not in away]
    return [_labelled(p, standing) for p in found]


def _labelled(project: Project, standing: Mapping[ProjectId, Project]) -> Project:
    """An increase is counted under the labels of the project that it increases, where its own row has none."""
    base = standing.get(project.increases) if project.increases else None
    if base is None:
        return project
    changes: dict[str, object] = {name: value for name in ("agreement", "channel", "sector", "district", "origin")
                                  if not getattr(project, name) and (value := getattr(base, name))}
    if project.investor_kind is None and base.investor_kind is not None:
        first, *others = project.investors or (Investor(""),)
        changes["investors"] = (replace(first, kind=base.investor_kind), *others)
    return replace(project, **changes) if changes else project


def by_number(entity: str) -> tuple[int, str]:
    """PR-9999 before PR-10000."""
    return len(entity), entity


def _end(pid: ProjectId, links: Mapping[ProjectId, ProjectId], standing: Mapping[ProjectId, Project]) -> ProjectId:
    seen = {pid}
    end = pid
    while (following := links.get(end)) is not None and following not in seen and following in standing:
        seen.add(following)
        end = following
    return end


def _together(kept: Project, others: Sequence[Project]) -> Project:
    """The kept one's values, and where it has none the first other's that has."""
    if not others:
        return kept
    changes: dict[str, object] = {name: value for name in _FILLED if not getattr(kept, name)
                                  and (value := next((v for o in others if (v := getattr(o, name))), None))}
    names = dict.fromkeys([*kept.aliases, *(n for o in others for n in (o.name, *o.aliases))])
    names.pop(kept.name, None)
    return replace(
        kept, **changes, aliases=tuple(names), sources=_sources((kept, *others)),
        codes=tuple({c.text: c for p in (kept, *others) for c in p.codes}.values()),
        investors=_investors(kept, others), sector=kept.sector or next((o.sector for o in others if o.sector), ()),
        investments=_investments(kept, others), stages=_stages((kept, *others)),
        merged=tuple(o.id for o in others), extra={k: v for p in (*others, kept) for k, v in p.extra.items()},
    )


def _sources(projects: Iterable[Project]) -> tuple[Source, ...]:
    return tuple(s for p in projects for s in p.sources)


def _investors(kept: Project, others: Sequence[Project]) -> tuple[Investor, ...]:
    """The leading investor is one; other names of it are its aliases."""
    if not kept.investors:
        return next((o.investors for o in others if o.investors), ())
    first = kept.investors[0]
    aliases = dict.fromkeys(first.aliases)
    for other in (o.investors[0] for o in others if o.investors):
        if not first.name:
            first = replace(first, name=other.name)
        elif other.name and other.name != first.name:
            aliases[other.name] = None
        first = replace(first, kind=first.kind if first.kind is not None else other.kind, code=first.code or other.code,
                        origin=first.origin or other.origin)
    return (replace(first, aliases=tuple(aliases)), *kept.investors[1:])


def _investments(kept: Project, others: Sequence[Project]) -> tuple[Investment, ...]:
    """What was signed is told by the kept one; increases that only others tell are added."""
    found = list(kept.investments)
    told = {(i.edition, i.amount.value) for i in found if i.kind is InvestmentKind.INCREMENT}
    before = len(kept.sources)
    for other in others:
        for i in other.investments:
            if i.kind is InvestmentKind.INCREMENT and (i.edition, i.amount.value) not in told:
                told.add((i.edition, i.amount.value))
                found.append(replace(i, source=before + i.source))
        before += len(other.sources)
    return tuple(found)


def _stages(projects: Sequence[Project]) -> tuple[StageAt, ...]:
    found: dict[str, StageAt] = {}
    for project in projects:
        for stage in project.stages:
            there = found.get(stage.stage)
            if there is None or (there.on is None and stage.on is not None):
                found[stage.stage] = stage
    return tuple(found.values())
