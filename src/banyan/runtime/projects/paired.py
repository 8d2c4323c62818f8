"""Pairs for the screen of duplicates: those that wait for a decision, those merged, those kept apart."""

from collections.abc import Callable, Mapping, Sequence

from banyan.model.ids import ProjectId
from banyan.model.ports import Store
from banyan.model.project import Duplicate, Project
from banyan.packs.projects import duplicates
from banyan.packs.projects.faces import face
from banyan.runtime.projects import state
from banyan.runtime.projects.apart import kept_apart, pair
from banyan.runtime.projects.views import PairView, ProjectLine

Lines = Callable[[Sequence[Project]], list[ProjectLine]]


def alike(standing: Sequence[Project]) -> list[Duplicate]:
    return duplicates.find(standing)


def waiting(
    store: Store, standing: Sequence[Project], found: Sequence[Duplicate], edition: str, lines: Lines,
) -> list[PairView]:  # fmt: skip
    """The likeliest first. A pair belongs to an edition where one of the two does."""
    decided = {pair(k.a, k.b) for k in kept_apart(store)}
    by_id = {p.id: p for p in standing}
    return [_view(by_id, d.a, d.b, "open", lines, d) for d in found
            if pair(d.a, d.b) not in decided and _of(by_id, d.a, d.b, edition)]


def merged(store: Store, edition: str, lines: Lines) -> list[PairView]:
    """What was merged away beside what it was merged into, as their workbooks tell them; the newest first."""
    everything = state.projects(store)
    return [_view(everything, kept, away, "merged", lines, _score(everything, kept, away), away)
            for away, kept in reversed(state.links(store).items())
            if {away, kept} <= everything.keys() and _of(everything, kept, away, edition)]


def apart(store: Store, edition: str, lines: Lines) -> list[PairView]:
    """The newest first."""
    by_id = {p.id: p for p in state.standing(store)}
    return [_view(by_id, k.a, k.b, "apart", lines, _score(by_id, k.a, k.b)) for k in reversed(kept_apart(store))
            if {k.a, k.b} <= by_id.keys() and _of(by_id, k.a, k.b, edition)]


def _of(by_id: Mapping[ProjectId, Project], a: ProjectId, b: ProjectId, edition: str) -> bool:
    return not edition or any(state.tells_of(by_id[pid], edition) for pid in (a, b))


def _score(by_id: Mapping[ProjectId, Project], a: ProjectId, b: ProjectId) -> Duplicate | None:
    return duplicates.score(face(by_id[a]), face(by_id[b]))


def _view(
    by_id: Mapping[ProjectId, Project], a: ProjectId, b: ProjectId, standing: str, lines: Lines,
    found: Duplicate | None, merge: str = "",
) -> PairView:  # fmt: skip
    first, second = lines([by_id[a], by_id[b]])
    return PairView(a=first, b=second, score=str(found.score) if found else "", state=standing, merge=merge,
                    reasons=list(found.reasons) if found else [], sheets=[_stands(by_id[a]), _stands(by_id[b])])


def _stands(p: Project) -> str:
    return "; ".join(f"{s.file}, {s.sheet}, {s.row}" for s in p.sources)
