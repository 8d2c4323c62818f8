"""Every number of a bulletin under a name of its own, so that its release can be given, and is given for a value.

A name is "table/label/what": "channel/off-site/amount", "cohort/2021 expo: started/share", "project/P-0001/amount".
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from msgspec import Struct

from banyan.model.ids import ProjectId
from banyan.packs.projects.bulletin import Bulletin
from banyan.packs.projects.bulletin_money import plain

SHARE_PLACES = 6


class Number(Struct, frozen=True):
    """`value`: as `banyan.bulletin/1` tells it. A release of another value is no release of this one."""

    id: str
    value: str
    projects: tuple[ProjectId, ...]


class FigureError(ValueError):
    """A name that no number of the bulletin has, as one sentence."""


def numbers(told: Bulletin) -> tuple[Number, ...]:
    """All numbers, in the order of the tables."""
    return tuple(_numbers(told))


def _numbers(told: Bulletin) -> Iterator[Number]:
    for table in told.tables:
        for row in table.rows:
            yield from _three(f"{table.name}/{row.label}", row.count, row.amount, row.share, row.projects)
    for changed in told.change:
        name = f"change/{changed.of}: {changed.label}"
        yield from _three(name, changed.count, changed.amount, changed.share, changed.projects)
    for row_ in told.cohorts:
        name = f"cohort/{row_.cohort}: {row_.label}"
        yield from _three(name, row_.count, row_.amount, row_.share, row_.projects)
    for project in told.projects:
        for key in (k for k in told.key_projects if k.project == project.id):
            yield Number(f"project/{project.id}/amount", plain(key.amount), (project.id,))


def _three(
    name: str, count: int, amount: Decimal, part: Decimal | None, projects: tuple[ProjectId, ...],
) -> Iterator[Number]:  # fmt: skip
    yield Number(f"{name}/count", str(count), projects)
    yield Number(f"{name}/amount", plain(amount), projects)
    if part is not None:
        yield Number(f"{name}/share", share_text(part), projects)


def share_text(part: Decimal) -> str:
    """A share as it is told to programs and released: to a millionth, without needless zeros."""
    return plain(part.quantize(Decimal(1).scaleb(-SHARE_PLACES)))


def chosen(every: Sequence[Number], names: Sequence[str]) -> list[Number]:
    """The numbers that names choose: a whole name, or its beginning up to a "/" ("channel", "channel/off-site").

    Raises FigureError for a name that chooses nothing.
    """
    found: dict[str, Number] = {}
    for name in names:
        begins = name.rstrip("/")
        chose = [n for n in every if n.id == begins or n.id.startswith(begins + "/")]
        if not chose:
            tables = sorted({n.id.partition("/")[0] for n in every})
            raise FigureError(f'no figure of this bulletin is called "{name}": a name was expected that begins with '
                              f'one of {", ".join(tables)}')
        found |= {n.id: n for n in chose}
    return [n for n in every if n.id in found]


def is_released(number: Number, released: Mapping[str, str]) -> bool:
    return released.get(number.id) == number.value
