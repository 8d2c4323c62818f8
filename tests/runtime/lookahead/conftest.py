"""A look ahead without simulations: a pool that answers at once, and says what it was asked."""

from collections.abc import Callable, Sequence

from banyan.model.decision import Costs
from banyan.model.ids import DeviceId, StreamId
from banyan.runtime.lookahead.branch import Base, Outcome, Trial
from banyan.twin.swmm.follow import Follow, Followed, Held
from banyan.twin.swmm.pipe import ChildRefused

LAKE = StreamId("east-lake.level")
Flood = Callable[[Base, Trial], float]


class AtOnce:
    """Implements pool.Branches: every plan floods as `flood` says; `refuses` as a broken model would."""

    def __init__(self, flood: Flood = lambda _base, _trial: 0.0, refuses: str | None = None) -> None:
        self.flood, self.refuses = flood, refuses
        self.follows: list[Follow] = []
        self.bases: list[Base] = []
        self.trials: list[Trial] = []
        self.closed = False

    def follow(self, asked: Follow) -> Followed:
        self.follows.append(asked)
        if self.refuses is not None:
            raise ChildRefused(self.refuses)
        free = tuple((float(m), 1.2) for m in range(0, 2000, 10))
        return Followed(Held(b"state", {"gate-east": 10.0}, {}, {}), {LAKE: 1.25}, {LAKE: free})

    def base(self, base: Base) -> None:
        self.bases.append(base)

    def outcomes(self, trials: Sequence[Trial]) -> list[Outcome]:
        self.trials += trials
        return [self._outcome(trial) for trial in trials]

    def give_up(self) -> None: ...

    def end(self) -> None:
        self.closed = True

    def close(self) -> None:
        assert self.closed

    def _outcome(self, trial: Trial) -> Outcome:
        m3 = self.flood(self.bases[-1], trial)
        level = 1.0 + trial.member / 10
        return Outcome(Costs(street_m3=m3, total=m3), {LAKE: [1.25, level]}, {DeviceId("gate-east"): [10.0, 50.0]})
