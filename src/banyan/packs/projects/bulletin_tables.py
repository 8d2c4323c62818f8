"""One edition's totals and their breakdowns by channel, sector, investor, size and origin."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal

from msgspec import Struct
from msgspec.structs import replace

from banyan.measure.contribution import contribution
from banyan.model.ids import ProjectId
from banyan.model.project import Channel, InvestorKind, Project
from banyan.packs.projects import divisions
from banyan.packs.projects.bulletin_bands import Band

UNKNOWN = "unknown"      # the label of what no workbook says
LISTED = {label: i for i, label in enumerate((*map(str, Channel), *map(str, InvestorKind)))}


class Part(Struct, frozen=True):
    """What one project adds to the edition. `signed`: what decides its size band; None: nothing was signed in it.

    `increased`: whether increments are part of the amount.
    """

    project: Project
    count: int
    amount: Decimal
    signed: Decimal | None
    increased: bool = False


class Row(Struct, frozen=True):
    """`amount` in CNY; `share` of the edition's amount, `count_share` of its projects, 0 to 1; None: no whole.

    `projects`: those behind the numbers; those that only add an increment are among them and not in `count`.
    `increased`: those of the projects whose increments are part of the amount.
    """

    label: str
    count: int
    amount: Decimal
    share: Decimal | None
    count_share: Decimal | None
    projects: tuple[ProjectId, ...]
    increased: tuple[ProjectId, ...] = ()


class Table(Struct, frozen=True):
    name: str
    rows: tuple[Row, ...]


def parts_of(projects: Iterable[Project], edition: str, as_of: date) -> list[Part]:
    """What each project adds; a row that is only an increase is sorted by what the project it increases says."""
    several = sorted(projects, key=lambda p: p.id)
    by_id = {p.id: p for p in several} | {pid: p for p in several for pid in p.merged}
    found = []
    for project in several:
        adds = contribution(project, edition, as_of)
        if adds.count or adds.amount:
            increased = by_id.get(project.increases) if project.increases else None
            told = project if increased is None else _like(project, increased)
            found.append(Part(told, adds.count, adds.amount, adds.signed, adds.amount != (adds.signed or 0)))
    return found


def _like(increase: Project, project: Project) -> Project:
    """The increase with what only its project tells."""
    kind = increase.investor_kind is not None
    return replace(
        increase, channel=increase.channel or project.channel, sector=increase.sector or project.sector,
        investors=increase.investors if kind else project.investors or increase.investors,
        origin=_origin(increase) or _origin(project),
    )  # fmt: skip


def tables(parts: Sequence[Part], bands: Sequence[Band]) -> tuple[Table, ...]:
    """total, channel, sector, investor_kind, size_band and origin, in this order."""
    whole = _row("total", parts, parts)
    made = [Table("total", (whole,))]
    for name, label in _LABELS.items():
        groups: dict[str, list[Part]] = {}
        for part in parts:
            groups.setdefault(label(part.project) or UNKNOWN, []).append(part)
        rows = [_row(label, group, parts) for label, group in groups.items()]
        made.append(Table(name, tuple(sorted(rows, key=_SORTS.get(name, _by_amount)))))
        if name == "investor_kind":
            made.append(Table("size_band", tuple(_band_row(band, parts) for band in bands)))
    return tuple(made)


def _band_row(band: Band, parts: Sequence[Part]) -> Row:
    """What was signed in the band: increments neither lift a project into it nor add to its amount."""
    inside = [Part(p.project, 1, p.signed, p.signed) for p in parts if p.signed is not None and band.holds(p.signed)]
    return _row(band.label, inside, parts)


def _row(label: str, group: Sequence[Part], whole: Sequence[Part]) -> Row:
    count, amount = sum(p.count for p in group), sum((p.amount for p in group), Decimal(0))
    all_count, all_amount = sum(p.count for p in whole), sum((p.amount for p in whole), Decimal(0))
    return Row(
        label, count, amount, amount / all_amount if all_amount else None,
        Decimal(count) / all_count if all_count else None, tuple(p.project.id for p in group),
        tuple(p.project.id for p in group if p.increased),
    )  # fmt: skip


def _channel(project: Project) -> str:
    return str(project.channel) if project.channel is not None else ""


def _sector(project: Project) -> str:
    return project.sector[0] if project.sector else ""


def _kind(project: Project) -> str:
    return str(project.investor_kind) if project.investor_kind is not None else ""


def _origin(project: Project) -> str:
    return divisions.origin(project.origin or next((i.origin for i in project.investors if i.origin), ""))


def _by_amount(row: Row) -> tuple[bool, Decimal, str]:
    """The largest first, what isn't said last."""
    return row.label == UNKNOWN, -row.amount, row.label


def _by_list(row: Row) -> tuple[int, str]:
    return LISTED.get(row.label, len(LISTED)), row.label


_LABELS: dict[str, Callable[[Project], str]] = {
    "channel": _channel, "sector": _sector, "investor_kind": _kind, "origin": _origin,
}  # fmt: skip
_SORTS: dict[str, Callable[[Row], tuple[object, ...]]] = {"channel": _by_list, "investor_kind": _by_list}
BREAKDOWNS = ("channel", "sector", "investor_kind", "size_band", "origin")
