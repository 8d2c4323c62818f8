"""What a plan is judged by: the scenario's own metric, and the same by time, since the metric counts steps.

A slower flow lets the engine take longer steps, and fewer steps of flooding count for less: a plan that floods longer
can have half the metric. So a plan is only good if it is not worse than nobody acting and than equal filling in both
figures; among such plans, the least sum of the two, each as a share of the better reference's.
"""

from collections.abc import Sequence

from benchmarks.pystorms.plant import Figures
from msgspec import Struct

WORSE = 100.0        # what being worse than a reference by its whole figure costs, in such shares
TIE = 1e-3           # flooding and peaks decide only between plans that the metric can't tell apart


class Yardstick(Struct, frozen=True):
    """`limits` are the better reference's figures, `units` what one share of each figure is."""

    limits: tuple[float, ...]
    units: tuple[float, ...]
    flooding: float
    peaks: dict[str, float]

    def score(self, figures: Figures | None) -> float:
        """Shares of the reference; less is better. A plan under which the model broke down is worse than any."""
        if figures is None:
            return float("inf")
        peaks = [peak / self.peaks[link] for link, peak in figures.peaks.items() if self.peaks.get(link, 0.0) > 0]
        ties = figures.flooding_m3 / self.flooding + (sum(peaks) / len(peaks) if peaks else 0.0)
        return self.told_by_metric(figures) + TIE * ties

    def told_by_metric(self, figures: Figures | None) -> float:
        """The same without what decides between equals."""
        if figures is None:
            return float("inf")
        shares = [figure / unit for figure, unit in zip(_judged(figures), self.units, strict=True)]
        judged = zip(_judged(figures), self.limits, self.units, strict=True)
        worse = [max(0.0, figure - limit) / unit for figure, limit, unit in judged]
        return sum(shares) / len(shares) + WORSE * sum(worse)


def yardstick(references: Sequence[Figures]) -> Yardstick:
    """By nobody acting (the first) and, where there is one, equal filling."""
    columns = list(zip(*(_judged(figures) for figures in references), strict=True))
    return Yardstick(
        limits=tuple(min(column) for column in columns),
        units=tuple(next((abs(figure) for figure in column if figure), 1.0) for column in columns),
        flooding=max(1.0, references[0].flooding_m3),
        peaks=references[0].peaks,
    )


def _judged(figures: Figures) -> tuple[float, ...]:
    return (figures.metric,) if figures.weighted is None else (figures.metric, figures.weighted)
