"""The effect split into control and crews: four runs of one storm, each with one of them on or off."""

from collections.abc import Mapping

from msgspec import Struct

from banyan.model.effect import Run

CONTROL, CREWS = ("off", "on"), ("nearest", "planned")
PARTS = ("total", "street", "bank")
Cell = tuple[str, str]           # (control, crews)


class Part(Struct, frozen=True):
    """m³ spared in one part of the flooding. `values` by "control/crews", in m³.

    `control`: less with control on, mean over both ways of sending crews; `crews`: less with planned crews, mean over
    control on and off; `interaction`: by how much the one helps more (negative: less) when the other is there, too.
    None where the runs that it needs are missing.
    """

    part: str
    values: dict[str, float]
    control: float | None = None
    crews: float | None = None
    interaction: float | None = None


def split(runs: Mapping[Cell, Run]) -> tuple[Part, ...]:
    """Total, street, bank. Raises ValueError for a run that is not of the 2 × 2."""
    for control, crews in runs:
        if control not in CONTROL or crews not in CREWS:
            raise ValueError(f"{control}/{crews}: control off or on, crews nearest or planned were expected")
    return tuple(_part(part, {cell: float(getattr(run.flooding_m3, part)) for cell, run in runs.items()})
                 for part in PARTS)


def _part(part: str, m3: Mapping[Cell, float]) -> Part:
    by_control = [m3["off", c] - m3["on", c] for c in CREWS if ("off", c) in m3 and ("on", c) in m3]
    by_crews = [m3[c, "nearest"] - m3[c, "planned"] for c in CONTROL if (c, "nearest") in m3 and (c, "planned") in m3]
    return Part(
        part,
        {f"{control}/{crews}": value for (control, crews), value in sorted(m3.items())},
        control=sum(by_control) / len(by_control) if by_control else None,
        crews=sum(by_crews) / len(by_crews) if by_crews else None,
        interaction=(by_crews[1] - by_crews[0]) / 2 if len(by_crews) == 2 else None,
    )
