"""The model's parameters: the plant's, changed by seed, so that control is never tuned on a model that knows the truth.

Each kind of parameter moves one way in the whole network (a model is wrong systematically, not on average right), by
15 to 25 % for roughness and 20 to 30 % for runoff, differently for each element.
"""

from collections.abc import Iterable

from banyan.twin import draws
from banyan.twin.swmm.network import Network, Row

ROUGHNESS = (0.15, 0.25)
RUNOFF = (0.20, 0.30)
# Columns of [SUBAREAS]: n impervious, n pervious, depression storage impervious, pervious.
_SUBAREAS = ((1, "n of paved ground"), (2, "n of open ground"), (3, "storage on paved ground"),
             (4, "storage on open ground"))
_RATES = {"HORTON": (1, 2), "MODIFIED_HORTON": (1, 2), "GREEN_AMPT": (1, 2), "MODIFIED_GREEN_AMPT": (1, 2)}


class _Draws:
    """Factors 1 ± share, one sign a kind; changes are noted in words."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self.changes: list[str] = []

    def factors(self, what: str, shares: tuple[float, float], count: int) -> list[float]:
        draw = draws.generator(self._seed, what)
        sign = 1.0 if draw.random() < 0.5 else -1.0
        found = [1.0 + sign * float(share) for share in draw.uniform(*shares, count)]
        if found:
            self.changes.append(f"{what}: {count} values times {min(found):.2f} to {max(found):.2f}")
        return found


def perturbed(network: Network, seed: int) -> tuple[Network, tuple[str, ...]]:
    """The network with other parameters, and what was changed, in words. The same seed gives the same."""
    draws = _Draws(seed)
    network = _scaled(network, "CONDUITS", 4, "conduit roughness", ROUGHNESS, draws)
    network = _scaled(network, "SUBCATCHMENTS", 5, "subcatchment width", RUNOFF, draws)
    for column, what in _SUBAREAS:
        network = _scaled(network, "SUBAREAS", column, what, RUNOFF, draws)
    return _infiltration(network, draws), tuple(draws.changes)


def _scaled(
    network: Network, section: str, column: int, what: str, shares: tuple[float, float], draws: _Draws
) -> Network:
    rows = network.rows(section)
    factors = draws.factors(what, shares, len(rows))
    changed = [_with(network, section, row, (column,), factor) for row, factor in zip(rows, factors, strict=True)]
    return network.with_rows(section, changed) if rows else network


def _infiltration(network: Network, draws: _Draws) -> Network:
    """Rates of the file's method; a row of SWMM 5.2 may end with a method of its own."""
    rows = network.rows("INFILTRATION")
    method = network.option("INFILTRATION", "HORTON").upper()
    factors = draws.factors("infiltration", RUNOFF, len(rows))
    changed: list[Row] = []
    for row, factor in zip(rows, factors, strict=True):
        own = row[-1].upper() if row[-1].upper() in (*_RATES, "CURVE_NUMBER") else method
        if own == "CURVE_NUMBER":
            changed.append(_curve_number(network, row, factor))
        else:
            changed.append(_with(network, "INFILTRATION", row, _RATES.get(own, (1, 2)), factor))
    return network.with_rows("INFILTRATION", changed) if rows else network


def _with(network: Network, section: str, row: Row, columns: Iterable[int], factor: float) -> Row:
    changed = list(row)
    for column in columns:
        if column < len(row):
            changed[column] = f"{network.number(row, column, section) * factor:.6g}"
    return changed


def _curve_number(network: Network, row: Row, factor: float) -> Row:
    """The retention S = 25400 / CN - 254 (mm) is scaled, so that a curve number stays one (SCS method)."""
    number = network.number(row, 1, "INFILTRATION")
    if not 0 < number < 100:
        return row
    retention = (25400 / number - 254) * factor
    return [row[0], f"{25400 / (retention + 254):.6g}", *row[2:]]
