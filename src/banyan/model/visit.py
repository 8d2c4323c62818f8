"""What ordinary cases ask of the people who go out: visits with due times, and rounds that answer them.

A storm's demand holds its crew until its water is gone; a visit takes so many minutes, and who has made it goes on to
the next. All times are whole seconds after the question's moment, all ways whole metres: sums are exact.
"""

from msgspec import Struct, field

from banyan.model.demand import Point
from banyan.model.ids import CaseId, CrewId
from banyan.model.text import Said
from banyan.model.time import Instant


class Visit(Struct, frozen=True):
    """One case that somebody has to go to. `due_s` None: nothing is owed; negative: it is overdue already.

    `weight`: how many times a second of its lateness counts. `since` is its first intake.
    """

    case: CaseId
    since: Instant
    service_s: int
    due_s: int | None = None
    position: Point | None = None
    skill: str | None = None
    equipment: tuple[str, ...] = ()
    weight: int = 1


class Walker(Struct, frozen=True):
    """Who goes out. `free_s`: when they can set out from `at`; `left_s`: when their shift ends, None: not in sight."""

    crew: CrewId
    at: Point
    speed_mh: int                        # metres an hour
    skills: tuple[str, ...] = ()
    equipment: tuple[str, ...] = ()
    free_s: int = 0
    left_s: int | None = None


class VisitWeights(Struct, frozen=True):
    """What rounds cost, in seconds of one case's lateness. A round with a lower cost is better.

    Each second that a visit ends after its due time counts its weight; one that is late at all counts `late_s` more, a
    metre driven `per_km_s` / 1000. A visit that nobody makes until the horizon counts as if it ended there, and
    `unmade_s` more.
    """

    late_s: int = 1800
    per_km_s: int = 60
    unmade_s: int = 7200
    horizon_s: int = 8 * 3600


class VisitQuestion(Struct, frozen=True):
    """Everything rounds depend on. `metres` is between all points: first the walkers' own, then the visits'.

    None: no way. Walkers are sorted by crew, visits by case.
    """

    at: Instant
    visits: tuple[Visit, ...]
    walkers: tuple[Walker, ...]
    metres: tuple[tuple[int | None, ...], ...]
    weights: VisitWeights = field(default_factory=VisitWeights)


class Visited(Struct, frozen=True):
    """A visit on a round: when who makes it arrives and is done, and how late that is."""

    case: CaseId
    arrives_s: int
    ends_s: int
    late_s: int
    metres: int


class Walk(Struct, frozen=True):
    """One walker's stops in their order."""

    crew: CrewId
    stops: tuple[Visited, ...]


class Unmade(Struct, frozen=True):
    """A visit that nobody makes now, and why."""

    case: CaseId
    why: Said


class Tally(Struct, frozen=True):
    """What rounds come to. `late`: cases that end after their due time, or can't be done before it any more."""

    cost: int
    late: int
    late_s: int
    metres: int
    unmade: int


class Rounds(Struct, frozen=True, kw_only=True):
    """The rounds that are taken, with what first-come-nearest would have come to. `bound`: nothing costs less.

    `status`: optimal | feasible | first-come-nearest.
    """

    walks: tuple[Walk, ...]
    unmade: tuple[Unmade, ...]
    tally: Tally
    nearest: Tally
    bound: int
    status: str

    @property
    def late_avoided(self) -> int:
        """Cases that would have been late by first-come-nearest, less those that are late all the same."""
        return self.nearest.late - self.tally.late

    @property
    def gain(self) -> int:
        """Seconds of lateness, as the weights count them, that first-come-nearest would have cost more."""
        return self.nearest.cost - self.tally.cost
